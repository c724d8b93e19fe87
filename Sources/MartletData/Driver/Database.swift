public import MartletCore

/// A database: where models are read from and written to.
///
/// ```swift
/// let database = try Database("sqlite:data/app.sqlite", drivers: [.sqlite])
/// try await database.createTables(Artist.self, Album.self)
/// app.services[Database.self] = database
/// app.get("/albums") { (database: Database) in try await Album.query.all(in: database) }
/// ```
public struct Database: QueryExecutor {
    private let driver: any DatabaseDriver

    /// Wraps an open driver.
    public init(_ driver: any DatabaseDriver) { self.driver = driver }

    /// Opens the database of a URL.
    /// - Parameters:
    ///   - url: `sqlite:path`, `sqlite::memory:`, or what the given drivers understand.
    ///   - drivers: the kinds of databases that may be named.
    /// - Throws: ``DatabaseError`` for an unknown scheme or a database that cannot be opened.
    public init(_ url: String, drivers: [DriverFactory]) throws {
        let scheme = url.prefix { $0 != ":" }.lowercased()
        guard let factory = drivers.first(where: { $0.schemes.contains(scheme) }) else {
            let known = drivers.flatMap(\.schemes).joined(separator: ", ")
            throw DatabaseError(
                .connection,
                "no driver for `\(scheme):` URLs; this application has drivers for: \(known.isEmpty ? "none" : known)")
        }
        driver = try factory.open(url)
    }

    public var dialect: any Dialect { driver.dialect }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await driver.query(statement, decode)
    }

    public func execute(_ statement: Statement) async throws -> WriteResult { try await driver.execute(statement) }

    /// Runs a body in a transaction: committed when it returns, rolled back when it throws.
    public func transaction<Value: Sendable>(
        _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        try await driver.transaction { executor in try await body(Transaction(executor)) }
    }

    /// Creates the tables of models where they are missing, in the given order.
    public func createTables(_ models: any Model.Type...) async throws {
        try await transaction { transaction in
            for model in models {
                for sql in dialect.createTable(model.schema) { _ = try await transaction.execute(Statement(sql)) }
            }
        }
    }

    /// Closes all connections, waiting for what runs.
    public func close() async throws { try await driver.close() }
}

/// A transaction of a database.
public struct Transaction: QueryExecutor {
    private let executor: any QueryExecutor
    private let depth: Int

    init(_ executor: any QueryExecutor, depth: Int = 0) {
        self.executor = executor
        self.depth = depth
    }

    public var dialect: any Dialect { executor.dialect }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await executor.query(statement, decode)
    }

    public func execute(_ statement: Statement) async throws -> WriteResult { try await executor.execute(statement) }

    /// Runs a body in a savepoint: kept when it returns, undone when it throws.
    public func transaction<Value: Sendable>(
        _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        let name = dialect.quote("savepoint_\(depth + 1)")
        _ = try await execute(Statement("SAVEPOINT \(name)"))
        do {
            let value = try await body(Transaction(executor, depth: depth + 1))
            _ = try await execute(Statement("RELEASE SAVEPOINT \(name)"))
            return value
        } catch {
            _ = try? await execute(Statement("ROLLBACK TO SAVEPOINT \(name)"))
            _ = try? await execute(Statement("RELEASE SAVEPOINT \(name)"))
            throw error
        }
    }
}

/// A handler's parameter: the application's database.
extension Database: Extractor {
    public static func extract(from source: inout ExtractionSource) throws -> Database {
        try source.request.services.require(Database.self)
    }
}
