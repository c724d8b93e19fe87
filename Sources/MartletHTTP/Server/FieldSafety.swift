import MartletCore

extension Headers {
    /// Whether a field could not end its line early or be read as another (RFC 9110 §5.1, §5.5).
    static func isSafe(_ name: String, _ value: String) -> Bool {
        var (name, value) = (name, value)
        return !name.isEmpty && name.withUTF8 { FieldBytes.areName($0) } && value.withUTF8 { FieldBytes.areValue($0) }
    }
}

/// Looks at the bytes of fields, eight at a time: every response passes here.
private enum FieldBytes {
    static func areName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        all(bytes) { word in
            !has(below: 0x21, word) && !has(below: 0x01, word ^ (ones &* 0x3A)) && (word | word &+ ones) & tops == 0
        } byte: {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":")
        }
    }

    static func areValue(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        // A word with a tab in it is looked at byte by byte.
        all(bytes) {
            !has(below: 0x20, $0)
        } byte: {
            $0 != 0x0D && $0 != 0x0A && $0 != 0
        }
    }

    /// Whether all bytes pass; those of a word that does not are asked one by one.
    @inline(__always)
    private static func all(
        _ bytes: UnsafeBufferPointer<UInt8>, word isFine: (UInt64) -> Bool, byte isAllowed: (UInt8) -> Bool
    ) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var position = 0
        while position < raw.count {
            let next = min(position + 8, raw.count)
            if next - position == 8, isFine(raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)) {
                position = next
                continue
            }
            while position < next {
                guard isAllowed(raw[position]) else { return false }
                position += 1
            }
        }
        return true
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Whether one of the eight bytes is less than a limit of at most 0x80.
    @inline(__always)
    private static func has(below limit: UInt64, _ word: UInt64) -> Bool {
        (word &- ones &* limit) & ~word & tops != 0
    }
}
