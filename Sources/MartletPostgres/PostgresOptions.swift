import MartletData

/// What a URL says of a PostgreSQL database, as libpq takes it.
struct PostgresOptions: Sendable {
    let pool: PoolOptions
    /// libpq's keywords and values.
    let keywords: [(String, String)]
    /// How many statements a connection keeps prepared.
    let preparedStatements: Int
    /// Whether cancelling closes the connection instead of asking the server, for proxies that cannot do that.
    let cancelsByClosing: Bool
    /// The place without the password, for messages.
    let place: String

    /// libpq's keywords that a URL may have, beside the parts of the URL itself.
    private static let passed: Set<String> = [
        "application_name", "channel_binding", "gssencmode", "hostaddr", "keepalives", "keepalives_count",
        "keepalives_idle", "keepalives_interval", "options", "passfile", "service", "ssl_max_protocol_version",
        "ssl_min_protocol_version", "sslcert", "sslcrl", "sslkey", "sslmode", "sslpassword", "sslrootcert", "sslsni",
        "target_session_attrs", "tcp_user_timeout",
    ]
    private static let own = ["cancel", "host", "prepared_statements"]

    init(_ url: DatabaseURL) throws(DatabaseError) {
        pool = try PoolOptions(url.options)
        place = url.description
        var keywords: [String: String] = [
            "client_encoding": "UTF8", "application_name": "martlet", "gssencmode": "disable",
            // A server that vanishes without a word is noticed after a minute.
            "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "60000",
        ]
        keywords["host"] = url.options["host"] ?? url.host
        keywords["port"] = url.port.map(String.init)
        keywords["user"] = url.user
        keywords["password"] = url.password
        keywords["dbname"] = url.path.isEmpty ? nil : url.path
        for (name, value) in url.options {
            if Self.passed.contains(name) {
                keywords[name] = value
            } else if !PoolOptions.names.contains(name), !Self.own.contains(name) {
                throw Self.unknown(name)
            }
        }
        var settings = "-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres -c bytea_output=hex"
        if let limit = pool.statementTimeout {
            let (seconds, attoseconds) = limit.components
            settings += " -c statement_timeout=\(max(1, seconds * 1000 + attoseconds / 1_000_000_000_000_000))"
        }
        keywords["options"] = keywords["options"].map { "\(settings) \($0)" } ?? settings
        self.keywords = keywords.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }

        switch url.options["cancel"] {
        case nil, "ask": cancelsByClosing = false
        case "close": cancelsByClosing = true
        case let other?:
            throw DatabaseError(
                .connection, "the database's URL has the option cancel=\(other); expected `ask` (the server) or `close`"
            )
        }
        if let text = url.options["prepared_statements"] {
            guard let number = Int(text), (1...100_000).contains(number) else {
                throw DatabaseError(
                    .connection,
                    "the database's URL has the option prepared_statements=\(text); expected a number from 1 to 100000")
            }
            preparedStatements = number
        } else {
            preparedStatements = 256
        }
    }

    private static func unknown(_ name: String) -> DatabaseError {
        let known = (PoolOptions.names + own + passed).sorted().joined(separator: ", ")
        return DatabaseError(
            .connection,
            "the database's URL has the option `\(name)`, which PostgreSQL does not know; it knows \(known)")
    }
}
