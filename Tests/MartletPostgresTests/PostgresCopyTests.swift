import Foundation
import MartletData
import MartletPostgres
import Testing

/// COPY in both directions.
@Suite struct PostgresCopyTests {
    private func withTable(_ database: Database, _ body: (String) async throws -> Void) async throws {
        let table = "copy_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try await database.run("CREATE TABLE \(table) (id bigint PRIMARY KEY, name text, day date, note bytea)")
        defer { Task { try? await database.run("DROP TABLE \(table)") } }
        try await body(table)
    }

    @Test func `rows are copied into a table`() async throws {
        let database = try TestServer.database("pool_size=1")
        try await withTable(database) { table async throws in
            let count = try await database.copy(into: table, columns: ["id", "name"]) { rows in
                for number in 1...10_000 { try await rows.write([.integer(Int64(number)), .text("row \(number)")]) }
            }
            #expect(count == 10_000)
            #expect(try await database.value("SELECT sum(id) FROM \(table)") == .decimal("50005000"))
            #expect(
                try await database.value("SELECT name FROM \(table) WHERE id = $1", .integer(77)) == .text("row 77"))
        }
    }

    @Test func `odd values survive both directions`() async throws {
        let database = try TestServer.database("pool_size=1")
        let rows: [[DatabaseValue]] = [
            [
                .integer(1), .text("tab\t newline\n return\r backslash\\ \\N \\. 🦜"), .date(days: -1),
                .blob([0, 9, 10, 92]),
            ],
            [.integer(2), .text(""), .null, .null], [.integer(3), .null, .null, .blob([])],
        ]
        try await withTable(database) { table async throws in
            try await database.copy(into: table, columns: ["id", "name", "day", "note"]) { writer in
                for row in rows { try await writer.write(row) }
            }
            var found: [[DatabaseValue]] = []
            let count = try await database.copyRows(of: "SELECT * FROM \(table) ORDER BY id") { found.append($0) }
            #expect(count == 3)
            #expect(found == rows)
        }
    }

    @Test func `CSV goes in and out as it is`() async throws {
        let database = try TestServer.database("pool_size=1")
        try await withTable(database) { table async throws in
            try await database.copy("COPY \(table) (id, name) FROM STDIN (FORMAT csv)") { writer in
                try await writer.write("1,\"a, b\"\n2,".utf8)
                try await writer.write("c\n".utf8)
            }
            var text: [UInt8] = []
            try await database.copyOut(
                "COPY (SELECT id, name FROM \(table) ORDER BY id) TO STDOUT (FORMAT csv, HEADER)"
            ) { text += $0 }
            #expect(String(decoding: text, as: UTF8.self) == "id,name\n1,\"a, b\"\n2,c\n")
        }
    }

    @Test func `what fails copies nothing, and the connection goes on`() async throws {
        struct Stop: Error {}
        let database = try TestServer.database("pool_size=1")
        try await withTable(database) { table async throws in
            await #expect(throws: Stop.self) {
                try await database.copy(into: table, columns: ["id"]) { writer in
                    try await writer.write([.integer(1)])
                    throw Stop()
                }
            }
            let twice = await #expect(throws: DatabaseError.self) {
                try await database.copy(into: table, columns: ["id"]) { writer in
                    for _ in 0..<2 { try await writer.write([.integer(1)]) }
                }
            }
            #expect(twice?.kind == .unique)
            #expect(twice?.columns == ["id"])
            let wrong = await #expect(throws: DatabaseError.self) {
                try await database.copy("SELECT 1") { _ in }
            }
            #expect(wrong?.message == "expected a COPY … FROM STDIN, got another statement")
            #expect(try await database.value("SELECT count(*) FROM \(table)") == .integer(0))
        }
    }

    @Test func `leaving a copy early ends it`() async throws {
        struct Enough: Error {}
        let database = try TestServer.database("pool_size=1")
        await #expect(throws: Enough.self) {
            try await database.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in throw Enough() }
        }
        #expect(try await database.value("SELECT 1") == .integer(1))
    }

    @Test func `cancelling the task ends a copy`() async throws {
        let database = try TestServer.database("pool_size=1")
        let task = Task {
            try await database.copyOut("COPY (SELECT generate_series(1, 1000000000)) TO STDOUT") { _ in }
        }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await database.value("SELECT 1") == .integer(1))
    }
}
