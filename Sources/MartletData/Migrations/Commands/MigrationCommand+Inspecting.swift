import MartletCore

extension MigrationCommand {
    /// Writes models of the tables that a database has, so that `migrate make` then finds nothing to do.
    func inspect(_ arguments: [String]) async throws {
        let arguments = try CommandArguments(
            arguments, flags: [], values: ["--into"], words: .max, of: "migrate inspect")
        let into = try arguments.value("--into").map { MigrationFolder(path: $0) }
        let inspected = try await inspected(arguments.words)
        guard !inspected.models.isEmpty else {
            terminal.print("nothing to do: the database has no tables besides those of the models")
            return
        }
        let files = inspected.models.map { ModelFile(model: $0) }
        guard let into else {
            let imports = files.contains(where: \.needsFoundation) ? ["import Foundation"] : []
            terminal.print((imports + ["import MartletData"]).joined(separator: "\n"))
            for file in files { terminal.print("\n" + String(file.declarations.dropLast())) }
            return
        }
        let migration = try initial(inspected)
        for file in files {
            terminal.print("wrote \(try into.write(file.fileName, file.source, replaces: false))")
        }
        if let migration {
            let folder = MigrationFolder(path: migrations.folder)
            for path in try folder.write(migration, after: migrations.all) { terminal.print("wrote \(path)") }
        }
        let list = inspected.models.map { $0.name + ".self" }.joined(separator: ", ")
        terminal.print(
            """
            next:
              1. name the models to the migrations: Migrations(migrations, models: [\(list)])
              2. build, and tell this database, which has the tables, that it has had the migration: migrate --fake
              3. `migrate make` finds nothing to do, until a model changes
            """)
    }

    /// The models of the tables that no model of the application has; of those with these names, where there are any.
    func inspected(_ names: [String] = []) async throws -> InspectedDatabase {
        let inspector = database.inspector
        let all = try await inspector.tables()
        for name in names where !all.contains(where: { $0.name == name }) {
            throw MigrationError(
                "the database has no table `\(name)`\(NearMatch.hint(for: name, among: all.map(\.name)))")
        }
        let known = Set(migrations.models.filter { $0.namespace == nil }.map(\.name))
        let chosen = all.filter { !known.contains($0.name) && (names.isEmpty || names.contains($0.name)) }
        return InspectedDatabase(
            chosen, enumerations: try await inspector.enumerations(), notes: try await inspector.notes())
    }

    /// The migration that makes the tables of new models where they are not, with the types that they need; `nil` where all
    /// of them are views.
    func initial(_ inspected: InspectedDatabase) throws -> Migration? {
        let history = try MigrationHistory(migrations.all)
        try history.checkMerged()
        try MigrationFolder(path: migrations.folder).checkBuilt(with: migrations.all)
        let recorded = try history.state()
        let others = recorded.tables.filter { table in !inspected.tables.contains { $0.fullName == table.fullName } }
        let tables = try MigrationDetector.detect(from: recorded, to: others + inspected.tables)
        guard !tables.isEmpty else { return nil }
        let last = migrations.all.compactMap { MigrationTitle.number(of: $0.name) }.max() ?? 0
        let operations = try inspected.types.map { try $0.creation(for: database.dialect) } + tables
        return Migration(
            try MigrationTitle.name(last + 1, operations, title: last == 0 ? nil : "inspect"),
            dependencies: history.heads.map(\.name), operations: operations)
    }
}

extension DatabaseEnumeration {
    /// The operation that creates the type.
    func creation(for dialect: any Dialect) throws -> MigrationOperation {
        let literal = SQLLiteral(dialect: dialect)
        let texts = try values.map { try literal.quote($0) }.joined(separator: ", ")
        return .runSQL(
            up: ["CREATE TYPE \(name) AS ENUM (\(texts))"], down: ["DROP TYPE \(name)"], on: [.postgres])
    }
}
