public import MartletData

extension DriverFactory {
    /// SQLite: `sqlite:data/app.sqlite`, `sqlite:/absolute/path`, `sqlite::memory:`; ``SQLiteDriver`` has the options.
    public static let sqlite = DriverFactory(schemes: ["sqlite"]) { url in try SQLiteDriver(url: url) }
}

/// A SQLite database through GRDB: write-ahead log, one writer, a pool of readers, foreign keys on.
///
/// Writes wait for each other in the order in which they were asked for; reads never wait for writes and see the state
/// of the last commit, those of one read-only session all the same state. A database in memory has one connection, so
/// that its reads take turns with its writes. Closing waits for what runs; what is asked afterwards is an error.
///
/// Options of the URL: `busy_timeout` (how long a lock of another process is waited for, 5 seconds), `statement_timeout`
/// (how long a statement may run, no limit), `pool_size` (readers, 10), `pool_wait` (how long a task waits for a
/// connection, 5 seconds), `mode=ro` (nothing is ever written), `synchronous` (`off`, `normal`, `full`, `extra`;
/// `normal`).
public final class SQLiteDriver: DatabaseDriver {
    private let writer: FairPool<SQLiteConnection>
    private let readers: FairPool<SQLiteConnection>
    private let gate = CloseGate()
    private let isReadOnly: Bool

    /// Opens a database.
    /// - Parameter url: the path stands behind `sqlite:`; folders on the way are made.
    /// - Throws: ``DatabaseError`` when the file cannot be opened, and for an option that does not exist.
    public init(url: DatabaseURL) throws {
        let path = url.path
        let options = try SQLiteOptions(url.options)
        let isMemory = path == ":memory:"
        isReadOnly = options.isReadOnly
        if !isMemory, !isReadOnly { try SQLiteFile.makeFolder(of: path) }
        // Opened now, so that a mistake is found at boot.
        let first = try SQLiteConnection(path: path, options: options, isReader: isReadOnly)
        if isMemory || isReadOnly {
            readers = FairPool(
                maximum: isMemory ? 1 : options.pool.size, limit: options.pool.wait, name: "a connection to SQLite",
                first: first
            ) { try SQLiteConnection(path: path, options: options, isReader: true) }
            writer = readers
        } else {
            readers = FairPool(
                maximum: options.pool.size, limit: options.pool.wait, name: "a connection that reads from SQLite",
                first: nil
            ) { try SQLiteConnection(path: path, options: options, isReader: true) }
            writer = FairPool(
                maximum: 1, limit: options.pool.wait, name: "the connection that writes to SQLite", first: first
            ) { try SQLiteConnection(path: path, options: options, isReader: false) }
        }
    }

    public var dialect: any Dialect { SQLiteDialect() }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await gate.pass {
            try await pool(statement).lend { connection in
                try await connection.run { handle in
                    defer { Self.leave(handle) }
                    return try handle.query(statement, decode)
                }
            }
        }
    }

    public func execute(_ statement: Statement) async throws -> WriteResult {
        try await gate.pass {
            try await pool(statement).lend { connection in
                try await connection.run { handle in
                    defer { Self.leave(handle) }
                    return try handle.execute(statement)
                }
            }
        }
    }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await gate.pass {
            try await pool(statement).lend { connection in
                try await SQLiteStream.run(connection, statement, batch: batch, decode, body)
            }
        }
    }

    public func withSession<Value: Sendable>(
        _ request: SessionRequest, _ body: (any DatabaseSession) async throws -> Value
    ) async throws -> Value {
        let reads = request.isReadOnly || isReadOnly
        return try await gate.pass {
            try await (reads ? readers : writer).lend { connection in
                let session = SQLiteSession(connection, isReadOnly: reads)
                do {
                    let value = try await body(session)
                    await session.end()
                    return value
                } catch {
                    await session.end()
                    throw error
                }
            }
        }
    }

    private func pool(_ statement: Statement) -> FairPool<SQLiteConnection> {
        statement.text.isReadOnly ? readers : writer
    }

    /// Ends what a statement that stood alone has begun: a `BEGIN` by hand.
    private static func leave(_ handle: SQLiteHandle) {
        if !handle.isAutocommit { try? handle.run(SQLiteCommands.rollback) }
    }

    /// How long closing waits for what runs.
    private static let closeLimit = Duration.seconds(5)

    public func close() async throws {
        switch await gate.close(within: Self.closeLimit) {
        case .closed: break
        case .wasClosed: return
        case .busy:
            throw DatabaseError(
                .busy, "the SQLite database is still used after \(Self.closeLimit); its file was left open")
        }
        // The writer last: it moves the log into the file.
        for connection in readers.removeIdle() + writer.removeIdle() { try await connection.close() }
    }
}
