/// A transaction of a database.
///
/// It is good until its body has returned: using it afterwards, also in a task that was started inside, is an error.
public struct Transaction: QueryExecutor {
    private let session: ObservedSession
    private let state: TransactionState
    /// Which of the transaction and its savepoints this is; 0 is the transaction itself.
    private let level: Int

    init(_ session: ObservedSession, state: TransactionState, level: Int = 0) {
        self.session = session
        self.state = state
        self.level = level
    }

    public var dialect: any Dialect { session.dialect }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await requireOpen(statement.sql)
        return try await session.query(statement, decode)
    }

    public func execute(_ statement: Statement) async throws -> WriteResult {
        try await requireOpen(statement.sql)
        return try await session.execute(statement)
    }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await requireOpen(statement.sql)
        try await state.streaming { try await session.stream(statement, batch: batch, decode, body) }
    }

    /// Runs something after the transaction is committed, in the order of asking: sending mail, starting a job.
    ///
    /// It does not run when the transaction, or the savepoint inside which it was asked for, is undone. What it throws is
    /// logged and undoes nothing.
    public func onCommit(_ body: @escaping @Sendable () async throws -> Void) { state.onCommit(body) }

    /// Runs something after the transaction, or the savepoint inside which it was asked for, is undone: removing a file.
    public func onRollback(_ body: @escaping @Sendable () async throws -> Void) { state.onRollback(body) }

    /// Runs a body in a savepoint: kept when it returns, undone when it throws.
    ///
    /// Savepoints lie inside each other, so only the innermost one can be used: while the body runs, the transaction
    /// around it and a second savepoint of that are errors.
    @discardableResult
    public func transaction<Value: Sendable>(
        _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await requireOpen("SAVEPOINT")
        guard let (inner, depth) = state.open(in: level) else {
            throw refusal(state.standing(of: level), sql: "SAVEPOINT")
        }
        defer { state.close(inner) }
        let name = dialect.quote("savepoint_\(depth)")
        // Other statements of this transaction are refused from here on, so these go to the session itself.
        _ = try await session.execute(Statement("SAVEPOINT \(name)"))
        let mark = state.mark()
        do {
            let value = try await body(Transaction(session, state: state, level: inner))
            _ = try await session.execute(Statement("RELEASE SAVEPOINT \(name)"))
            return value
        } catch {
            // Also in a task that is cancelled: without it the outer transaction would keep what was undone.
            let session = session
            await Task {
                _ = try? await session.execute(Statement("ROLLBACK TO SAVEPOINT \(name)"))
                _ = try? await session.execute(Statement("RELEASE SAVEPOINT \(name)"))
            }.value
            await TransactionState.run(state.rollBack(to: mark), "rollback")
            throw error
        }
    }

    private func requireOpen(_ sql: String) async throws {
        while true {
            let standing = state.standing(of: level)
            switch standing {
            case .current: return
            case .leaving:
                // The stream may wait for what asks here, when the task of both is cancelled.
                try Task.checkCancellation()
                await state.abandonedStream()
            case .covered, .ended: throw refusal(standing, sql: sql)
            }
        }
    }

    private func refusal(_ standing: TransactionState.Standing, sql: String) -> DatabaseError {
        guard standing == .covered else {
            return DatabaseError(
                .closed,
                "the transaction has ended; use it only inside its body, and await there what uses it", sql: sql)
        }
        return DatabaseError(
            .unsupported,
            "a savepoint of the transaction is open; use the transaction that its body gets, one savepoint at a time",
            sql: sql)
    }
}
