/// Something that runs statements: a database, or a transaction of one.
public protocol QueryExecutor: Sendable {
    /// How the database writes SQL.
    var dialect: any Dialect { get }
    /// Runs a query and decodes each row.
    func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value]
    /// Runs a statement that returns no rows.
    func execute(_ statement: Statement) async throws -> WriteResult
}

/// What a write did.
public struct WriteResult: Sendable, Hashable {
    /// How many rows were inserted, updated or deleted.
    public let changes: Int
    /// The generated key of the last inserted row.
    public let lastInsertedKey: Int64

    /// Creates a result.
    public init(changes: Int, lastInsertedKey: Int64) {
        self.changes = changes
        self.lastInsertedKey = lastInsertedKey
    }
}

/// A connection to one kind of database; what a driver product implements.
public protocol DatabaseDriver: QueryExecutor {
    /// Runs a body in a transaction: committed when it returns, rolled back when it throws.
    func transaction<Value: Sendable>(
        _ body: @Sendable (any QueryExecutor) async throws -> Value
    ) async throws -> Value
    /// Closes all connections, waiting for what runs.
    func close() async throws
}

/// Opens databases of one URL scheme; drivers offer theirs as static members.
public struct DriverFactory: Sendable {
    /// The schemes of the URLs that it opens.
    public let schemes: [String]
    /// Opens a database.
    public let open: @Sendable (_ url: String) throws -> any DatabaseDriver

    /// Creates a factory.
    public init(schemes: [String], open: @escaping @Sendable (_ url: String) throws -> any DatabaseDriver) {
        self.schemes = schemes
        self.open = open
    }
}
