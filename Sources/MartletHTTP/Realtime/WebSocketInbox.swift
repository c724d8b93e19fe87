import NIOCore
import Synchronization

/// Messages that wait to be read: filled on the event loop, emptied by a handler wherever it runs.
final class WebSocketInbox: Sendable {
    /// How many messages wait before reading from the connection pauses.
    private static let maximumCount = 16

    private struct State: ~Copyable {
        var messages = CircularBuffer<WebSocketMessage>()
        var bytes = 0
        var waiters: [(id: UInt64, continuation: CheckedContinuation<WebSocketMessage?, any Error>)] = []
        var nextID: UInt64 = 0
        var close: WebSocketClose?
        var isFailure = false
    }

    private enum Outcome {
        case message(WebSocketMessage, madeRoom: Bool)
        case end
        case failure(any Error)
        case wait
    }

    private let state = Mutex(State())
    private let maximumBytes: Int
    /// Called when messages were read and there is room for more.
    private let onRoom: @Sendable () -> Void

    init(maximumBytes: Int, onRoom: @escaping @Sendable () -> Void) {
        self.maximumBytes = maximumBytes
        self.onRoom = onRoom
    }

    /// How the conversation ended; `nil` while it goes on.
    var close: WebSocketClose? { state.withLock { $0.close } }

    /// Whether more may be read from the connection.
    var hasRoom: Bool { state.withLock { hasRoom($0) } }

    private func hasRoom(_ state: borrowing State) -> Bool {
        state.messages.count < Self.maximumCount && state.bytes < max(1, maximumBytes)
    }

    func push(_ message: WebSocketMessage) {
        let waiter = state.withLock { state -> CheckedContinuation<WebSocketMessage?, any Error>? in
            guard state.waiters.isEmpty else { return state.waiters.removeFirst().continuation }
            state.messages.append(message)
            state.bytes += message.length
            return nil
        }
        waiter?.resume(returning: message)
    }

    /// Ends the messages behind those that wait; the first end counts.
    /// - Parameter isFailure: whether readers are told by an error.
    func finish(_ close: WebSocketClose, isFailure: Bool) {
        let waiters = state.withLock { state in
            guard state.close == nil else { return [] as [CheckedContinuation<WebSocketMessage?, any Error>] }
            state.close = close
            state.isFailure = isFailure
            defer { state.waiters = [] }
            return state.waiters.map(\.continuation)
        }
        for waiter in waiters {
            if isFailure { waiter.resume(throwing: close) } else { waiter.resume(returning: nil) }
        }
    }

    /// The next message; `nil` at the end.
    func next() async throws -> WebSocketMessage? {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch take(id, continuation) {
                case .message(let message, let madeRoom):
                    continuation.resume(returning: message)
                    if madeRoom { onRoom() }
                case .end: continuation.resume(returning: nil)
                case .failure(let error): continuation.resume(throwing: error)
                case .wait: break
                }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0).continuation }
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    private func take(
        _ id: UInt64, _ continuation: CheckedContinuation<WebSocketMessage?, any Error>
    ) -> Outcome {
        state.withLock { state in
            let wasFull = !hasRoom(state)
            if let message = state.messages.popFirst() {
                state.bytes -= message.length
                return .message(message, madeRoom: wasFull && hasRoom(state))
            }
            if let close = state.close { return state.isFailure ? .failure(close) : .end }
            if Task.isCancelled { return .failure(CancellationError()) }
            state.waiters.append((id, continuation))
            return .wait
        }
    }
}
