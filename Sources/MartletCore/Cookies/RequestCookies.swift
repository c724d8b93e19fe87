/// The cookies that a client sent (RFC 6265 §4.2).
///
/// ```swift
/// let theme = request.cookies["theme"] ?? "light"
/// ```
public struct RequestCookies: Sendable {
    /// How many cookies are looked at: 200; browsers keep fewer for a site.
    public static let maximumCount = 200

    private var pairs: [(name: Substring, value: Substring)] = []

    /// Reads the lines of the `Cookie` field; what is not `name=value` is passed over.
    init(_ lines: [String]) {
        for line in lines {
            for part in line.utf8.split(separator: UInt8(ascii: ";")) where pairs.count < Self.maximumCount {
                guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
                let name = Self.trimmed(part[..<equals])
                var value = Self.trimmed(part[part.index(after: equals)...])
                if value.utf8.count >= 2, value.hasPrefix("\""), value.hasSuffix("\"") {
                    value = value.dropFirst().dropLast()
                }
                if !name.isEmpty { pairs.append((name, value)) }
            }
        }
    }

    /// The value of a cookie as it was sent; the first where a name occurs twice, which is the one of the longer path.
    public subscript(name: String) -> String? { pairs.first { $0.name == name }.map { String($0.value) } }

    /// The names in the order in which they were sent.
    public var names: [String] { pairs.map { String($0.name) } }

    private static func trimmed(_ text: Substring.UTF8View) -> Substring {
        var text = text
        while let first = text.first, first == 0x20 || first == 0x09 { text = text.dropFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text = text.dropLast() }
        return Substring(text)
    }
}

extension Request {
    /// The cookies that the client sent; parsed at each look.
    public var cookies: RequestCookies { RequestCookies(headers[values: .cookie]) }
}
