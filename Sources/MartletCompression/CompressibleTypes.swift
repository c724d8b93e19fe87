import MartletCore

/// Which media types are worth compressing: text in all its forms, and the few binary ones that are not compressed
/// themselves.
///
/// Event streams are not: each would hold 256 KiB of zlib's memory for as long as it is open.
struct CompressibleTypes {
    private let others: Set<String>

    init(also others: Set<String>) { self.others = Set(others.map { $0.lowercased() }) }

    /// Whether content of a type is worth compressing; `nil` is not.
    func contains(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let type = (contentType.split(separator: ";", maxSplits: 1).first ?? "").trimmingSpaces().lowercased()
        if others.contains(type) { return true }
        if type.hasPrefix("text/") { return type != "text/event-stream" }
        return Self.known.contains(type) || type.hasSuffix("+json") || type.hasSuffix("+xml") || type.hasSuffix("+text")
    }

    private static let known: Set<String> = [
        "application/json", "application/xml", "application/javascript", "application/x-javascript",
        "application/ecmascript", "application/x-ndjson", "application/json-seq", "application/yaml",
        "application/x-yaml", "application/toml", "application/graphql", "application/rtf", "application/sql",
        "application/wasm", "application/x-www-form-urlencoded", "application/vnd.ms-fontobject", "font/ttf",
        "font/otf", "font/collection", "image/bmp", "image/x-icon", "image/vnd.microsoft.icon",
    ]
}
