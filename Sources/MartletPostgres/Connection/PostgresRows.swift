import MartletData
import Synchronization

/// Rows on their way from the reactor's thread to the task that reads them.
///
/// When more than a batch is there, reading from the socket pauses until the task has taken them: however large the
/// result, no more than a batch and what libpq had read already is in memory.
final class PostgresRows: Sendable {
    private struct State {
        var rows: [PostgresResult] = []
        var end: PostgresRequest.Answer?
        var waiting: CheckedContinuation<Void, Never>?
        var discards = false
    }

    private let batch: Int
    private let state = Mutex(State())

    init(batch: Int) { self.batch = max(1, batch) }

    func add(_ row: PostgresResult) { state.withLock { if !$0.discards { $0.rows.append(row) } } }

    /// Wants no more rows.
    func discard() {
        state.withLock { state in
            state.discards = true
            state.rows = []
        }
    }

    /// Whether enough is there to stop reading for now.
    var isFull: Bool { state.withLock { $0.rows.count >= batch } }

    func end(_ answer: PostgresRequest.Answer) {
        state.withLock { state in
            state.end = answer
            defer { state.waiting = nil }
            return state.waiting
        }?.resume()
    }

    /// Wakes the task when a batch is there.
    func deliver() {
        state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.rows.count >= batch else { return nil }
            defer { state.waiting = nil }
            return state.waiting
        }?.resume()
    }

    /// Waits for a batch.
    /// - Returns: rows, at most a batch, none at the end.
    func next() async throws -> [PostgresResult] {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                guard state.rows.count < batch, state.end == nil else { return true }
                state.waiting = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
        return try state.withLock { state in
            let rows = Array(state.rows.prefix(batch))
            state.rows.removeFirst(rows.count)
            guard rows.isEmpty else { return rows }
            switch state.end {
            case .failure(let error): throw error
            case .stale(let error): throw error
            case .result, .undescribed, nil: return []
            }
        }
    }
}
