import MartletCore

/// A form that a text has.
public enum TextFormat: Sendable {
    /// Any text with more than spaces and line breaks; another is `blank`.
    case notBlank
    /// An address such as `name@example.com`, as browsers take it (HTML Living Standard §4.10.5.1.5).
    case email
    /// An absolute URL of the web: `https://example.com/path`.
    case url
    /// A name in a URL: small letters, digits and single hyphens.
    case slug
    /// The name of a host (RFC 1123).
    case hostname

    /// How documents tell it; what JSON Schema has no name for is a pattern.
    var constraint: SchemaConstraint { named.map { .format($0.name) } ?? .pattern("\\S") }

    /// What is wrong with a text of another form.
    var violation: Violation {
        guard let named else { return Violation("blank", "must not be blank") }
        return Violation("format", "must be \(named.expectation)", ["format": named.name])
    }

    /// Its name in JSON Schema, where it has one, and what is expected.
    private var named: (name: String, expectation: String)? {
        switch self {
        case .notBlank: nil
        case .email: ("email", "an e-mail address such as name@example.com")
        case .url: ("uri", "a URL such as https://example.com/path")
        case .slug: ("slug", "small letters, digits and hyphens, such as a-short-name")
        case .hostname: ("hostname", "the name of a host such as example.com")
        }
    }

    /// Whether a text has the form.
    func fits(_ text: String) -> Bool {
        switch self {
        case .notBlank: return !text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
        case .email:
            let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
            guard parts.count == 2, let local = parts.first, let host = parts.last else { return false }
            let special = Set(".!#$%&'*+/=?^_`{|}~-".utf8)
            return (1...64).contains(local.count)
                && local.allSatisfy { Self.isAlphanumeric($0) || special.contains($0) }
                && Self.isHost(host)
        case .url:
            guard let scheme = URLText.absolute(text)?.scheme?.lowercased() else { return false }
            return scheme == "http" || scheme == "https"
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
