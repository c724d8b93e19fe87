import CMartletPostgres
import MartletData
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A connection in pipeline mode: statements are sent from the caller's thread under the connection's lock, answers are
/// read on the reactor's thread.
final class PostgresConnection: PooledConnection {
    let place: String
    let cancelsByClosing: Bool
    /// How long the server lets a statement run.
    let statementTimeout: Duration?
    /// How long it may take to answer after it was idle.
    private let checkTimeout: Duration
    let descriptions: PostgresDescriptions
    /// Is told of notifications and of the end; it must not use the connection.
    let onEvent: (@Sendable (PostgresEvent) -> Void)?
    let state: Mutex<State>

    struct State: ~Copyable {
        let handle: PostgresHandle
        var pending = PostgresQueue<PostgresRequest>()
        var prepared: PostgresPrepared
        var parameters = PostgresParameters()
        var watch: SocketReactor.Watch?
        /// Why it cannot be used any more.
        var failure: DatabaseError?
        private var isFinished = false
        var interest: SocketReadiness = .readable
        /// Whether a request to cancel is on its way: it must not meet the next statement.
        var isCancelling = false
        /// What is answered but has to wait for that.
        var held: [PostgresCompletion] = []
        /// Whether a COPY runs, which reads and writes for itself.
        var isCopying = false
        /// How many have run, to tell one from the next.
        var copies = 0
        var copyEnd: CopyEnd = (nil, nil)
        /// The COPY, while it waits for the socket.
        var copyWaiter: CheckedContinuation<Void, Never>?
        /// The names of prepared statements that have to make room.
        var outdated: [String] = []
        /// Whether the socket is not read since a reader of rows has enough.
        var isPaused = false
        /// When the server last said something; noted where statements have a limit.
        var lastInput: ContinuousClock.Instant?
        /// When the server was last asked to cancel something.
        var lastCancel: ContinuousClock.Instant?
        /// What it was asked to cancel.
        var cancelled: PostgresRequest?
        /// Since when the server is at the first request.
        var headSince: ContinuousClock.Instant = .now
        /// Is called once when the requests of a batch are answered.
        var drained: (@Sendable () -> Void)?
        var isInTransaction: Bool {
            guard !isFinished else { return false }
            let status = PQtransactionStatus(handle.raw)
            return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
        }

        init(_ handle: PostgresHandle, _ prepared: PostgresPrepared) {
            self.handle = handle
            self.prepared = prepared
        }

        mutating func finish() {
            guard !isFinished else { return }
            isFinished = true
            PQfinish(handle.raw)
        }

        /// Ends the watch. libpq closes a socket that fails by itself, and its number may belong to another by now.
        mutating func unwatch() {
            if PQsocket(handle.raw) < 0 { watch?.forget() } else { watch?.cancel() }
            watch = nil
        }

        deinit {
            guard !isFinished else { return }
            if PQsocket(handle.raw) < 0 { watch?.forget() } else { watch?.cancel() }
            PQfinish(handle.raw)
        }
    }

    private init(
        _ handle: PostgresHandle, _ options: PostgresOptions, _ descriptions: PostgresDescriptions,
        _ onEvent: (@Sendable (PostgresEvent) -> Void)?
    ) {
        place = options.place
        cancelsByClosing = options.cancelsByClosing
        statementTimeout = options.pool.statementTimeout
        checkTimeout = options.pool.checkTimeout
        self.descriptions = descriptions
        self.onEvent = onEvent
        state = Mutex(State(handle, PostgresPrepared(limit: options.preparedStatements)))
    }

    /// Connects, on a thread of its own since libpq looks names up and waits.
    static func connect(
        _ options: PostgresOptions, _ descriptions: PostgresDescriptions,
        onEvent: (@Sendable (PostgresEvent) -> Void)? = nil
    ) async throws -> PostgresConnection {
        let handle = try await DriverThread.run { try PostgresHandle.connect(options) }
        let version = PQserverVersion(handle.raw)
        let connection = PostgresConnection(handle, options, descriptions, onEvent)
        let watch = try SocketReactor.shared.watch(PQsocket(handle.raw)) { [weak connection] _ in
            connection?.socketIsReady()
        }
        let isLost = connection.state.withLock { state in
            state.watch = watch
            return state.failure != nil
        }
        if isLost { watch.cancel() }
        try await connection.endStatementsWithConnection(version, options)
        return connection
    }

    /// Has the server end a statement whose client is gone, which it would otherwise finish first. A server that cannot
    /// look (before PostgreSQL 14, or on a system without the means) refuses, and is left alone.
    private func endStatementsWithConnection(_ version: Int32, _ options: PostgresOptions) async throws {
        guard version >= 140_000 else { return }
        let timer = SocketReactor.shared.schedule(after: options.pool.connectTimeout) { [self] in
            fail(
                DatabaseError(
                    .connection,
                    "cannot connect to \(place): no answer within \(options.pool.connectTimeout); check host and port, or raise connect_timeout"
                ))
        }
        defer { timer.cancel() }
        do {
            _ = try await run(Statement("SET client_connection_check_interval = '2s'"), isCancellable: false)
        } catch let error as DatabaseError where error.kind != .connection {}
    }

    // MARK: The pool's side

    var isUsable: Bool {
        state.withLock {
            $0.failure == nil && $0.pending.isEmpty && !$0.isCopying && !$0.isCancelling && !$0.isInTransaction
        }
    }

    func check() async -> Bool {
        let timer = SocketReactor.shared.schedule(after: checkTimeout) { [self] in
            fail(DatabaseError(.connection, "\(place) did not answer within \(checkTimeout)"))
        }
        defer { timer.cancel() }
        return (try? await run(Statement("SELECT 1"), isCancellable: false)) != nil
    }

    func close() async { fail(DatabaseError(.closed, "the connection to \(place) was closed by this process")) }

    /// Whether it cannot be used any more.
    var isLost: Bool { state.withLock { $0.failure != nil } }

    /// Whether nothing runs and no transaction is open.
    var isOutsideOfTransaction: Bool {
        state.withLock {
            $0.failure == nil && $0.pending.isEmpty && PQtransactionStatus($0.handle.raw) == PQTRANS_IDLE
        }
    }

    /// Rolls back a transaction that its user left open.
    func tidy() async {
        guard state.withLock({ $0.failure == nil && $0.isInTransaction }) else { return }
        _ = try? await run(Statement("ROLLBACK"), isCancellable: false)
    }

    // MARK: Running statements

    /// Runs a statement and collects its result.
    /// - Parameter isCancellable: whether cancelling the task cancels the statement; not for what ends a transaction.
    func run(_ statement: Statement, isCancellable: Bool = true) async throws -> PostgresResult {
        try await attempt(statement, isCancellable: isCancellable, rows: nil)
    }

    /// Starts a statement whose rows arrive one by one, and waits until all were taken.
    func run(_ statement: Statement, into rows: PostgresRows) async throws {
        do {
            _ = try await attempt(statement, isCancellable: true, rows: rows)
        } catch {
            // What failed before it was sent has no other way to its reader.
            rows.end(.failure(error))
            throw error
        }
    }

    private func attempt(
        _ statement: Statement, isCancellable: Bool, rows: PostgresRows?
    ) async throws -> PostgresResult {
        var wasStale = false
        var description: PostgresDescription?
        while true {
            if isCancellable { try Task.checkCancellation() }
            switch await send(statement, description, rows, isCancellable: isCancellable) {
            case .result(let result): return result
            case .failure(let error): throw error
            case .undescribed:
                description = try await self.description(of: statement, isCancellable: isCancellable)
            case .stale(let error):
                // A COMMIT that failed is not made again: the transaction is over.
                guard isCancellable else { throw error }
                let isAlone = state.withLock { !$0.isInTransaction && $0.failure == nil }
                forget(statement)
                // Alone, it simply runs again; a transaction has failed with it.
                guard !wasStale, isAlone else {
                    throw DatabaseError(
                        .serialization,
                        "\(error.message): a table changed since the statement was prepared; run the transaction again",
                        code: error.code, sql: error.sql)
                }
                wasStale = true
                description = nil
            }
        }
    }

    /// What the server says of a statement, asked once for each.
    private func description(of statement: Statement, isCancellable: Bool) async throws -> PostgresDescription {
        if statement.isPrepared, let known = descriptions.find(statement) { return known }
        let kinds = statement.bindings.map(PostgresParameterKind.init)
        // A failure would fail the transaction, and with it another attempt.
        let savepoint = !kinds.isEmpty && state.withLock { $0.isInTransaction }
        var declaration = PostgresDeclaration.byValue
        var first: (any Error)?
        while true {
            let error: any Error
            switch await prepare(statement, kinds, declaration, savepoint, isCancellable: isCancellable) {
            case .description(let description): return description
            case .failure(let failure): error = failure
            }
            guard let next = declaration.next(after: error, kinds) else { throw first ?? error }
            if first == nil { first = error }
            declaration = next
        }
    }

    private enum Prepared {
        case description(PostgresDescription)
        case failure(any Error)
    }

    /// Prepares a statement and asks what the server thinks of it.
    private func prepare(
        _ statement: Statement, _ kinds: [PostgresParameterKind], _ declaration: PostgresDeclaration,
        _ savepoint: Bool, isCancellable: Bool
    ) async -> Prepared {
        // The server takes values that nothing stands for.
        guard kinds.count <= Self.highestPlaceholder(in: statement.sql) else {
            return .failure(
                DatabaseError(
                    .statement, "\(kinds.count) values are bound, but the statement has fewer placeholders",
                    sql: statement.sql))
        }
        let declared = kinds.map(declaration.oid)
        if savepoint { sendAside("SAVEPOINT martlet_prepare") }
        let name = statement.isPrepared ? state.withLock { $0.prepared.newName() } : ""
        let request = PostgresRequest(sql: statement.sql)
        let answer = await send(request, isCancellable: isCancellable) { raw throws(DatabaseError) in
            PQsendPrepare(raw, name, statement.sql, Int32(declared.count), declared) == 1
                && PQsendDescribePrepared(raw, name) == 1
        }
        switch answer {
        case .result(let result):
            if savepoint { sendAside("RELEASE SAVEPOINT martlet_prepare") }
            let columns: PostgresColumns
            switch await self.columns(of: result, isCancellable: isCancellable) {
            case .success(let found): columns = found
            case .failure(let error): return .failure(error)
            }
            let description = PostgresDescription(
                statement.text, declaration: declaration, kinds: kinds, declared: declared,
                inferred: (0..<PQnparams(result.raw)).map { PQparamtype(result.raw, $0) }, columns: columns)
            if statement.isPrepared {
                descriptions.add(description, for: statement)
                state.withLock { $0.outdated += $0.prepared.add(name, description, for: statement) }
            }
            return .description(description)
        case .failure(let error), .stale(let error as any Error):
            if savepoint {
                sendAside("ROLLBACK TO SAVEPOINT martlet_prepare")
                sendAside("RELEASE SAVEPOINT martlet_prepare")
            }
            return .failure(error)
        case .undescribed: return .failure(Self.undescribed(statement.sql))
        }
    }

    /// The columns of a statement that was described; the server is asked once for each type that is not built in.
    private func columns(
        of description: PostgresResult, isCancellable: Bool
    ) async -> Result<PostgresColumns, any Error> {
        let known = descriptions.types
        let unknown = Set(description.columns.unknown).filter { known[$0] == nil }.sorted()
        guard !unknown.isEmpty else { return .success(PostgresColumns(of: description.raw, known)) }
        let query = PostgresCatalog.query(unknown)
        let answer = await send(PostgresRequest(sql: query), isCancellable: isCancellable) {
            raw throws(DatabaseError) in
            PQsendQueryParams(raw, query, 0, nil, nil, nil, nil, 0) == 1
        }
        switch answer {
        case .result(let result): descriptions.add(PostgresCatalog.types(unknown, result))
        case .failure(let error), .stale(let error as any Error): return .failure(error)
        case .undescribed: return .failure(Self.undescribed(query))
        }
        return .success(PostgresColumns(of: description.raw, descriptions.types))
    }

    /// A request that describes itself was not sent: a mistake of this file.
    private static func undescribed(_ sql: String) -> DatabaseError {
        DatabaseError(.statement, "the statement was not sent to the server; please report this", sql: sql)
    }

    /// The largest number behind a dollar sign; one inside a text counts too, so that nothing is refused wrongly.
    private static func highestPlaceholder(in sql: String) -> Int {
        var highest = 0
        var number: Int?
        for byte in sql.utf8 {
            if byte == UInt8(ascii: "$") {
                number = 0
            } else if let digits = number, (0x30...0x39).contains(byte), digits < 100_000 {
                number = digits * 10 + Int(byte - 0x30)
                highest = max(highest, number ?? 0)
            } else {
                number = nil
            }
        }
        return highest
    }

    /// The types of a query's columns.
    func types(of query: String) async throws -> [PostgresType] {
        let request = PostgresRequest(sql: query)
        let answer = await send(request, isCancellable: true) { raw throws(DatabaseError) in
            PQsendPrepare(raw, "", query, 0, nil) == 1 && PQsendDescribePrepared(raw, "") == 1
        }
        switch answer {
        case .result(let result): return result.types
        case .failure(let error), .stale(let error as any Error): throw error
        case .undescribed: throw Self.undescribed(query)
        }
    }

    private func forget(_ statement: Statement) {
        descriptions.remove(statement)
        state.withLock { $0.outdated += $0.prepared.remove(statement) }
    }

    // MARK: Sending

    /// Sends a statement; one whose description is neither given nor known to the connection comes back unsent.
    private func send(
        _ statement: Statement, _ description: PostgresDescription?, _ rows: PostgresRows?, isCancellable: Bool
    ) async -> PostgresRequest.Answer {
        let request = PostgresRequest(sql: statement.sql, rows: rows)
        guard statement.isPrepared || !statement.bindings.isEmpty else {
            return await send(request, isCancellable: isCancellable) { raw throws(DatabaseError) in
                PQsendQueryParams(raw, statement.sql, 0, nil, nil, nil, nil, 0) == 1
            }
        }
        return await send(request, isCancellable: isCancellable) { state throws(DatabaseError) -> Sending in
            try Self.write(statement, description, request, &state)
        }
    }

    /// Writes a prepared statement into libpq's buffer, and what prepares it on a connection that has not.
    static func write(
        _ statement: Statement, _ known: PostgresDescription?, _ request: PostgresRequest, _ state: inout State
    ) throws(DatabaseError) -> Sending {
        let entry = statement.isPrepared ? state.prepared.find(statement) : nil
        guard let description = entry?.description ?? known else { return .undescribed }
        try state.parameters.write(statement.bindings, description.declaration, inferred: description.inferred)
        let raw = state.handle.raw
        var name = entry?.name ?? ""
        if entry == nil {
            if statement.isPrepared {
                name = state.prepared.newName()
                request.prepares = statement
                state.outdated += state.prepared.add(name, description, for: statement)
            }
            let declared = description.declared
            guard PQsendPrepare(raw, name, statement.sql, Int32(declared.count), declared) == 1 else { return .failed }
        }
        request.description = description
        if statement.isPrepared { request.statement = statement }
        let isSent = state.parameters.withPointers { count, values, lengths, formats in
            PQsendQueryPrepared(raw, name, count, values, lengths, formats, description.isBinary ? 1 : 0) == 1
        }
        return isSent ? .sent : .failed
    }

    /// What became of an attempt to write a request.
    enum Sending {
        case sent
        case failed
        case undescribed
    }

    private func send(
        _ request: PostgresRequest, isCancellable: Bool,
        _ write: @escaping @Sendable (OpaquePointer) throws(DatabaseError) -> Bool
    ) async -> PostgresRequest.Answer {
        await send(request, isCancellable: isCancellable) { state throws(DatabaseError) -> Sending in
            try write(state.handle.raw) ? .sent : .failed
        }
    }

    /// Sends what a closure writes and waits for the answer.
    private func send(
        _ request: PostgresRequest, isCancellable: Bool,
        _ write: (inout State) throws(DatabaseError) -> Sending
    ) async -> PostgresRequest.Answer {
        let timer = watchTime(of: request)
        defer { timer?.cancel() }
        guard isCancellable else {
            return await withCheckedContinuation { enqueue(request, $0, write) }
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { enqueue(request, $0, write) }
        } onCancel: {
            cancel(request)
        }
    }

    /// Sends a statement whose result does not matter.
    private func sendAside(_ sql: String) {
        enqueue(PostgresRequest(sql: sql), nil) { state in
            PQsendQueryParams(state.handle.raw, sql, 0, nil, nil, nil, nil, 0) == 1 ? .sent : .failed
        }
    }

    private func enqueue(
        _ request: PostgresRequest, _ continuation: CheckedContinuation<PostgresRequest.Answer, Never>?,
        _ write: (inout State) throws(DatabaseError) -> Sending
    ) {
        let completions = state.withLock { state -> [PostgresCompletion] in
            request.continuation = continuation
            var completions: [PostgresCompletion] = []
            do throws(DatabaseError) {
                try admit(request, &state)
                deallocate(&state, &completions)
                added(request, try write(&state), &state, &completions)
            } catch {
                completions.append(request.failed(error))
            }
            if state.failure == nil { completions += flush(&state) }
            return completions
        }
        settle(completions)
    }

    /// Whether a request can be written now.
    func admit(_ request: PostgresRequest, _ state: inout State) throws(DatabaseError) {
        if let failure = state.failure { throw failure }
        // Who waits for it gets a `CancellationError`.
        if request.isCancelled { throw DatabaseError(.closed, "") }
        // Rows that are read one by one leave no place for another statement.
        if let refusal = state.refusal(of: request, place) { throw refusal }
    }

    /// Ends a request that was written with its point of synchronisation.
    func added(
        _ request: PostgresRequest, _ sending: Sending, _ state: inout State,
        _ completions: inout [PostgresCompletion]
    ) {
        guard sending != .undescribed else { return completions.append(request.completion(.undescribed)) }
        if state.pending.isEmpty {
            state.headSince = .now
            request.isFirst = true
        }
        state.pending.append(request)
        guard sending == .sent, PQpipelineSync(state.handle.raw) == 1 else {
            completions += lose(&state, PostgresErrors.lost(state.handle.raw, place))
            return
        }
    }

    /// Lets go of prepared statements that have to make room, ahead of another statement and outside of transactions:
    /// a name that the server does not have would fail one.
    func deallocate(_ state: inout State, _ completions: inout [PostgresCompletion]) {
        guard !state.outdated.isEmpty, state.failure == nil, state.pending.isEmpty, !state.isInTransaction else {
            return
        }
        var names: [String] = []
        swap(&names, &state.outdated)
        for name in names where state.failure == nil && !state.isCopying {
            let sql = "DEALLOCATE \(name)"
            let isSent = PQsendQueryParams(state.handle.raw, sql, 0, nil, nil, nil, nil, 0) == 1
            added(PostgresRequest(sql: sql), isSent ? .sent : .failed, &state, &completions)
        }
    }
}
