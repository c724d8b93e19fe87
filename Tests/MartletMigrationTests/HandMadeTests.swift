import MartletData
import Testing

@testable import MartletData

/// What somebody made by hand stays when SQLite's tables are rebuilt, and names in it follow renamed columns.
@Suite struct HandMadeTests {
    private func runner(_ database: Database, _ migrations: [Migration]) -> MigrationRunner {
        MigrationRunner(database: database, migrations: migrations)
    }

    private let alter = Migration(
        "0002_alter", dependencies: ["0001_initial"],
        operations: [
            .alterColumn("albums", ColumnSchema(name: "title", type: .text, isNullable: true, maximumLength: 200))
        ])

    @Test func `columns by hand keep their values, computed ones their expression`() async throws {
        let database = try MigrationStore.memory()
        let all = runner(database, [Shop.initial, alter])
        try await all.run(to: .migration("0001"))
        try await Shop.fill(database)
        for statement in [
            "ALTER TABLE albums ADD COLUMN note TEXT DEFAULT 'a, (b' /* , */ COLLATE NOCASE",
            "ALTER TABLE albums ADD COLUMN shout TEXT AS (upper(title) || ', \"') VIRTUAL",
            "UPDATE albums SET note = 'Mine' WHERE id = 2",
            "CREATE INDEX by_note ON albums (lower(note || ',)'), shout DESC) WHERE note <> ','",
            "CREATE VIEW notes AS SELECT note, shout FROM albums",
            "CREATE TABLE loans (album_id INTEGER NOT NULL REFERENCES albums ON DELETE CASCADE)",
            "INSERT INTO loans VALUES (1), (2)",
        ] { _ = try await database.execute(Statement(statement)) }
        try await all.run(to: .latest)
        #expect(try await database.texts("SELECT note FROM notes ORDER BY 1") == ["a, (b", "Mine"])
        #expect(try await database.texts("SELECT shout FROM notes ORDER BY 1") == ["ARRIVAL, \"", "JAZZ, \""])
        #expect(try await database.texts("SELECT count(*) FROM albums WHERE note = 'MINE'") == ["1"])
        #expect(
            try await database.texts("SELECT sql FROM sqlite_master WHERE name = 'by_note'") == [
                "CREATE INDEX by_note ON albums (lower(note || ',)'), shout DESC) WHERE note <> ','"
            ])
        try await database.execute("DELETE FROM albums WHERE id = 1")
        #expect(try await database.texts("SELECT album_id FROM loans") == ["2"])
        try await all.run(to: .migration("0001"))
        #expect(try await database.texts("SELECT note FROM notes") == ["Mine"])
    }

    @Test func `tables without row numbers and strict ones stay so`() async throws {
        let database = try MigrationStore.memory()
        let table = TableSchema(
            name: "pairs",
            columns: [
                ColumnSchema(name: "a", type: .integer), ColumnSchema(name: "b", type: .text),
                ColumnSchema(name: "c", type: .text, isNullable: true),
            ], primaryKey: ["a", "b"])
        let all = runner(
            database,
            [
                Migration(
                    "0001_initial",
                    operations: [
                        .separate(
                            database: [
                                .runSQL(
                                    up: [
                                        "CREATE TABLE pairs (a INTEGER, b TEXT, c TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID, STRICT"
                                    ])
                            ], state: [.createTable(table)])
                    ]),
                Migration(
                    "0002_check", dependencies: ["0001_initial"],
                    operations: [.addConstraint("pairs", .check(name: "pairs_positive", condition: "\"a\" > 0"))]),
            ])
        try await all.run(to: .migration("0001"))
        try await database.execute("INSERT INTO pairs VALUES (2, 'x', NULL), (1, 'y', 'z')")
        try await all.run(to: .latest)
        let options = try await database.texts("SELECT wr || strict FROM pragma_table_list('pairs')")
        #expect(options == ["11"])
        #expect(try await database.texts("SELECT b FROM pairs ORDER BY a") == ["y", "x"])
    }

    @Test func `a column that is there by hand already is named`() async throws {
        let database = try MigrationStore.memory()
        let more = Migration(
            "0002_more", dependencies: ["0001_initial"],
            operations: [
                .addColumn("albums", ColumnSchema(name: "Note", type: .text, isUnique: true), fill: .value(.text("")))
            ])
        let all = runner(database, [Shop.initial, more])
        try await all.run(to: .migration("0001"))
        try await database.execute("ALTER TABLE albums ADD COLUMN note TEXT")
        let error = await #expect(throws: MigrationFailure.self) { try await all.run(to: .latest) }
        #expect(
            error.map { "\($0.cause)" }?.contains(
                "`albums` has a column `note` that no migration made, and this one adds it; drop or rename it first")
                == true)
    }

    @Test func `the numbers of rows that are gone are not given again`() async throws {
        let database = try MigrationStore.memory()
        let renamed = Migration(
            "0002_rename", dependencies: ["0001_initial"],
            operations: [
                .renameTable("albums", to: "records"), .renameColumn("records", "title", to: "name"),
                .alterColumn("records", ColumnSchema(name: "name", type: .text, isUnique: true, maximumLength: 90)),
            ])
        let all = runner(database, [Shop.initial, renamed])
        try await all.run(to: .migration("0001"))
        try await Shop.fill(database)
        try await database.execute("DELETE FROM albums WHERE id = 2")
        try await all.run(to: .latest)
        try await database.execute("INSERT INTO records (name, artist_id) VALUES ('Waterloo', 2)")
        #expect(try await database.texts("SELECT id FROM records ORDER BY id") == ["1", "3"])
        try await all.run(to: .migration("0001"))
        try await database.execute("DELETE FROM albums WHERE id = 3")
        try await database.execute("INSERT INTO albums (title, artist_id) VALUES ('Voulez-Vous', 2)")
        #expect(try await database.texts("SELECT id FROM albums ORDER BY id") == ["1", "4"])
    }

    @Test func `triggers, views, indexes and keys of other tables follow a renamed column`() async throws {
        let database = try MigrationStore.memory()
        let renamed = Migration(
            "0002_rename", dependencies: ["0001_initial"],
            operations: [
                .renameColumn("artists", "name", to: "title"),
                .alterColumn("artists", ColumnSchema(name: "title", type: .text, isUnique: true, maximumLength: 60)),
            ])
        let all = runner(database, [Shop.initial, renamed])
        try await all.run(to: .migration("0001"))
        try await Shop.fill(database)
        for statement in [
            "CREATE TABLE log (line TEXT)",
            "CREATE TRIGGER noted AFTER UPDATE OF name ON artists BEGIN INSERT INTO log VALUES (old.name || new.name); END",
            "CREATE VIEW names AS SELECT name FROM artists",
            "CREATE INDEX by_hand ON artists (lower(name)) WHERE name <> ''",
            "CREATE TABLE fans (artist TEXT REFERENCES artists (name) ON UPDATE CASCADE)",
            "INSERT INTO fans VALUES ('ABBA')",
        ] { _ = try await database.execute(Statement(statement)) }
        try await all.run(to: .latest)
        try await database.execute("UPDATE artists SET title = 'Abba' WHERE id = 2")
        #expect(try await database.texts("SELECT line FROM log") == ["ABBAAbba"])
        #expect(try await database.texts("SELECT artist FROM fans") == ["Abba"])
        #expect(try await database.texts("SELECT * FROM names ORDER BY 1") == ["Abba", "Queen"])
        #expect(try await database.texts("SELECT count(*) FROM sqlite_master WHERE name = 'by_hand'") == ["1"])
        try await all.run(to: .migration("0001"))
        try await database.execute("UPDATE artists SET name = 'ABBA' WHERE id = 2")
        #expect(try await database.texts("SELECT artist FROM fans") == ["ABBA"])
        #expect(try await database.texts("SELECT line FROM log") == ["ABBAAbba", "AbbaABBA"])
    }
}
