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
    /// The driver, for what only its database can do.
    public let driver: any DatabaseDriver

    /// Wraps an open driver.
    public init(_ driver: any DatabaseDriver) { self.driver = driver }

    /// Opens the database of a URL.
    /// - Parameters:
    ///   - url: `sqlite:path`, `sqlite::memory:`, or what the given drivers understand; ``DatabaseURL`` has the forms.
    ///   - drivers: the kinds of databases that may be named.
    /// - Throws: ``DatabaseError`` for an unknown scheme or a database that cannot be opened.
    public init(_ url: String, drivers: [DriverFactory]) throws {
        let url = try DatabaseURL(url)
        guard let factory = drivers.first(where: { $0.schemes.contains(url.scheme) }) else {
            let known = drivers.flatMap(\.schemes).joined(separator: ", ")
            throw DatabaseError(
                .connection,
                "no driver for `\(url.scheme):` URLs; this application has drivers for: \(known.isEmpty ? "none" : known)"
            )
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

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await driver.stream(statement, batch: batch, decode, body)
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

/// A handler's parameter: the application's database.
extension Database: Extractor {
    public static func extract(from source: inout ExtractionSource) throws -> Database {
        try source.request.services.require(Database.self)
    }
}
