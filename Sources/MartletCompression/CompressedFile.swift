import MartletCore
import MartletHTTP
import NIOCore
import NIOPosix
import Synchronization

/// A part of a file that is compressed while it is sent, off the event loop.
struct CompressedFile {
    private let slice: FileSlice
    private let coding: ContentCoding
    private let level: Int

    init(_ slice: FileSlice, _ coding: ContentCoding, level: Int) {
        self.slice = slice
        self.coding = coding
        self.level = level
    }

    func write(to writer: ResponseWriter) async throws {
        let compressor = SharedDeflater(try Deflater.make(coding, level: level))
        try await slice.forEachPart { part in
            try await writer.write(try await compressor.compress(part, flush: .none))
        }
        try await writer.write(try await compressor.compress(ByteBuffer(), flush: .finish))
    }
}

/// A compression that moves between threads.
private final class SharedDeflater: Sendable {
    private let deflater: Mutex<Deflater>

    init(_ deflater: sending Deflater) { self.deflater = Mutex(deflater) }

    func compress(_ bytes: ByteBuffer, flush: Deflater.Flush) async throws -> ByteBuffer {
        try await NIOThreadPool.singleton.runIfActive {
            try self.deflater.withLock { try $0.compress(bytes, flush: flush) }
        }
    }
}
