import Foundation
import Martlet

/// The style sheet, script and pictures of the site, read once at the start.
///
/// Only what was found then is served, so no path leads anywhere else. Pages link to a file with a digest of its
/// content (`/static/store.css?v=…`), so browsers keep it for ever and still see a new one at once.
struct PublicFiles: Extension {
    private struct File: Sendable {
        let bytes: ByteBuffer
        let type: String
        let version: String
    }

    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
    ]

    private let files: [String: File]

    init(folder: URL) throws {
        var files: [String: File] = [:]
        for url in try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil) {
            guard let type = Self.types[url.pathExtension] else { continue }
            let content = try Data(contentsOf: url)
            files[url.lastPathComponent] = File(
                bytes: ByteBuffer(bytes: content), type: type, version: Self.digest(content))
        }
        self.files = files
    }

    /// The addresses of the files as templates name them: `{{assets.store_css}}`.
    var addresses: [String: String] {
        Dictionary(
            files.map { name, file in (name.replacing(".", with: "_"), "/static/\(name)?v=\(file.version)") },
            uniquingKeysWith: { first, _ in first })
    }

    func install(in app: App) {
        let files = files
        app.get("/static/{name}") { (name: Path<String>, request: Request) in
            guard let file = files[name.value] else { throw HTTPError(.notFound) }
            var response = Response(body: .init(buffer: file.bytes))
            response.headers[.contentType] = file.type
            // What asks for another version, or for none, may not be kept under this one's name.
            let isCurrent = try request.query["v"] == file.version
            response.headers[.cacheControl] = isCurrent ? "public, max-age=31536000, immutable" : "no-cache"
            return response
        }
    }

    /// FNV-1a, 64 bits: tells versions of a file apart; it protects nothing.
    private static func digest(_ content: Data) -> String {
        let hash = content.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }
}
