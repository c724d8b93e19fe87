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
    private var queryWarnings: Int?

    /// Opens the database of `DATABASE_URL`, and its read-only copies of `DATABASE_REPLICA_URLS` (comma-separated).
    /// - Parameters:
    ///   - url: where the database is when the setting is missing.
    ///   - drivers: the kinds of databases that may be named.
    ///   - queryWarnings: how many times one request may run the same statement before that is a warning in the log; by
    ///     default 10 in development, and without a limit elsewhere.
    public init(
        default url: String = "sqlite:data/app.sqlite", drivers: [DriverFactory] = [.sqlite], queryWarnings: Int? = nil
    ) {
        source = .url(default: url, drivers: drivers)
        self.queryWarnings = queryWarnings
    }

    /// Takes a database that is open, as tests do; it stays open when the application stops.
    public init(_ database: Database) { source = .open(database) }

    public func install(in app: App) async throws {
        switch source {
        case .open(let database): add(database, to: app)
        case .url(let fallback, let drivers):
            let settings = app.settings.read(DatabaseSettings.self)
            do {
                let database = try Database(settings.url ?? fallback, replicas: settings.replicas, drivers: drivers)
                watch(hasReplicas: !settings.replicas.isEmpty, in: app)
                add(database, to: app)
                let logger = app.logger
                app.onStop {
                    do { try await database.close() } catch {
                        logger.warning("the database could not be closed", metadata: ["error": "\(error)"])
                    }
                }
            } catch {
                app.reportProblem("the database of DATABASE_URL cannot be used: \(error)")
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
