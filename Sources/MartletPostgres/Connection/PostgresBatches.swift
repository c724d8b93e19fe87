import MartletData
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Quick statements that stand alone: they go over the pool's connections in batches.
///
/// While a connection is free, a statement goes over it at once. When all are busy, statements wait here, and the next
/// connection that becomes free takes several of them together: the server reads them in one go, and neither it nor this
/// process wakes for each. Where the server answers at once, as many connections as this machine has processors are
/// enough: what comes while they are busy waits for them, whatever others are free. Every statement keeps its own point
/// of synchronisation, so it is a transaction of its own, and its failure or cancellation leaves the others alone.
///
/// Only what ``PostgresSpeed`` takes for quick comes here. When the server is at such a statement for long all the same,
/// it is cancelled and runs again on a connection of its own, so that those behind it go on. Who waits for a connection
/// of their own, such as transactions, come first.
final class PostgresBatches: Sendable {
    /// How many statements go together at most.
    private static let size = 32
    /// How many connections have batches at a time where the server answers at once.
    private static let width = max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    /// How often is looked for statements that take or wait for long.
    private static let period = Duration.milliseconds(50)
    /// How long the server may be at a statement while others wait behind it.
    private static let patience = Duration.milliseconds(100)

    /// A statement on its way.
    final class Item: @unchecked Sendable {  // safe: changed under the lock of the batches only
        let statement: Statement
        let description: PostgresDescription
        let request: PostgresRequest
        let deadline: ContinuousClock.Instant
        /// The connection that has it.
        fileprivate var connection: PostgresConnection?
        fileprivate var isCancelled = false

        init(_ statement: Statement, _ description: PostgresDescription, wait: Duration) {
            self.statement = statement
            self.description = description
            request = PostgresRequest(sql: statement.sql)
            deadline = .now + wait
        }
    }

    /// A connection that has a batch.
    private struct Busy {
        let connection: PostgresConnection
        let since: ContinuousClock.Instant
    }

    private struct State {
        /// What waits, in the order of arrival.
        var waiting = PostgresQueue<Item>()
        /// The connections that have batches.
        var busy: [ObjectIdentifier: Busy] = [:]
        /// Whether a task waits for a connection in the name of all.
        var isAwaiting = false
        var isWatching = false

        /// Whether enough connections have batches; one that has it for long may wait for a lock, and does not count.
        var isCrowded: Bool {
            guard busy.count >= PostgresBatches.width else { return false }
            let start = ContinuousClock.now - PostgresBatches.period
            return busy.values.count { $0.since > start } >= PostgresBatches.width
        }
    }

    private let pool: ConnectionPool<PostgresConnection>
    private let options: PostgresOptions
    private let state = Mutex(State())

    init(_ pool: ConnectionPool<PostgresConnection>, _ options: PostgresOptions) {
        self.pool = pool
        self.options = options
    }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Runs a statement, among others where connections are scarce.
    /// - Returns: `nil` when it has to run on a connection of its own.
    func run(_ statement: Statement, _ description: PostgresDescription) async throws -> PostgresResult? {
        let item = Item(statement, description, wait: options.pool.wait)
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                item.request.continuation = continuation
                let isCancelled = state.withLock { state in
                    if !item.isCancelled { state.waiting.append(item) }
                    return item.isCancelled
                }
                guard !isCancelled else { return continuation.resume(returning: .failure(CancellationError())) }
                pump()
            }
        } onCancel: {
            cancel(item)
        }
        switch answer {
        case .result(let result): return result
        case .failure(let error): throw error
        case .stale, .undescribed: return nil
        }
    }

    private func cancel(_ item: Item) {
        let (connection, wasWaiting) = state.withLock { state in
            item.isCancelled = true
            return (item.connection, state.waiting.remove(item))
        }
        if wasWaiting { item.request.completion(.failure(CancellationError())).run() }
        connection?.cancel(item.request)
    }

    // MARK: Serving

    /// Gives what waits to connections that are free.
    private func pump() {
        while true {
            let (first, isCrowded) = state.withLock { ($0.waiting.first, $0.isCrowded) }
            guard let first else { return }
            // Those that are busy look here when they are done.
            if isCrowded, !options.cancelsByClosing, first.description.speed.isImmediate { return watch() }
            do throws(DatabaseError) {
                guard let connection = try pool.takeIdle(first.statement.place) else { return waitForConnection() }
                serve(connection)
            } catch {
                return fail(error, until: nil)
            }
        }
    }

    /// Sends a batch over a connection, which then goes back to the pool.
    private func serve(_ connection: PostgresConnection) {
        let items = state.withLock { state -> [Item] in
            var items: [Item] = []
            // A connection that is closed to cancel a statement would take the others along.
            let limit = options.cancelsByClosing ? 1 : Self.size
            while items.count < limit, let item = state.waiting.first {
                state.waiting.removeFirst()
                item.connection = connection
                items.append(item)
            }
            if !items.isEmpty { state.busy[ObjectIdentifier(connection)] = Busy(connection: connection, since: .now) }
            return items
        }
        guard !items.isEmpty else { return pool.giveBack(connection) }
        connection.send(items) { [self] in
            state.withLock { _ = $0.busy.removeValue(forKey: ObjectIdentifier(connection)) }
            pool.giveBack(connection)
            pump()
        }
        if items.count > 1 { watch() }
    }

    /// Waits for a connection in the name of all, unless those that have batches are enough.
    private func waitForConnection() {
        let canGrow = pool.canGrow
        let starts = state.withLock { state in
            guard !state.isAwaiting, canGrow || state.busy.isEmpty, !state.waiting.isEmpty else { return false }
            state.isAwaiting = true
            return true
        }
        if starts { awaitConnection() } else { watch() }
    }

    private func awaitConnection() {
        let start = ContinuousClock.now
        Task.detached { [self] in
            do {
                let connection = try await pool.take(state.withLock { $0.waiting.first?.statement.place })
                state.withLock { $0.isAwaiting = false }
                serve(connection)
            } catch {
                state.withLock { $0.isAwaiting = false }
                // Those that came later have their own time.
                fail(error, until: start + options.pool.wait)
            }
            pump()
        }
        watch()
    }

    /// Tells those who waited for too long.
    private func failLate() {
        let now = ContinuousClock.now
        guard state.withLock({ $0.waiting.first.map { $0.deadline <= now } ?? false }) else { return }
        fail(pool.waitedInVain, until: now)
    }

    /// Fails what waits until a moment, or everything.
    private func fail(_ error: any Error, until moment: ContinuousClock.Instant?) {
        let failed = state.withLock { state in
            state.waiting.removeAll { item in moment.map { item.deadline <= $0 } ?? true }
        }
        for item in failed { item.request.completion(.failure(error)).run() }
    }

    // MARK: Watching

    /// Looks after what takes or waits for long, as long as there is anything.
    private func watch() {
        let starts = state.withLock { state in
            defer { state.isWatching = true }
            return !state.isWatching
        }
        if starts { schedule() }
    }

    private func schedule() {
        SocketReactor.shared.schedule(after: Self.period) { [self] in
            let (connections, waits) = state.withLock { state in
                state.isWatching = !state.waiting.isEmpty || !state.busy.isEmpty
                return (state.busy.values.map(\.connection), !state.waiting.isEmpty)
            }
            for connection in connections { connection.relieve(after: Self.patience) }
            if waits {
                failLate()
                // Connections that are busy for long serve nobody else; another may be free meanwhile.
                let starts = state.withLock { state in
                    guard !state.isAwaiting, !state.waiting.isEmpty else { return false }
                    state.isAwaiting = true
                    return true
                }
                if starts { awaitConnection() }
            }
            guard !connections.isEmpty || waits else { return }
            schedule()
        }
    }
}
