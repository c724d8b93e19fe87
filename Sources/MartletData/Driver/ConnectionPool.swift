public import Logging
import Synchronization

/// A connection that a ``ConnectionPool`` keeps.
public protocol PooledConnection: AnyObject, Sendable {
    /// Whether it can be used again: not broken, and in no transaction. Asked often, so it must not ask the server.
    var isUsable: Bool { get }
    /// Asks the server whether the connection still works.
    func check() async -> Bool
    /// Ends it; called once, and after that nothing else is.
    func close() async
}

/// The connections to one database: a bounded number, lent in the order in which they are asked for.
///
/// A connection that is broken is replaced when it comes back, one that is old after its ``PoolOptions/lifetime``, one that
/// was idle for long is tried before it is lent. An application outlives a restart of its database: what ran fails, what
/// comes later gets new connections.
public final class ConnectionPool<Connection: PooledConnection>: Sendable {
    private let options: PoolOptions
    private let database: String
    private let logger: Logger
    private let connect: @Sendable () async throws -> Connection
    private let state = Mutex(PoolState<Connection>())

    /// Creates a pool; the first connection is made when it is needed.
    /// - Parameters:
    ///   - options: the limits.
    ///   - database: the database's name or URL without its password, for messages.
    ///   - logger: where connections are reported that are held for too long, and those that cannot be made.
    ///   - connect: makes a connection, within ``PoolOptions/connectTimeout``.
    public init(
        options: PoolOptions, database: String, logger: Logger,
        connect: @escaping @Sendable () async throws -> Connection
    ) {
        self.options = options
        self.database = database
        self.logger = logger
        self.connect = connect
    }

    /// Lends a connection to a body.
    /// - Parameters:
    ///   - place: where in the application's code it is asked for.
    ///   - body: uses the connection, which must not escape.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/poolExhausted`` when none is free within the wait limit, of
    ///   kind ``DatabaseError/Kind/connection`` when the database cannot be reached, of kind
    ///   ``DatabaseError/Kind/closed`` after ``close(within:)``; `CancellationError`; what the body throws.
    public func withConnection<Value: Sendable>(
        place: CodePlace? = nil, _ body: (Connection) async throws -> Value
    ) async throws -> Value {
        let connection = try await take(place)
        defer { giveBack(connection) }
        return try await body(connection)
    }

    /// Takes a connection, which has to be given back whatever happens; ``withConnection(place:_:)`` does both.
    public func take(_ place: CodePlace?) async throws -> Connection {
        switch state.withLock({ $0.takeFresh(place, options) }) {
        case .taken(let connection, let startsReport):
            if startsReport { scheduleReport() }
            return connection
        case .closed: throw closedError
        case .mustWait: return try await wait(place)
        }
    }

    /// Takes a connection that is free at once, for a driver that lets statements wait by itself.
    /// - Returns: `nil` when none is free, or when others wait for one.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/closed`` after ``close(within:)``.
    package func takeIdle(_ place: CodePlace?) throws(DatabaseError) -> Connection? {
        switch state.withLock({ $0.takeFresh(place, options) }) {
        case .taken(let connection, let startsReport):
            if startsReport { scheduleReport() }
            return connection
        case .closed: throw closedError
        case .mustWait: return nil
        }
    }

    /// Whether who waits could get a connection that is not there yet.
    package var canGrow: Bool { state.withLock { $0.counts.taken + $0.counts.opening < options.size } }

    /// The error of who waited in vain for as long as ``PoolOptions/wait``.
    package var waitedInVain: DatabaseError {
        let (cause, counts) = state.withLock { ($0.lastFailure, $0.counts) }
        return exhausted(cause, counts)
    }

    /// Gives a connection back.
    public func giveBack(_ connection: Connection) {
        let isUsable = connection.isUsable
        let actions = state.withLock { $0.giveBack(connection, isUsable, options) }
        perform(actions)
    }

    /// How the connections stand.
    public var counts: PoolCounts { state.withLock { $0.counts } }

    /// Closes the pool: who waits for a connection gets an error, what runs may end within a limit.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/busy`` when connections are held after the limit, naming who
    ///   holds them; they are closed when they come back.
    public func close(within limit: Duration = .seconds(10)) async throws {
        let actions = state.withLock { $0.close() }
        for waiter in actions.refused { waiter.resume(.failure(closedError)) }
        for connection in actions.closed { await connection.close() }
        let isEmpty = await withCheckedContinuation { continuation in
            let key = state.withLock { $0.waitUntilEmpty(continuation) }
            guard let key else { return continuation.resume(returning: true) }
            SocketReactor.shared.schedule(after: limit) { [self] in
                state.withLock { $0.emptied.removeValue(forKey: key) }?.resume(returning: false)
            }
        }
        guard isEmpty else {
            throw DatabaseError(
                .busy,
                "\(database) is still used after \(limit): \(holders()); its connections close when they are given back"
            )
        }
    }

    // MARK: Waiting

    private func wait(_ place: CodePlace?) async throws -> Connection {
        let key = state.withLock { $0.newKey() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let waiter = PoolWaiter(
                    key: key, place: place, deadline: .now + options.wait, continuation: continuation)
                // The task may have been cancelled before it waits.
                guard !Task.isCancelled else { return waiter.resume(.failure(CancellationError())) }
                perform(state.withLock { $0.enqueue(waiter, options) })
                // Or between the two; the handler found nothing then.
                if Task.isCancelled { cancel(key) }
            }
        } onCancel: {
            cancel(key)
        }
    }

    private func cancel(_ key: UInt64) {
        state.withLock { $0.waiting.removeValue(forKey: key) }?.resume(.failure(CancellationError()))
    }

    private func scheduleExpiry(_ deadline: ContinuousClock.Instant) {
        SocketReactor.shared.schedule(after: deadline - .now) { [weak self] in
            guard let self else { return }
            let (late, next, cause, counts) = state.withLock { state in
                // Counted at once: what fails a moment later would leave nobody who holds a connection.
                let (late, next, cause) = state.expire(.now)
                return (late, next, cause, state.counts)
            }
            if !late.isEmpty {
                let error = exhausted(cause, counts)
                for waiter in late { waiter.resume(.failure(error)) }
            }
            if let next { scheduleExpiry(next) }
        }
    }

    private func exhausted(_ cause: (any Error)?, _ counts: PoolCounts) -> DatabaseError {
        if let cause {
            return DatabaseError(.connection, "no connection to \(database) within \(options.wait): \(cause)")
        }
        guard counts.taken > 0 else {
            return DatabaseError(
                .connection,
                "no connection to \(database) within \(options.wait): connecting takes longer; raise pool_wait")
        }
        return DatabaseError(
            .poolExhausted,
            "no connection to \(database) became free within \(options.wait); \(counts.taken) of \(options.size) are held "
                + "by \(holders()); hold connections for a shorter time, or raise pool_size")
    }

    private var closedError: DatabaseError { DatabaseError(.closed, "\(database) was closed by this process") }

    /// Who holds the connections, those first who hold most of them.
    private func holders() -> String {
        let places = state.withLock { $0.taken.values.map { $0.place?.description ?? "an unknown place" } }
        let counted = Dictionary(places.map { ($0, 1) }, uniquingKeysWith: +)
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        guard !counted.isEmpty else { return "nobody" }
        let named = counted.prefix(5).map { $0.value == 1 ? $0.key : "\($0.key) (\($0.value) times)" }
        return named.joined(separator: ", ") + (counted.count > 5 ? " and \(counted.count - 5) other places" : "")
    }

    // MARK: Connections

    /// Does outside of the lock what a change of the state asks for.
    private func perform(_ actions: PoolActions<Connection>) {
        for (waiter, connection) in actions.served { waiter.resume(.success(connection)) }
        for waiter in actions.refused { waiter.resume(.failure(closedError)) }
        for continuation in actions.emptied { continuation.resume(returning: true) }
        if let deadline = actions.expiry { scheduleExpiry(deadline) }
        if actions.startsReport { scheduleReport() }
        for connection in actions.closed { Task.detached { await connection.close() } }
        for connection in actions.checked {
            Task.detached { [self] in
                if await connection.check() {
                    arrived(connection, isFresh: false)
                } else {
                    await connection.close()
                    await open()
                }
            }
        }
        for _ in 0..<actions.opened { Task.detached { [self] in await open() } }
    }

    private func open() async {
        do {
            arrived(try await connect(), isFresh: true)
        } catch {
            let (failed, actions) = state.withLock { $0.failedToOpen(error) }
            for waiter in failed { waiter.resume(.failure(error)) }
            perform(actions)
            if failed.isEmpty {
                logger.warning("cannot connect to \(database): \(error)")
            }
            if actions.retries {
                SocketReactor.shared.schedule(after: .milliseconds(250)) { [weak self] in
                    guard let self else { return }
                    perform(state.withLock { $0.retry(options) })
                }
            }
        }
    }

    private func arrived(_ connection: Connection, isFresh: Bool) {
        perform(state.withLock { $0.arrived(connection, isFresh: isFresh, options) })
    }

    // MARK: Leaks

    private func scheduleReport(after delay: Duration? = nil) {
        guard let limit = options.leakReport else { return }
        SocketReactor.shared.schedule(after: delay ?? limit) { [weak self] in
            guard let self else { return }
            let now = ContinuousClock.now
            let (late, next) = state.withLock { $0.leaks(now - limit) }
            for (place, since) in late {
                logger.warning(
                    "a connection to \(database) is held for \((now - since).components.seconds) s",
                    metadata: ["place": "\(place?.description ?? "unknown")"])
            }
            if let next { scheduleReport(after: next + limit - now) }
        }
    }
}

/// How a pool's connections stand.
public struct PoolCounts: Sendable, Hashable {
    /// Connections that are lent.
    public let taken: Int
    /// Connections that wait to be lent.
    public let idle: Int
    /// Connections that are being made or tried.
    public let opening: Int
    /// Tasks that wait for a connection.
    public let waiting: Int
}
