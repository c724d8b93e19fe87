import CMartletPostgres
public import MartletData
import Synchronization

/// A connection while it is lent.
public struct PostgresSession: DatabaseSession {
    let connection: PostgresConnection
    private let course = Course()

    init(connection: PostgresConnection) { self.connection = connection }

    /// What has become of the session.
    private final class Course: Sendable {
        let isOver = Atomic(false)
        let hasBegun = Atomic(false)
    }

    /// Says that the connection goes back: whoever kept the session can do nothing with it.
    func end() { course.isOver.store(true, ordering: .relaxed) }

    private func check(_ statement: Statement) throws {
        guard !course.isOver.load(ordering: .relaxed) else {
            throw DatabaseError(
                .closed, "the session is over; use it only inside the body that it was lent to", sql: statement.sql)
        }
        // A statement behind a ROLLBACK or COMMIT by hand would be kept whatever becomes of the body.
        guard course.hasBegun.load(ordering: .relaxed), connection.isOutsideOfTransaction else { return }
        throw DatabaseError(
            .statement, "a statement ended the transaction by hand; let the body return or throw to end it",
            sql: statement.sql)
    }

    public var dialect: any Dialect { PostgresDialect() }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try check(statement)
        return try await connection.run(statement).decode(decode)
    }

    public func execute(_ statement: Statement) async throws -> WriteResult {
        try check(statement)
        return WriteResult(changes: try await connection.run(statement).changes)
    }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try check(statement)
        let connection = connection
        let rows = PostgresRows(batch: batch)
        async let running: Void = connection.run(statement, into: rows)
        do {
            while true {
                let results = try await connection.bounded { try await rows.next() }
                connection.readOn()
                guard !results.isEmpty else { break }
                var values: [Value] = []
                for result in results { values += try result.decode(decode) }
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
        let statement = Statement(Self.begin(options))
        try check(statement)
        _ = try await connection.run(statement)
        course.hasBegun.store(true, ordering: .relaxed)
    }

    static func begin(_ options: TransactionOptions) -> String {
        var words = "BEGIN"
        if let isolation = options.isolation { words += " ISOLATION LEVEL \(isolation.rawValue)" }
        if options.isReadOnly { words += " READ ONLY" }
        if options.isDeferrable { words += " DEFERRABLE" }
        return words
    }

    public func commit() async throws {
        try Task.checkCancellation()
        try check(Statement("COMMIT"))
        course.hasBegun.store(false, ordering: .relaxed)
        // A commit is not cancelled: whether it happened would be unknown.
        let wasThere = !connection.isLost
        let result: PostgresResult
        do {
            result = try await connection.run(Statement("COMMIT"), isCancellable: false)
        } catch let error as DatabaseError where wasThere && (error.kind == .connection || connection.isLost) {
            throw DatabaseError.unknownOutcome(error)
        }
        guard result.command != "ROLLBACK" else {
            throw DatabaseError(
                .statement,
                "nothing was committed: a statement of the transaction had failed; let its error end the transaction, or run it in a savepoint",
                code: "25P02")
        }
    }

    public func rollback() async {
        course.hasBegun.store(false, ordering: .relaxed)
        _ = try? await connection.run(Statement("ROLLBACK"), isCancellable: false)
    }
}
