import Logging
public import MartletData
public import MartletHTTP
import MartletSQLite

/// Opens the application's database and offers it to handlers.
///
/// Where the database is comes from the setting `DATABASE_URL`; what the code says holds where nothing is set. It is open
/// when this returns, closed after the last request, and looked at by `/health/ready`. A URL that nothing understands and
/// a file that cannot be opened stop the start together with the other mistakes.
///
/// ```swift
/// try await app.install(DatabaseExtension(default: "sqlite:data/app.sqlite"))
/// app.get("/albums") { (database: Database) in try await Album.query.all(in: database) }
/// ```
public struct DatabaseExtension: Extension {
    private enum Source: Sendable {
        case url(default: String, drivers: [DriverFactory])
        case open(Database)
    }

    private let source: Source
    private let migrations: Migrations?
    private let onStart: MigrationStart
    private var queryWarnings: Int?

    /// Opens the database of `DATABASE_URL`, and its read-only copies of `DATABASE_REPLICA_URLS` (comma-separated).
    /// - Parameters:
    ///   - url: where the database is when the setting is missing.
    ///   - drivers: the kinds of databases that may be named.
    ///   - migrations: the application's migrations, for the command `migrate` and the check at the start.
    ///   - onStart: what happens at the start when some are pending.
    ///   - queryWarnings: how many times one request may run the same statement before that is a warning in the log; by
    ///     default 10 in development, and without a limit elsewhere.
    public init(
        default url: String = "sqlite:data/app.sqlite", drivers: [DriverFactory] = [.sqlite],
        migrations: Migrations? = nil, onStart: MigrationStart = .report, queryWarnings: Int? = nil
    ) {
        source = .url(default: url, drivers: drivers)
        self.migrations = migrations
        self.onStart = onStart
        self.queryWarnings = queryWarnings
    }

    /// Takes a database that is open, as tests do; it stays open when the application stops.
    public init(_ database: Database, migrations: Migrations? = nil, onStart: MigrationStart = .report) {
        source = .open(database)
        self.migrations = migrations
        self.onStart = onStart
    }

    public func install(in app: App) async throws {
        switch source {
        case .open(let database): add(database, to: app)
        case .url(let fallback, let drivers):
            let settings = app.settings.read(DatabaseSettings.self)
            let url = settings.url ?? fallback
            guard let scheme = url.firstIndex(of: ":").map({ url[..<$0].lowercased() }),
                drivers.contains(where: { $0.schemes.contains(scheme) })
            else {
                return app.reportProblem(
                    DatabaseSettingProblem.sentence(url, schemes: drivers.flatMap(\.schemes)), missing: Database.self)
            }
            do {
                let database = try Database(url, replicas: settings.replicas, drivers: drivers)
                watch(hasReplicas: !settings.replicas.isEmpty, in: app)
                add(database, to: app)
                let logger = app.logger
                app.onStop {
                    do { try await database.close() } catch {
                        logger.warning("the database could not be closed", metadata: ["error": "\(error)"])
                    }
                }
            } catch {
                app.reportProblem("the database of DATABASE_URL cannot be used: \(error)", missing: Database.self)
            }
        }
    }

    /// A scope for each request costs a little; where nobody looks at it there is none.
    private func watch(hasReplicas: Bool, in app: App) {
        let limit = queryWarnings ?? (app.isDevelopment ? 10 : nil)
        guard limit != nil || hasReplicas else { return }
        app.use(RequestDatabaseScope(limit: limit))
    }

    private func add(_ database: Database, to app: App) {
        app.services[Database.self] = database
        app.readiness("database") { _ in
            _ = try await database.query("SELECT 1") { try $0.read(Int.self, at: 0) }
        }
        if let migrations { MigrationChecks(migrations: migrations, database: database, onStart: onStart).add(to: app) }
    }
}

/// What is wrong with a text that names no database; it may hold a password, so that little of it is shown.
enum DatabaseSettingProblem {
    private static let examples = [
        "sqlite": "sqlite:data/app.sqlite", "postgres": "postgres://user@localhost/app",
        "postgresql": "postgresql://user@localhost/app", "mysql": "mysql://user@localhost/app",
        "mariadb": "mariadb://user@localhost/app",
    ]

    static func sentence(_ text: String, schemes: [String]) -> String {
        let got = scheme(of: text).map { "not `\($0):`" + NearMatch.hint(for: $0, among: schemes) }
        let known = schemes.map { "\($0):" }.joined(separator: " or ")
        let example = schemes.first.map { " such as \(examples[$0] ?? "\($0):…")" } ?? ""
        return
            "the setting DATABASE_URL has to begin with \(known.isEmpty ? "the scheme of a driver" : known)\(example), "
            + (got ?? "but has no scheme")
    }

    /// The scheme of a URL (RFC 3986 §3.1); `nil` for other text, such as `user:password@host`.
    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon]
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") || !rest.contains("@"), !scheme.isEmpty,
            scheme.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || (0x30...0x39).contains($0) })
        else { return nil }
        return String(scheme)
    }
}

/// Where the database is, from outside.
struct DatabaseSettings: SettingsSection {
    /// `DATABASE_URL`
    let url: String?
    /// `DATABASE_REPLICA_URLS`
    let replicas: [String]

    init(from reader: SettingsReader) {
        url = reader.string("database.url", default: nil)
        replicas =
            reader.string("database.replica.urls", default: "").split(separator: ",").map { String($0) }
    }
}
