import MartletData
import Synchronization

/// A connection while it is lent.
final class MySQLSession: DatabaseSession {
    private struct State: ~Copyable {
        var isOver = false
        var isInTransaction = false
        /// The options of the transaction that is open.
        var options = TransactionOptions.default
        /// Whether the rows of a stream are being read.
        var isStreaming = false
    }

    private let connection: MySQLConnection
    private let keys: MySQLKeys
    private let state = Mutex(State())

    init(_ connection: MySQLConnection, _ keys: MySQLKeys) {
        self.connection = connection
        self.keys = keys
    }

    var dialect: any Dialect { connection.dialect }

    func begin(_ options: TransactionOptions) async throws {
        try await use("START TRANSACTION") { [self] in
            guard !connection.isInTransaction else {
                throw DatabaseError(.statement, "a transaction is open already; nest one with transaction.transaction")
            }
            try await start(options)
            state.withLock {
                $0.isInTransaction = true
                $0.options = options
            }
        }
    }

    private func start(_ options: TransactionOptions) async throws {
        if let level = options.isolation {
            try await connection.command("SET TRANSACTION ISOLATION LEVEL \(level.rawValue)")
        }
        try await connection.command("START TRANSACTION \(options.isReadOnly ? "READ ONLY" : "READ WRITE")")
    }

    func commit() async throws {
        try Task.checkCancellation()
        try await connection.turn.hold {
            try check("COMMIT")
            state.withLock { $0.isInTransaction = false }
            // Not interrupted by a cancellation: nobody could say then whether it was kept.
            let wasThere = !connection.isLost
            do { try await connection.bounded { _ = try await connection.command("COMMIT") } } catch let error
                as DatabaseError
                where wasThere && (error.kind == .connection || connection.isLost)
            {
                throw DatabaseError.unknownOutcome(error)
            }
        }
    }

    func rollback() async {
        await connection.turn.hold {
            state.withLock { $0.isInTransaction = false }
            guard connection.isInTransaction else { return }
            do { try await connection.bounded { _ = try await connection.command("ROLLBACK") } } catch {
                connection.markBroken()
            }
        }
    }

    /// Takes the connection back; what is still open in it is rolled back.
    func end() async {
        state.withLock { $0.isOver = true }
        await rollback()
    }

    func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await use(statement.sql) { try await self.connection.rows(statement, decode) }
    }

    func execute(_ statement: Statement) async throws -> WriteResult {
        try await use(statement.sql) { try await self.connection.run(statement) }
    }

    func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try check(statement.sql)
        try await connection.turn.hold {
            try check(statement.sql)
            state.withLock { $0.isStreaming = true }
            defer { state.withLock { $0.isStreaming = false } }
            try await MySQLStream.run(connection, statement, batch: batch, decode, body)
        }
    }

    /// Runs a body when it is the statement's turn, and looks after the transaction.
    private func use<Value>(_ sql: String, _ body: () async throws -> Value) async throws -> Value {
        try check(sql)
        return try await connection.turn.hold {
            try check(sql)
            do {
                let value = try await connection.interruptible(sql, body)
                try await lookAfter(sql)
                return value
            } catch let error as DatabaseError {
                // The server has rolled the whole transaction back, but does not say so.
                if error.kind == .deadlock, state.withLock({ $0.isInTransaction }) {
                    _ = try? await connection.bounded { try await connection.command("ROLLBACK") }
                }
                throw await keys.naming(error, connection)
            }
        }
    }

    /// Begins anew after a definition of data, with which the server commits by itself.
    private func lookAfter(_ sql: String) async throws {
        guard !connection.isInTransaction else { return }
        let (isInTransaction, options) = state.withLock { ($0.isInTransaction, $0.options) }
        guard isInTransaction, !Self.ends(sql) else { return }
        try await start(options)
    }

    private static func ends(_ sql: String) -> Bool {
        let word = sql.drop { $0.isWhitespace }.prefix { $0.isLetter }.uppercased()
        return word == "COMMIT" || word == "ROLLBACK"
    }

    private func check(_ sql: String) throws {
        let (isOver, isInTransaction, isStreaming) = state.withLock { ($0.isOver, $0.isInTransaction, $0.isStreaming) }
        guard !isOver else {
            throw DatabaseError(
                .closed, "the transaction or session is over; its connection has been given back", sql: sql)
        }
        guard !isStreaming else {
            throw DatabaseError(
                .unsupported,
                "\(connection.dialect.name) reads one result at a time on a connection; end the stream before, or run "
                    + "the statement with the database", sql: sql)
        }
        guard !isInTransaction || connection.isInTransaction else {
            throw DatabaseError(
                .statement,
                "the transaction is over: the server rolled it back with an earlier error, or a statement ended it; "
                    + "nothing further runs in it", sql: sql)
        }
    }
}
