import MartletData

/// Where a MariaDB or MySQL server is, and how it is spoken to: a URL taken apart.
struct MySQLOptions: Sendable {
    /// How the connection is encrypted.
    enum TLSMode: String, CaseIterable, Sendable {
        /// Never.
        case disabled
        /// When the server can, whoever it is.
        case preferred
        /// Always, whoever the server is.
        case required
        /// Always, and the server's certificate is that of the host.
        case verifyIdentity = "verify_identity"
    }

    /// What the server is.
    enum Server: String, CaseIterable, Sendable {
        case mariadb
        case mysql
    }

    /// What the URL says that the server is; `nil` when it has to be asked.
    let server: Server?
    let host: String
    let port: UInt32
    let user: String
    let password: String
    let database: String
    /// The path of a socket, in place of host and port.
    let socket: String?
    let tls: TLSMode
    /// A file with the certificates of the authorities that are trusted; the system's where none is given.
    let authorities: String?
    let pool: PoolOptions
    /// The URL without its password.
    let name: String

    private static let names = PoolOptions.names + ["server", "socket", "ssl_ca", "ssl_mode"]

    /// Reads a URL.
    /// - Throws: ``DatabaseError`` that says what is wrong with it.
    init(_ url: DatabaseURL) throws {
        for name in url.options.keys.sorted() where !Self.names.contains(name) {
            throw DatabaseError(
                .connection,
                "a MariaDB URL has no option `\(name)`; it has: \(Self.names.sorted().joined(separator: ", "))")
        }
        guard !url.path.isEmpty else {
            throw DatabaseError(
                .connection, "the database's URL names no database; expected mysql://user:password@host/name")
        }
        host = url.host ?? "localhost"
        port = UInt32(url.port ?? 3306)
        user = url.user ?? ""
        password = url.password ?? ""
        database = url.path
        socket = url.options["socket"]
        authorities = url.options["ssl_ca"]
        pool = try PoolOptions(url.options)
        name = url.description
        if let mode = url.options["ssl_mode"] {
            guard let known = TLSMode(rawValue: mode) else {
                throw DatabaseError(
                    .connection,
                    "the database's URL has the option ssl_mode=\(mode); expected \(TLSMode.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            tls = known
        } else {
            tls = authorities == nil ? .preferred : .verifyIdentity
        }
        if let word = url.options["server"] {
            guard let known = Server(rawValue: word) else {
                throw DatabaseError(
                    .connection,
                    "the database's URL has the option server=\(word); expected \(Server.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            server = known
        } else {
            server = url.scheme == "mariadb" ? .mariadb : nil
        }
        for text in [host, user, password, database, socket ?? "", authorities ?? ""] where text.utf8.contains(0) {
            throw DatabaseError(.connection, "the database's URL has a NUL character")
        }
    }
}
