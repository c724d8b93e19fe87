import Foundation
import Martlet

enum StaticFiles {
    static func add(to app: App) {
        app.get("/static/{name:path}") { (name: Path<String>) in
            let types = [
                "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
            ]
            guard ["store.css", "theme.js", "icon.svg", "arch.svg"].contains(name.value) else {
                throw HTTPError(.notFound)
            }
            var r = Response(
                text: try String(
                    contentsOf: ResourceFolders.publicFiles.appendingPathComponent(name.value), encoding: .utf8))
            r.headers[.contentType] = types[String(name.value.split(separator: ".").last ?? "")]
            return r
        }
    }
}
