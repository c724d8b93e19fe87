/// A regular expression so plain that texts of ASCII are compared with it byte by byte, without going back: from the
/// beginning a row of characters and classes with how often they stand there, such as `^[A-Z]{2}-[0-9]{6}$`.
///
/// It answers as `Regex` does, which the engine for all expressions takes many times as long for.
struct PlainPattern: Sendable {
    private let parts: [Part]
    /// Whether nothing may stand behind.
    private let reachesEnd: Bool

    /// - Returns: `nil` for an expression with anything else in it.
    init?(_ source: String) {
        guard let parsed = Self.parse(source) else { return nil }
        // Each part takes as much as it can, which is right where nothing behind it could begin with what it takes.
        for (index, part) in parsed.parts.enumerated() where part.fewest < part.most {
            for follower in parsed.parts[(index + 1)...] {
                guard part.bytes.isDisjoint(with: follower.bytes) else { return nil }
                if follower.fewest > 0 { break }
            }
        }
        (parts, reachesEnd) = parsed
    }

    private static func parse(_ source: String) -> (parts: [Part], reachesEnd: Bool)? {
        var source = PatternSource(source)
        guard source.take("^") else { return nil }
        var parts: [Part] = []
        while !source.isAtEnd {
            if source.take("$") { return source.isAtEnd ? (parts, true) : nil }
            guard let bytes = source.takeBytes(), let (fewest, most) = source.takeCount() else { return nil }
            parts.append(Part(bytes: bytes, fewest: fewest, most: most))
        }
        return (parts, false)
    }

    /// Whether a text has the pattern; `nil` for a text that has to be seen as characters, not bytes.
    func matches(_ text: String) -> Bool? {
        var text = text
        return text.withUTF8 { bytes in
            // A carriage return and a line feed are one character.
            guard bytes.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) else { return nil }
            var index = 0
            for part in parts {
                let end = part.most < bytes.count - index ? index + part.most : bytes.count
                let start = index
                while index < end, part.bytes.contains(bytes[index]) { index += 1 }
                guard index - start >= part.fewest else { return false }
            }
            return !reachesEnd || index == bytes.count
        }
    }
}

/// Some bytes, and how often they stand there.
private struct Part: Sendable {
    let bytes: ASCIISet
    let fewest: Int
    let most: Int
}

/// Some of the 128 characters of ASCII.
private struct ASCIISet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init() {}
    init(_ range: ClosedRange<UInt8>) { for byte in range { insert(byte) } }

    func contains(_ byte: UInt8) -> Bool { (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1 }

    mutating func insert(_ byte: UInt8) {
        let bit = UInt64(1) << UInt64(byte & 63)
        if byte < 64 { low |= bit } else { high |= bit }
    }

    mutating func formUnion(_ other: ASCIISet) {
        low |= other.low
        high |= other.high
    }

    func isDisjoint(with other: ASCIISet) -> Bool { low & other.low == 0 && high & other.high == 0 }

    var inverted: ASCIISet {
        var inverted = self
        inverted.low = ~low
        inverted.high = ~high
        return inverted
    }
}

/// The source of a regular expression that is read.
private struct PatternSource {
    private var bytes: ArraySlice<UInt8>

    init(_ source: String) { bytes = Array(source.utf8)[...] }

    var isAtEnd: Bool { bytes.isEmpty }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard bytes.first == UInt8(ascii: scalar) else { return false }
        bytes.removeFirst()
        return true
    }

    /// Takes a character or a class.
    mutating func takeBytes() -> ASCIISet? {
        if take("[") { return takeClass() }
        if take("\\") { return takeEscape() }
        guard let byte = bytes.popFirst(), Self.standsForItself(byte) else { return nil }
        return ASCIISet(byte...byte)
    }

    /// Takes how often something stands there; `nil` for what is not plain.
    mutating func takeCount() -> (Int, Int)? {
        var count = (1, 1)
        if take("?") {
            count = (0, 1)
        } else if take("*") {
            count = (0, .max)
        } else if take("+") {
            count = (1, .max)
        } else if take("{") {
            guard let fewest = takeNumber() else { return nil }
            var most = fewest
            if take(",") { most = bytes.first == UInt8(ascii: "}") ? .max : takeNumber() ?? -1 }
            guard take("}"), fewest <= most else { return nil }
            count = (fewest, most)
        } else {
            return count
        }
        // How much of it is taken.
        return bytes.first.map { [UInt8(ascii: "?"), UInt8(ascii: "+")].contains($0) } == true ? nil : count
    }

    private mutating func takeNumber() -> Int? {
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        bytes = bytes.dropFirst(digits.count)
        return digits.count > 6 ? nil : Int(String(decoding: digits, as: UTF8.self))
    }

    /// Takes a class whose bracket was taken.
    private mutating func takeClass() -> ASCIISet? {
        let isInverted = take("^")
        var set = ASCIISet()
        var isFirst = true
        while !take("]") {
            if take("\\") {
                guard let escaped = takeEscape() else { return nil }
                set.formUnion(escaped)
            } else {
                guard let first = bytes.popFirst(), Self.standsForItself(first) || Self.plainInClasses.contains(first)
                else {
                    return nil
                }
                if first == UInt8(ascii: "-") {
                    // Elsewhere it is easily part of something else.
                    guard isFirst || bytes.first == UInt8(ascii: "]") else { return nil }
                } else if bytes.first == UInt8(ascii: "-"), bytes.dropFirst().first != UInt8(ascii: "]") {
                    bytes.removeFirst()
                    guard let last = bytes.popFirst(), Self.isAlphanumeric(first), Self.isAlphanumeric(last),
                        first <= last
                    else { return nil }
                    set.formUnion(ASCIISet(first...last))
                }
                set.insert(first)
            }
            isFirst = false
        }
        guard !isFirst else { return nil }
        return isInverted ? set.inverted : set
    }

    /// Takes what stands behind a backslash.
    private mutating func takeEscape() -> ASCIISet? {
        guard let byte = bytes.popFirst() else { return nil }
        let digits = ASCIISet(0x30...0x39)
        switch byte {
        case UInt8(ascii: "d"): return digits
        case UInt8(ascii: "w"):
            var set = digits
            set.formUnion(ASCIISet(0x41...0x5A))
            set.formUnion(ASCIISet(0x61...0x7A))
            set.insert(UInt8(ascii: "_"))
            return set
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x5E, 0x7B...0x7E: return ASCIISet(byte...byte)
        default: return nil
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// What has a meaning of its own outside of classes, and none within them.
    private static let plainInClasses = Set(".+*?()$|{}".utf8)

    private static func standsForItself(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-_/:@,;=% \"'!".utf8.contains(byte)
    }
}
