import MartletCore
import Synchronization

/// A static file that is a part of the binary, as the plugin `EmbedResources` writes it into `EmbeddedFiles.all`.
///
/// `content` is the text of the file, or where `isPacked` says so its bits in groups of seven, each an ASCII character;
/// `size` is the number of bytes of the file and `hash` the XXH64 of them.
public typealias EmbeddedFile = (hash: String, size: Int, isPacked: Bool, content: StaticString)

/// The bytes of an embedded file. They stay where the binary has them until a request wants them.
final class EmbeddedContent: Sendable {
    private static let partSize = 64 << 10

    let size: Int
    private let isPacked: Bool
    private let text: StaticString
    /// A small file is made into a buffer once.
    private let keeps: Bool
    private let kept = Mutex<ByteBuffer?>(nil)

    /// - Parameter keeps: whether the file stays in memory as a buffer from the first request on.
    init(_ file: EmbeddedFile, keeps: Bool) {
        text = file.content
        isPacked = file.isPacked
        // What was made by hand may promise more than there is.
        let count = text.withUTF8Buffer { $0.count }
        size = min(max(0, file.size), isPacked ? count / 8 * 7 + count % 8 * 7 / 8 : count)
        self.keeps = keeps
    }

    /// Some of the bytes.
    /// - Parameter range: within the file; what is outside of it is left out.
    func read(_ range: Range<Int>) -> ByteBuffer {
        let range = range.clamped(to: 0..<size)
        guard keeps else { return copy(range) }
        let whole = kept.withLock { kept in
            let whole = kept ?? copy(0..<size)
            kept = whole
            return whole
        }
        return whole.getSlice(at: whole.readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer()
    }

    /// Reads a range part by part, so that a large file is never in memory whole.
    func forEachPart(_ range: Range<Int>, _ take: (ByteBuffer) async throws -> Void) async throws {
        for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.partSize) {
            try await take(read(start..<min(start + Self.partSize, range.upperBound)))
        }
    }

    private func copy(_ range: Range<Int>) -> ByteBuffer {
        var buffer = ByteBuffer()
        text.withUTF8Buffer { text in
            guard isPacked else {
                _ = buffer.writeBytes(text[range])
                return
            }
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: range.count) { memory in
                for (position, index) in range.enumerated() {
                    // A byte lies in two groups: it is eight of their fourteen bits.
                    let (group, offset) = (index * 8).quotientAndRemainder(dividingBy: 7)
                    let bits = UInt16(text[group]) << 7 | UInt16(text[group + 1])
                    memory[position] = UInt8(truncatingIfNeeded: bits >> UInt16(6 - offset))
                }
                return range.count
            }
        }
        return buffer
    }
}
