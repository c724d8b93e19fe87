/// A transaction of a database.
///
/// It is good until its body has returned: using it afterwards, also in a task that was started inside, is an error.
public struct Transaction: QueryExecutor {
    private let session: ObservedSession
    private let state: TransactionState
    private let depth: Int

    init(_ session: ObservedSession, state: TransactionState, depth: Int = 0) {
        self.session = session
        self.state = state
        self.depth = depth
    }

    public var dialect: any Dialect { session.dialect }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try requireOpen(statement)
        return try await session.query(statement, decode)
    }

    public func execute(_ statement: Statement) async throws -> WriteResult {
        try requireOpen(statement)
        return try await session.execute(statement)
    }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try requireOpen(statement)
        try await session.stream(statement, batch: batch, decode, body)
    }

    /// Runs something after the transaction is committed, in the order of asking: sending mail, starting a job.
    ///
    /// It does not run when the transaction, or the savepoint inside which it was asked for, is undone. What it throws is
    /// logged and undoes nothing.
    public func onCommit(_ body: @escaping @Sendable () async throws -> Void) { state.onCommit(body) }

    /// Runs something after the transaction, or the savepoint inside which it was asked for, is undone: removing a file.
    public func onRollback(_ body: @escaping @Sendable () async throws -> Void) { state.onRollback(body) }

    /// Runs a body in a savepoint: kept when it returns, undone when it throws.
    @discardableResult
    public func transaction<Value: Sendable>(
        _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        let name = dialect.quote("savepoint_\(depth + 1)")
        _ = try await execute(Statement("SAVEPOINT \(name)"))
        let mark = state.mark()
        do {
            let value = try await body(Transaction(session, state: state, depth: depth + 1))
            _ = try await execute(Statement("RELEASE SAVEPOINT \(name)"))
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

    private func requireOpen(_ statement: Statement) throws {
        guard state.isOpen else {
            throw DatabaseError(
                .closed,
                "the transaction has ended; use it only inside its body, and await there what uses it",
                sql: statement.sql)
        }
    }
}
