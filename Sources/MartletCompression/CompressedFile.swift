import MartletCore
import NIOCore
import NIOPosix
import Synchronization

/// A part of a file that is compressed while it is sent, off the event loop.
struct CompressedFile {
    private static let pieceBytes = 128 << 10

    private let slice: FileSlice
    private let coding: ContentCoding
    private let level: Int

    init(_ slice: FileSlice, _ coding: ContentCoding, level: Int) {
        self.slice = slice
        self.coding = coding
        self.level = level
    }

    func write(to writer: ResponseWriter) async throws {
        let pool = NIOThreadPool.singleton
        let path = slice.path
        let handle = try await pool.runIfActive { try NIOFileHandle(_deprecatedPath: path) }
        do {
            try await write(handle, to: writer)
        } catch {
            try? await pool.runIfActive { try handle.close() }
            throw error
        }
        try await pool.runIfActive { try handle.close() }
    }

    private func write(_ handle: NIOFileHandle, to writer: ResponseWriter) async throws {
        let pool = NIOThreadPool.singleton
        let io = NonBlockingFileIO(threadPool: pool)
        let compressor = SharedDeflater(try Deflater.make(coding, level: level))
        var offset = slice.offset
        var remaining = slice.length
        repeat {
            let piece = try await io.read(
                fileHandle: handle, fromOffset: offset, byteCount: min(remaining, Self.pieceBytes),
                allocator: ByteBufferAllocator())
            guard piece.readableBytes > 0 || remaining == 0 else { throw ChannelError.eof }
            offset += Int64(piece.readableBytes)
            remaining -= piece.readableBytes
            let flush = remaining > 0 ? Deflater.Flush.none : .finish
            try await writer.write(
                try await pool.runIfActive { try compressor.deflater.withLock { try $0.compress(piece, flush: flush) } }
            )
        } while remaining > 0
    }
}

/// A compression that moves between threads.
private final class SharedDeflater: Sendable {
    let deflater: Mutex<Deflater>

    init(_ deflater: sending Deflater) { self.deflater = Mutex(deflater) }
}
