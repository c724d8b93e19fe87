import Foundation
import GRDB
import GRDBSQLite
import MartletData

/// One connection to a file, opened by GRDB; what it is asked runs one after the other on its own queue.
final class SQLiteConnection: Sendable {
    private let database: DatabaseQueue
    private let statements = SQLiteStatements()
    private let control: SQLiteControl

    /// Opens a connection.
    /// - Parameters:
    ///   - path: the file, or `:memory:`.
    ///   - options: how it is opened.
    ///   - isReader: whether it only reads.
    init(path: String, options: SQLiteOptions, isReader: Bool) throws {
        let control = SQLiteControl(options)
        self.control = control
        var configuration = Configuration()
        configuration.readonly = isReader
        configuration.busyMode = .callback { control.waitForLock(tries: $0) }
        // Transactions last over suspensions here, on connections that are lent to one task at a time.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            // As on the other databases, LIKE tells capitals from small letters.
            try database.execute(sql: "PRAGMA case_sensitive_like = ON")
            try database.execute(sql: "PRAGMA synchronous = \(options.synchronous.rawValue)")
            try SQLiteFunctions.register(in: database)
            control.watch(database.sqliteConnection)
        }
        do {
            database = try DatabaseQueue(path: path, configuration: configuration)
            guard !isReader, path != ":memory:" else { return }
            try database.writeWithoutTransaction { database in
                let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                guard mode == "wal" else {
                    throw MartletData.DatabaseError(
                        .connection,
                        "cannot switch the SQLite database `\(path)` to its write-ahead log; it stays in the mode "
                            + "`\(mode ?? "unknown")`: is it on a network drive?")
                }
            }
        } catch let error as GRDB.DatabaseError {
            throw SQLiteErrors.opening(path, error)
        }
    }

    /// Runs work on the connection's queue. When the task is cancelled, what SQLite does is interrupted.
    func run<Value: Sendable>(_ work: @escaping @Sendable (SQLiteHandle) throws -> Value) async throws -> Value {
        let job = SQLiteJob()
        return try await withTaskCancellationHandler {
            try await perform(job, work)
        } onCancel: {
            control.cancel(job, interrupting: database)
        }
    }

    /// Runs work that is done also when the task is cancelled: taking back, cleaning up.
    func runToEnd<Value: Sendable>(_ work: @escaping @Sendable (SQLiteHandle) throws -> Value) async throws -> Value {
        try await perform(SQLiteJob(), work)
    }

    private func perform<Value: Sendable>(
        _ job: SQLiteJob, _ work: @escaping @Sendable (SQLiteHandle) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            database.asyncWriteWithoutTransaction { [control, statements] database in
                guard control.begin(job) else {
                    _ = control.end()
                    return continuation.resume(throwing: CancellationError())
                }
                let result = Result { try work(SQLiteHandle(database: database, statements: statements)) }
                let isLate = control.end()
                guard case .failure(let error as MartletData.DatabaseError) = result,
                    error.code == "\(SQLITE_INTERRUPT)" || error.kind == .busy
                else { return continuation.resume(with: result) }
                if job.isCancelled { return continuation.resume(throwing: CancellationError()) }
                guard isLate else { return continuation.resume(with: result) }
                continuation.resume(throwing: SQLiteErrors.late(error))
            }
        }
    }

    /// Closes the connection; nothing may be asked of it afterwards.
    func close() async throws {
        try await runToEnd { $0.statements.removeAll() }
        try database.close()
    }
}

/// A connection as work on its queue sees it.
struct SQLiteHandle {
    let database: GRDB.Database
    let statements: SQLiteStatements

    /// Whether no transaction is open.
    var isAutocommit: Bool { sqlite3_get_autocommit(database.sqliteConnection) != 0 }

    /// The pointer that SQLite knows the connection by.
    var pointer: OpaquePointer? { database.sqliteConnection }

    /// Runs a statement that has neither values nor rows.
    func run(_ text: StatementText) throws { _ = try execute(MartletData.Statement(text)) }

    /// Prepares a statement and binds its values.
    func prepare(_ statement: MartletData.Statement) throws -> SQLitePrepared {
        let prepared = try statements.take(statement, in: database)
        do { try SQLiteBinding.bind(statement, to: prepared.pointer) } catch {
            statements.giveBack(prepared)
            throw error
        }
        return prepared
    }

    /// Steps to the next row.
    /// - Returns: whether there is one.
    func step(_ prepared: SQLitePrepared) throws -> Bool {
        let code = sqlite3_step(prepared.pointer)
        if code == SQLITE_ROW { return true }
        guard code == SQLITE_DONE else {
            // SQLite keeps it for some mistakes alone; for those of a COMMIT it stands where the system left it.
            let system = sqlite3_system_errno(pointer)
            let reason = system == 0 ? errno : system
            errno = 0
            throw SQLiteErrors.translate(
                sqlite3_extended_errcode(pointer), String(cString: sqlite3_errmsg(pointer)), prepared.sql,
                system: reason
            )
        }
        return false
    }

    func query<Value>(
        _ statement: MartletData.Statement, _ decode: (any RowSource) throws -> Value
    ) throws -> [Value] {
        var result: [Value] = []
        try run(statement) { prepared in
            // A change of the table may change the columns with the first step.
            guard try step(prepared) else { return }
            let row = SQLiteRow(prepared.pointer)
            repeat { result.append(try decode(row)) } while try step(prepared)
        }
        return result
    }

    func execute(_ statement: MartletData.Statement) throws -> WriteResult {
        // SQLite keeps both from the statement before when this one inserts or changes nothing.
        let before = sqlite3_total_changes64(pointer)
        sqlite3_set_last_insert_rowid(pointer, 0)
        try run(statement) { while try step($0) {} }
        let changes = sqlite3_total_changes64(pointer) == before ? 0 : sqlite3_changes64(pointer)
        return WriteResult(changes: Int(changes), lastInsertedKey: sqlite3_last_insert_rowid(pointer))
    }

    private func run(_ statement: MartletData.Statement, _ body: (SQLitePrepared) throws -> Void) throws {
        let prepared = try prepare(statement)
        do { try body(prepared) } catch {
            statements.giveBack(prepared)
            guard let error = error as? MartletData.DatabaseError else { throw error }
            throw SQLiteForeignKeys.naming(error, statement, in: self)
        }
        statements.giveBack(prepared)
    }
}
