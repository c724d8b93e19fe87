import Foundation
import MartletData
import MartletSQLite
import Testing

/// What Martlet adds to SQLite.
@Suite struct SQLiteFunctionsTests {
    private func value(_ expression: String) async throws -> DatabaseValue? {
        let driver = try SQLiteDriver(url: DatabaseURL("sqlite::memory:"))
        let read = try await driver.query(Statement("SELECT \(expression)")) { $0.value(at: 0) }
        try await driver.close()
        return read.first
    }

    @Test func `regular expressions`() async throws {
        #expect(try await value("'Bohemian' REGEXP '^Bo.*n$'") == .integer(1))
        #expect(try await value("'Bohemian' REGEXP '^x'") == .integer(0))
        #expect(try await value("'größe' REGEXP '^gr\\p{L}ße$'") == .integer(1))
        #expect(try await value("'BOHEMIAN' REGEXP '(?i)^bo'") == .integer(1))
        #expect(try await value("regexp('(?i)^bo', 'BOHEMIAN')") == .integer(1))
        #expect(try await value("NULL REGEXP 'x'") == .null)
        let error = await #expect(throws: DatabaseError.self) { _ = try await value("'x' REGEXP '('") }
        #expect(error?.message == "the regular expression `(` is invalid")
    }

    @Test func `letters of all alphabets`() async throws {
        #expect(try await value("martlet_lower('ÄÖÜ ΛΣ')") == .text("äöü λσ"))
        #expect(try await value("martlet_upper('äöü é')") == .text("ÄÖÜ É"))
        #expect(try await value("martlet_unaccent('Déjà vu, Ångström')") == .text("Deja vu, Angstrom"))
        #expect(try await value("martlet_lower(NULL)") == .null)
    }

    @Test func `random UUIDs`() async throws {
        guard case .text(let text)? = try await value("martlet_uuid()") else { throw CancellationError() }
        #expect(UUID(uuidString: text) != nil && text == text.lowercased())
    }

    @Test func `decimals add up without rounding`() async throws {
        let values = "(SELECT '0.1' AS x UNION ALL SELECT '0.2' UNION ALL SELECT NULL UNION ALL SELECT 3)"
        #expect(try await value("martlet_decimal_sum(x) FROM \(values)") == .text("3.3"))
        #expect(try await value("martlet_decimal_avg(x) FROM \(values)") == .text("1.1"))
        #expect(try await value("martlet_decimal_sum(x) FROM \(values) WHERE 0") == .null)
        let error = await #expect(throws: DatabaseError.self) { _ = try await value("martlet_decimal_sum('x')") }
        #expect(error?.message == "cannot calculate with `x`, which is no decimal")
    }

    @Test func `decimals add up over windows and groups`() async throws {
        let values =
            "(SELECT 1 AS id, '0.10' AS x UNION ALL SELECT 2, '0.2' UNION ALL SELECT 3, '10' UNION ALL SELECT 4, NULL)"
        let driver = try SQLiteDriver(url: DatabaseURL("sqlite::memory:"))
        let window = Statement(
            StatementText(
                "SELECT martlet_decimal_sum(x) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM \(values)"
            ))
        #expect(try await driver.query(window) { $0.text(at: 0) } == ["0.1", "0.3", "10.2", "10"])
        let groups = Statement(
            StatementText(
                "SELECT martlet_decimal_sum(x) FILTER (WHERE id <> 2) FROM \(values) GROUP BY id % 2 ORDER BY id % 2"))
        #expect(try await driver.query(groups) { $0.text(at: 0) } == [nil, "10.1"])
        try await driver.close()
        let large = String(repeating: "9", count: 38)
        let error = await #expect(throws: DatabaseError.self) {
            _ = try await value("martlet_decimal_sum(x) FROM (SELECT '\(large)' AS x UNION ALL SELECT '0.01')")
        }
        #expect(error?.message == "a sum of decimals needs more than 38 digits")
    }

    @Test(arguments: [
        ("add('0.1', '0.2')", "0.3"), ("subtract(0, '1.50')", "-1.5"), ("multiply('1.1', '-1.1')", "-1.21"),
        ("divide('1', '8')", "0.125"), ("divide('1', '3')", "0.33333333333333333333333333333333333333"),
        ("divide('1', '0.00')", nil), ("remainder('-7.5', '2')", "-1.5"), ("remainder('7.5', '-2')", "1.5"),
        ("remainder('1', '0')", nil), ("round('2.345', 2)", "2.35"), ("round('-2.5', 0)", "-3"),
        ("round('1250', -2)", "1300"), ("abs('-0.10')", "0.1"), ("floor('-1.5')", "-2"), ("floor('1.5')", "1"),
        ("ceiling('-1.5')", "-1"), ("ceiling('1.01')", "2"), ("add(NULL, '1')", nil), ("abs(NULL)", nil),
    ])
    func `decimals are calculated exactly`(_ call: String, _ expected: String?) async throws {
        #expect(try await value("martlet_decimal_\(call)") == expected.map { .text($0) } ?? .null)
    }

    @Test func `what is no decimal, or too long for one, is an error`() async throws {
        for (call, message) in [
            ("add('1x', '1')", "cannot calculate with `1x`, which is no decimal"),
            ("abs(x'00')", "cannot calculate with `a blob`, which is no decimal"),
            ("add('\(String(repeating: "9", count: 38))', '0.01')", "a sum of decimals needs more than 38 digits"),
        ] {
            let error = await #expect(throws: DatabaseError.self) { _ = try await value("martlet_decimal_\(call)") }
            #expect(error?.message == message)
        }
    }

    @Test func `decimals are ordered by their value`() async throws {
        let values = [
            "10", "9.5", "-1", "-10", "0", "-0.0", "1.50", "1.5", "100000000000000000000.1", "0.05", "0.5", "abc",
        ]
        let database = Database(try SQLiteDriver(url: DatabaseURL("sqlite::memory:")))
        try await database.execute("CREATE TABLE t (x TEXT COLLATE MARTLET_DECIMAL)")
        for value in values { try await database.execute("INSERT INTO t VALUES (\(value))") }
        let sorted = try await database.query("SELECT x FROM t ORDER BY x, rowid") { $0.text(at: 0) ?? "" }
        #expect(
            sorted == [
                "-10", "-1", "0", "-0.0", "0.05", "0.5", "1.50", "1.5", "9.5", "10", "100000000000000000000.1", "abc",
            ])
        #expect(try await database.query("SELECT count(*) FROM t WHERE x = \("1.500")") { $0.integer(at: 0) } == [2])
        #expect(try await database.query("SELECT count(*) FROM t WHERE x > \("9")") { $0.integer(at: 0) } == [4])
        try await database.close()
    }
}
