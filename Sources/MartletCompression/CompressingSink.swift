import MartletCore
import MartletHTTP
import NIOCore
import Synchronization

/// Compresses what a stream writes and passes it on.
///
/// Each write is flushed, so that the client can read it at once: a stream may write a line an hour. Long writes are
/// taken in pieces, between which other requests of the event loop get their turn.
final class CompressingSink: ResponseSink {
    private static let pieceBytes = 64 << 10

    private let deflater: Mutex<Deflater>
    private let writer: ResponseWriter
    private let turns = Turns()
    /// What the stream announced, which the compressed bytes no longer show.
    private let length: AnnouncedLength

    init(_ deflater: sending Deflater, length: Int?, _ writer: ResponseWriter) {
        self.deflater = Mutex(deflater)
        self.writer = writer
        self.length = AnnouncedLength(length)
    }

    func setTrailers(_ trailers: Headers) { writer.setTrailers(trailers) }

    func write(_ buffer: ByteBuffer) async throws {
        // What is compressed first has to be sent first.
        await turns.enter()
        defer { turns.leave() }
        try length.count(buffer.readableBytes)
        var rest = buffer
        while let piece = rest.readSlice(length: min(Self.pieceBytes, rest.readableBytes)), piece.readableBytes > 0 {
            let isLast = rest.readableBytes == 0
            let output = try deflater.withLock { try $0.compress(piece, flush: isLast ? .sync : .none) }
            try await writer.write(output)
            if !isLast { await Task.yield() }
        }
    }

    func finish() async throws {
        await turns.enter()
        defer { turns.leave() }
        try length.finish()
        try await writer.write(try deflater.withLock { try $0.compress(ByteBuffer(), flush: .finish) })
    }
}

/// Lets one task in at a time, in the order in which they came.
private final class Turns: Sendable {
    private struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    func enter() async {
        let isFree = state.withLock { state in
            defer { state.isTaken = true }
            return !state.isTaken
        }
        if isFree { return }
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.isTaken else {
                    state.isTaken = true
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
