/// A route's path, taken apart: `/artists/{id:int}/{rest:path}`.
struct RoutePattern: Sendable, CustomStringConvertible {
    enum Segment: Sendable, Equatable {
        case constant(String)
        case typed(name: String, converter: String)
        case plain(name: String)
        case rest(name: String)
    }

    let description: String
    let segments: [Segment]

    /// Reads a pattern; what is wrong with it is a sentence for the boot report.
    init(_ text: String) throws(RoutePatternError) {
        guard text.utf8.first == UInt8(ascii: "/") else { throw RoutePatternError("must begin with /") }
        var segments: [Segment] = []
        var names: Set<String> = []
        let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            guard !part.isEmpty || index == parts.count - 1 else {
                let whole = "/" + parts.filter { !$0.isEmpty }.joined(separator: "/")
                throw RoutePatternError("has two slashes in a row; write `\(whole)`")
            }
            guard part.contains("{") || part.contains("}") else {
                if let placeholder = Self.foreignPlaceholder(part) {
                    throw RoutePatternError(
                        "has the segment `\(part)`, which is a text and no placeholder; write `\(placeholder)`"
                            + (part.hasPrefix(":") ? ", or `%3A\(part.dropFirst())` for the text" : ""))
                }
                segments.append(.constant(String(part)))
                continue
            }
            guard part.first == "{", part.last == "}", part.count > 2,
                !part.dropFirst().dropLast().contains(where: "{}".contains)
            else {
                throw RoutePatternError(
                    "has the segment `\(part)`; a placeholder is a whole segment: {name} or {name:converter}")
            }
            let inner = part.dropFirst().dropLast().split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(inner[0])
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
                throw RoutePatternError("has the placeholder `\(part)`; a name is made of letters, digits and _")
            }
            guard names.insert(name).inserted else {
                throw RoutePatternError("has two placeholders named `\(name)`")
            }
            switch inner.count > 1 ? String(inner[1]) : "" {
            case "" where inner.count == 1: segments.append(.plain(name: name))
            case "path":
                guard index == parts.count - 1 else {
                    throw RoutePatternError("has `\(part)` before its end; the rest of a path can only stand last")
                }
                segments.append(.rest(name: name))
            case let converter: segments.append(.typed(name: name, converter: converter))
            }
        }
        self.segments = segments
        description = text
    }

    /// How a placeholder that is written as in Flask (`<id>`, `<int:id>`) or Express (`:id`) is written here.
    private static func foreignPlaceholder(_ part: Substring) -> String? {
        if part.hasPrefix(":"), part.count > 1 { return "{\(part.dropFirst())}" }
        guard part.hasPrefix("<"), part.hasSuffix(">"), part.count > 2 else { return nil }
        let inner = part.dropFirst().dropLast().split(separator: ":", maxSplits: 1)
        guard inner.count == 2 else { return "{\(part.dropFirst().dropLast())}" }
        return inner[0] == "string" ? "{\(inner[1])}" : "{\(inner[1]):\(inner[0])}"
    }

    var placeholderNames: [String] { placeholders.map(\.name) }

    var placeholders: [RoutePlaceholder] {
        segments.compactMap { segment in
            switch segment {
            case .constant: nil
            case .typed(let name, let converter): RoutePlaceholder(name: name, converter: converter)
            case .plain(let name): RoutePlaceholder(name: name, converter: nil)
            case .rest(let name): RoutePlaceholder(name: name, converter: "path")
            }
        }
    }

    /// The same for two patterns that match the same paths.
    var shape: String {
        segments.map { segment in
            switch segment {
            case .constant(let text): "/\(text)"
            case .typed(_, let converter): "/{:\(converter)}"
            case .plain: "/{}"
            case .rest: "/{:path}"
            }
        }.joined()
    }

    /// Joins a group's prefix and a path inside the group.
    static func join(_ prefix: String, _ path: String) -> String {
        let prefix = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
        if path.isEmpty || (path == "/" && !prefix.isEmpty) { return prefix.isEmpty ? "/" : prefix }
        return path.hasPrefix("/") ? prefix + path : "\(prefix)/\(path)"
    }
}

struct RoutePatternError: Error {
    let sentence: String
    init(_ sentence: String) { self.sentence = sentence }
}
