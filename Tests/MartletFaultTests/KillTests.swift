import FaultWork
import Foundation
import MartletData
import MartletSQLite
import Testing

@testable import MartletData

/// A process that is killed while it writes or migrates: what it was told to be committed is there, nothing is half done.
@Suite(.serialized) struct KillTests {
    private static let rounds = runsLong ? 100 : 3

    @Test(arguments: TestedDatabase.allCases)
    func `what was committed before a kill is there, and nothing half`(_ kind: TestedDatabase) async throws {
        try await kind.withURL { (url) async throws in
            let first = try TestedDatabase.open(url)
            try await Ledger.create(in: first)
            try await first.close()
            var committed: Set<String> = []
            for round in 0..<Self.rounds {
                let writer = try WriterProcess("write", "\(round)", url)
                let said = try await writer.killed(
                    after: .microseconds(Int64.random(in: 0...150_000)), lines: 1)
                for line in said {
                    let words = line.split(separator: " ", maxSplits: 1)
                    try #require(words.count == 2 && words[0] == "committed", "\(line)")
                    committed.insert(String(words[1]))
                }
                let database = try TestedDatabase.open(url + "&pool_size=1")
                try await kind.waitUntilAlone(in: database)
                let entries = try await Ledger.entries(in: database)
                #expect(committed.subtracting(entries) == [], "round \(round)")
                // Of each of the three tasks one movement may have been committed without having been told.
                let untold = entries.subtracting(committed)
                #expect(untold.count <= 3, "round \(round)")
                committed.formUnion(untold)
                #expect(try await Ledger.problems(in: database) == [], "round \(round)")
                if kind == .sqlite {
                    let words = try await database.query("PRAGMA integrity_check") { try $0.read(String.self, at: 0) }
                    #expect(words == ["ok"], "round \(round)")
                }
                try await Ledger.transfer("after-\(round)", in: database)
                committed.insert("after-\(round)")
                try await database.close()
            }
            #expect(committed.count > Self.rounds, "the writer was killed before it wrote anything")
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `migrations that are killed go on`(_ kind: TestedDatabase) async throws {
        let states = try await statesOfTheHistory(kind)
        var stops: Set<Int> = []
        for round in 0..<Self.rounds {
            try await kind.withURL { (url) async throws in
                let first = try TestedDatabase.open(url)
                try await Catalogue.fill(first)
                try await first.close()
                let writer = try WriterProcess("migrate", url)
                let said = try await writer.killed(
                    after: .microseconds(Int64.random(in: 0...30_000)), lines: (round * 4 + round / 9) % 9)
                #expect(!said.contains { $0.hasPrefix("failed") }, "round \(round): \(said)")

                let database = try TestedDatabase.open(url + "&pool_size=1")
                try await kind.waitUntilAlone(in: database)
                let runner = MigrationRunner(database: database, migrations: Catalogue.migrations)
                let records = try await runner.records()
                let applied = records.filter { $0.state == .applied }.map(\.name).sorted()
                #expect(applied == Catalogue.migrations.prefix(applied.count).map(\.name), "round \(round)")
                stops.insert(applied.count)
                for line in said where line.hasPrefix("apply ") {
                    #expect(applied.contains { line.hasPrefix("apply \($0)  done in ") }, "round \(round): \(line)")
                }
                let stopped = records.first { $0.state != .applied }
                if kind == .mariadb {
                    #expect(records.count - applied.count <= 1, "round \(round)")
                } else {
                    #expect(stopped == nil, "round \(round)")
                    #expect(try await tables(database) == states[applied.count], "round \(round)")
                }

                let journal = Journal()
                try await Migrations(Catalogue.migrations, tables: []).migrate(database, report: journal.add)
                if let stopped {
                    let words = "\(stopped.name) stopped after step \(stopped.step) of "
                    #expect(journal.lines.contains { $0.hasPrefix(words) }, "round \(round): \(journal.lines)")
                }
                #expect(try await tables(database) == states.last, "round \(round)")
                #expect(try await rows(database) == Self.finalRows, "round \(round)")
                try await database.close()
            }
        }
        #expect(stops.count > 1, "the migrations were always stopped at the same place: \(stops)")
    }

    private static let finalRows = [
        Catalogue.items, Catalogue.items * (Catalogue.items + 1) / 2, Catalogue.parts, Catalogue.parts * 11,
        Catalogue.items,
    ]

    private func rows(_ database: Database) async throws -> [Int] {
        let columns: SQL = """
            SELECT (SELECT count(*) FROM items), (SELECT sum(amount) FROM items), (SELECT count(*) FROM parts), \
            (SELECT sum(weight) FROM parts), (SELECT count(*) FROM notes)
            """
        return try await database.query(columns) { row in
            try (0..<5).map { index in
                // A sum of integers is a decimal on the servers.
                switch row.value(at: index) {
                case .integer(let number): Int(number)
                case .decimal(let digits): try #require(Int("\(digits)"))
                case let value: throw NeverHappened(description: "expected a number, got \(value)")
                }
            }
        }.first ?? []
    }

    /// The tables without that in which the migrations are recorded.
    private func tables(_ database: Database) async throws -> [TableSchema] {
        try await database.inspector.tables().filter { $0.name != "martlet_migrations" }.sorted { $0.name < $1.name }
    }

    /// The tables after each number of migrations.
    private func statesOfTheHistory(_ kind: TestedDatabase) async throws -> [[TableSchema]] {
        try await kind.withURL { (url) async throws in
            let database = try TestedDatabase.open(url)
            var states: [[TableSchema]] = [[]]
            try await Catalogue.fill(database)
            states.append(try await tables(database))
            for count in 2...Catalogue.migrations.count {
                try await Migrations(Array(Catalogue.migrations.prefix(count)), tables: []).migrate(database)
                states.append(try await tables(database))
            }
            #expect(try await rows(database) == Self.finalRows)
            try await database.close()
            return states
        }
    }
}
