import MartletCore

/// A validator of content: the value of `ETag` (RFC 9110 §8.8.3).
///
/// A strong tag changes with every byte; a weak one (`W/"…"`) only when the content means something else.
///
/// ```swift
/// response.headers[.eTag] = EntityTag("v\(note.version)").description      // "v7", quotes included
/// ```
public struct EntityTag: Sendable, Hashable, CustomStringConvertible {
    /// The tag without quotes.
    public let value: String
    /// Whether it begins with `W/`.
    public let isWeak: Bool

    /// Creates a tag.
    /// - Parameters:
    ///   - value: any text; what a tag cannot hold (quotes, spaces, control characters, `%`) is percent-encoded.
    ///   - isWeak: strong by default.
    public init(_ value: String, isWeak: Bool = false) {
        let isPlain = value.utf8.allSatisfy { Self.isTagByte($0) && $0 != UInt8(ascii: "%") }
        self.init(checked: isPlain ? value : PercentEncoding.encode(value), isWeak: isWeak)
    }

    private init(checked value: String, isWeak: Bool) {
        self.value = value
        self.isWeak = isWeak
    }

    /// Reads one tag as it stands in a header field; `nil` for anything else.
    public init?(parsing text: some StringProtocol) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let tag = reader.next(), reader.isAtEnd else { return nil }
        self = tag
    }

    /// Reads a list of tags as `If-Match` and `If-None-Match` hold it; members that are no tags are passed over.
    public static func list(parsing text: some StringProtocol) -> [EntityTag] {
        var reader = Reader(bytes: Array(text.utf8))
        var tags: [EntityTag] = []
        while !reader.isAtEnd {
            if let tag = reader.next() { tags.append(tag) } else { reader.skipMember() }
        }
        return tags
    }

    /// Whether both are strong and the same.
    public func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && !other.isWeak && value == other.value }

    /// Whether both are the same, weak or not.
    public func matchesWeakly(_ other: EntityTag) -> Bool { value == other.value }

    /// The tag as it stands in a header field.
    public var description: String { isWeak ? "W/\"\(value)\"" : "\"\(value)\"" }

    private static func isTagByte(_ byte: UInt8) -> Bool { byte >= 0x21 && byte != 0x22 && byte != 0x7F }

    /// Walks over a list; a tag may hold commas, so the text cannot be split at them.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position >= bytes.count }

        /// The tag that begins here; behind it stands the next one or the end.
        mutating func next() -> EntityTag? {
            skipSeparators()
            var start = position
            let isWeak = bytes[start...].starts(with: "W/".utf8)
            if isWeak { start += 2 }
            guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else { return nil }
            guard let end = bytes[(start + 1)...].firstIndex(where: { !EntityTag.isTagByte($0) }),
                bytes[end] == UInt8(ascii: "\"")
            else { return nil }
            let behind = bytes[(end + 1)...].first { $0 != 0x20 && $0 != 0x09 }
            guard behind == nil || behind == UInt8(ascii: ",") else { return nil }
            position = end + 1
            skipSeparators()
            return EntityTag(checked: String(decoding: bytes[(start + 1)..<end], as: UTF8.self), isWeak: isWeak)
        }

        /// Goes behind the next comma.
        mutating func skipMember() {
            let comma = bytes[position...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.count
            position = min(comma + 1, bytes.count)
            skipSeparators()
        }

        private mutating func skipSeparators() {
            while position < bytes.count, [0x20, 0x09, UInt8(ascii: ",")].contains(bytes[position]) { position += 1 }
        }
    }
}
