/// An application's migrations, and the models whose tables they make.
///
/// ```swift
/// let database = DatabaseExtension(
///     migrations: Migrations(migrations, models: [Artist.self, Album.self], folder: "Sources/App/Migrations"))
/// ```
///
/// `migrations` is the list that `migrate make` writes into the folder. On the first day it is empty:
/// `Migrations([], models: …)`.
public struct Migrations: Sendable {
    /// The migrations, in any order; what they depend on says which comes first.
    public let all: [Migration]
    /// The tables of the models.
    public let models: [TableSchema]
    /// Where `migrate make` writes, from the folder in which the application runs.
    public let folder: String

    /// Lists migrations and models.
    public init(_ all: [Migration], models: [any Model.Type], folder: String = "Migrations") {
        self.init(all, tables: models.map { $0.schema }, folder: folder)
    }

    /// Lists migrations and the tables that they make.
    public init(_ all: [Migration], tables: [TableSchema], folder: String = "Migrations") {
        self.all = all
        models = tables
        self.folder = folder
    }

    /// Applies what a database has not had, under a lock among all processes; others wait and then find nothing to do.
    /// - Returns: the names of the migrations that ran.
    /// - Throws: ``MigrationError`` for a history that does not fit, ``DatabaseError`` for what the database refuses.
    @discardableResult
    public func migrate(
        _ database: Database, report: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws -> [String] {
        var runner = MigrationRunner(database: database, migrations: all)
        runner.report = report
        return try await runner.run(to: .latest)
    }

    /// The names of the migrations that a database has not had.
    /// - Throws: ``MigrationError`` for a history that does not fit.
    public func pending(in database: Database) async throws -> [String] {
        try await MigrationRunner(database: database, migrations: all).plan(.latest).entries.map(\.migration.name)
    }
}
