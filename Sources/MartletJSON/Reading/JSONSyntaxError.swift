/// Text that is not JSON: where, and what was expected there (RFC 8259).
public struct JSONSyntaxError: Error, Equatable, Sendable {
    /// What was expected, in the words of a message: `a comma or the end of the array`.
    public let expected: String
    /// Where, in bytes from the beginning.
    public let offset: Int

    init(_ expected: String, at offset: Int) {
        self.expected = expected
        self.offset = offset
    }

    /// The sentence for a client, with line and column counted from 1, the column in bytes.
    package func sentence(in bytes: UnsafeBufferPointer<UInt8>) -> String {
        if bytes.allSatisfy({ JSONText.isSpace($0) }) { return "The content is empty." }
        let before = bytes.prefix(offset)
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return "The content is not valid JSON: expected \(expected) at line \(line), column \(offset - start + 1)."
    }
}

/// What the reader takes at most.
enum JSONLimits {
    /// How many arrays and objects may stand in each other.
    static let depth = 64
    /// How many characters a number may have.
    static let numberLength = 512
    /// How many bytes an object or array has at least of which it is remembered where it ends.
    static let leap = 64
    /// How many bytes the places of problems may have together.
    static let placeSize = 1 << 13
}
