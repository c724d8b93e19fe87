import MartletCore
import NIOCore

/// Takes the lines out of bytes that arrive in parts. Lines end with LF or CRLF; blank ones do not count.
struct LineSplitter {
    /// The most bytes of a line.
    let limit: Int
    private var buffer = ByteBuffer()
    /// How many bytes hold no line break.
    private var searched = 0
    private var isFinished = false

    init(limit: Int) { self.limit = limit }

    mutating func append(_ part: ByteBuffer) { buffer.appendPart(part) }

    /// Says that nothing more comes: what is left is the last line.
    mutating func finish() { isFinished = true }

    /// The next whole line; `nil` where more bytes are needed, or none are left.
    /// - Throws: ``HTTPError`` 413 for a line past the limit.
    mutating func next() throws -> ByteBuffer? {
        while let line = try takeLine() {
            if !line.readableBytesView.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return line }
        }
        return nil
    }

    private mutating func takeLine() throws -> ByteBuffer? {
        let view = buffer.readableBytesView
        let end = view.dropFirst(searched).firstIndex(of: UInt8(ascii: "\n"))
        let length = end.map { $0 - view.startIndex } ?? view.count
        guard length <= limit else { throw HTTPError(.contentTooLarge, "A line is longer than \(limit) bytes.") }
        guard end != nil || (isFinished && length > 0) else {
            searched = length
            return nil
        }
        searched = 0
        var line = buffer.readSlice(length: length) ?? ByteBuffer()
        if end != nil { buffer.moveReaderIndex(forwardBy: 1) }
        if line.readableBytesView.last == UInt8(ascii: "\r") { line.moveWriterIndex(to: line.writerIndex - 1) }
        return line
    }
}
