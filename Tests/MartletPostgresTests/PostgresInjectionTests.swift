import MartletData
import MartletPostgres
import Testing

@testable import MartletDriverSuite

/// Hostile texts in what PostgreSQL alone has: COPY.
@Suite struct PostgresInjectionTests {
    @Test func `copied values and columns stay what they are`() async throws {
        let database = try TestServer.database("pool_size=2")
        try await database.run("DROP TABLE IF EXISTS copy_hostile")
        try await database.run("CREATE TABLE copy_hostile (id bigint PRIMARY KEY, name text)")
        let texts = DriverSuite.hostileTexts
        try await database.copy(into: "copy_hostile", columns: ["id", "name"]) { rows in
            for (number, text) in texts.enumerated() {
                try await rows.write([.integer(Int64(number)), .text(text)])
            }
        }
        var found: [DatabaseValue] = []
        _ = try await database.copyRows(of: "SELECT name FROM copy_hostile ORDER BY id") { found += $0 }
        #expect(found == texts.map { .text($0) })
        for text in texts {
            let table = await #expect(throws: DatabaseError.self, "a table named \(text)") {
                try await database.copy(into: text, columns: ["id"]) { try await $0.write([.integer(-1)]) }
            }
            #expect(table?.kind == .statement, "a table named \(text): \(table.map { "\($0)" } ?? "")")
            let column = await #expect(throws: DatabaseError.self, "a column named \(text)") {
                try await database.copy(into: "copy_hostile", columns: [text]) { try await $0.write([.integer(-1)]) }
            }
            #expect(column?.kind == .statement, "a column named \(text): \(column.map { "\($0)" } ?? "")")
        }
        #expect(try await database.value("SELECT count(*) FROM copy_hostile") == .integer(Int64(texts.count)))
        try await database.run("DROP TABLE copy_hostile")
    }
}
