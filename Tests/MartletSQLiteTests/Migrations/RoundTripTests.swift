import MartletData
import MartletSQLite
import Testing

@testable import MartletData

/// What is found by comparing two sets of tables leads from one to the other in a real database, and back, and keeps what
/// both have.
@Suite struct MigrationRoundTripTests {
    /// The tables as the database itself has them.
    private func inspected(_ database: Database) async throws -> [TableSchema] {
        try await database.inspector().tables().map { table in
            var table = table
            // The order of columns and rules is not part of what a model says.
            table.columns.sort { $0.name < $1.name }
            table.indexes.sort { "\($0)" < "\($1)" }
            table.constraints.sort { $0.name < $1.name }
            return table
        }
    }

    /// What a database has otherwise than it should.
    private func differences(_ database: Database, _ expected: [TableSchema]) async throws -> [String] {
        let found = try await inspected(database)
        guard found != expected else { return [] }
        let pairs = zip(found.map { SwiftSource.table($0).line }, expected.map { SwiftSource.table($0).line })
        return pairs.filter { $0 != $1 }.map { "\($0) ≠ \($1)" }
    }

    private func created(_ tables: [TableSchema]) async throws -> [TableSchema] {
        let database = try MigrationStore.memory()
        let operations = try MigrationDetector.detect(from: SchemaState(), to: tables)
        try await MigrationRunner(database: database, migrations: [Migration("0001_initial", operations: operations)])
            .run(to: .latest)
        let found = try await inspected(database)
        try await database.close()
        return found
    }

    private func fill(_ tables: [TableSchema], _ database: Database) async throws {
        for table in tables {
            let columns = table.columns.filter { !$0.isGenerated && $0.name != "other_id" }
            let names = columns.map { database.dialect.quote($0.name) }.joined(separator: ", ")
            for row in 1...3 {
                let values = columns.map { column in
                    switch column.type {
                    case .text: "'text \(row)'"
                    case .real: "\(row).25"
                    default: "\(row)"
                    }
                }
                _ = try await database.execute(
                    Statement(
                        "INSERT INTO \(database.dialect.quote(table.name)) (\(names)) VALUES (\(values.joined(separator: ", ")))"
                    ))
            }
        }
    }

    private func values(_ table: String, _ column: String, _ database: Database) async throws -> [String] {
        let quote = database.dialect.quote
        return try await database.texts("SELECT \(quote(column)) FROM \(quote(table)) ORDER BY \"id\"")
    }

    @Test(arguments: Array(UInt64(1)...24))
    func `random tables migrate up, down and up, and keep their rows`(seed: UInt64) async throws {
        var random = RandomTables(seed: seed)
        let old = random.tables()
        let new = random.changed(old)
        let first = try MigrationDetector.detect(from: SchemaState(), to: old)
        let second = try MigrationDetector.detect(
            from: SchemaState(models: old), to: new,
            answers: GivenAnswers(drops: Set(old.flatMap { table in table.columns.map { "\(table.name).\($0.name)" } }))
        )
        let database = try MigrationStore.memory()
        let runner = MigrationRunner(
            database: database,
            migrations: [
                Migration("0001_initial", operations: first),
                Migration("0002_change", dependencies: ["0001_initial"], operations: second),
            ])
        try await runner.run(to: .migration("0001"))
        try await fill(old, database)
        let fresh = try await created(new)
        let before = try await created(old)
        for round in 1...2 {
            try await runner.run(to: .latest)
            #expect(try await differences(database, fresh) == [], "up, round \(round)")
            for table in old {
                for column in table.columns where column.name.hasPrefix("c") {
                    let name = new.first { $0.name == table.name }?.columns.first {
                        $0.name == column.name || $0.renamedFrom == column.name
                    }?.name
                    guard let name else { continue }
                    let expected = (1...3).map { row in
                        switch column.type {
                        case .text: "text \(row)"
                        case .real: "real(\(row).25)"
                        default: "\(row)"
                        }
                    }
                    #expect(try await values(table.name, name, database) == expected)
                }
            }
            try await runner.run(to: .migration("0001"))
            #expect(try await differences(database, before) == [], "down, round \(round)")
        }
    }
}
