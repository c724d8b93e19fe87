import Foundation
import Martlet

/// Serves the files of a folder below `/static`.
///
/// Only what is found by listing the folder is served, so no path leads anywhere else.
struct PublicFiles: Extension {
    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon", "woff2": "font/woff2",
    ]

    let directory: String

    func install(in app: App) throws {
        let directory = directory
        let files = Self.read(directory)
        app.watch(directory)
        app.get("/static/{name}") { (name: Path<String>, request: Request) in
            let current = request.context.application.isDevelopment ? Self.read(directory) : files
            guard let file = current[name.value] else { throw HTTPError(.notFound) }
            return file
        }
    }

    private static func read(_ directory: String) -> [String: Response] {
        var files: [String: Response] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] {
            guard let type = types[URL(filePath: name).pathExtension],
                let content = FileManager.default.contents(atPath: "\(directory)/\(name)")
            else { continue }
            files[name] = Response(
                headers: [.contentType: type, .cacheControl: "public, max-age=300"], body: .init(bytes: content))
        }
        return files
    }
}
