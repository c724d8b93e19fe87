import Foundation
import MartletData
import Testing

@testable import MartletData

/// The files that `migrate make` writes for each kind of change, compiled with these tests, and run.
@Suite struct DetectedHistoryTests {
    /// The migrations, each found by comparing a step with what those before have made.
    private func detected() throws -> [Migration] {
        var all: [Migration] = []
        for step in DetectedHistory.steps {
            let operations = try MigrationDetector.detect(
                from: try MigrationHistory(all).state(), to: step.tables, answers: step.answers)
            let name = try MigrationTitle.name(all.count + 1, operations, title: step.title)
            all.append(Migration(name, dependencies: all.last.map { [$0.name] } ?? [], operations: operations))
        }
        return all
    }

    @Test func `each file is as it was written and compiles to what was meant`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Detected")
        let all = try detected()
        for migration in all {
            let file = MigrationFile(migration: migration)
            let source = try? String(contentsOf: folder.appending(path: file.fileName), encoding: .utf8)
            #expect(file.source == source, "\(file.fileName)")
        }
        let list = try? String(contentsOf: folder.appending(path: MigrationList.fileName), encoding: .utf8)
        #expect(MigrationList.source(all.map(\.name)) == list)
        #expect(migrations.map(\.checksum) == all.map(\.checksum))
    }

    @Test func `nothing is left to find behind each of them`() throws {
        for (number, step) in DetectedHistory.steps.enumerated() {
            let state = try MigrationHistory(Array(migrations.prefix(number + 1))).state()
            let left = try MigrationDetector.detect(from: state, to: step.tables)
            #expect(left.map { SwiftSource.operation($0).line } == [], "\(step.title)")
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `they run up, back and up again, with rows`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            let runner = MigrationRunner(database: database, migrations: migrations)
            func check(_ number: Int, _ direction: String) async throws {
                let step = DetectedHistory.steps[number]
                let differences = try SchemaComparison(dialect: database.dialect).differences(
                    expected: SchemaState(models: step.tables).tables, found: try await database.inspector.tables())
                #expect(differences == [], "\(direction) \(step.title)")
            }
            try await runner.run(to: .migration("0001"))
            try await database.execute("INSERT INTO authors (id, name) VALUES (1, 'Ada'), (2, 'Byron')")
            try await database.execute(
                "INSERT INTO books (id, title, author_id) VALUES (1, 'Notes', 1), (2, 'Darkness', 2)")
            try await database.execute("UPDATE authors SET favourite_id = id")
            for number in migrations.indices.dropFirst() {
                // What another table is referred to by is not there.
                if number == 12 { try await database.execute("UPDATE authors SET favourite_id = NULL") }
                try await runner.run(to: .migration(migrations[number].name))
                try await check(number, "up to")
                if number == 16 {
                    #expect(try await database.texts("SELECT title FROM books ORDER BY id") == ["Notes", "Darkness"])
                }
            }
            #expect(try await database.texts("SELECT full_name FROM writers ORDER BY id") == ["Ada", "Byron"])
            for number in migrations.indices.dropLast().reversed() {
                try await runner.run(to: .migration(migrations[number].name))
                try await check(number, "back to")
            }
            #expect(try await database.texts("SELECT name FROM authors ORDER BY id") == ["Ada", "Byron"])
            try await runner.run(to: .latest)
            try await runner.run(to: .zero)
            #expect(try await database.inspector.tables() == [])
        }
    }
}
