import GRDB
public import MartletData

extension DriverFactory {
    /// SQLite: `sqlite:data/app.sqlite`, `sqlite:/absolute/path`, `sqlite::memory:`.
    public static let sqlite = DriverFactory(schemes: ["sqlite"]) { url in try SQLiteDriver(url: url) }
}

/// A SQLite database through GRDB: write-ahead log, one writer, a pool of readers, foreign keys on.
///
/// Writes wait for each other in the order in which they were asked for; reads never wait for writes. Closing waits for
/// what runs; what is asked afterwards is an error.
public final class SQLiteDriver: DatabaseDriver {
    private let writer: any DatabaseWriter
    private let turn = FairLock()
    private let gate = CloseGate()

    /// Opens a database.
    /// - Parameter url: the path stands behind `sqlite:`; folders on the way are made.
    /// - Throws: ``DatabaseError`` when the file cannot be opened.
    public init(url: DatabaseURL) throws {
        let path = url.path
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.maximumReaderCount = 8
        // Transactions last over suspensions here, under a lock of our own.
        configuration.allowsUnsafeTransactions = true
        do {
            if path == ":memory:" {
                writer = try DatabaseQueue(configuration: configuration)
            } else {
                try SQLiteFile.makeFolder(of: path)
                writer = try DatabasePool(path: path, configuration: configuration)
            }
        } catch let error as GRDB.DatabaseError {
            throw MartletData.DatabaseError(
                .connection, "cannot open the SQLite database `\(path)`: \(error.message ?? "\(error)")")
        }
    }

    public var dialect: any Dialect { SQLiteDialect() }

    public func query<Value: Sendable>(
        _ statement: MartletData.Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        guard statement.text.isReadOnly else {
            return try await withSession(SessionRequest()) { try await $0.query(statement, decode) }
        }
        return try await gate.pass {
            try await SQLiteErrors.translating(statement) {
                try await writer.read { try SQLiteStatement.query(statement, decode, $0) }
            }
        }
    }

    public func execute(_ statement: MartletData.Statement) async throws -> WriteResult {
        try await gate.pass {
            try await turn.hold { try await SQLiteSession(writer: writer).execute(statement) }
        }
    }

    public func stream<Value: Sendable>(
        _ statement: MartletData.Statement, batch: Int,
        _ decode: @escaping @Sendable (any RowSource) throws -> Value, _ body: ([Value]) async throws -> Void
    ) async throws {
        let rows = try await query(statement, decode)
        var start = 0
        while start < rows.count {
            let end = min(start + max(1, batch), rows.count)
            try await body(Array(rows[start..<end]))
            start = end
        }
    }

    public func withSession<Value: Sendable>(
        _ request: SessionRequest, _ body: (any DatabaseSession) async throws -> Value
    ) async throws -> Value {
        try await gate.pass {
            try await turn.hold { try await body(SQLiteSession(writer: writer)) }
        }
    }

    /// How long closing waits for what runs.
    private static let closeLimit = Duration.seconds(5)

    public func close() async throws {
        switch await gate.close(within: Self.closeLimit) {
        case .closed: break
        case .wasClosed: return
        case .busy:
            throw MartletData.DatabaseError(
                .busy, "the SQLite database is still used after \(Self.closeLimit); its file was left open")
        }
        // GRDB closes the writer before the readers, which cannot empty the log: all is moved into the file first.
        _ = try? await writer.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        try writer.close()
    }
}

/// The writer while one task holds it.
private struct SQLiteSession: DatabaseSession {
    let writer: any DatabaseWriter
    var dialect: any Dialect { SQLiteDialect() }

    func begin(_ options: TransactionOptions) async throws {
        _ = try await execute(MartletData.Statement(options.isReadOnly ? "BEGIN" : "BEGIN IMMEDIATE"))
    }

    func commit() async throws { _ = try await execute(MartletData.Statement("COMMIT")) }

    func rollback() async {
        // Cancellation must not leave the transaction open: the rollback runs in a task of its own.
        let writer = writer
        _ = try? await Task { try await writer.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") } }.value
    }

    func query<Value: Sendable>(
        _ statement: MartletData.Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await SQLiteErrors.translating(statement) {
            try await writer.writeWithoutTransaction { try SQLiteStatement.query(statement, decode, $0) }
        }
    }

    func stream<Value: Sendable>(
        _ statement: MartletData.Statement, batch: Int,
        _ decode: @escaping @Sendable (any RowSource) throws -> Value, _ body: ([Value]) async throws -> Void
    ) async throws {
        try await body(query(statement, decode))
    }

    func execute(_ statement: MartletData.Statement) async throws -> WriteResult {
        try await SQLiteErrors.translating(statement) {
            try await writer.writeWithoutTransaction { try SQLiteStatement.execute(statement, $0) }
        }
    }
}

/// Runs statements on one connection.
enum SQLiteStatement {
    static func query<Value>(
        _ statement: MartletData.Statement, _ decode: (any RowSource) throws -> Value, _ db: GRDB.Database
    ) throws -> [Value] {
        let prepared = try db.cachedStatement(sql: statement.sql)
        try prepared.setArguments(try arguments(statement))
        var result: [Value] = []
        let rows = try Row.fetchCursor(prepared)
        while let row = try rows.next() { result.append(try decode(SQLiteRow(row: row))) }
        return result
    }

    static func execute(_ statement: MartletData.Statement, _ db: GRDB.Database) throws -> WriteResult {
        let prepared = try db.cachedStatement(sql: statement.sql)
        try prepared.execute(arguments: try arguments(statement))
        return WriteResult(changes: db.changesCount, lastInsertedKey: db.lastInsertedRowID)
    }

    private static func arguments(_ statement: MartletData.Statement) throws -> StatementArguments {
        StatementArguments(try statement.bindings.map(argument))
    }

    private static func argument(_ value: MartletData.DatabaseValue) throws -> GRDB.DatabaseValue {
        switch value {
        case .null: return .null
        case .boolean(let value): return (value ? 1 : 0).databaseValue
        case .integer(let value), .duration(let value): return value.databaseValue
        case .real(let value): return value.databaseValue
        case .text(let value), .decimal(let value), .json(let value):
            // SQLite reads text up to a NUL; cutting it off silently would lose data.
            guard !value.utf8.contains(0) else {
                throw MartletData.DatabaseError(
                    .check, "a text has a NUL character, which SQLite text cannot hold; store it as Data")
            }
            return value.databaseValue
        case .blob(let value): return SQLiteFile.data(value).databaseValue
        case .uuid(let value): return value.uuidString.lowercased().databaseValue
        case .timestamp(let microseconds): return TimestampText.format(microseconds).databaseValue
        case .date(let days): return TimestampText.formatDate(days).databaseValue
        case .time(let microseconds): return TimestampText.formatTime(microseconds).databaseValue
        case .array, .range:
            throw MartletData.DatabaseError(.unsupported, "SQLite cannot store \(value.kind)")
        case .unstorable(let reason): throw MartletData.DatabaseError(.value, "\(reason) cannot be stored")
        }
    }
}

/// A row while a statement stands on it.
private struct SQLiteRow: RowSource {
    let row: Row
    var count: Int { row.count }

    func value(at index: Int) -> MartletData.DatabaseValue {
        guard index >= 0, index < row.count else { return .null }
        let value: GRDB.DatabaseValue = row[index]
        switch value.storage {
        case .null: return .null
        case .int64(let value): return .integer(value)
        case .double(let value): return .real(value)
        case .string(let value): return .text(value)
        case .blob(let value): return .blob(Array(value))
        }
    }
}
