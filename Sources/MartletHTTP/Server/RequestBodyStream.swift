import MartletCore
import NIOCore
import Synchronization

/// The body of a request that still arrives: filled on the event loop, read by a handler wherever it runs.
final class RequestBodyStream: RequestBodySource {
    private struct State: ~Copyable {
        var parts = CircularBuffer<ByteBuffer>()
        var queuedBytes = 0
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

    /// Whether a handler waits for bytes that have not arrived.
    var isAwaited: Bool { state.withLock { $0.waiter != nil } }

    func push(_ part: ByteBuffer) {
        let waiter = state.withLock { state -> CheckedContinuation<ByteBuffer?, any Error>? in
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
