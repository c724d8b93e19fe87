import CMartletZlib
import MartletCore
import NIOCore

/// Decompresses bytes piece by piece; its state is freed with it.
final class Inflater {
    /// The most bytes that come out at a time, however much they expand.
    static let pieceBytes = 64 << 10

    private let stream: UnsafeMutablePointer<z_stream>
    private let coding: ContentCoding
    private var input = ByteBuffer()
    private var isAtEnd = false

    /// How many bytes were taken in and came out.
    private(set) var consumedBytes = 0
    private(set) var producedBytes = 0

    private init(_ stream: UnsafeMutablePointer<z_stream>, _ coding: ContentCoding) {
        self.stream = stream
        self.coding = coding
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    static func make(_ coding: ContentCoding) throws -> Inflater {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let code = martlet_inflate_init(stream, coding.windowBits)
        guard code == Z_OK else {
            stream.deallocate()
            throw ZlibError(code: code)
        }
        return Inflater(stream, coding)
    }

    /// Takes in more bytes.
    func append(_ bytes: ByteBuffer) {
        if input.readableBytes == 0 { input = bytes } else { input.writeImmutableBuffer(bytes) }
    }

    /// The next bytes that come out; `nil` when more have to be taken in first.
    /// - Throws: ``HTTPError`` 400 for bytes that are not of the coding.
    func next() throws -> ByteBuffer? {
        while true {
            if isAtEnd {
                guard input.readableBytes > 0 else { return nil }
                // A gzip file may have several members (RFC 1952 §2.2); behind anything else nothing may follow.
                guard coding == .gzip, inflateReset(stream) == Z_OK else { throw corrupt }
                isAtEnd = false
            }
            var output = ByteBuffer()
            let inputBytes = input.readableBytes
            var code = Z_OK
            var left = 0
            let room = min(Self.pieceBytes, max(1 << 10, inputBytes * 4))
            input.withUnsafeReadableBytes { bytes in
                stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress)
                stream.pointee.avail_in = UInt32(clamping: bytes.count)
                output.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { memory in
                    stream.pointee.next_out = memory.bindMemory(to: UInt8.self).baseAddress
                    stream.pointee.avail_out = UInt32(clamping: min(memory.count, Self.pieceBytes))
                    let before = stream.pointee.avail_out
                    code = inflate(stream, Z_NO_FLUSH)
                    return Int(before - stream.pointee.avail_out)
                }
                left = Int(stream.pointee.avail_in)
                stream.pointee.next_in = nil
                stream.pointee.avail_in = 0
            }
            input.moveReaderIndex(forwardBy: inputBytes - left)
            consumedBytes += inputBytes - left
            producedBytes += output.readableBytes
            switch code {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END: isAtEnd = true
            case Z_MEM_ERROR: throw ZlibError(code: code)
            default: throw corrupt
            }
            if output.readableBytes > 0 { return output }
            if !isAtEnd { return nil }
        }
    }

    /// Says that nothing more comes in.
    /// - Throws: ``HTTPError`` 400 when the content was cut short.
    func finish() throws {
        guard isAtEnd else { throw HTTPError(.badRequest, "The \(coding.rawValue) content was cut short.") }
    }

    private var corrupt: HTTPError { HTTPError(.badRequest, "The content is not valid \(coding.rawValue).") }
}
