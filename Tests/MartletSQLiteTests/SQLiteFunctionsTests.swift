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
        #expect(try await value("martlet_sum(x) FROM \(values)") == .text("3.3"))
        #expect(try await value("martlet_avg(x) FROM \(values)") == .text("1.1"))
        #expect(try await value("martlet_sum(x) FROM \(values) WHERE 0") == .null)
        let error = await #expect(throws: DatabaseError.self) { _ = try await value("martlet_sum('x')") }
        #expect(error?.message == "cannot add up `x`, which is no decimal")
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
