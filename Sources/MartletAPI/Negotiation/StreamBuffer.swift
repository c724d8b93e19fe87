import NIOCore
import Synchronization

/// The bytes between one task that makes them and one that sends them: a bounded number of them.
///
/// Whoever sends gets all that is there, so that many small pieces become one when the client is slow, and one is sent at once
/// when it is not.
final class StreamBuffer: Sendable {
    private struct State {
        var bytes = ByteBuffer()
        var isEnded = false
        var isCancelled = false
        /// Waits until there is room.
        var maker: CheckedContinuation<Void, any Error>?
        /// Waits until there is something.
        var sender: CheckedContinuation<ByteBuffer?, any Error>?
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: from how many bytes on the maker waits.
    init(capacity: Int = 32 << 10) { self.capacity = capacity }

    /// Adds bytes, then waits until there is room for more.
    /// - Throws: what `write` throws; `CancellationError`.
    func add(_ write: (inout ByteBuffer) throws -> Void) async throws {
        let (isFull, sender, bytes) = try state.withLock { state in
            if state.isCancelled { throw CancellationError() }
            try write(&state.bytes)
            guard let sender = state.sender, state.bytes.readableBytes > 0 else {
                return (
                    state.bytes.readableBytes >= capacity, nil as CheckedContinuation<ByteBuffer?, any Error>?,
                    ByteBuffer()
                )
            }
            state.sender = nil
            return (false, sender, Self.takeAll(&state))
        }
        sender?.resume(returning: bytes)
        if isFull { try await waitForRoom() }
    }

    /// Says that nothing more comes.
    func end() {
        let sender = state.withLock { state in
            state.isEnded = true
            return Self.takeSender(&state)
        }
        sender?.resume(returning: nil)
    }

    /// All bytes that are there, once there are some; `nil` at the end.
    /// - Throws: `CancellationError`.
    func take() async throws -> ByteBuffer? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<ByteBuffer?, any Error>) in
                let (result, maker) = state.withLock {
                    state -> (Result<ByteBuffer?, any Error>?, CheckedContinuation<Void, any Error>?) in
                    if state.isCancelled { return (.failure(CancellationError()), nil) }
                    if state.bytes.readableBytes > 0 {
                        let maker = state.maker
                        state.maker = nil
                        return (.success(Self.takeAll(&state)), maker)
                    }
                    if state.isEnded { return (.success(nil), nil) }
                    state.sender = continuation
                    return (nil, nil)
                }
                maker?.resume()
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            cancel()
        }
    }

    private func waitForRoom() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let result = state.withLock { state -> Result<Void, any Error>? in
                    if state.isCancelled { return .failure(CancellationError()) }
                    if state.bytes.readableBytes < capacity { return .success(()) }
                    state.maker = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            cancel()
        }
    }

    private func cancel() {
        let (maker, sender) = state.withLock { state in
            state.isCancelled = true
            let maker = state.maker
            state.maker = nil
            return (maker, Self.takeSender(&state))
        }
        maker?.resume(throwing: CancellationError())
        sender?.resume(throwing: CancellationError())
    }

    private static func takeAll(_ state: inout State) -> ByteBuffer {
        let bytes = state.bytes
        state.bytes = ByteBuffer()
        return bytes
    }

    private static func takeSender(_ state: inout State) -> CheckedContinuation<ByteBuffer?, any Error>? {
        let sender = state.sender
        state.sender = nil
        return sender
    }
}
