/// A media type with its parameters (RFC 9110 §8.3.1): `text/csv; charset=utf-8`.
///
/// Type, subtype and the names of parameters compare without regard to case.
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// One parameter.
    public struct Parameter: Sendable, Hashable {
        /// The name, in lower case.
        public let name: String
        /// The value, without quotes.
        public let value: String

        /// Creates a parameter.
        public init(name: String, value: String) {
            self.name = name.lowercased()
            self.value = value
        }
    }

    /// What stands before the slash, in lower case; `*` in a range.
    public let type: String
    /// What stands behind the slash, in lower case; `*` in a range.
    public let subtype: String
    /// The parameters, in order.
    public var parameters: [Parameter]

    /// Creates a media type of parts that are right.
    public init(_ type: String, _ subtype: String, parameters: KeyValuePairs<String, String> = [:]) {
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters.map { Parameter(name: $0.key, value: $0.value) }
    }

    /// Reads a media type or a range of them, as in `Content-Type` and `Accept`.
    /// - Returns: `nil` for what is none, such as `text`, `text/`, `a b/c` or `text/csv; charset`.
    public init?(_ text: some StringProtocol) {
        var scanner = FieldScanner(text)
        guard let type = scanner.token(), scanner.take("/"), let subtype = scanner.token(),
            let parameters = scanner.parameters()
        else { return nil }
        guard type != "*" || subtype == "*" else { return nil }
        self.type = type.lowercased()
        self.subtype = subtype.lowercased()
        self.parameters = parameters
    }

    /// The type without its parameters: `text/csv`.
    public var essence: String { "\(type)/\(subtype)" }

    /// The value of a parameter; `nil` where there is none of the name.
    public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// The type as it stands in a header field.
    public var description: String {
        parameters.reduce(essence) { text, parameter in
            let isToken = !parameter.value.isEmpty && parameter.value.utf8.allSatisfy(FieldScanner.isToken)
            return text + "; \(parameter.name)=" + (isToken ? parameter.value : Self.quoted(parameter.value))
        }
    }

    private static func quoted(_ value: String) -> String {
        var text = "\""
        for character in value.unicodeScalars {
            if character == "\"" || character == "\\" { text += "\\" }
            text.unicodeScalars.append(character)
        }
        return text + "\""
    }
}

extension MediaType {
    /// `application/json; charset=utf-8`
    public static let json = MediaType("application", "json", parameters: ["charset": "utf-8"])
    /// `text/csv; charset=utf-8; header=present` (RFC 4180 §3)
    public static let csv = MediaType("text", "csv", parameters: ["charset": "utf-8", "header": "present"])
    /// `application/x-ndjson`: a JSON text in each line.
    public static let ndjson = MediaType("application", "x-ndjson")
    /// `text/html; charset=utf-8`
    public static let html = MediaType("text", "html", parameters: ["charset": "utf-8"])
    /// `text/plain; charset=utf-8`
    public static let plainText = MediaType("text", "plain", parameters: ["charset": "utf-8"])
}

/// Reads what header fields are made of (RFC 9110 §5.6).
struct FieldScanner {
    private var rest: Substring.UTF8View

    init(_ text: some StringProtocol) { rest = Substring(text).utf8 }

    /// The parts of a list, taken apart at commas outside of quotes; empty ones do not count.
    static func members(of text: String) -> [Substring] {
        var members: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in text.utf8.indices {
            let byte = text.utf8[index]
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), isQuoted {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ","), !isQuoted {
                members.append(text[start..<index])
                start = text.utf8.index(after: index)
            }
        }
        members.append(text[start...])
        return members.filter { !$0.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    }

    mutating func skipSpace() { rest = rest.drop { $0 == 0x20 || $0 == 0x09 } }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(truncatingIfNeeded: character.value) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// A token, spaces around it passed over; `nil` where none comes.
    mutating func token() -> String? {
        skipSpace()
        let token = rest.prefix(while: Self.isToken)
        rest = rest[token.endIndex...]
        skipSpace()
        return token.isEmpty ? nil : String(Substring(token))
    }

    /// The parameters up to the end; `nil` for what is none.
    mutating func parameters() -> [MediaType.Parameter]? {
        var parameters: [MediaType.Parameter] = []
        skipSpace()
        while !rest.isEmpty {
            guard take(";") else { return nil }
            skipSpace()
            // `a/b;` and `a/b;;c=d` are tolerated (RFC 9110 §5.6.6).
            if rest.isEmpty || rest.first == UInt8(ascii: ";") { continue }
            guard let name = token(), take("="), let value = value() else { return nil }
            parameters.append(MediaType.Parameter(name: name, value: value))
            skipSpace()
        }
        return parameters
    }

    private mutating func value() -> String? {
        skipSpace()
        guard take("\"") else { return token() }
        var bytes: [UInt8] = []
        while var byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(validating: bytes, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst() else { return nil }
                byte = escaped
            }
            bytes.append(byte)
        }
        return nil
    }

    /// Whether a byte can stand in a token (RFC 9110 §5.6.2).
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
