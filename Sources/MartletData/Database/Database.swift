public import MartletCore

/// A database: where models are read from and written to.
///
/// ```swift
/// let database = try Database("sqlite:data/app.sqlite", drivers: [.sqlite])
/// try await database.createTables(Artist.self, Album.self)
/// app.services[Database.self] = database
/// app.get("/albums") { (database: Database) in try await Album.query.all(in: database) }
/// ```
///
/// Each statement that is given to it stands alone; ``transaction(_:_:)`` makes several one.
public struct Database: QueryExecutor {
    /// The connections: the primary, where writes go, and its read-only copies.
    var roles: DatabaseRoles
    /// What is told of each statement.
    var observers: [any DatabaseObserver] = []

    /// The driver of the primary, for what only its database can do.
    public var driver: any DatabaseDriver { roles.primary }

    /// Wraps an open driver.
    /// - Parameters:
    ///   - driver: the database that is written to.
    ///   - replicas: read-only copies of it, which take turns in reading; see ``DatabaseRoles``.
    public init(_ driver: any DatabaseDriver, replicas: [any DatabaseDriver] = []) {
        roles = DatabaseRoles(primary: driver, replicas: replicas)
    }

    /// Opens the database of a URL.
    /// - Parameters:
    ///   - url: `sqlite:path`, `sqlite::memory:`, or what the given drivers understand; ``DatabaseURL`` has the forms.
    ///   - replicas: the URLs of read-only copies.
    ///   - drivers: the kinds of databases that may be named.
    /// - Throws: ``DatabaseError`` for an unknown scheme or a database that cannot be opened.
    public init(_ url: String, replicas: [String] = [], drivers: [DriverFactory]) throws {
        let primary = try Self.open(url, drivers)
        self.init(primary, replicas: try replicas.map { try Self.open($0, drivers) })
    }

    private static func open(_ text: String, _ drivers: [DriverFactory]) throws -> any DatabaseDriver {
        let url = try DatabaseURL(text)
        guard let factory = drivers.first(where: { $0.schemes.contains(url.scheme) }) else {
            let known = drivers.flatMap(\.schemes).map { "`\($0):`" }.joined(separator: ", ")
            throw DatabaseError(
                .connection,
                "no driver for `\(url.scheme):` URLs; this application has drivers for \(known.isEmpty ? "none" : known)"
            )
        }
        return try factory.open(url)
    }

    public var dialect: any Dialect { driver.dialect }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        if isDirect { return try await driver.query(statement, decode) }
        return try await observing(statement, count: ObservedSession.rows) {
            guard statement.text.isReadOnly, let replica = roles.replica() else {
                roles.noteWrite(statement)
                return try await driver.query(statement, decode)
            }
            return try await roles.reading(from: replica) { try await $0.query(statement, decode) }
        }
    }

    public func execute(_ statement: Statement) async throws -> WriteResult {
        if isDirect { return try await driver.execute(statement) }
        return try await observing(statement, count: ObservedSession.changes) {
            roles.noteWrite(statement)
            return try await driver.execute(statement)
        }
    }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        _ = try await observing(statement, count: ObservedSession.total) {
            var rows = 0
            func stream(from driver: any DatabaseDriver) async throws {
                try await driver.stream(statement, batch: batch, decode) { batch in
                    rows += batch.count
                    try await body(batch)
                }
            }
            guard statement.text.isReadOnly, let replica = roles.replica() else {
                roles.noteWrite(statement)
                try await stream(from: driver)
                return rows
            }
            // Rows that were handed over must not come again.
            try await roles.reading(from: replica, mayRepeat: { rows == 0 }) { try await stream(from: $0) }
            return rows
        }
    }

    /// Lends one connection for several statements that need the same one, such as those on a temporary table.
    ///
    /// The statements are not a transaction; ``transaction(_:_:)`` is.
    public func withConnection<Value: Sendable>(
        isReadOnly: Bool = false, fileID: StaticString = #fileID, line: UInt = #line,
        _ body: (any QueryExecutor) async throws -> Value
    ) async throws -> Value {
        let request = SessionRequest(isReadOnly: isReadOnly, place: CodePlace(fileID: fileID, line: line))
        if !isReadOnly { roles.noteWrite() }
        return try await driver.withSession(request) { session in
            try await body(ObservedSession(session: session, observers: observers))
        }
    }

    /// Creates the tables of models where they are missing, in the given order; tables that exist are left as they are.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported``, before anything is created, for what the
    ///   database cannot do.
    public func createTables(_ models: any Model.Type...) async throws {
        let statements = try models.flatMap { try dialect.createTable($0.schema) }
        try await transaction { transaction in
            for sql in statements { _ = try await transaction.execute(Statement(sql)) }
        }
    }

    /// Closes all connections, waiting for what runs.
    public func close() async throws {
        var failure: (any Error)?
        for driver in [driver] + roles.replicas.map(\.driver) {
            do { try await driver.close() } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
    }
}

/// A handler's parameter: the application's database. An application without one does not start.
extension Database: Extractor, ServiceRequiring {
    public static var requiredServices: [ServiceRequirement] {
        [ServiceRequirement(Database.self, advice: "install DatabaseExtension()")]
    }

    public static func extract(from source: inout ExtractionSource) throws -> Database {
        try source.request.services.require(Database.self)
    }
}
