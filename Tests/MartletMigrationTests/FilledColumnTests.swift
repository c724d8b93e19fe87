import Foundation
import MartletData
import Testing

@testable import MartletData

/// Columns that may not be NULL, in tables that have rows: what the rows get when the column comes, and when it comes back.
@Suite struct FilledColumnTests {
    private static let slugged: TableSchema = {
        var albums = Shop.albums
        albums.columns.remove(at: 1)
        albums.columns.append(ColumnSchema(name: "slug", type: .text, isUnique: true, maximumLength: 80))
        return albums
    }()

    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fill-\(UUID().uuidString)").path

    @Test(arguments: MigrationServer.allCases)
    func `an expression fills what comes and what comes back`(_ server: MigrationServer) async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let answers = GivenAnswers(
            drops: ["albums.title"], fills: ["albums.slug": "sql:lower(\"title\")"],
            refills: ["albums.title": "sql:upper(\"slug\")"])
        let operations = try MigrationDetector.detect(
            from: SchemaState(models: [Shop.artists, Shop.albums]), to: [Shop.artists, Self.slugged], answers: answers)
        try await server.withDatabase { (database) async throws in
            let runner = MigrationRunner(
                database: database,
                migrations: [
                    Shop.initial, Migration("0002_slug", dependencies: ["0001_initial"], operations: operations),
                ])
            try await runner.run(to: .migration("0001"))
            try await Shop.fill(database)
            for _ in 1...2 {
                try await runner.run(to: .latest)
                #expect(try await database.texts("SELECT slug FROM albums ORDER BY id") == ["jazz", "arrival"])
                try await runner.run(to: .migration("0001"))
                #expect(try await database.texts("SELECT title FROM albums ORDER BY id") == ["JAZZ", "ARRIVAL"])
            }
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `an expression takes the place of NULL`(_ server: MigrationServer) async throws {
        var old = Shop.albums
        old.columns.append(ColumnSchema(name: "slug", type: .text, isNullable: true, maximumLength: 80))
        var new = old
        new.columns[3].isNullable = false
        let operations = try MigrationDetector.detect(
            from: SchemaState(models: [Shop.artists, old]), to: [Shop.artists, new],
            answers: GivenAnswers(fills: ["albums.slug": "sql:lower(\"title\")"]))
        try await server.withDatabase { (database) async throws in
            let runner = MigrationRunner(
                database: database,
                migrations: [
                    Migration("0001_initial", operations: [.createTable(Shop.artists), .createTable(old)]),
                    Migration("0002_slug", dependencies: ["0001_initial"], operations: operations),
                ])
            try await runner.run(to: .migration("0001"))
            try await Shop.fill(database)
            try await database.execute("UPDATE albums SET slug = 'own' WHERE id = 1")
            try await runner.run(to: .latest)
            #expect(try await database.texts("SELECT slug FROM albums ORDER BY id") == ["own", "arrival"])
            await #expect(throws: DatabaseError.self) { try await database.execute("UPDATE albums SET slug = NULL") }
        }
    }

    @Test func `make takes both from the command line, and warns where one is missing`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try MigrationStore.memory()
        func make(_ arguments: [String]) async throws -> [String] {
            let journal = Journal()
            try? FileManager.default.removeItem(atPath: folder)
            try await MigrationCommand(
                Migrations([Shop.initial], tables: [Shop.artists, Self.slugged], folder: folder), in: database,
                print: journal.print, readLine: nil
            ).run(["make", "--drop", "albums.title", "--fill", "albums.slug=sql:lower(\"title\")"] + arguments)
            return journal.lines
        }
        let warning =
            "warning: 0002_add_albums_slug_drop_albums_title: drops `albums.title`, which may not be NULL and has no default, so that undoing it fails once there are rows; say what they get: `migrate make --refill albums.title=VALUE`"
        let bare = try await make([])
        #expect(bare.contains(warning), "\(bare)")
        let filled = try await make(["--refill", "albums.title=unknown"])
        #expect(!filled.contains(warning))
        #expect(filled.contains(#"  .dropColumn("albums", "title", refill: .value(.text("unknown")))"#), "\(filled)")
        await #expect(throws: MigrationError.self) { _ = try await make(["--refill", "albums.title=sql: "]) }
    }
}
