import MartletCore
import NIOCore
import Synchronization

/// The body of a request that still arrives: filled on the event loop, read by a handler wherever it runs.
final class RequestBodyStream: RequestBodySource {
    private struct State: ~Copyable {
        var parts = CircularBuffer<ByteBuffer>()
        var queuedBytes = 0
        var receivedBytes = 0
        var bytesAtLastLook = 0
        /// How many looks found a handler waiting for the client.
        var awaitedLooks = 0
        var isFinished = false
        var failure: (any Error)?
        var trailers = Headers()
        var waiter: CheckedContinuation<ByteBuffer?, any Error>?
    }

    let expectedLength: Int?
    private let state = Mutex(State())
    /// Called on each demand that finds nothing queued: reading goes on, a `100 Continue` is due.
    private let onDemand: @Sendable () -> Void

    init(expectedLength: Int?, onDemand: @escaping @Sendable () -> Void) {
        self.expectedLength = expectedLength
        self.onDemand = onDemand
    }

    var trailers: Headers { state.withLock { $0.trailers } }

    /// How many bytes wait to be read.
    var queuedBytes: Int { state.withLock { $0.queuedBytes } }

    /// What one look found.
    struct Look {
        /// Whether a handler waits for bytes that have not arrived.
        var isAwaited: Bool
        /// Whether the handler has taken bytes since the last look.
        var hasMoved: Bool
        /// Whether the client sends less than the least rate, over all the time that a handler has waited for it.
        var isTooSlow: Bool
    }

    /// Looks at the body's progress; called at each tick.
    /// - Parameter minimumRate: bytes a second; 0 for none. It counts after five seconds.
    func look(minimumRate: Int) -> Look {
        state.withLock { state in
            let isAwaited = state.waiter != nil
            if isAwaited { state.awaitedLooks += 1 }
            let taken = state.receivedBytes - state.queuedBytes
            defer { state.bytesAtLastLook = taken }
            let milliseconds = state.awaitedLooks * Int(LoopState.tickInterval.nanoseconds / 1_000_000)
            let owed = Double(max(0, milliseconds - 5_000)) / 1_000 * Double(minimumRate)
            return Look(
                isAwaited: isAwaited, hasMoved: taken != state.bytesAtLastLook,
                isTooSlow: Double(state.receivedBytes) < owed)
        }
    }

    func push(_ part: ByteBuffer) {
        let waiter = state.withLock { state -> CheckedContinuation<ByteBuffer?, any Error>? in
            state.receivedBytes += part.readableBytes
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            state.parts.append(part)
            state.queuedBytes += part.readableBytes
            return nil
        }
        waiter?.resume(returning: part)
    }

    func finish(trailers: Headers) {
        let waiter = state.withLock { state in
            state.isFinished = true
            state.trailers = trailers
            return state.waiter.take()
        }
        waiter?.resume(returning: nil)
    }

    func fail(_ error: any Error) {
        let waiter = state.withLock { state -> CheckedContinuation<ByteBuffer?, any Error>? in
            guard !state.isFinished, state.failure == nil else { return nil }
            state.failure = error
            return state.waiter.take()
        }
        waiter?.resume(throwing: error)
    }

    func next() async throws -> ByteBuffer? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = state.withLock { state -> Outcome in
                    if !state.parts.isEmpty {
                        let part = state.parts.removeFirst()
                        state.queuedBytes -= part.readableBytes
                        return .part(part, drained: state.parts.isEmpty)
                    }
                    if let failure = state.failure { return .failure(failure) }
                    if state.isFinished { return .end }
                    if Task.isCancelled || state.waiter != nil { return .failure(CancellationError()) }
                    state.waiter = continuation
                    return .wait
                }
                switch outcome {
                case .part(let part, let drained):
                    continuation.resume(returning: part)
                    if drained { onDemand() }
                case .failure(let error): continuation.resume(throwing: error)
                case .end: continuation.resume(returning: nil)
                case .wait: onDemand()
                }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiter.take() }
            waiter?.resume(throwing: CancellationError())
        }
    }

    private enum Outcome {
        case part(ByteBuffer, drained: Bool)
        case failure(any Error)
        case end
        case wait
    }
}
