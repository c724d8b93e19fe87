import MartletData
import Testing

@testable import MartletData

/// `migrate check --live` compares definitions, whatever words a database keeps them in.
@Suite struct LiveDefinitionTests {
    private static let conditions = [
        #""a" <> 'it''s \ "'"#, #"NOT ("a" = 'x' OR "b" > 3)"#,
        #""b" BETWEEN 1 AND 9 AND "a" IN ('x', 'y') AND "a" IS NOT NULL"#,
        #"char_length("a") >= 2 AND lower("a") LIKE 'a%' AND "a" NOT LIKE 'b%'"#,
        #""b" > 1.50 AND -1 < "b" AND "b" != 4"#,
        #"CASE WHEN "b" > 1 THEN "a" = 'q' ELSE coalesce("b", 2) = 3 END"#, #""b" % 2 = 0 OR "a" IN ('z')"#,
        #""a" NOT IN ('p', 'q') OR "date" IS NULL OR "b" NOT BETWEEN 1 AND 2"#,
    ]

    private static let table = TableSchema(
        name: "things",
        columns: [
            ColumnSchema(name: "id", type: .integer, isGenerated: true),
            ColumnSchema(
                name: "a", type: .text, isNullable: true, maximumLength: 40, defaultValue: .value(.text("it's \\"))),
            ColumnSchema(name: "b", type: .integer, defaultValue: .value(.integer(-1)), check: #""b" < 1000"#),
            ColumnSchema(name: "c", type: .decimal(precision: 12, scale: 3), defaultValue: .value(.decimal("1.50"))),
            ColumnSchema(name: "d", type: .boolean, defaultValue: .value(.boolean(true))),
            ColumnSchema(name: "e", type: .real, defaultValue: .value(.real(0.5))),
            ColumnSchema(name: "date", type: .timestamp, isNullable: true, defaultValue: .now),
            ColumnSchema(name: "sum", type: .integer, isNullable: true, computed: #""b" * 2"#),
        ], primaryKey: ["id"],
        indexes: [IndexSchema(parts: [.init(.column("b"), isDescending: true), .init(.column("c"))])],
        constraints: conditions.enumerated().map { .check(name: "things_\($0.offset)", condition: $0.element) })

    private func differences(_ database: Database, _ expected: TableSchema) async throws -> [String] {
        try SchemaComparison(dialect: database.dialect).differences(
            expected: [expected.resolved], found: try await database.inspector.tables())
    }

    @Test(arguments: MigrationServer.allCases)
    func `what a database prints in its own words is the same`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            try await Migrations([Migration("0001_initial", operations: [.createTable(Self.table)])], tables: [])
                .migrate(database)
            #expect(try await differences(database, Self.table) == [])
        }
    }

    @Test(arguments: MigrationServer.allCases)
    func `another default, expression, condition or index is named`(_ server: MigrationServer) async throws {
        try await server.withDatabase { (database) async throws in
            try await Migrations([Migration("0001_initial", operations: [.createTable(Self.table)])], tables: [])
                .migrate(database)
            var expected = Self.table
            expected.columns[1].defaultValue = .value(.text("its"))
            expected.columns[2].check = #""b" <= 1000"#
            expected.columns[3].defaultValue = .value(.decimal("1.51"))
            expected.columns[7].computed = #""b" * 3"#
            expected.indexes[0].parts[0].isDescending = false
            expected.constraints[1] = .check(name: "things_1", condition: #"NOT ("a" = 'y' OR "b" > 3)"#)
            let found = try await differences(database, expected)
            let subjects = found.map { text in
                let end = text.firstRange(of: " has the ") ?? text.firstRange(of: " is ")
                return end.map { String(text[..<$0.lowerBound]) } ?? text
            }
            #expect(
                subjects == [
                    "`things.a`", "`things.b`", "`things.c`", "`things.sum`", "the index `things_b_c_idx` of `things`",
                    "the check `things_1` of `things`",
                ], "\(found)")
        }
    }

    @Test(arguments: [
        (#""a" = 1"#, #"("a" = 1)"#, true), (#""a" = 1"#, #""a" <> 1"#, true), (#""a" < 1"#, #""a" > 1"#, false),
        (#""a" = 1"#, #""a" = 2"#, false), (#""a" = 1"#, #""b" = 1"#, false), (#""a" = 'x'"#, #"a = 'X'"#, false),
        (#"lower("a") = 'x'"#, #"upper("a") = 'x'"#, false), (#""a" + "b" > 0"#, #""a" * "b" > 0"#, false),
        (
            #""a" IN ('x', 'y')"#,
            #"((a)::text = ANY ((ARRAY['x'::character varying, 'y'::character varying])::text[]))"#, true
        ),
        (#""a" >= '1970-01-01 00:00:01.500000'"#, "(a >= '1970-01-01 00:00:01.5+00'::timestamp with time zone)", true),
    ])
    func `names, values, functions and kinds of comparisons are told apart`(
        _ one: String, _ other: String, _ isSame: Bool
    ) {
        #expect((SQLFingerprint(one) == SQLFingerprint(other)) == isSame)
    }
}
