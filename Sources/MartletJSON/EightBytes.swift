/// Eight bytes of a text as one number, so that they are looked at together.
struct EightBytes {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highBits: UInt64 = 0x8080_8080_8080_8080

    private let word: UInt64

    /// - Parameter littleEndian: the bytes as they stand in memory.
    init(littleEndian: UInt64) { word = UInt64(littleEndian: littleEndian) }

    /// How many bytes come before the first that a string of JSON cannot hold as it is: a quote, a backslash or a control
    /// character (RFC 8259 §7); `nil` where it can hold all.
    var plainPrefix: Int? {
        let special = below(0x20) | equal(to: UInt8(ascii: "\"")) | equal(to: UInt8(ascii: "\\"))
        return special == 0 ? nil : special.trailingZeroBitCount / 8
    }

    var isASCII: Bool { word & Self.highBits == 0 }

    /// Whether the first bytes are ASCII; fewer than eight.
    func isASCII(upTo count: Int) -> Bool { word & Self.highBits & (1 << UInt64(count * 8) &- 1) == 0 }

    // A borrow reaches the byte behind one that is found, so that the first is right.
    private func below(_ limit: UInt8) -> UInt64 { (word &- Self.ones &* UInt64(limit)) & ~word & Self.highBits }

    private func equal(to byte: UInt8) -> UInt64 {
        let difference = word ^ Self.ones &* UInt64(byte)
        return (difference &- Self.ones) & ~difference & Self.highBits
    }
}
