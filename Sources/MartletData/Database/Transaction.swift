/// A transaction of a database.
public struct Transaction: QueryExecutor {
    private let session: any DatabaseSession
    private let depth: Int

    init(_ session: any DatabaseSession, depth: Int = 0) {
        self.session = session
        self.depth = depth
    }

    public var dialect: any Dialect { session.dialect }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await session.query(statement, decode)
    }

    public func execute(_ statement: Statement) async throws -> WriteResult { try await session.execute(statement) }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await session.stream(statement, batch: batch, decode, body)
    }

    /// Runs a body in a savepoint: kept when it returns, undone when it throws.
    @discardableResult
    public func transaction<Value: Sendable>(
        _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        let name = dialect.quote("savepoint_\(depth + 1)")
        _ = try await execute(Statement("SAVEPOINT \(name)"))
        do {
            let value = try await body(Transaction(session, depth: depth + 1))
            _ = try await execute(Statement("RELEASE SAVEPOINT \(name)"))
            return value
        } catch {
            // Also in a task that is cancelled: without it the outer transaction would keep what was undone.
            let session = session
            await Task {
                _ = try? await session.execute(Statement("ROLLBACK TO SAVEPOINT \(name)"))
                _ = try? await session.execute(Statement("RELEASE SAVEPOINT \(name)"))
            }.value
            throw error
        }
    }
}

extension Database {
    /// Runs a body in a transaction: committed when it returns, rolled back when it throws.
    @discardableResult
    public func transaction<Value: Sendable>(
        _ options: TransactionOptions = .default, _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await driver.withSession(SessionRequest(isReadOnly: options.isReadOnly)) { session in
            try await session.begin(options)
            do {
                let value = try await body(Transaction(session))
                try await session.commit()
                return value
            } catch {
                await session.rollback()
                throw error
            }
        }
    }
}
