import Foundation
import MartletData
import MartletPostgres
import Testing

/// Values go to the server and come back as they were, also the odd ones.
@Suite struct PostgresTypesTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let type: String
        let value: DatabaseValue
        var testDescription: String { "\(type) \("\(value)".prefix(60))" }
    }

    static let samples: [Sample] = {
        func each(_ type: String, _ values: [DatabaseValue]) -> [Sample] {
            values.map { Sample(type: type, value: $0) }
        }
        let long = String(repeating: "9", count: 38)
        return each("boolean", [.boolean(true), .boolean(false), .null])
            + each("bigint", [.integer(0), .integer(-1), .integer(.max), .integer(.min)])
            + each("integer", [.integer(2_147_483_647), .integer(-2_147_483_648)])
            + each("smallint", [.integer(32_767), .integer(-32_768)])
            + each(
                "double precision", [0, -0.0, 0.1, .greatestFiniteMagnitude, .leastNonzeroMagnitude].map { .real($0) })
            + each("double precision", [.real(.infinity), .real(-.infinity)])
            + each("real", [.real(0.5), .real(Double(Float(0.1)))])
            + each(
                "numeric",
                [
                    "0", "-0.5", "0.000000000000000000001", "12345678.90", long, "-\(long)", "0.\(long)", "10000",
                    "10000000", "NaN",
                ]
                .map { .decimal($0) })
            + each("text", ["", "Jürgen 🦜", "a'b\"c\\d\n\t", String(repeating: "x", count: 100_000)].map { .text($0) })
            + each("varchar(9)", [.text("plain")])
            + each("bytea", [.blob([]), .blob([0, 1, 255, 0]), .blob(Array(repeating: 7, count: 70_000))])
            + each("uuid", [.uuid(UUID(uuid: (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255)))])
            + each(
                "timestamptz",
                [
                    0, 1, -1, 1_767_225_600_123_456, -62_135_596_800_000_000, -62_200_000_000_000_000,
                    9_000_000_000_000_000_000,
                ]
                .map { .timestamp(microseconds: $0) })
            + each("timestamp", [.timestamp(microseconds: 1_767_225_600_123_456)])
            + each("date", [0, 1, -719_163, 2_932_896, -2_440_588].map { .date(days: $0) })
            + each("time", [0, 86_399_999_999].map { .time(microseconds: $0) })
            + each("bigint", [.integer(90_000_000)])
            + each("interval", [0, 1, -1, 90_061_000_001, -86_400_000_000].map { .duration(microseconds: $0) })
            + each("jsonb", [.json(#"{"a": [1, null, "x"]}"#), .json("null"), .json(#""""#)])
            + each("json", [.json(#"{"b":1,  "a":2}"#)])
            + each(
                "bigint[]",
                [.array([], of: .integer), .array([.integer(1), .null, .integer(.min)], of: .integer)])
            + each(
                "text[]",
                [
                    .array([], of: .text),
                    .array([.text(""), .null, .text("NULL"), .text(#"a,b{}"\ "#), .text("🦜")], of: .text),
                ])
            + each("boolean[]", [.array([.boolean(true), .boolean(false)], of: .boolean)])
            + each("double precision[]", [.array([.real(0.1), .real(-.infinity)], of: .real)])
            + each("numeric[]", [.array([.decimal("1.50"), .decimal("-2")], of: .decimal)])
            + each(
                "uuid[]",
                [.array([.uuid(UUID(uuid: (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)))], of: .uuid)])
            + each("bytea[]", [.array([.blob([0, 1]), .blob([])], of: .blob)])
            + each("timestamptz[]", [.array([.timestamp(microseconds: 5)], of: .timestamp)])
            + each("date[]", [.array([.date(days: -3)], of: .date)])
            + each("jsonb[]", [.array([.json(#"{"a": "b\"c"}"#)], of: .json)])
            + each(
                "text[][]",
                [.array([.array([.text("a")], of: .text), .array([.text("b")], of: .text)], of: .array(.text))])
            + each(
                "int8range",
                [
                    .range(DatabaseRange(lower: .integer(1), upper: .integer(9)), of: .integer),
                    .range(DatabaseRange(lower: nil, upper: .integer(9), includesLower: false), of: .integer),
                    .range(DatabaseRange(lower: .integer(1), upper: nil), of: .integer),
                    .range(DatabaseRange(lower: nil, upper: nil, isEmpty: true), of: .integer),
                ])
            + each(
                "numrange",
                [
                    .range(
                        DatabaseRange(
                            lower: .decimal("0.5"), upper: .decimal("1"), includesLower: false, includesUpper: true),
                        of: .decimal)
                ])
            + each(
                "tstzrange",
                [
                    .range(
                        DatabaseRange(lower: .timestamp(microseconds: 0), upper: .timestamp(microseconds: 1_500_000)),
                        of: .timestamp)
                ])
    }()

    /// As binary, and as text, which a result has when a column's type is unknown to the driver.
    @Test(arguments: samples) func `a value comes back as it was`(_ sample: Sample) async throws {
        let database = try TestServer.database("pool_size=1")
        let table = "CREATE TEMPORARY TABLE sample (value \(sample.type))"
        try await database.driverSession { session in
            try await session.run(table)
            try await session.run("INSERT INTO sample VALUES ($1)", sample.value)
            let binary = try await session.value("SELECT value FROM sample")
            #expect(Self.same(binary, sample.value), "binary: \(binary)")
            let text = try await session.value("SELECT value, '1'::xid FROM sample")
            #expect(Self.same(text, sample.value), "text: \(text)")
        }
    }

    /// Equal, with a list of integers of any width taken as one of integers, and NaN equal to itself.
    static func same(_ lhs: DatabaseValue, _ rhs: DatabaseValue) -> Bool {
        switch (lhs, rhs) {
        case (.array(let left, _), .array(let right, _)):
            left.count == right.count && zip(left, right).allSatisfy { same($0, $1) }
        case (.range(let left, _), .range(let right, _)): left == right
        default: lhs == rhs
        }
    }

    @Test func `NaN comes back as NaN`() async throws {
        let database = try TestServer.database()
        guard case .real(let value) = try await database.value("SELECT $1::double precision", .real(.nan)) else {
            Issue.record("no real")
            return
        }
        #expect(value.isNaN)
    }

    @Test func `16 MB go and come back`() async throws {
        let database = try TestServer.database()
        // Made and compared by the standard library's own loops: this is not to take long without the optimiser.
        var bytes = Array(repeating: [0, 1, 92, 255] as [UInt8], count: 4).flatMap(\.self)
        while bytes.count < 16 << 20 { bytes += bytes }
        let blob = DatabaseValue.blob(bytes)
        #expect(try await database.value("SELECT $1::bytea", blob) == blob)
    }

    @Test func `what PostgreSQL cannot hold is refused before it is sent`() async throws {
        let database = try TestServer.database()
        for (value, message) in [
            (
                DatabaseValue.text("a\0b"),
                "a text has a NUL character, which PostgreSQL text cannot hold; store it as Data"
            ),
            (.unstorable("a square circle"), "a square circle cannot be stored"),
            (
                .timestamp(microseconds: .min),
                "a moment is outside what PostgreSQL holds (4713 BC to 294276 AD)"
            ),
        ] {
            let error = await #expect(throws: DatabaseError.self) {
                _ = try await database.value("SELECT $1::text", value)
            }
            #expect(error?.kind == .value)
            #expect(error?.message == message)
        }
        #expect(try await database.value("SELECT 1") == .integer(1))
    }

    @Test func `months have no length, and infinity is no moment`() async throws {
        let database = try TestServer.database()
        #expect(
            try await database.value("SELECT '1 year 2 mons 3 days -04:05:06.5'::interval")
                == .text("P1Y2M3DT-4H-5M-6.500000S"))
        #expect(try await database.value("SELECT 'infinity'::timestamptz") == .text("infinity"))
        #expect(try await database.value("SELECT '-infinity'::date") == .text("-infinity"))
    }

    /// In the text format, bytes would come in a form of the session's choice, and not as bytes.
    @Test func `enums and lists of them leave the result in the binary format`() async throws {
        let database = try TestServer.database("pool_size=2")
        let name = "mood_\(UInt32.random(in: 0...UInt32.max))"
        try await database.run("CREATE TYPE \(name) AS ENUM ('fine', 'so, so', '☂')")
        try await database.driverSession { session in
            try await session.run("SET LOCAL bytea_output = 'escape'")
            let columns = "'so, so'::\(name), ARRAY['☂', NULL, 'so, so']::\(name)[], '\\x00ff'::bytea"
            let rows = try await session.query(Statement(StatementText("SELECT \(columns)"))) { row in
                (0..<3).map { row.value(at: $0) }
            }
            #expect(
                rows == [[.text("so, so"), .array([.text("☂"), .null, .text("so, so")], of: .text), .blob([0, 255])]])
            // One type among them that has only a text takes the others along.
            let mixed = try await session.query(Statement(StatementText("SELECT \(columns), point(1, 2)"))) { row in
                (0..<4).map { row.value(at: $0) }
            }
            #expect(mixed.first?.prefix(1) == [.text("so, so")])
            #expect(mixed.first?.last == .text("(1,2)"))
            #expect(mixed.first?[2] == .text("\\000\\377"))
        }
        try await database.run("DROP TYPE \(name)")
    }

    /// The other connection learns of it by the failure of its own statement.
    @Test func `a column that becomes an enum is read as one`() async throws {
        let database = try TestServer.database("pool_size=1")
        let name = "state_\(UInt32.random(in: 0...UInt32.max))"
        try await database.run("CREATE TABLE \(name)_rows (value integer)")
        try await database.run("INSERT INTO \(name)_rows VALUES (1)")
        let query = "SELECT value FROM \(name)_rows"
        let text = StatementText(query)
        #expect(try await database.query(Statement(text)) { $0.value(at: 0) } == [.integer(1)])
        try await database.run("CREATE TYPE \(name) AS ENUM ('on', 'off')")
        try await database.run("ALTER TABLE \(name)_rows ALTER value TYPE \(name) USING 'off'::\(name)")
        #expect(try await database.query(Statement(text)) { $0.value(at: 0) } == [.text("off")])
        try await database.run("DROP TABLE \(name)_rows")
        try await database.run("DROP TYPE \(name)")
    }

    @Test func `a type that only the server knows is read as text`() async throws {
        let database = try TestServer.database()
        #expect(try await database.value("SELECT '10.0.0.1'::inet") == .text("10.0.0.1"))
        #expect(try await database.value("SELECT point(1, 2)") == .text("(1,2)"))
        #expect(try await database.value("SELECT pg_advisory_unlock_all()") == .null)
    }
}
