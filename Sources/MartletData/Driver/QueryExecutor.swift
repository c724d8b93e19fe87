/// Something that runs statements: a database, a transaction of one, or a driver's connection.
public protocol QueryExecutor: Sendable {
    /// How the database writes SQL.
    var dialect: any Dialect { get }
    /// Runs a statement that returns rows and decodes each.
    /// - Throws: ``DatabaseError`` when the database refuses it, what `decode` throws, `CancellationError` when the task
    ///   was cancelled; the statement is then cancelled too.
    func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value]
    /// Runs a statement whose rows, if it has any, do not matter.
    func execute(_ statement: Statement) async throws -> WriteResult
    /// Runs a statement that returns rows and hands them over in batches, so that any number of them needs the memory of
    /// one batch. The connection is held until the body has returned for the last time; what it throws ends the query.
    func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws
}

/// What a write did.
public struct WriteResult: Sendable, Hashable {
    /// How many rows were inserted, updated or deleted.
    public let changes: Int
    /// The generated key of the last inserted row, where the database has one (SQLite, MariaDB); 0 elsewhere.
    public let lastInsertedKey: Int64

    /// Creates a result.
    public init(changes: Int, lastInsertedKey: Int64 = 0) {
        self.changes = changes
        self.lastInsertedKey = lastInsertedKey
    }
}
