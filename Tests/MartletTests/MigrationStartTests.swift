import Martlet
import MartletTesting
import Testing

@Suite struct MigrationStartTests {
    private static let notes = Migrations(
        [
            Migration(
                "0001_initial",
                operations: [
                    .createTable(
                        TableSchema(
                            name: "notes", columns: [ColumnSchema(name: "id", type: .integer, isGenerated: true)],
                            primaryKey: ["id"]))
                ])
        ], models: [])

    private func app(_ database: Database, _ onStart: MigrationStart) async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        try await app.install(DatabaseExtension(database, migrations: Self.notes, onStart: onStart))
        app.get("/notes") { (database: Database) in
            try await database.query("SELECT count(*) FROM notes") { try $0.read(Int.self, at: 0) }.first ?? -1
        }
        return app
    }

    @Test func `pending migrations are applied before the port opens`() async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await app(database, .apply).test { (client) async throws in
            #expect(try await client.get("/notes").text == "0")
            #expect(try await client.get("/health/ready").text == "ready\n")
        }
        #expect(try await Self.notes.pending(in: database) == [])
    }

    @Test func `pending migrations stop the start where they are required`() async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        let app = try await app(database, .require)
        let error = await #expect(throws: (any Error).self) { try await app.test { _ in } }
        #expect(
            error.map { "\($0)" }
                == "the database has not had the migrations `0001_initial`; run `migrate`, or install DatabaseExtension(…, onStart: .apply)"
        )
    }

    @Test(arguments: [MigrationStart.apply, .require])
    func `the command runs before any start, so that it finds what is pending`(_ onStart: MigrationStart) async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        let app = try await app(database, onStart)
        app.onStart { _ in try await database.execute("INSERT INTO notes (id) VALUES (1)") }
        await #expect(throws: MigrationError.self) { try await app.runCommand("migrate", ["--check"]) }
        try await app.runCommand("migrate")
        #expect(try await Self.notes.pending(in: database) == [])
        try await app.runCommand("migrate", ["revert"])
        #expect(try await Self.notes.pending(in: database) == ["0001_initial"])
    }

    @Test func `pending migrations keep clients away until they are applied`() async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await app(database, .report).test { (client) async throws in
            #expect(try await client.get("/health/ready").text == "not ready: migrations\n")
            try await Self.notes.migrate(database)
            #expect(try await client.get("/health/ready").text == "ready\n")
        }
    }
}
