import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DriverSuite {
    static let valueCases = [
        Case("booleans come back") { try await roundTrip([true, false], $0) },
        Case("whole numbers of every width come back, to their limits") { context in
            try await roundTrip([Int64.min, -1, 0, 1, .max], context)
            try await roundTrip([Int32.min, 0, .max], context)
            try await roundTrip([Int16.min, 0, .max], context)
            try await roundTrip([Int8.min, 0, .max], context)
            try await roundTrip([UInt8.min, .max], context)
            try await roundTrip([UInt16.min, .max], context)
            try await roundTrip([UInt32.min, .max], context)
        },
        Case("unsigned 64 bits come back, or are refused over 63") { context in
            try await roundTrip([0, UInt64(Int64.max)], context)
            try await roundTrip([UInt64(Int64.max) + 1, .max], context, orRefuses: true)
        },
        Case("reals come back bit by bit") { context in
            try await roundTrip(
                [
                    0, 1.5, -0.1, 1.0 / 3, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNormalMagnitude,
                    1e-300,
                ],
                context)
            try await roundTrip([Float(0.1), -1.5, 16_777_216], context)
        },
        Case("infinity and NaN come back where the database has them, and are refused elsewhere") { context in
            try await roundTrip(
                [Double.infinity, -.infinity], context, orRefuses: !context.dialect.features.nonFiniteReals)
            try await notANumber(context)
        },
        Case("decimals come back digit by digit") { context in
            let digits = ["0", "1", "-0.01", "12.50", "99999999999999999.99", "-12345678901234567.12345678"]
            try await roundTrip(digits.compactMap { Decimal(string: $0) }, context)
        },
        Case("texts come back byte by byte") { context in
            try await roundTrip(
                [
                    "", " ", "x  ", "\t\r\n", "O'Brien", "\"", "`", "\\", "\\'", "%_", "Ünïcödé", "e\u{301}",
                    "\u{FFFD}",
                    "🎸𝄞👩‍👩‍👧‍👦", "שלום", "\u{1}\u{7F}\u{80}", String(repeating: "long ", count: 20_000),
                ], context)
        },
        Case("a NUL in a text comes back where the database can hold it, and is refused elsewhere") { context in
            try await roundTrip(["a\0b", "\0"], context, orRefuses: !context.dialect.features.nulInText)
        },
        Case("blobs come back byte by byte") { context in
            try await roundTrip(
                [
                    Data(), Data([0]), Data(0...255), Data(repeating: 0x27, count: 3),
                    Data(repeating: 0xA5, count: 2_000_000),
                ],
                context)
        },
        Case("UUIDs come back") { context in
            let texts = [
                "00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
                "5f0c1b5a-91f3-4e5c-b7a9-0123456789ab",
            ]
            try await roundTrip(texts.compactMap { UUID(uuidString: $0) }, context)
        },
        Case("moments come back to the microsecond, from year 1 to 9999") { context in
            let moments: [DatabaseValue] = [
                .timestamp(microseconds: 0), .timestamp(microseconds: -1),
                .timestamp(microseconds: 1_785_542_400_123_456),
                .timestamp(microseconds: -62_135_596_800_000_000), .timestamp(microseconds: 253_402_300_799_999_999),
            ]
            let table = try await context.table("moments", [ColumnSchema(name: "value", type: .timestamp)])
            for moment in moments {
                guard case .timestamp(let microseconds) = moment else { continue }
                _ = try await context.driver.execute(context.insert("moments", moment))
                let read = try await context.database.query("SELECT \(Identifier("value")) FROM \(table)") { row in
                    row.timestamp(at: 0)
                }
                try expect(read, equals: [microseconds], "a moment of \(microseconds) microseconds")
                try await context.database.execute("DELETE FROM \(table)")
            }
        },
        Case("days, times of day and durations come back") { context in
            let days = ["0001-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "9999-12-31"]
            try await roundTrip(days.compactMap { CalendarDate($0) }, context)
            let times = ["00:00", "12:34:56", "23:59:59.999999"]
            try await roundTrip(times.compactMap { TimeOfDay($0) }, context)
            try await roundTrip([Duration.zero, .microseconds(-1), .seconds(86_400 * 365 * 200)], context)
        },
        Case("JSON comes back as it is, but for spaces") { context in
            let documents = [#"{"a":[1,null,"é\"🎸"]}"#, "[]", "\"text\"", "null", "1.5"]
            let table = try await context.table("documents", [ColumnSchema(name: "value", type: .json)])
            for document in documents {
                _ = try await context.driver.execute(context.insert("documents", .json(document)))
                let read = try await context.database.query("SELECT \(Identifier("value")) FROM \(table)") { row in
                    switch row.value(at: 0) {
                    case .json(let text), .text(let text): text.filter { $0 != " " }
                    case let other: "\(other)"
                    }
                }
                try expect(read, equals: [document], "a JSON document")
                try await context.database.execute("DELETE FROM \(table)")
            }
        },
        Case("NULL is not the empty text, not the empty blob, not 0") { context in
            try await roundTrip(["", nil, "x"] as [String?], context)
            try await roundTrip([Data(), nil] as [Data?], context)
            try await roundTrip([0, nil] as [Int?], context)
            try await roundTrip([false, nil] as [Bool?], context)
            try await roundTrip([0.0, nil] as [Double?], context)
            try await roundTrip([nil, UUID()] as [UUID?], context)
            try await roundTrip([nil, CalendarDate(daysSinceEpoch: 0)] as [CalendarDate?], context)
            let row = try await context.database.query("SELECT NULL") { ($0.isNull(at: 0), $0.isNull(at: 7), $0.count) }
            try expect(row.first?.0 == true && row.first?.1 == true, "NULL and what is past the end are NULL")
            try expect(row.first?.2, equals: 1, "the number of columns")
        },
        Case("a value that nothing can store is refused with its reason") { context in
            let table = try await context.items()
            let error = try await expectError(.value, from: "binding what cannot be stored") {
                _ = try await context.driver.execute(
                    Statement(
                        "UPDATE \(context.dialect.quote(context.name("items"))) SET \(context.dialect.quote("name")) = "
                            + context.dialect.placeholder(1), [.unstorable("a moment outside of time")]))
            }
            try expect(error.message.contains("a moment outside of time"), "the reason is in the message: \(error)")
            try expect(try await context.number("SELECT count(*) FROM \(table)"), equals: 0)
        },
    ]

    /// Stores values in a column of their own type and reads them again, alone and all together.
    private static func roundTrip<Value: ColumnValue & Equatable>(
        _ values: [Value], _ context: SuiteContext, orRefuses: Bool = false
    ) async throws {
        let name = "values_\(Int.random(in: 0 ..< .max))".prefix(20)
        let table = try await context.table(
            String(name),
            [
                ColumnSchema(name: "id", type: .integer),
                ColumnSchema(name: "value", type: Value.columnType, isNullable: Value.isNullable),
            ])
        for (id, value) in values.enumerated() {
            do {
                try await context.database.execute("INSERT INTO \(table) VALUES (\(id), \(value))")
            } catch let error as DatabaseError where orRefuses && (error.kind == .value || error.kind == .unsupported) {
                continue
            }
            let read = try await context.database.query(
                "SELECT \(Identifier("value")), \(Identifier("id")) FROM \(table) WHERE \(Identifier("id")) = \(id)"
            ) { (try $0.read(Value.self, at: 0), try $0.read(Int.self, at: 1)) }
            try expect(read.count, equals: 1, "the rows of value \(id)")
            guard let first = read.first else { continue }
            try expect(first.0 == value, "\(Value.self): expected \(brief(value)), got \(brief(first.0))")
            if let text = value as? String, let got = first.0 as? String {
                try expect(Array(got.utf8), equals: Array(text.utf8), "the bytes of a text")
            }
            try expect(first.1, equals: id, "the column behind it")
        }
        guard !orRefuses else { return }
        let all = try await context.database.query(
            "SELECT \(Identifier("value")) FROM \(table) ORDER BY \(Identifier("id"))"
        ) {
            try $0.read(Value.self, at: 0)
        }
        try expect(all == values, "\(Value.self): all rows together differ from what was stored")
    }

    private static func notANumber(_ context: SuiteContext) async throws {
        let table = try await context.table("nan", [ColumnSchema(name: "value", type: .real, isNullable: true)])
        let insert = { @Sendable () async throws -> Void in
            try await context.database.execute("INSERT INTO \(table) VALUES (\(Double.nan))")
        }
        guard context.dialect.features.nonFiniteReals else {
            try await expectError(.value, from: "storing NaN", insert)
            try expect(try await context.number("SELECT count(*) FROM \(table)"), equals: 0)
            return
        }
        try await insert()
        let read = try await context.database.query("SELECT \(Identifier("value")) FROM \(table)") {
            try $0.read(Double.self, at: 0)
        }
        try expect(read.map(\.isNaN), equals: [true], "NaN")
    }

    private static func brief(_ value: some Any) -> String {
        let text = "\(value)"
        return text.count > 80 ? "\(text.prefix(80))…" : text
    }
}

extension SuiteContext {
    /// A statement that inserts one row of values.
    func insert(_ table: String, _ values: DatabaseValue...) -> Statement {
        let places = values.indices.map { dialect.placeholder($0 + 1) }.joined(separator: ", ")
        return Statement("INSERT INTO \(dialect.quote(name(table))) VALUES (\(places))", values)
    }
}
