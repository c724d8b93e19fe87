import MartletData
import MartletSQLite
import Testing

@testable import MartletData

@Suite struct MigrationRunningTests {
    private func runner(_ database: Database, _ migrations: [Migration], _ journal: Journal = Journal())
        -> MigrationRunner
    {
        MigrationRunner(database: database, migrations: migrations, report: journal.print)
    }

    @Test func `migrations run up, down and up again`() async throws {
        let database = try MigrationStore.memory()
        let all = runner(database, [Shop.genre, Shop.initial, Shop.price])
        #expect(try await all.run(to: .migration("0001")) == ["0001_initial"])
        try await Shop.fill(database)
        #expect(try await all.run(to: .latest) == ["0002_add_albums_genre", "0003_add_albums_price"])
        #expect(try await all.run(to: .latest) == [])
        #expect(try await database.texts("SELECT title || cents FROM albums ORDER BY id") == ["Jazz99", "Arrival99"])
        #expect(try await all.run(to: .migration("0001")) == ["0003_add_albums_price", "0002_add_albums_genre"])
        #expect(
            try await database.texts("SELECT name FROM pragma_table_info('albums')") == ["id", "title", "artist_id"])
        #expect(try await database.texts("SELECT title FROM albums ORDER BY id") == ["Jazz", "Arrival"])
        #expect(try await all.run(to: .latest).count == 2)
        #expect(try await all.run(to: .zero).count == 3)
        #expect(
            try await database.texts("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'") == [
                "martlet_migrations"
            ])
    }

    @Test func `a rebuild keeps rows, keys, indexes, triggers and views`() async throws {
        let database = try MigrationStore.memory()
        let title = ColumnSchema(name: "title", type: .text, isUnique: true, maximumLength: 200)
        let change = Migration(
            "0002_alter", dependencies: ["0001_initial"],
            operations: [
                .alterColumn("albums", title),
                .addConstraint("albums", .check(name: "albums_titled", condition: "\"title\" <> ''")),
                .alterColumn("artists", ColumnSchema(name: "name", type: .text, isNullable: true)),
            ])
        let all = runner(database, [Shop.initial, change])
        try await all.run(to: .migration("0001"))
        try await Shop.fill(database)
        try await database.execute("CREATE TABLE log (line TEXT)")
        try await database.execute("CREATE INDEX by_hand ON albums (title DESC)")
        try await database.execute(
            "CREATE TRIGGER noted AFTER INSERT ON albums BEGIN INSERT INTO log VALUES (new.title); END")
        try await database.execute(
            "CREATE VIEW titles AS SELECT title, name FROM albums JOIN artists ON artists.id = artist_id")
        try await database.execute("DELETE FROM albums WHERE id = 2")
        try await all.run(to: .latest)
        try await database.execute("INSERT INTO albums (title, artist_id) VALUES ('Waterloo', 2)")
        // The number of the deleted row is not given again.
        #expect(try await database.texts("SELECT id FROM albums ORDER BY id") == ["1", "3"])
        #expect(try await database.texts("SELECT line FROM log") == ["Waterloo"])
        #expect(try await database.texts("SELECT name FROM titles ORDER BY name") == ["ABBA", "Queen"])
        let names = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
        #expect(try await database.texts(names) == ["albums_artist_id_idx", "by_hand"])
        #expect(try await database.texts("SELECT \"table\" FROM pragma_foreign_key_list('albums')") == ["artists"])
        try await database.execute("DELETE FROM artists WHERE id = 1")
        #expect(try await database.texts("SELECT title FROM albums") == ["Waterloo"])
        await #expect(throws: DatabaseError.self) {
            try await database.execute("INSERT INTO albums (title, artist_id) VALUES ('', 2)")
        }
        await #expect(throws: DatabaseError.self) {
            try await database.execute("INSERT INTO albums (title, artist_id) VALUES ('No', 77)")
        }
        try await all.run(to: .migration("0001"))
        #expect(try await database.texts("SELECT line FROM log") == ["Waterloo"])
        try await database.execute("INSERT INTO albums (title, artist_id) VALUES ('', 2)")
    }

    @Test func `a migration that fails leaves nothing behind`() async throws {
        let database = try MigrationStore.memory()
        let bad = Migration(
            "0002_bad", dependencies: ["0001_initial"],
            operations: [
                .addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true)),
                .runSQL(up: ["INSERT INTO nowhere VALUES (1)"], down: []),
            ])
        let error = await #expect(throws: MigrationFailure.self) {
            try await runner(database, [Shop.initial, bad]).run(to: .latest)
        }
        #expect(
            error?.description.hasPrefix("migration `0002_bad` failed at step 2 of 2: no such table: nowhere") == true)
        #expect(error?.description.hasSuffix("nothing of it was kept") == true)
        #expect(try await database.texts("SELECT name FROM martlet_migrations") == ["0001_initial"])
        #expect(try await database.texts("SELECT count(*) FROM pragma_table_info('albums')") == ["3"])
    }

    @Test func `rows that would refer to nothing stop a rebuild`() async throws {
        let database = try MigrationStore.memory()
        let keyless = TableSchema(
            name: "tracks",
            columns: [ColumnSchema(name: "id", type: .integer), ColumnSchema(name: "album_id", type: .integer)],
            primaryKey: ["id"])
        let key = ForeignKeySchema(columns: ["album_id"], table: "albums", referencedColumns: ["id"])
        let migrations = [
            Shop.initial, Migration("0002_tracks", dependencies: ["0001_initial"], operations: [.createTable(keyless)]),
            Migration("0003_key", dependencies: ["0002_tracks"], operations: [.addForeignKey("tracks", key)]),
        ]
        try await runner(database, migrations).run(to: .migration("0002"))
        try await database.execute("INSERT INTO tracks VALUES (7, 99)")
        let error = await #expect(throws: DatabaseError.self) {
            try await runner(database, migrations).run(to: .latest)
        }
        #expect(
            error?.message == "1 rows would refer to nothing, the first is row 7 of `tracks`, which refers to `albums`")
        #expect(try await database.texts("SELECT album_id FROM tracks") == ["99"])
        // Foreign keys are on again.
        await #expect(throws: DatabaseError.self) {
            try await database.execute("INSERT INTO albums (title, artist_id) VALUES ('No', 77)")
        }
    }

    @Test func `an edited migration is refused until it is accepted`() async throws {
        let database = try MigrationStore.memory()
        try await runner(database, [Shop.initial, Shop.genre]).run(to: .latest)
        let edited = Migration(
            "0002_add_albums_genre", dependencies: ["0001_initial"],
            operations: [.addColumn("albums", ColumnSchema(name: "genre", type: .text))])
        let error = await #expect(throws: MigrationError.self) {
            try await runner(database, [Shop.initial, edited]).run(to: .latest)
        }
        #expect(
            error?.description == """
                the migration `0002_add_albums_genre` was edited after this database had it (checksum \(Shop.genre.checksum), \
                now \(edited.checksum)); undo the edit and write what changed as a new migration, or accept it with \
                `migrate --accept-edits`
                """)
        var accepting = runner(database, [Shop.initial, edited])
        accepting.options.ignoresEdits = true
        #expect(try await accepting.run(to: .latest) == [])
        #expect(try await runner(database, [Shop.initial, edited]).run(to: .latest) == [])
    }

    @Test func `a database that is ahead of the application is refused`() async throws {
        let database = try MigrationStore.memory()
        try await runner(database, [Shop.initial, Shop.genre]).run(to: .latest)
        let error = await #expect(throws: MigrationError.self) {
            try await runner(database, [Shop.initial]).run(to: .latest)
        }
        #expect(
            error?.description == """
                the database has had the migration `0002_add_albums_genre`, which this application does not have; it may be \
                newer than the application: deploy the version that has it, or revert it with that version
                """)
    }

    @Test func `data migrations run both ways`() async throws {
        let database = try MigrationStore.memory()
        let shout = Migration(
            "0002_shout", dependencies: ["0001_initial"],
            operations: [
                .runData(
                    DataMigration("shout") {
                        try await $0.execute("UPDATE artists SET name = upper(name)")
                    } down: {
                        try await $0.execute("UPDATE artists SET name = lower(name)")
                    })
            ])
        let all = runner(database, [Shop.initial, shout])
        try await all.run(to: .migration("0001"))
        try await Shop.fill(database)
        try await all.run(to: .latest)
        #expect(try await database.texts("SELECT name FROM artists ORDER BY id") == ["QUEEN", "ABBA"])
        try await all.run(to: .migration("0001"))
        #expect(try await database.texts("SELECT name FROM artists ORDER BY id") == ["queen", "abba"])
    }

    @Test func `a second process waits and then finds nothing to do`() async throws {
        try await MigrationStore.withFile { url in
            let slow = Migration(
                "0002_slow", dependencies: ["0001_initial"],
                operations: [.runData(DataMigration("slow") { _ in try await Task.sleep(for: .milliseconds(300)) })])
            let first = try Database(url, drivers: [.sqlite])
            let second = try Database(url, drivers: [.sqlite])
            let migrations = [Shop.initial, slow]
            async let one = runner(first, migrations).run(to: .latest)
            async let two = runner(second, migrations).run(to: .latest)
            let ran = try await one + two
            #expect(ran.sorted() == ["0001_initial", "0002_slow"])
            #expect(
                try await first.texts("SELECT name FROM martlet_migrations ORDER BY name") == [
                    "0001_initial", "0002_slow",
                ])
            try await first.close()
            try await second.close()
        }
    }

    @Test func `faking records without running`() async throws {
        let database = try MigrationStore.memory()
        try await database.execute("CREATE TABLE artists (id INTEGER PRIMARY KEY, name TEXT)")
        var fake = runner(database, [Shop.initial])
        fake.options.isFake = true
        #expect(try await fake.run(to: .latest) == ["0001_initial"])
        #expect(try await runner(database, [Shop.initial]).run(to: .latest) == [])
        #expect(try await fake.run(to: .zero) == ["0001_initial"])
        #expect(try await database.texts("SELECT name FROM artists") == [])
    }
}
