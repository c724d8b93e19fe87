public import MartletData

/// A connection while it is lent.
public struct PostgresSession: DatabaseSession {
    let connection: PostgresConnection

    public var dialect: any Dialect { PostgresDialect() }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        var values: [Value] = []
        try await connection.run(statement).decode(decode, into: &values)
        return values
    }

    public func execute(_ statement: Statement) async throws -> WriteResult {
        WriteResult(changes: try await connection.run(statement).changes)
    }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        let connection = connection
        let rows = PostgresRows(batch: batch)
        async let running: Void = connection.run(statement, into: rows)
        do {
            while true {
                let results = try await rows.next()
                connection.readOn()
                guard !results.isEmpty else { break }
                var values: [Value] = []
                for result in results { try result.decode(decode, into: &values) }
                try await body(values)
            }
        } catch {
            // Leaving cancels what runs; its rows must not hold that up.
            rows.discard()
            connection.readOn()
            throw error
        }
        try await running
    }

    public func begin(_ options: TransactionOptions) async throws {
        _ = try await connection.run(Statement(Self.begin(options)))
    }

    static func begin(_ options: TransactionOptions) -> String {
        var words = "BEGIN"
        if let isolation = options.isolation { words += " ISOLATION LEVEL \(isolation.rawValue)" }
        if options.isReadOnly { words += " READ ONLY" }
        return words
    }

    public func commit() async throws {
        try Task.checkCancellation()
        // A commit is not cancelled: whether it happened would be unknown.
        let result = try await connection.run(Statement("COMMIT"), isCancellable: false)
        guard result.command != "ROLLBACK" else {
            throw DatabaseError(
                .statement,
                "nothing was committed: a statement of the transaction had failed; let its error end the transaction, or run it in a savepoint",
                code: "25P02")
        }
    }

    public func rollback() async { _ = try? await connection.run(Statement("ROLLBACK"), isCancellable: false) }
}
