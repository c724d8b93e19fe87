import MartletCore

/// A form that a text has.
public struct TextFormat: Sendable {
    private enum Kind: Sendable {
        case notBlank, email, slug, hostname
        case url(schemes: [String])
    }

    private let kind: Kind

    /// Any text with more than spaces and line breaks; another is `blank`.
    public static let notBlank = TextFormat(kind: .notBlank)
    /// An address such as `name@example.com`, as browsers take it (HTML Living Standard §4.10.5.1.5).
    public static let email = TextFormat(kind: .email)
    /// An absolute URL of the web, whose scheme is `http` or `https`: `https://example.com/path`.
    public static let url = TextFormat(kind: .url(schemes: ["http", "https"]))
    /// A name in a URL: small letters, digits and single hyphens.
    public static let slug = TextFormat(kind: .slug)
    /// The name of a host (RFC 1123).
    public static let hostname = TextFormat(kind: .hostname)

    /// An absolute URL (RFC 3986 §4.3) of some schemes alone, which no case tells apart.
    ///
    /// ```swift
    /// @Schema struct NewHook {
    ///     @Field(format: .url(schemes: ["https"])) var address: String
    /// }
    /// ```
    /// - Parameter schemes: their names without a colon: `https`, `mailto`.
    public static func url(schemes: [String]) -> TextFormat {
        TextFormat(kind: .url(schemes: schemes.map { $0.lowercased() }))
    }

    /// How documents tell it; what JSON Schema has no name for is a pattern.
    var constraints: [SchemaConstraint] {
        switch kind {
        case .notBlank: [.pattern("\\S")]
        case .email: [.format("email")]
        case .url(let schemes): [.format("uri"), .pattern(Self.pattern(schemes))]
        case .slug: [.format("slug")]
        case .hostname: [.format("hostname")]
        }
    }

    /// What is wrong with a text of another form.
    var violation: Violation {
        switch kind {
        case .notBlank: Violation("blank", "must not be blank")
        case .email: Self.violation("email", "an e-mail address such as name@example.com")
        case .url(let schemes):
            Self.violation("uri", Self.expectation(schemes), ["schemes": schemes.joined(separator: ", ")])
        case .slug: Self.violation("slug", "small letters, digits and hyphens, such as a-short-name")
        case .hostname: Self.violation("hostname", "the name of a host such as example.com")
        }
    }

    private static func violation(
        _ format: String, _ expectation: String, _ parameters: [String: String] = [:]
    ) -> Violation {
        Violation("format", "must be \(expectation)", ["format": format].merging(parameters) { own, _ in own })
    }

    private static func expectation(_ schemes: [String]) -> String {
        let beginnings = schemes.map { "\($0):" }.joined(separator: " or ")
        return "a URL that begins with \(beginnings)"
            + (schemes.contains("https") ? ", such as https://example.com/path" : "")
    }

    /// The beginning of URLs as an expression: a scheme has letters of any case, digits, `+`, `-` and `.` (RFC 3986 §3.1),
    /// and those of the web are followed by a host.
    private static func pattern(_ schemes: [String]) -> String {
        let names = schemes.map { scheme in
            scheme.map { character in
                switch character {
                case "a"..."z": "[\(character.uppercased())\(character)]"
                case "+", ".": "\\\(character)"
                default: "\(character)"
                }
            }.joined()
        }
        let scheme = names.count == 1 ? names.joined() : "(\(names.joined(separator: "|")))"
        return "^\(scheme):" + (schemes.allSatisfy(URLText.needsHost) ? "//[^/?#]" : "")
    }

    /// Whether a text has the form.
    func fits(_ text: String) -> Bool {
        switch kind {
        case .notBlank: return !text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        case .email:
            let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            guard parts.count == 2, let local = parts.first, let host = parts.last else { return false }
            let special = Set(".!#$%&'*+/=?^_`{|}~-".utf8)
            return (1...64).contains(local.count)
                && local.allSatisfy { Self.isAlphanumeric($0) || special.contains($0) }
                && Self.isHost(host)
        case .url(let schemes):
            guard let scheme = URLText.absolute(text)?.scheme?.lowercased() else { return false }
            return schemes.contains(scheme)
        case .slug:
            let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            return parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
            }
        case .hostname: return Self.isHost(text.utf8[...])
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isHost(_ text: Substring.UTF8View) -> Bool {
        guard (1...253).contains(text.count) else { return false }
        return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
        }
    }
}
