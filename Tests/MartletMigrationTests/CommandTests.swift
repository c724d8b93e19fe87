import Foundation
import MartletData
import MartletSQLite
import Synchronization
import Testing

@testable import MartletData

@Suite struct MigrationCommandTests {
    private let journal = Journal()
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)")
        .path

    private func run(
        _ arguments: [String], _ all: [Migration], tables: [TableSchema] = [Shop.artists, Shop.albums],
        in database: Database,
        answers: [String]? = nil
    ) async throws {
        let command = MigrationCommand(
            Migrations(all, tables: tables, folder: folder), in: database, print: journal.print,
            readLine: answers.map { texts in
                let queue = AnswerQueue(texts)
                return { queue.next() }
            })
        try await command.run(arguments)
    }

    @Test func `make writes the first migration and the list`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try MigrationStore.memory()
        try await run(["make"], [], in: database)
        #expect(journal.lines.prefix(2) == ["wrote \(folder)/0001_initial.swift", "wrote \(folder)/Migrations.swift"])
        let source = try String(contentsOfFile: folder + "/0001_initial.swift", encoding: .utf8)
        #expect(
            source == """
                import MartletData

                extension Migration {
                    static let m0001Initial = Migration(
                        "0001_initial",
                        operations: [
                            .createTable(
                                TableSchema(
                                    name: "artists",
                                    columns: [
                                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                                        ColumnSchema(name: "name", type: .text, isUnique: true, maximumLength: 120),
                                    ],
                                    primaryKey: ["id"])),
                            .createTable(
                                TableSchema(
                                    name: "albums",
                                    columns: [
                                        ColumnSchema(name: "id", type: .integer, isGenerated: true),
                                        ColumnSchema(name: "title", type: .text, maximumLength: 160),
                                        ColumnSchema(name: "artist_id", type: .integer),
                                    ],
                                    primaryKey: ["id"],
                                    foreignKeys: [
                                        ForeignKeySchema(
                                            columns: ["artist_id"],
                                            table: "artists",
                                            referencedColumns: ["id"],
                                            onDelete: .cascade)
                                    ],
                                    indexes: [IndexSchema(columns: ["artist_id"])])),
                        ])
                }

                """)
        // The files are there, and the build does not have them yet.
        let error = await #expect(throws: MigrationError.self) { try await run(["make"], [], in: database) }
        #expect(
            error?.description
                == "\(folder) has `0001_initial`, which this build does not list; add them to Migrations.swift and build again"
        )
    }

    @Test func `make asks, and takes the answers`() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var albums = Shop.albums
        albums.columns[1].name = "name"
        albums.columns.append(ColumnSchema(name: "tracks", type: .integer))
        try await run(
            ["make", "tidy"], [Shop.initial], tables: [Shop.artists, albums], in: try MigrationStore.memory(),
            answers: ["maybe", "yes", "12"])
        #expect(
            journal.lines.prefix(4) == [
                "Was the column `albums.title` renamed to `albums.name`? [yes/no]", "expected yes or no",
                "Was the column `albums.title` renamed to `albums.name`? [yes/no]",
                "`albums.tracks` may not be NULL and has no default. What do rows that exist get?",
            ])
        #expect(journal.lines.contains("  .renameColumn(\"albums\", \"title\", to: \"name\")"))
        #expect(FileManager.default.fileExists(atPath: folder + "/0002_tidy.swift"))
    }

    @Test func `status, plan, sql, revert and check say where the database is`() async throws {
        let database = try MigrationStore.memory()
        let all = [Shop.initial, Shop.genre]
        try await run(["--to", "0001"], all, in: database)
        try await run(["status"], all, in: database)
        #expect(journal.lines[1].hasPrefix("0001_initial           applied 20"))
        #expect(journal.lines[2] == "0002_add_albums_genre  pending")
        try await run(["plan"], all, in: database)
        #expect(
            journal.lines.suffix(2) == [
                "apply 0002_add_albums_genre",
                #"  .addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true))"#,
            ])
        try await run(["sql"], all, in: database)
        #expect(
            journal.lines.suffix(2) == [
                "-- apply 0002_add_albums_genre", #"ALTER TABLE "albums" ADD COLUMN "genre" TEXT;"#,
            ])
        try await run(["sql", "0002", "--undo"], all, in: database)
        #expect(journal.lines.last == #"ALTER TABLE "albums" DROP COLUMN "genre";"#)
        let error = await #expect(throws: MigrationError.self) { try await run(["--check"], all, in: database) }
        #expect(error?.description == "1 migration pending; run `migrate`")
        try await run([], all, in: database)
        try await run(["revert"], all, in: database)
        #expect(journal.lines.last?.hasPrefix("revert 0002_add_albums_genre  done in ") == true)
        try await run(["revert"], all, in: database)
        try await run(["revert"], all, in: database)
        #expect(journal.lines.last == "nothing to revert: the database has had no migration")
    }

    @Test func `check names what differs`() async throws {
        let database = try MigrationStore.memory()
        var albums = Shop.albums
        albums.columns.append(ColumnSchema(name: "genre", type: .text, isNullable: true))
        await #expect(throws: MigrationError.self) {
            try await run(["check"], [Shop.initial], tables: [Shop.artists, albums], in: database)
        }
        #expect(
            journal.lines == [
                #"not in the migrations: .addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true))"#,
                "pending: 0001_initial",
            ])
    }

    @Test(arguments: [
        (["mak"], "`migrate` has no command `mak`; did you mean `make`?"),
        (["--pln"], "`migrate` has no option `--pln`; did you mean `--plan`?; `migrate help` lists what there is"),
        (["--wait", "soon"], "`--wait soon` is not understood; expected whole seconds, at most 86400"),
        (["--wait"], "`--wait` needs a value"),
        (["--to", "0007"], "no migration `0007`"),
        (["--to", "0001", "--to", "zero"], "`--to` is given 2 times; expected once"),
        (["make", "--rename", "a"], "`--rename a` is not understood; expected --rename name=value"),
        (
            ["make", "--rename", "albums.title=titel"],
            "--rename albums.title=titel names nothing: the model of `albums` has no column `titel`; did you mean `title`?"
        ),
        (
            ["make", "--rename", "albums.titel=name"],
            "--rename albums.titel=name names nothing: there is no `albums.titel` in the migrations; did you mean `albums.title`?"
        ),
        (
            ["make", "--rename", "albums=records"],
            "--rename albums=records names nothing: no model has the table `records`"
        ),
        (
            ["make", "--fill", "albums.titel=x"],
            "--fill albums.titel names nothing: there is no `albums.titel` in the models; did you mean `albums.title`?"
        ),
        (["make", "--drop", "album"], "--drop album names nothing: there is no `album` in the migrations"),
        (["squash", "0001"], "`migrate squash` needs the first and the last migration: migrate squash 0001 0007"),
        (["sql", "--undo"], "`--undo` needs a migration: migrate sql NAME --undo"),
        (["status", "now"], "`migrate status` does not expect `now`; `migrate help` lists what there is"),
    ])
    func `arguments that are not understood are named`(arguments: [String], message: String) async throws {
        let database = try MigrationStore.memory()
        let error = await #expect(throws: MigrationError.self) {
            try await run(arguments, [Shop.initial, Shop.genre], in: database)
        }
        #expect(error?.description.split(separator: "\n").first.map(String.init) == message)
    }
}

/// Answers of a person at the terminal.
private final class AnswerQueue: Sendable {
    private let answers: Mutex<[String]>
    init(_ answers: [String]) { self.answers = Mutex(answers) }
    func next() -> String? { answers.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}
