public import Logging
public import MartletData

extension DriverFactory {
    /// MariaDB and MySQL: `mysql://user:password@host:3306/name`, or `mariadb://…`; ``MySQLDriver`` has the options.
    public static let mysql = DriverFactory(schemes: ["mysql", "mariadb"]) { url in try MySQLDriver(url: url) }
}

/// A MariaDB or MySQL database through libmariadb: a pool of connections, prepared statements, the binary protocol.
///
/// Sessions are in UTC, strict, and write identifiers in double quotes. Texts are `utf8mb4` and compare byte by byte.
/// Which of the two the server is, is asked when the database is opened, and what is written before the answer is there is
/// MariaDB's SQL; a URL that begins with `mariadb:`, or has the option `server`, says it. With MySQL, give the option.
///
/// Options of the URL: those of `PoolOptions`, and `ssl_mode` (`disabled`, `preferred`, `required`, `verify_identity`; by
/// default `preferred`, with `ssl_ca` `verify_identity`), `ssl_ca` (a file with the certificates of trusted authorities),
/// `socket` (the path of a local socket), `server` (`mariadb` or `mysql`).
public final class MySQLDriver: DatabaseDriver {
    private let pool: ConnectionPool<MySQLConnection>
    private let flavor: MySQLFlavor
    private let keys = MySQLKeys()

    /// Opens a database; connections are made when they are needed.
    /// - Parameters:
    ///   - url: where it is, with options.
    ///   - logger: where connections are reported that cannot be made or do not come back.
    /// - Throws: ``DatabaseError`` for a URL that is wrong.
    public init(url: DatabaseURL, logger: Logger = Logger(label: "martlet.mysql")) throws {
        let options = try MySQLOptions(url)
        let flavor = try MySQLFlavor(options)
        self.flavor = flavor
        pool = ConnectionPool(options: options.pool, database: options.name, logger: logger) {
            let connection = try await MySQLConnection.connect(options)
            flavor.learn(isMySQL: connection.isMySQL)
            return connection
        }
    }

    public var dialect: any Dialect { flavor.dialect }

    public func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await withConnection(statement) { connection in
            try await connection.interruptible(statement.sql) { try await connection.rows(statement, decode) }
        }
    }

    public func execute(_ statement: Statement) async throws -> WriteResult {
        try await withConnection(statement) { connection in
            try await connection.interruptible(statement.sql) { try await connection.run(statement) }
        }
    }

    public func stream<Value: Sendable>(
        _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
        _ body: ([Value]) async throws -> Void
    ) async throws {
        try await withConnection(statement) { connection in
            try await MySQLStream.run(connection, statement, batch: batch, decode, body)
        }
    }

    private func withConnection<Value: Sendable>(
        _ statement: Statement, _ body: (MySQLConnection) async throws -> Value
    ) async throws -> Value {
        try await pool.withConnection(place: statement.place) { connection in
            do { return try await body(connection) } catch let error as DatabaseError {
                throw await keys.naming(error, connection)
            }
        }
    }

    public func withSession<Value: Sendable>(
        _ request: SessionRequest, _ body: (any DatabaseSession) async throws -> Value
    ) async throws -> Value {
        try await pool.withConnection(place: request.place) { connection in
            let session = MySQLSession(connection, keys)
            do {
                let value = try await body(session)
                await session.end()
                return value
            } catch {
                await session.end()
                throw error
            }
        }
    }

    public func close() async throws { try await pool.close() }
}
