/// An origin (RFC 6454), or all names below a domain.
struct OriginPattern: Sendable {
    private let prefix: String
    private let suffix: String?

    /// What is wrong with an origin that no page can have; `nil` when nothing is.
    let problem: String?

    /// Reads an origin; a slash at the end and the usual port of the scheme do not count.
    init(_ origin: String) {
        let text = Self.normalized(origin.lowercased())
        problem =
            Self.isOrigin(text)
            ? nil
            : "`\(origin)` cannot be an origin; write its scheme, its host in ASCII, and its port if it is not the usual "
                + "one: https://app.example.com"
        if let star = text.range(of: "://*.") {
            prefix = String(text[..<text.index(star.upperBound, offsetBy: -2)])
            suffix = String(text[text.index(before: star.upperBound)...])
        } else {
            prefix = text
            suffix = nil
        }
    }

    private static func normalized(_ text: String) -> String {
        let text = text.hasSuffix("/") ? text.dropLast() : text[...]
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")]
        where text.hasPrefix(scheme) && text.hasSuffix(port) { return String(text.dropLast(port.utf8.count)) }
        return String(text)
    }

    private static func isOrigin(_ text: String) -> Bool {
        // Pages in a sandbox send this word.
        if text == "null" { return true }
        guard let mark = text.range(of: "://"), mark.lowerBound > text.startIndex else { return false }
        var rest = text[mark.upperBound...]
        if rest.hasPrefix("*.") { rest = rest.dropFirst(2) }
        let isAddress = rest.hasPrefix("[")
        let host = isAddress ? rest.prefix { $0 != "]" } : rest.prefix { $0 != ":" }
        guard !host.isEmpty, host.dropFirst(isAddress ? 1 : 0).utf8.allSatisfy({ isHost($0, isAddress) }) else {
            return false
        }
        rest = rest[host.endIndex...]
        if isAddress, rest.popFirst() != "]" { return false }
        return rest.isEmpty || rest.popFirst() == ":" && UInt16(rest) != nil
    }

    private static func isHost(_ byte: UInt8, _ isAddress: Bool) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): true
        case UInt8(ascii: ":"): isAddress
        default: false
        }
    }

    func matches(_ origin: String) -> Bool {
        let origin = origin.lowercased()
        guard let suffix else { return origin == prefix }
        guard origin.hasPrefix(prefix), origin.hasSuffix(suffix) else { return false }
        let name = origin.dropFirst(prefix.count).dropLast(suffix.count)
        return !name.isEmpty
            && name.utf8.allSatisfy { byte in
                byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || (0x30...0x39).contains(byte)
                    || (0x61...0x7A).contains(byte)
            }
    }
}

extension StringProtocol {
    /// The first occurrence of a text.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
