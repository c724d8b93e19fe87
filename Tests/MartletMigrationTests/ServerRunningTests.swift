import MartletData
import Testing

@testable import MartletData

/// What migrations do on each database.
@Suite struct ServerRunningTests {
    private func runner(_ database: Database, _ migrations: [Migration], _ journal: Journal = Journal())
        -> MigrationRunner
    {
        MigrationRunner(database: database, migrations: migrations, report: journal.print)
    }

    @Test(arguments: MigrationServer.allCases)
    func `migrations run up, are reverted and run again`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            let all = runner(database, [Shop.genre, Shop.initial, Shop.price])
            #expect(try await all.run(to: .migration("0001")) == ["0001_initial"])
            try await Shop.fill(database)
            #expect(try await all.run(to: .latest) == ["0002_add_albums_genre", "0003_add_albums_price"])
            #expect(try await all.run(to: .latest) == [])
            #expect(try await database.texts("SELECT cents FROM albums ORDER BY id") == ["99", "99"])
            #expect(
                try await all.run(to: .migration("0001")) == ["0003_add_albums_price", "0002_add_albums_genre"])
            #expect(try await database.columns(of: "albums") == ["id", "title", "artist_id"])
            #expect(try await database.texts("SELECT title FROM albums ORDER BY id") == ["Jazz", "Arrival"])
            #expect(try await all.run(to: .latest).count == 2)
            #expect(try await all.run(to: .zero).count == 3)
            #expect(try await database.inspector.tables() == [])
            #expect(try await all.records() == [])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `a second connection waits and then finds nothing to do`(_ server: MigrationServer) async throws {
        try await server.withURL { (url) async throws in
            let slow = Migration(
                "0002_slow", dependencies: ["0001_initial"],
                operations: [.runData(DataMigration("slow") { _ in try await Task.sleep(for: .milliseconds(300)) })])
            let first = try MigrationServer.open(url)
            let second = try MigrationServer.open(url)
            let migrations = [Shop.initial, slow]
            async let one = runner(first, migrations).run(to: .latest)
            async let two = runner(second, migrations).run(to: .latest)
            let ran = try await one + two
            #expect(ran.sorted() == ["0001_initial", "0002_slow"])
            try await first.close()
            try await second.close()
        }
    }

    @Test(arguments: [MigrationServer.postgres, .mysql])
    func `a lock that another keeps is told of and given up in time`(_ server: MigrationServer) async throws {
        try await server.withURL { (url) async throws in
            let first = try MigrationServer.open(url)
            let second = try MigrationServer.open(url)
            let (started, start) = AsyncStream<Void>.makeStream()
            let (ended, end) = AsyncStream<Void>.makeStream()
            let slow = Migration(
                "0001_slow",
                operations: [
                    .runData(
                        DataMigration("slow") { _ in
                            start.finish()
                            for await _ in ended {}
                        })
                ])
            async let one = runner(first, [slow]).run(to: .latest)
            for await _ in started {}
            let journal = Journal()
            var waiting = runner(second, [slow], journal)
            waiting.options.wait = .milliseconds(300)
            let error = await #expect(throws: DatabaseError.self) { try await waiting.run(to: .latest) }
            #expect(error?.kind == .busy)
            #expect(
                error?.message
                    == "another process has been migrating this database for more than 0.3 seconds; look at it, or wait longer with --wait SECONDS"
            )
            #expect(journal.lines == ["another process migrates this database; waiting"])
            end.finish()
            #expect(try await one == ["0001_slow"])
            #expect(try await waiting.run(to: .latest) == [])
            try await first.close()
            try await second.close()
        }
    }

    private var bad: Migration {
        Migration(
            "0002_bad", dependencies: ["0001_initial"],
            operations: [
                .addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true)),
                .runSQL(up: ["INSERT INTO marks VALUES (1)"], down: ["DELETE FROM marks"]),
                .addColumn("albums", ColumnSchema(name: "year", type: .integer, isNullable: true)),
            ])
    }

    @Test(arguments: [MigrationServer.sqlite, .postgres])
    func `a migration that fails leaves nothing behind`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            let error = await #expect(throws: MigrationFailure.self) {
                try await runner(database, [Shop.initial, bad]).run(to: .latest)
            }
            #expect(error?.description.hasPrefix("migration `0002_bad` failed at step 2 of 3: ") == true)
            #expect(error?.description.hasSuffix("nothing of it was kept") == true)
            #expect(try await runner(database, [Shop.initial]).records().map(\.name) == ["0001_initial"])
            #expect(try await database.columns(of: "albums") == ["id", "title", "artist_id"])
        }
    }

    @Test func `MariaDB goes on at the step that failed`() async throws {
        try await MigrationServer.mysql.withDatabase { (database) async throws in
            let journal = Journal()
            let all = runner(database, [Shop.initial, bad], journal)
            let error = await #expect(throws: MigrationFailure.self) { try await all.run(to: .latest) }
            #expect(error?.description.hasPrefix("migration `0002_bad` failed at step 2 of 3: ") == true)
            #expect(
                error?.description.hasSuffix(
                    "1 of 3 steps are done; remove the cause and run migrate again, which goes on with: INSERT INTO marks VALUES (1)"
                ) == true)
            let record = try await all.records().first { $0.name == "0002_bad" }
            #expect(record?.state == .applying)
            #expect(record?.step == 1)
            #expect(try await database.columns(of: "albums") == ["id", "title", "artist_id", "genre"])
            try await database.execute("CREATE TABLE marks (mark integer)")
            #expect(try await all.run(to: .latest) == ["0002_bad"])
            #expect(
                journal.lines.contains(
                    "0002_bad stopped after step 1 of 3; going on with step 2: INSERT INTO marks VALUES (1)"))
            #expect(try await database.texts("SELECT mark FROM marks") == ["1"])
            #expect(try await database.columns(of: "albums") == ["id", "title", "artist_id", "genre", "year"])
            #expect(try await all.run(to: .migration("0001")) == ["0002_bad"])
            #expect(try await database.columns(of: "albums") == ["id", "title", "artist_id"])
        }
    }

    @Test func `MariaDB takes no step for done that it has refused`() async throws {
        try await MigrationServer.mysql.withDatabase { (database) async throws in
            let all = runner(
                database,
                [
                    Shop.initial,
                    Migration(
                        "0002_more", dependencies: ["0001_initial"],
                        operations: [
                            .addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true)),
                            .addColumn("albums", ColumnSchema(name: "year", type: .integer, isNullable: true)),
                            .runSQL(up: ["UPDATE albums SET yaer = 1"], down: []),
                        ]),
                ])
            try await runner(database, [Shop.initial]).run(to: .latest)
            try await database.execute("ALTER TABLE albums ADD COLUMN year varchar(4)")
            for _ in 1...2 {
                let error = await #expect(throws: MigrationFailure.self) { try await all.run(to: .latest) }
                #expect(error?.description.hasPrefix("migration `0002_more` failed at step 2 of 3: ") == true)
            }
            try await database.execute("ALTER TABLE albums DROP COLUMN year")
            for _ in 1...2 {
                let error = await #expect(throws: MigrationFailure.self) { try await all.run(to: .latest) }
                #expect(error?.description.hasPrefix("migration `0002_more` failed at step 3 of 3: ") == true)
            }
            let record = try await all.records().first { $0.name == "0002_more" }
            #expect(record?.step == 2)
            #expect(record?.isInStep == false)
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `an edited migration is refused until it is accepted`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            try await runner(database, [Shop.initial, Shop.genre]).run(to: .latest)
            let edited = Migration(
                "0002_add_albums_genre", dependencies: ["0001_initial"],
                operations: [.addColumn("albums", ColumnSchema(name: "genre", type: .text))])
            let error = await #expect(throws: MigrationError.self) {
                try await runner(database, [Shop.initial, edited]).run(to: .latest)
            }
            #expect(
                error?.description == """
                    the migration `0002_add_albums_genre` was edited after this database had it (checksum \
                    \(Shop.genre.checksum), now \(edited.checksum)); undo the edit and write what changed as a new \
                    migration, or accept it with `migrate --accept-edits`
                    """)
            var accepting = runner(database, [Shop.initial, edited])
            accepting.options.ignoresEdits = true
            #expect(try await accepting.run(to: .latest) == [])
            #expect(try await runner(database, [Shop.initial, edited]).run(to: .latest) == [])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `faking records without running`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            var fake = runner(database, [Shop.initial])
            fake.options.isFake = true
            #expect(try await fake.run(to: .latest) == ["0001_initial"])
            #expect(try await database.inspector.tables() == [])
            #expect(try await runner(database, [Shop.initial]).run(to: .latest) == [])
            #expect(try await fake.run(to: .zero) == ["0001_initial"])
            #expect(try await runner(database, [Shop.initial]).run(to: .latest) == ["0001_initial"])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `data migrations run both ways, and are undone when they fail`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
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
            let failing = Migration(
                "0002_fail", dependencies: ["0001_initial"],
                operations: [
                    .runData(
                        DataMigration("fail") {
                            try await $0.execute("UPDATE artists SET name = upper(name)")
                            try await $0.execute("UPDATE nowhere SET name = 1")
                        })
                ])
            await #expect(throws: MigrationFailure.self) {
                try await runner(database, [Shop.initial, failing]).run(to: .latest)
            }
            #expect(try await database.texts("SELECT name FROM artists ORDER BY id") == ["queen", "abba"])
        }
    }
}
