import Logging
public import MartletData

extension DriverFactory {
    /// PostgreSQL: `postgres://user:password@host:5432/name?sslmode=verify-full&pool_size=20`.
    public static let postgres = DriverFactory(schemes: ["postgres", "postgresql"]) { url in
        try PostgresDriver(url: url)
    }
}

/// A PostgreSQL database through libpq: a pool of connections, statements prepared once for each.
///
/// The options of its URL are those of ``PoolOptions``, most of libpq's (`sslmode`, `sslrootcert`, `application_name`,
/// `target_session_attrs` and others), and
///
/// - `prepared_statements`: how many statements each connection keeps prepared; 256 by default.
/// - `cancel`: `ask`, the default, asks the server to cancel a statement whose task is cancelled; `close` closes the
///   connection, for proxies that cannot pass the request on.
/// - `host`: a folder with the server's socket, in place of the host.
///
/// Sessions run in UTC. Source: <https://www.postgresql.org/docs/current/libpq-connect.html>
public final class PostgresDriver: DatabaseDriver {
    let options: PostgresOptions
    let descriptions = PostgresDescriptions()
    let logger: Logger
    let pool: ConnectionPool<PostgresConnection>
    private let batches: PostgresBatches

    /// Opens a database; the first connection is made when it is needed.
    /// - Throws: ``DatabaseError`` of kind ``DatabaseError/Kind/connection`` when an option of the URL is wrong.
    public init(url: DatabaseURL) throws {
        let options = try PostgresOptions(url)
        let descriptions = descriptions
        let logger = Logger(label: "martlet.postgres")
        self.options = options
        self.logger = logger
        pool = ConnectionPool(options: options.pool, database: options.place, logger: logger) {
            try await PostgresConnection.connect(options, descriptions)
        }
        batches = PostgresBatches(pool, options)
    }

    public var dialect: any Dialect { PostgresDialect() }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        // Known to be quick: among others.
        if statement.isPrepared, statement.text.isReadOnly, let description = descriptions.find(statement),
            description.speed.isQuick, let result = try await batches.run(statement, description)
        {
            return try result.decode(decode)
        }
        let result = try await pool.withConnection(place: statement.place) { try await $0.run(statement) }
        return try result.decode(decode)
    }

    /// How many quick statements wait for a connection.
    var waitingStatements: Int { batches.waitingCount }

    public func execute(_ statement: Statement) async throws -> WriteResult {
        let result = try await pool.withConnection(place: statement.place) { try await $0.run(statement) }
        return WriteResult(changes: result.changes)
    }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await pool.withConnection(place: statement.place) { connection in
            try await PostgresSession(connection: connection).stream(statement, batch: batch, decode, body)
        }
    }

    public func withSession<Value: Sendable>(
        _ request: SessionRequest, _ body: (any DatabaseSession) async throws -> Value
    ) async throws -> Value {
        try await pool.withConnection(place: request.place) { connection in
            let session = PostgresSession(connection: connection)
            do {
                let value = try await body(session)
                session.end()
                await connection.tidy()
                return value
            } catch {
                session.end()
                await connection.tidy()
                throw error
            }
        }
    }

    public func close() async throws { try await pool.close() }
}
