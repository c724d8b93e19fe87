import Foundation
import MartletAPI
import MartletHTTP
import MartletTesting
import Testing

/// A served description, looked at by JSON pointers.
struct Document {
    let root: NSDictionary
    let text: String

    /// Serves an API and reads its description.
    static func of(
        _ information: APIInformation = APIInformation(title: "Store", version: "1"), below prefix: String = "",
        _ build: (App) async throws -> Void
    ) async throws -> Document {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(OpenAPI(information, below: prefix))
        try await build(app)
        var document: Document?
        try await app.test { client in
            let response = try await client.get("/docs/openapi.json")
            let root = try JSONSerialization.jsonObject(with: Data(response.text.utf8))
            document = Document(root: try #require(root as? NSDictionary), text: response.text)
        }
        return try #require(document)
    }

    /// What stands at a pointer (RFC 6901), as JSON with sorted members; `nil` where nothing does.
    subscript(pointer: String) -> String? {
        var value: Any? = root
        for part in pointer.split(separator: "/") {
            let name = part.replacingOccurrences(of: "~1", with: "/").replacingOccurrences(of: "~0", with: "~")
            if let list = value as? [Any], let index = Int(name) {
                value = list.indices.contains(index) ? list[index] : nil
            } else {
                value = (value as? NSDictionary)?[name]
            }
        }
        guard let value else { return nil }
        let options: JSONSerialization.WritingOptions = [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes]
        return (try? JSONSerialization.data(withJSONObject: value, options: options))
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The names of an object's members, sorted.
    func names(_ pointer: String) -> [String] {
        var value: Any? = root
        for part in pointer.split(separator: "/") {
            let name = part.replacingOccurrences(of: "~1", with: "/")
            value = (value as? NSDictionary)?[name]
        }
        return ((value as? NSDictionary)?.allKeys as? [String] ?? []).sorted()
    }
}
