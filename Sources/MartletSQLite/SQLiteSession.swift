import GRDBSQLite
import MartletData
import Synchronization

/// A connection while it is lent.
final class SQLiteSession: DatabaseSession {
    private struct State: ~Copyable {
        var isOver = false
        var isInTransaction = false
        /// Whether the transaction was begun by the session itself, so that all its reads see one state.
        var isSnapshot = false
        /// Whether a statement changed a setting of the connection.
        var hasSettings = false
    }

    private let connection: SQLiteConnection
    private let isReadOnly: Bool
    private let state = Mutex(State())

    init(_ connection: SQLiteConnection, isReadOnly: Bool) {
        self.connection = connection
        self.isReadOnly = isReadOnly
    }

    var dialect: any Dialect { SQLiteDialect() }

    func begin(_ options: TransactionOptions) async throws {
        try await connection.run { [self] handle in
            guard state.withLock({ !$0.isOver }) else { throw Self.over }
            if state.withLock({ $0.isSnapshot }) {
                try handle.run(SQLiteCommands.commit)
                state.withLock { $0.isSnapshot = false }
            }
            guard handle.isAutocommit else {
                throw DatabaseError(.statement, "a transaction is open already; nest one with transaction.transaction")
            }
            let reads = isReadOnly || options.isReadOnly
            if reads { try refuseWrites(handle) }
            try handle.run(reads ? SQLiteCommands.begin : SQLiteCommands.beginImmediate)
            state.withLock { $0.isInTransaction = true }
        }
    }

    func commit() async throws {
        try await connection.run { [self] handle in
            try check(handle)
            do { try handle.run(SQLiteCommands.commit) } catch {
                // A deferred constraint leaves the transaction open.
                if !handle.isAutocommit { try? handle.run(SQLiteCommands.rollback) }
                state.withLock { $0.isInTransaction = false }
                throw error
            }
            state.withLock { $0.isInTransaction = false }
        }
    }

    func rollback() async {
        try? await connection.runToEnd { [self] handle in
            state.withLock { $0.isInTransaction = false }
            if !handle.isAutocommit { try handle.run(SQLiteCommands.rollback) }
        }
    }

    /// Takes the connection back into the state in which it was lent.
    func end() async {
        try? await connection.runToEnd { [self] handle in
            let hasSettings = state.withLock { state in
                state.isOver = true
                return state.hasSettings
            }
            handle.statements.closeStreams()
            if !handle.isAutocommit { try handle.run(SQLiteCommands.rollback) }
            guard hasSettings else { return }
            try handle.run(SQLiteCommands.takeWrites)
            try handle.run(SQLiteCommands.foreignKeys)
        }
    }

    func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await connection.run { [self] handle in
            try enter(handle, statement)
            return try handle.query(statement, decode)
        }
    }

    func execute(_ statement: Statement) async throws -> WriteResult {
        try await connection.run { [self] handle in
            try enter(handle, statement)
            return try handle.execute(statement)
        }
    }

    func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await SQLiteStream.run(
            connection, statement, batch: batch, decode, body, entering: { [self] in try enter($0, statement) })
    }

    private static let over = DatabaseError(
        .closed, "the transaction or session is over; its connection has been given back")

    /// Looks whether the session may run statements, and begins the snapshot of one that reads.
    private func enter(_ handle: SQLiteHandle, _ statement: Statement) throws {
        try check(handle)
        if isReadOnly, handle.isAutocommit {
            try refuseWrites(handle)
            try handle.run(SQLiteCommands.begin)
            state.withLock { $0.isSnapshot = true }
        }
        if statement.sql.prefix(12).drop(while: \.isWhitespace).prefix(6).uppercased() == "PRAGMA" {
            state.withLock { $0.hasSettings = true }
        }
    }

    /// Has the connection refuse writes until the session is over.
    private func refuseWrites(_ handle: SQLiteHandle) throws {
        // Readers cannot write anyway.
        guard sqlite3_db_readonly(handle.pointer, "main") == 0 else { return }
        try handle.run(SQLiteCommands.refuseWrites)
        state.withLock { $0.hasSettings = true }
    }

    private func check(_ handle: SQLiteHandle) throws {
        let (isOver, isInTransaction) = state.withLock { ($0.isOver, $0.isInTransaction) }
        guard !isOver else { throw Self.over }
        // Without this, what the application thinks to be in a transaction would be kept at once.
        guard !isInTransaction || !handle.isAutocommit else {
            throw DatabaseError(
                .statement,
                "the transaction is over: SQLite rolled it back with an earlier error, or a statement ended it; nothing "
                    + "further runs in it")
        }
    }
}
