import Foundation
import MartletData
import Testing

@testable import MartletData

/// `migrate inspect` writes models of tables that somebody made by hand; after it nothing is left to migrate.
@Suite struct InspectTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("inspect-\(UUID().uuidString)")
        .path

    private func command(
        _ database: Database, _ journal: Journal, _ all: [Migration] = [], tables: [TableSchema] = []
    ) -> MigrationCommand {
        MigrationCommand(
            Migrations(all, tables: tables, folder: folder + "/Migrations"), in: database, print: journal.print,
            readLine: nil)
    }

    private func make(_ server: MigrationServer, in database: Database) async throws {
        for statement in ExistingTables.statements(server) {
            try await database.execute("\(unsafe: statement)")
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `the printed models are those that compile with these tests`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            try await make(server, in: database)
            let journal = Journal()
            try await command(database, journal).run(["inspect"])
            let source = journal.lines.joined(separator: "\n") + "\n"
            let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "Inspected/\(InspectedModels.fileName(server))")
            let golden = try String(contentsOf: file, encoding: .utf8)
            #expect(source == golden)
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `the tables of these models differ in nothing from those of the database`(
        _ server: MigrationServer
    ) async throws {
        try await server.withDatabase { (database) async throws in
            try await make(server, in: database)
            let compiled = InspectedModels.of(server).map { $0.schema }
            let read = try await database.inspector.tables()
            let inspected = InspectedDatabase(read, enumerations: try await database.inspector.enumerations())
            #expect(compiled == inspected.tables)
            var state = SchemaState()
            // What has no primary key is read like a view, and left alone.
            state.tables = read.filter { !$0.isView && !$0.primaryKey.isEmpty }
            let operations = try MigrationDetector.detect(from: state, to: compiled)
            #expect(operations.map { SwiftSource.operation($0).line } == [])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `after it nothing is left to make, and an empty database gets the same tables`(
        _ server: MigrationServer
    ) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let models = InspectedModels.of(server).map { $0.schema }
        let migration = try await server.withDatabase { (database) async throws in
            try await make(server, in: database)
            let journal = Journal()
            let inspecting = command(database, journal)
            let migration = try #require(try inspecting.initial(try await inspecting.inspected()))
            try await inspecting.run(["inspect", "--into", folder + "/Models"])
            #expect(journal.lines.first?.hasPrefix("wrote \(folder)/Models/") == true)
            let written = try String(contentsOfFile: folder + "/Migrations/0001_initial.swift", encoding: .utf8)
            #expect(written == MigrationFile(migration: migration).source)
            let after = Journal()
            let command = command(database, after, [migration], tables: models)
            try await command.run(["make"])
            try await command.run(["--fake"])
            try? await command.run(["check", "--live"])
            #expect(after.lines.first == "nothing to do: the migrations make the tables of the models")
            #expect(after.lines.last == "models, migrations and database are the same")
            return migration
        }
        try await server.withDatabase { (database) async throws in
            let journal = Journal()
            let command = command(database, journal, [migration], tables: models)
            try await command.run([])
            try? await command.run(["check", "--live"])
            #expect(journal.lines.last == "models, migrations and database are the same")
        }
    }

    @Test func `rows are read and written through the models`() async throws {
        try await MigrationServer.sqlite.withDatabase { (database) async throws in
            try await make(.sqlite, in: database)
            var pupil = LiteAuthor(
                id: 0, name: "Byron", email: nil, class: .longDead, mentor: 1, born: nil, rating: 1)
            pupil = try await pupil.insert(in: database)
            let authors = try await LiteAuthor.query.order { $0.id.ascending }.with { $0.mentor }.all(in: database)
            #expect(authors.map(\.0.class) == [.living, .longDead])
            #expect(authors.map(\.1?.name) == [nil, "Ada"])
            let totals = try await LiteTotal.query.order { $0.name.ascending }.all(in: database)
            #expect(totals.map(\.books) == [1, 1])
            #expect(totals.map(\.sum) == [1.5, 1.5])
        }
    }

    @Test func `chosen tables stand alone, and say what they leave out`() async throws {
        try await MigrationServer.sqlite.withDatabase { (database) async throws in
            try await make(.sqlite, in: database)
            let journal = Journal()
            try await command(database, journal).run(["inspect", "lite_editions"])
            #expect(
                journal.lines == [
                    "import Foundation\nimport MartletData",
                    """

                    /// A row of the table `lite_editions`.
                    ///
                    /// The foreign key of `isbn` to `lite_books` is not here: that table is not among these.
                    @Model(table: "lite_editions")
                    struct LiteEdition {
                        @Column(primaryKey: true) var number: Int
                        @Column(primaryKey: true) var isbn: String
                        var cover: Data?
                    }
                    """,
                ])
            let error = await #expect(throws: MigrationError.self) {
                try await command(database, journal).run(["inspect", "lite_book"])
            }
            #expect(error?.description == "the database has no table `lite_book`; did you mean `lite_books`?")
            let known = Journal()
            try await command(database, known, tables: InspectedModels.of(.sqlite).map { $0.schema }).run(["inspect"])
            #expect(known.lines == ["nothing to do: the database has no tables besides those of the models"])
        }
    }
}
