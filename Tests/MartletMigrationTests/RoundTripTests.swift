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

    /// How many pairs of tables are tried on each database.
    private static let seeds = Array(
        UInt64(1)...(ProcessInfo.processInfo.environment["MARTLET_LONG"] == nil ? 12 : 200))

    @Test(arguments: MigrationServer.allCases, seeds)
    func `random tables migrate up, down and up, and keep their rows`(
        _ server: MigrationServer, seed: UInt64
    ) async throws {
        let fresh = try await created(pair(seed, server).new, on: server)
        let before = try await created(pair(seed, server).old, on: server)
        try await server.withDatabase { try await roundTrip(server, seed, $0, before: before, fresh: fresh) }
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
            answers: GivenAnswers(drops: Set(old.flatMap { table in table.columns.map { "\(table.name).\($0.name)" } }))
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
