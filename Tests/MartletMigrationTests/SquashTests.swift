import MartletData
import Testing

@testable import MartletData

/// A squash in the place of migrations with SQL by hand, on databases that are new, current and in the middle.
@Suite struct SquashTests {
    private static let single = [
        Shop.initial,
        Migration(
            "0002_fill", dependencies: ["0001_initial"],
            operations: [
                .addColumn("artists", ColumnSchema(name: "rank", type: .integer, isNullable: true)),
                .runSQL(up: ["INSERT INTO artists (name, rank) VALUES ('Queen', 1)"], down: ["DELETE FROM artists"]),
                .addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true, maximumLength: 20)),
            ]),
        Migration(
            "0003_rename", dependencies: ["0002_fill"],
            operations: [
                .renameColumn("artists", "rank", to: "place"),
                .runSQL(up: ["UPDATE artists SET place = place + 1"], down: []),
                .renameColumn("albums", "genre", to: "style"),
            ]),
    ]

    private static let later = Migration(
        "0004_later", dependencies: ["0003_rename"],
        operations: [.addColumn("albums", ColumnSchema(name: "stars", type: .integer, isNullable: true))])

    private func squash() throws -> Migration {
        try MigrationSquash.squash(try MigrationHistory(Self.single), from: "0001", to: "0003")
    }

    private func run(_ all: [Migration], _ database: Database, _ arguments: [String] = []) async throws -> [String] {
        let journal = Journal()
        try await MigrationCommand(Migrations(all, tables: []), in: database, print: journal.print, readLine: nil)
            .run(arguments)
        // How long it took is otherwise each time.
        return journal.lines.map { $0.split(separator: "  done in").first.map(String.init) ?? "" }
    }

    private func check(_ database: Database) async throws {
        #expect(try await database.texts("SELECT place FROM artists") == ["2"])
        #expect(
            try await database.columns(of: "albums") == ["id", "title", "artist_id", "style", "stars"])
    }

    @Test func `SQL by hand stays in its place among the changes that it sees`() throws {
        let kinds = try squash().operations.map { SwiftSource.operation($0).line.prefix { $0 != "(" } }
        #expect(
            kinds == [
                ".createTable", ".createTable", ".addColumn", ".runSQL", ".addColumn", ".renameColumn", ".runSQL",
                ".renameColumn",
            ])
    }

    @Test(arguments: MigrationServer.allCases)
    func `a new database runs the squash alone`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            let all = Self.single + [Self.later, try squash()]
            #expect(
                try await run(all, database) == ["apply 0001_squashed_0003_rename", "apply 0004_later"])
            try await check(database)
            #expect(try await run([try squash(), Self.later], database).first?.hasPrefix("nothing to do") == true)
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `a database that has had them all records the squash, which then stands by itself`(
        _ server: MigrationServer
    ) async throws {
        try await server.withDatabase { (database) async throws in
            _ = try await run(Self.single + [Self.later], database)
            let squash = try squash()
            #expect(
                try await run([squash, Self.later], database) == [
                    "record 0001_squashed_0003_rename, as the database has had what it replaces"
                ])
            #expect(try await run([squash, Self.later], database).first?.hasPrefix("nothing to do") == true)
            try await check(database)
            #expect(
                try await run([squash, Self.later], database, ["revert"]) == ["revert 0004_later"])
            #expect(try await run([squash, Self.later], database, ["revert"]).count == 1)
            #expect(try await database.inspector.tables() == [])
            #expect(try await MigrationRecords(session: database.driver).all() == [])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `a database in the middle goes on with the single ones, and is refused without them`(
        _ server: MigrationServer
    ) async throws {
        try await server.withDatabase { (database) async throws in
            _ = try await run(Self.single + [Self.later], database, ["--to", "0002"])
            let squash = try squash()
            let error = await #expect(throws: MigrationError.self) {
                _ = try await run([squash, Self.later], database)
            }
            #expect(
                error?.description == """
                    the database has had `0001_initial`, `0002_fill` of what `0001_squashed_0003_rename` stands for, and \
                    `0003_rename` is not listed any more; migrate it with a release that has it, then with this one
                    """)
            #expect(
                try await run(Self.single + [Self.later, squash], database) == [
                    "apply 0003_rename", "apply 0004_later",
                ])
            try await check(database)
        }
    }

    @Test func `code cannot be squashed`() throws {
        let data = Migration(
            "0002_data", dependencies: ["0001_initial"], operations: [.runData(DataMigration("names") { _ in })])
        let error = #expect(throws: MigrationError.self) {
            try MigrationSquash.squash(try MigrationHistory([Shop.initial, data]), from: "0001", to: "0002")
        }
        #expect(
            error?.description == """
                `0002_data` has the data migration `names`, whose code cannot be written into a squash; squash up to the \
                migration before it, or from the one after it
                """)
    }
}
