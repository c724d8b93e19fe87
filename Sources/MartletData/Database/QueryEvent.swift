/// A statement that has run, as observers are told of it.
public struct QueryEvent: Sendable {
    /// The statement. Its values may be what nobody should read in a log: only its text belongs there.
    public let statement: Statement
    /// The database's name: `SQLite`, `PostgreSQL`, `MariaDB`.
    public let database: String
    /// How long it took, waiting for a connection included.
    public let duration: Duration
    /// How many rows came back, or were changed; `nil` when it failed.
    public let rows: Int?
    /// Why it failed.
    public let error: (any Error)?
    /// Whether it ran inside a transaction.
    public let isInTransaction: Bool

    /// Where in the application's code it was asked for.
    public var place: CodePlace? { statement.place }
    /// The text with its placeholders.
    public var sql: String { statement.sql }
}

/// What is told of every statement: a log, a counter, a tracer.
public protocol DatabaseObserver: Sendable {
    /// Takes note of a statement that has run; called on the task that asked for it.
    func didRun(_ event: QueryEvent)
}

extension Database {
    /// The same database with an observer that is told of every statement.
    public func observed(by observer: some DatabaseObserver) -> Database {
        var database = self
        database.observers.append(observer)
        return database
    }

    func observing<Value>(
        _ statement: Statement, count: (Value) -> Int, _ body: () async throws -> Value
    ) async throws -> Value {
        try await ObservedSession.observing(
            statement, observers, dialect: dialect, isInTransaction: false, count: count, body)
    }

    /// Whether a statement goes to the primary and nobody is told of it, so that the driver can be asked directly.
    var isDirect: Bool { roles.replicas.isEmpty && observers.isEmpty && DatabaseScope.current == nil }
}

/// A connection whose statements observers are told of.
struct ObservedSession: QueryExecutor {
    let session: any DatabaseSession
    let observers: [any DatabaseObserver]
    var isInTransaction = false

    var dialect: any Dialect { session.dialect }

    // Functions and not key paths, which are made anew for each statement where their types are generic.

    static func rows<Value>(of values: [Value]) -> Int { values.count }
    static func changes(of result: WriteResult) -> Int { result.changes }
    static func total(_ count: Int) -> Int { count }

    func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await observing(statement, count: ObservedSession.rows) { try await session.query(statement, decode) }
    }

    func execute(_ statement: Statement) async throws -> WriteResult {
        try await observing(statement, count: ObservedSession.changes) { try await session.execute(statement) }
    }

    func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        _ = try await observing(statement, count: ObservedSession.total) {
            var rows = 0
            try await session.stream(statement, batch: batch, decode) { batch in
                rows += batch.count
                try await body(batch)
            }
            return rows
        }
    }

    private func observing<Value>(
        _ statement: Statement, count: (Value) -> Int, _ body: () async throws -> Value
    ) async throws -> Value {
        try await Self.observing(
            statement, observers, dialect: dialect, isInTransaction: isInTransaction, count: count, body)
    }

    static func observing<Value>(
        _ statement: Statement, _ observers: [any DatabaseObserver], dialect: any Dialect, isInTransaction: Bool,
        count: (Value) -> Int, _ body: () async throws -> Value
    ) async throws -> Value {
        let scope = DatabaseScope.current
        guard scope != nil || !observers.isEmpty else { return try await body() }
        let start = ContinuousClock.now
        func tell(_ rows: Int?, _ error: (any Error)?) {
            let event = QueryEvent(
                statement: statement, database: dialect.name, duration: ContinuousClock.now - start, rows: rows,
                error: error, isInTransaction: isInTransaction)
            scope?.didRun(event)
            for observer in observers { observer.didRun(event) }
        }
        do {
            let value = try await body()
            tell(count(value), nil)
            return value
        } catch {
            tell(nil, error)
            throw error
        }
    }
}
