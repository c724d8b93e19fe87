import CMartletZlib
import NIOCore

/// Compresses bytes piece by piece; its state is freed with it.
final class Deflater {
    enum Flush {
        /// Output comes when zlib has enough of it.
        case none
        /// All input so far can be read from the output so far.
        case sync
        /// The end.
        case finish
    }

    /// Kept at one address, which zlib remembers.
    private let stream: UnsafeMutablePointer<z_stream>

    private init(_ stream: UnsafeMutablePointer<z_stream>) { self.stream = stream }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Begins a stream.
    /// - Parameter level: 1, the fastest, to 9, the smallest.
    static func make(_ coding: ContentCoding, level: Int) throws -> Deflater {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = martlet_deflate_init(stream, Int32(clamping: min(9, max(1, level))), coding.windowBits)
        guard code == Z_OK else {
            stream.deallocate()
            throw ZlibError(code: code)
        }
        return Deflater(stream)
    }

    /// Takes in bytes and returns what came out.
    func compress(_ input: ByteBuffer, flush: Flush) throws -> ByteBuffer {
        let mode =
            switch flush {
            case .none: Z_NO_FLUSH
            case .sync: Z_SYNC_FLUSH
            case .finish: Z_FINISH
            }
        var output = ByteBuffer()
        let room = max(1 << 10, input.readableBytes / 4)
        try input.withUnsafeReadableBytes { bytes in
            defer {
                stream.pointee.next_in = nil
                stream.pointee.avail_in = 0
            }
            stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
            stream.pointee.avail_in = UInt32(clamping: bytes.count)
            repeat {
                var code = Z_OK
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
                    stream.pointee.next_out = memory.bindMemory(to: UInt8.self).baseAddress
                    stream.pointee.avail_out = UInt32(clamping: memory.count)
                    let before = stream.pointee.avail_out
                    code = deflate(stream, mode)
                    return Int(before - stream.pointee.avail_out)
                }
                // Z_BUF_ERROR says that there was nothing left to do.
                guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR else { throw ZlibError(code: code) }
            } while stream.pointee.avail_out == 0
        }
        return output
    }

    /// Compresses the whole of a content.
    static func compress(_ content: ByteBuffer, _ coding: ContentCoding, level: Int) throws -> ByteBuffer {
        try make(coding, level: level).compress(content, flush: .finish)
    }
}
