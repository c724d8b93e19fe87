import MartletData
import Testing

@testable import MartletData

/// Renamed, retyped and dropped columns that others are computed from, on every database, by what `migrate make` finds.
@Suite struct ComputedColumnTests {
    private static func table(
        _ columns: [ColumnSchema], indexes: [IndexSchema] = [], constraints: [ConstraintSchema] = []
    ) -> TableSchema {
        TableSchema(
            name: "prices", columns: [ColumnSchema(name: "id", type: .integer, isGenerated: true)] + columns,
            primaryKey: ["id"], indexes: indexes, constraints: constraints)
    }

    private static let old = table(
        [
            ColumnSchema(name: "net", type: .integer(.int32), check: "\"net\" >= 0"),
            ColumnSchema(name: "rate", type: .integer),
            ColumnSchema(name: "total", type: .integer, isNullable: true, computed: "\"net\" + \"rate\""),
        ], indexes: [IndexSchema(columns: ["total", "rate"])],
        constraints: [
            .check(name: "prices_sane", condition: "\"total\" < 1000"),
            .unique(UniqueConstraintSchema(name: "prices_once", columns: ["total", "net"])),
        ])

    private func migrate(_ database: Database, to new: TableSchema) async throws {
        let first = try MigrationDetector.detect(from: SchemaState(), to: [Self.old])
        let second = try MigrationDetector.detect(
            from: SchemaState(models: [Self.old]), to: [new],
            answers: GivenAnswers(drops: ["prices.net", "prices.rate", "prices.total"]))
        let runner = MigrationRunner(
            database: database,
            migrations: [
                Migration("0001_initial", operations: first),
                Migration("0002_change", dependencies: ["0001_initial"], operations: second),
            ])
        try await runner.run(to: .migration("0001"))
        try await database.execute("INSERT INTO prices (net, rate) VALUES (10, 1), (20, 2)")
        for goal in [MigrationPlan.Goal.latest, .migration("0001"), .latest] {
            try await runner.run(to: goal)
            let expected = if case .latest = goal { new } else { Self.old }
            #expect(
                try SchemaComparison(dialect: database.dialect).differences(
                    expected: [expected.resolved], found: try await database.inspector.tables()) == [])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `a computed column follows the new name and type of what it is computed from`(
        _ server: MigrationServer
    ) async throws {
        var new = Self.old
        new.columns[1] = ColumnSchema(
            name: "price", type: .integer, defaultValue: .value(.integer(5)), check: "\"price\" >= 1",
            renamedFrom: "net")
        new.columns[3].computed = "\"price\" + \"rate\""
        new.constraints[1] = .unique(UniqueConstraintSchema(name: "prices_once", columns: ["total", "price"]))
        try await server.withDatabase { (database) async throws in
            try await migrate(database, to: new)
            #expect(try await database.texts("SELECT total FROM prices ORDER BY id") == ["11", "22"])
            #expect(try await database.texts("SELECT price FROM prices ORDER BY id") == ["10", "20"])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `another expression keeps indexes and constraints`(_ server: MigrationServer) async throws {
        var new = Self.old
        new.columns[3].computed = "\"net\" * 2"
        try await server.withDatabase { (database) async throws in
            try await migrate(database, to: new)
            #expect(try await database.texts("SELECT total FROM prices ORDER BY id") == ["20", "40"])
            await #expect(throws: DatabaseError.self) {
                try await database.execute("INSERT INTO prices (net, rate) VALUES (500, 1)")
            }
            await #expect(throws: DatabaseError.self) {
                try await database.execute("INSERT INTO prices (net, rate) VALUES (10, 7)")
            }
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `another expression of columns that are new or have another type`(_ server: MigrationServer) async throws {
        var new = Self.old
        new.columns[1].type = .decimal(precision: 10, scale: 2)
        new.columns[3] = ColumnSchema(
            name: "total", type: .decimal(precision: 12, scale: 2), isNullable: true, computed: "\"net\" + \"extra\"")
        new.columns.append(ColumnSchema(name: "extra", type: .integer, defaultValue: .value(.integer(7))))
        try await server.withDatabase { (database) async throws in
            try await migrate(database, to: new)
            #expect(try await database.texts("SELECT count(*) FROM prices WHERE total IN (17, 27)") == ["2"])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `a column goes with those that are computed from it`(_ server: MigrationServer) async throws {
        let new = Self.table([Self.old.columns[2]])
        try await server.withDatabase { (database) async throws in
            // What is dropped cannot come back in rows that are there.
            let first = try MigrationDetector.detect(from: SchemaState(), to: [Self.old])
            let second = try MigrationDetector.detect(from: SchemaState(models: [Self.old]), to: [new])
            let runner = MigrationRunner(
                database: database,
                migrations: [
                    Migration("0001_initial", operations: first),
                    Migration("0002_change", dependencies: ["0001_initial"], operations: second),
                ])
            try await runner.run(to: .migration("0001"))
            try await database.execute("INSERT INTO prices (net, rate) VALUES (10, 1)")
            try await runner.run(to: .latest)
            #expect(try await database.columns(of: "prices") == ["id", "rate"])
            #expect(try await database.texts("SELECT rate FROM prices") == ["1"])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `what was computed stays when it is computed no longer`(_ server: MigrationServer) async throws {
        for isStored in server == .postgres ? [true] : [true, false] {
            try await server.withDatabase { (database) async throws in
                var old = Self.old
                old.columns[3].computed?.isStored = isStored
                var new = old
                new.columns[3].computed = nil
                let runner = MigrationRunner(
                    database: database,
                    migrations: [
                        Migration("0001_initial", operations: [.createTable(old)]),
                        Migration(
                            "0002_change", dependencies: ["0001_initial"],
                            operations: try MigrationDetector.detect(from: SchemaState(models: [old]), to: [new])),
                    ])
                try await runner.run(to: .migration("0001"))
                try await database.execute("INSERT INTO prices (net, rate) VALUES (10, 1), (20, 2)")
                try await runner.run(to: .latest)
                try await database.execute("UPDATE prices SET rate = 9")
                #expect(try await database.texts("SELECT total FROM prices ORDER BY id") == ["11", "22"])
                #expect(
                    try SchemaComparison(dialect: database.dialect).differences(
                        expected: [new.resolved], found: try await database.inspector.tables()) == [])
                try await runner.run(to: .migration("0001"))
                #expect(try await database.texts("SELECT total FROM prices ORDER BY id") == ["19", "29"])
            }
        }
    }
}
