import Synchronization

/// What happens to a member of a room that takes messages more slowly than they come.
public enum SlowMembers: Sendable {
    /// It is put out: its socket is closed with 1013, its event stream ends, and a browser comes back for what it missed.
    case putOut
    /// It misses the oldest of the messages that wait.
    case skipOldest
}

/// The messages that wait for one member of a room: never more than a bounded number.
final class RoomInbox: Sendable {
    private struct State {
        var events: [RoomEvent] = []
        var isTooSlow = false
        var waiter: CheckedContinuation<RoomEvent, any Error>?
        /// Waits until the member is too slow.
        var watcher: CheckedContinuation<Void, any Error>?
    }

    private let state = Mutex(State())
    private let member: String
    private let limit: Int
    private let rule: SlowMembers

    init(member: String, limit: Int, rule: SlowMembers) {
        self.member = member
        self.limit = max(1, limit)
        self.rule = rule
    }

    func push(_ event: RoomEvent) {
        guard event.sender != member else { return }
        let (waiter, watcher) = state.withLock {
            state -> (CheckedContinuation<RoomEvent, any Error>?, CheckedContinuation<Void, any Error>?) in
            guard !state.isTooSlow else { return (nil, nil) }
            if let waiter = state.waiter {
                state.waiter = nil
                return (waiter, nil)
            }
            if state.events.count >= limit {
                if case .putOut = rule {
                    state.isTooSlow = true
                    state.events = []
                    defer { state.watcher = nil }
                    return (nil, state.watcher)
                }
                state.events.removeFirst()
            }
            state.events.append(event)
            return (nil, nil)
        }
        waiter?.resume(returning: event)
        watcher?.resume(throwing: TooSlow())
    }

    /// The next message.
    /// - Throws: ``TooSlow`` once the member is to be put out, `CancellationError`.
    func next() async throws -> RoomEvent {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let result = state.withLock { state -> Result<RoomEvent, any Error>? in
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isTooSlow { return .failure(TooSlow()) }
                    if !state.events.isEmpty { return .success(state.events.removeFirst()) }
                    state.waiter = continuation
                    return nil
                }
                if let result { continuation.resume(with: result) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// Waits until the member is to be put out, also while it is stuck in sending.
    /// - Throws: ``TooSlow``, `CancellationError`.
    func watch() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let error = state.withLock { state -> (any Error)? in
                    if Task.isCancelled { return CancellationError() }
                    if state.isTooSlow { return TooSlow() }
                    state.watcher = continuation
                    return nil
                }
                if let error { continuation.resume(throwing: error) }
            }
        } onCancel: {
            let watcher = state.withLock { state in
                defer { state.watcher = nil }
                return state.watcher
            }
            watcher?.resume(throwing: CancellationError())
        }
    }

    /// More messages would wait for a member than may.
    struct TooSlow: Error {}
}
