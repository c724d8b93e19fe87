import MartletData
import Synchronization

/// Lets work in until the database is closed, and closes when all that is inside has left.
///
/// GRDB's connections must not be used once they are closed.
final class CloseGate: Sendable {
    /// How closing went.
    enum Outcome {
        case closed
        /// Somebody has closed it before.
        case wasClosed
        /// Work is still inside.
        case busy
    }

    private struct State: ~Copyable {
        var isClosed = false
        var inside = 0
        var nextID = 0
        var waiters: [Int: CheckedContinuation<Bool, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Runs a body while the database stays open.
    /// - Throws: ``MartletData/DatabaseError`` when it is closed; what the body throws.
    func pass<Value>(_ body: () async throws -> Value) async throws -> Value {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.inside += 1 }
            return !state.isClosed
        }
        guard isOpen else { throw DatabaseError(.closed, "the database is closed") }
        defer { leave() }
        return try await body()
    }

    /// Lets nothing further in and waits until everything has left.
    /// - Parameter limit: how long to wait for what is inside.
    func close(within limit: Duration) async -> Outcome {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        guard isFirst else { return .wasClosed }
        let isEmpty = await withCheckedContinuation { continuation in
            let id = state.withLock { state -> Int? in
                guard state.inside > 0 else { return nil }
                state.nextID += 1
                state.waiters[state.nextID] = continuation
                return state.nextID
            }
            guard let id else { return continuation.resume(returning: true) }
            Task {
                try? await Task.sleep(for: limit)
                state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(returning: false)
            }
        }
        return isEmpty ? .closed : .busy
    }

    private func leave() {
        let waiters = state.withLock { state in
            state.inside -= 1
            guard state.inside == 0 else { return [:] as [Int: CheckedContinuation<Bool, Never>] }
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume(returning: true) }
    }
}
