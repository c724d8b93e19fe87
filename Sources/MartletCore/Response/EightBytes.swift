/// Eight bytes of a text as one number, so that they are looked at together.
@usableFromInline package struct EightBytes {
    @usableFromInline package let word: UInt64

    @inlinable static var ones: UInt64 { 0x0101_0101_0101_0101 }
    @inlinable static var highBits: UInt64 { 0x8080_8080_8080_8080 }

    /// - Parameter littleEndian: the bytes as they stand in memory.
    @inlinable package init(littleEndian: UInt64) { word = UInt64(littleEndian: littleEndian) }

    /// How many bytes come before the first that a string of JSON cannot hold as it is: a quote, a backslash or a control
    /// character (RFC 8259 §7); `nil` where it can hold all.
    @inlinable package var plainPrefix: Int? {
        let special = below(0x20) | equal(to: UInt8(ascii: "\"")) | equal(to: UInt8(ascii: "\\"))
        return special == 0 ? nil : special.trailingZeroBitCount / 8
    }

    @inlinable package var isASCII: Bool { word & Self.highBits == 0 }

    /// Whether the first bytes are ASCII; fewer than eight.
    @inlinable package func isASCII(upTo count: Int) -> Bool {
        word & Self.highBits & (1 << UInt64(count * 8) &- 1) == 0
    }

    // A borrow reaches the byte behind one that is found, so that the first is right.
    @inlinable func below(_ limit: UInt8) -> UInt64 { (word &- Self.ones &* UInt64(limit)) & ~word & Self.highBits }

    @inlinable func equal(to byte: UInt8) -> UInt64 {
        let difference = word ^ Self.ones &* UInt64(byte)
        return (difference &- Self.ones) & ~difference & Self.highBits
    }
}
