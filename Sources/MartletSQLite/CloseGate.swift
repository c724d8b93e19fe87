import MartletData
import Synchronization

/// Lets work in until the database is closed, and closes when all that is inside has left.
///
/// GRDB's connections must not be used once they are closed.
final class CloseGate: Sendable {
    private struct State: ~Copyable {
        var isClosed = false
        var inside = 0
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Runs a body while the database stays open.
    /// - Throws: ``MartletData/DatabaseError`` when it is closed; what the body throws.
    func pass<Value>(_ body: () async throws -> Value) async throws -> Value {
        let isOpen = state.withLock { state in
            if !state.isClosed { state.inside += 1 }
            return !state.isClosed
        }
        guard isOpen else { throw DatabaseError(.connection, "the database is closed") }
        defer { leave() }
        return try await body()
    }

    /// Lets nothing further in and returns when everything has left.
    /// - Returns: whether this call has closed it.
    func close() async -> Bool {
        let isFirst = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        await withCheckedContinuation { continuation in
            let isEmpty = state.withLock { state in
                if state.inside > 0 { state.waiters.append(continuation) }
                return state.inside == 0
            }
            if isEmpty { continuation.resume() }
        }
        return isFirst
    }

    private func leave() {
        let waiters = state.withLock { state in
            state.inside -= 1
            guard state.inside == 0 else { return [] as [CheckedContinuation<Void, Never>] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
