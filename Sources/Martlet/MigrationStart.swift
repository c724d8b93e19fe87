import Logging
import MartletData
import MartletHTTP
import Synchronization

/// What an application does at its start when its database has not had all migrations.
public enum MigrationStart: Sendable {
    /// Applies them before the port opens. Of several processes one does, the others wait for it.
    case apply
    /// Stops the start.
    case require
    /// Logs them, and is not ready until they are applied: `/health/ready` answers 503.
    case report
}

/// The application was started before its database was migrated.
struct PendingMigrations: Error, CustomStringConvertible {
    let names: [String]
    var description: String {
        let list = names.map { "`\($0)`" }.joined(separator: ", ")
        return
            "the database has not had the migrations \(list); run `migrate`, or install DatabaseExtension(…, onStart: .apply)"
    }
}

/// The command `migrate`, and the check at the start.
final class MigrationChecks: Sendable {
    private let migrations: Migrations
    private let database: Database
    private let onStart: MigrationStart
    private let isDone = Atomic<Bool>(false)

    init(migrations: Migrations, database: Database, onStart: MigrationStart) {
        self.migrations = migrations
        self.database = database
        self.onStart = onStart
    }

    func add(to app: App) {
        for mistake in migrations.models.flatMap(\.mistakes) { app.reportProblem("the models do not fit: \(mistake)") }
        // Start hooks may need the tables that it makes, and would apply what it is about to revert.
        app.command("migrate", help: MigrationCommand.help, startHooks: false) { [migrations, database] arguments in
            try await MigrationCommand(migrations, in: database).run(arguments)
        }
        app.onStart { [self] app in try await start(app.logger) }
        app.readiness("migrations") { [self] _ in try await check() }
    }

    private func start(_ logger: Logger) async throws {
        switch onStart {
        case .apply:
            try await migrations.migrate(database) { logger.notice("migration", metadata: ["step": "\($0)"]) }
            isDone.store(true, ordering: .relaxed)
        case .require: try await check()
        case .report:
            do { try await check() } catch let error as PendingMigrations {
                logger.warning("migrations are pending", metadata: ["names": "\(error.names.joined(separator: ", "))"])
            } catch let error as MigrationError {
                // Such as a database that a newer version has migrated: an old process that restarts goes on.
                logger.warning("the migrations do not fit the database", metadata: ["problem": "\(error)"])
            }
        }
    }

    private func check() async throws {
        // What was applied stays so while this version runs.
        guard !isDone.load(ordering: .relaxed) else { return }
        let names = try await migrations.pending(in: database)
        guard names.isEmpty else { throw PendingMigrations(names: names) }
        isDone.store(true, ordering: .relaxed)
    }
}
