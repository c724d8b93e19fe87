import Foundation
import MartletData
import Testing

@testable import MartletData

/// What is found by comparing two sets of tables leads from one to the other in a real database, and back, and keeps what
/// both have.
@Suite struct MigrationRoundTripTests {
    /// The tables as the database itself has them.
    private func inspected(_ database: Database) async throws -> [TableSchema] {
        try await database.inspector.tables().map { table in
            var table = table
            // The order of columns and rules is not part of what a model says.
            table.columns.sort { $0.name < $1.name }
            table.indexes.sort { "\($0)" < "\($1)" }
            table.constraints.sort { $0.name < $1.name }
            table.foreignKeys.sort { "\($0)" < "\($1)" }
            return table
        }
    }

    /// What a database has otherwise than it should.
    private func differences(_ database: Database, _ expected: [TableSchema]) async throws -> [String] {
        let found = try await inspected(database)
        guard found != expected else { return [] }
        guard found.map(\.name) == expected.map(\.name) else {
            return ["tables \(found.map(\.name)) ≠ \(expected.map(\.name))"]
        }
        let pairs = zip(found.map { SwiftSource.table($0).line }, expected.map { SwiftSource.table($0).line })
        let different = pairs.filter { $0 != $1 }.map { "\($0) ≠ \($1)" }
        return different.isEmpty ? ["tables differ in what their source does not say"] : different
    }

    /// What `migrate check --live` says.
    private func differencesLive(_ database: Database, _ expected: [TableSchema]) async throws -> [String] {
        try SchemaComparison(dialect: database.dialect).differences(
            expected: expected.map(\.resolved), found: try await database.inspector.tables())
    }

    private func created(_ tables: [TableSchema], on server: MigrationServer) async throws -> [TableSchema] {
        try await server.withDatabase { (database) async throws in
            let operations = try MigrationDetector.detect(from: SchemaState(), to: tables)
            try await MigrationRunner(
                database: database, migrations: [Migration("0001_initial", operations: operations)]
            ).run(to: .latest)
            return try await inspected(database)
        }
    }

    private func fill(_ tables: [TableSchema], _ database: Database) async throws {
        for table in tables {
            let columns = table.columns.filter {
                !$0.isGenerated && $0.computed == nil && !$0.name.hasPrefix("other_")
            }
            let names = columns.map { database.dialect.quote($0.name) }.joined(separator: ", ")
            for row in 1...3 {
                let values = columns.map { $0.type == .text ? "'text \(row)'" : Self.number(row, in: $0.type) }
                _ = try await database.execute(
                    Statement(
                        "INSERT INTO \(database.dialect.quote(table.name)) (\(names)) VALUES (\(values.joined(separator: ", ")))"
                    ))
            }
        }
    }

    /// The number that a row has in a column.
    private static func number(_ row: Int, in type: ColumnType) -> String {
        switch type {
        case .real: "\(row).25"
        case .decimal: "\(row).50"
        default: "\(row)"
        }
    }

    private func values(_ table: String, _ column: String, _ database: Database) async throws -> [String] {
        let quote = database.dialect.quote
        let texts = try await database.texts("SELECT \(quote(column)) FROM \(quote(table)) ORDER BY \"id\"")
        // A number is the same whatever type has it.
        return texts.map { text in
            let digits = text.split { "(\")".contains($0) }.last { Double($0) != nil }
            return digits.flatMap { Double($0) }.map { "\($0)" } ?? text
        }
    }

    /// How many pairs of tables are tried on each database: some, or as many as `MARTLET_LONG` says; 400 when it is 1.
    private static let seeds: UInt64 = {
        guard let text = ProcessInfo.processInfo.environment["MARTLET_LONG"] else { return 12 }
        return UInt64(text).map { $0 > 1 ? $0 : 400 } ?? 400
    }()

    /// How many of them run at a time; a server takes only so many connections.
    private static let lanes = UInt64(4)

    @Test(arguments: MigrationServer.allCases, 0..<lanes)
    func `random tables migrate up, down and up, and keep their rows`(
        _ server: MigrationServer, lane: UInt64
    ) async throws {
        for seed in 1...Self.seeds where seed % Self.lanes == lane {
            do {
                let fresh = try await created(pair(seed, server).new, on: server)
                let before = try await created(pair(seed, server).old, on: server)
                try await server.withDatabase {
                    try await roundTrip(server, seed, $0, before: before, fresh: fresh)
                }
            } catch {
                Issue.record("seed \(seed) on \(server): \(error)")
            }
        }
    }

    private func pair(_ seed: UInt64, _ server: MigrationServer) -> (old: [TableSchema], new: [TableSchema]) {
        var random = RandomTables(seed: seed, server: server)
        let old = random.tables()
        return (old, random.changed(old))
    }

    private func roundTrip(
        _ server: MigrationServer, _ seed: UInt64, _ database: Database, before: [TableSchema], fresh: [TableSchema]
    ) async throws {
        let (old, new) = pair(seed, server)
        let first = try MigrationDetector.detect(from: SchemaState(), to: old)
        let second = try MigrationDetector.detect(
            from: SchemaState(models: old), to: new,
            answers: GivenAnswers(
                drops: Set(
                    old.flatMap { table in
                        table.columns.flatMap { ["\(table.name).\($0.name)", "moved.\($0.name)"] }
                    }))
        )
        let runner = MigrationRunner(
            database: database,
            migrations: [
                Migration("0001_initial", operations: first),
                Migration("0002_change", dependencies: ["0001_initial"], operations: second),
            ])
        try await runner.run(to: .migration("0001"))
        try await fill(old, database)
        for round in 1...2 {
            try await runner.run(to: .latest)
            #expect(try await differencesLive(database, new) == [], "seed \(seed), live, round \(round)")
            #expect(try await differences(database, fresh) == [], "seed \(seed), up, round \(round)")
            for table in old where new.contains(where: { ($0.renamedFrom ?? $0.name) == table.name }) {
                for column in table.columns where column.name.hasPrefix("c") || column.name == "n" {
                    guard let after = new.first(where: { ($0.renamedFrom ?? $0.name) == table.name }),
                        let name = after.columns.first(where: { ($0.renamedFrom ?? $0.name) == column.name })?.name
                    else { continue }
                    let expected = (1...3).map { row in
                        column.type == .text
                            ? "text \(row)" : Double(Self.number(row, in: column.type)).map { "\($0)" } ?? ""
                    }
                    #expect(try await values(after.name, name, database) == expected, "\(after.name).\(name)")
                }
            }
            try await runner.run(to: .migration("0001"))
            #expect(try await differences(database, before) == [], "seed \(seed), down, round \(round)")
        }
    }
}
