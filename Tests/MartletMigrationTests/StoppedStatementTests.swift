import MartletData
import Testing

@testable import MartletData

/// MariaDB keeps each statement of a migration by itself; one that stopped in the middle says at which, and goes on.
@Suite struct StoppedStatementTests {
    private let migrations = [
        Migration(
            "0001_marks",
            operations: [
                .runSQL(
                    up: [
                        "CREATE TABLE marks (mark integer)", "INSERT INTO marks VALUES (1)",
                        "CREATE INDEX marks_mark ON marks (mark)", "UPDATE marks\n   SET mark = mark + 1",
                        "INSERT INTO later SELECT mark FROM marks",
                    ], down: ["DROP TABLE marks"])
            ])
    ]

    private func command(_ database: Database, _ journal: Journal) -> MigrationCommand {
        MigrationCommand(Migrations(migrations, tables: []), in: database, print: journal.print, readLine: nil)
    }

    /// As if the process had ended while a step ran.
    private func end(in step: Int, _ database: Database) async throws {
        try await database.execute("UPDATE martlet_migrations SET step = \(-step)")
    }

    @Test func `the statement that was refused is named, and run when its cause is gone`() async throws {
        try await MigrationServer.mysql.withDatabase { (database) async throws in
            let journal = Journal()
            let error = await #expect(throws: MigrationFailure.self) { try await command(database, journal).run([]) }
            #expect(
                error?.description.hasSuffix(
                    "4 of 5 steps are done; remove the cause and run migrate again, which goes on with: INSERT INTO later SELECT mark FROM marks"
                ) == true)
            try await command(database, journal).run(["status"])
            #expect(journal.lines.last == "  step 5 of 5: INSERT INTO later SELECT mark FROM marks")
            try await database.execute("CREATE TABLE later (mark integer)")
            try await command(database, journal).run([])
            #expect(
                journal.lines.contains(
                    "0001_marks stopped after step 4 of 5; going on with step 5: INSERT INTO later SELECT mark FROM marks"
                ))
            #expect(try await database.texts("SELECT mark FROM later") == ["2"])
        }
    }

    @Test func `a change of rows runs once, wherever the process ended`() async throws {
        try await MigrationServer.mysql.withDatabase { (database) async throws in
            let journal = Journal()
            await #expect(throws: MigrationFailure.self) { try await command(database, journal).run([]) }
            // Rows and record are kept together, so that a step whose record is missing has changed nothing.
            try await database.execute("UPDATE marks SET mark = 1")
            try await end(in: 4, database)
            try await database.execute("CREATE TABLE later (mark integer)")
            try await command(database, journal).run([])
            #expect(
                journal.lines.contains(
                    "0001_marks stopped after step 3 of 5; going on with step 4: UPDATE marks SET mark = mark + 1"))
            #expect(try await database.texts("SELECT mark FROM later") == ["2"])
        }
    }

    @Test func `a definition that may be done is looked at and skipped by a person`() async throws {
        try await MigrationServer.mysql.withDatabase { (database) async throws in
            let journal = Journal()
            await #expect(throws: MigrationFailure.self) { try await command(database, journal).run([]) }
            try await end(in: 3, database)
            try await database.execute("CREATE TABLE later (mark integer)")
            let error = await #expect(throws: MigrationFailure.self) { try await command(database, journal).run([]) }
            #expect(
                error?.description.hasSuffix(
                    "which goes on with: CREATE INDEX marks_mark ON marks (mark); it ran when the process ended: look whether the database has done it, and if so run migrate --skip-step"
                ) == true)
            try await command(database, journal).run(["--skip-step"])
            #expect(
                journal.lines.contains(
                    "0001_marks: step 3 of 5 is taken for done: CREATE INDEX marks_mark ON marks (mark)"))
            #expect(try await database.texts("SELECT mark FROM later") == ["3"])
            let useless = await #expect(throws: MigrationError.self) {
                try await command(database, journal).run(["--skip-step"])
            }
            #expect(
                useless?.description == "`--skip-step` is for a migration that stopped on its way, and none did")
        }
    }
}
