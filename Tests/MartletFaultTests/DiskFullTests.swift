import FaultWork
import Foundation
import MartletData
import Testing

/// SQLite without room to write.
@Suite struct DiskFullTests {
    /// Files of the process may not grow over a limit, of which the system says as it does of a full disk or a quota.
    @Test func `a file that may not grow is an error that says so, and keeps what was committed`() async throws {
        try await TestedDatabase.sqlite.withURL { (url) async throws in
            let said = try await WriterProcess("fill", "2000000", url).output()
            let committed = said.count { $0.hasPrefix("committed ") }
            #expect(committed > 5)
            let rest = Array(said.drop { $0.hasPrefix("committed ") })
            #expect(
                rest == [
                    "error full: disk I/O error; free space on the disk, or raise what the database may use of it",
                    "rows \(committed * 2)", "done",
                ])

            let database = try TestedDatabase.open(url)
            let rows = try await database.query("SELECT count(*), sum(length(content)) FROM blobs") { row in
                [try row.read(Int.self, at: 0), try row.read(Int.self, at: 1)]
            }
            #expect(rows == [[committed * 2, committed * 40_000]])
            let words = try await database.query("PRAGMA integrity_check") { try $0.read(String.self, at: 0) }
            #expect(words == ["ok"])
            try await database.execute("INSERT INTO blobs (id) VALUES (-1)")
            try await database.close()
        }
    }

    @Test func `a database that may not have more pages is full until it may`() async throws {
        try await TestedDatabase.sqlite.withURL { (url) async throws in
            let database = try TestedDatabase.open(url)
            try await Ledger.create(in: database)
            try await database.execute("PRAGMA max_page_count = 8")
            var committed: Set<String> = []
            var full: DatabaseError?
            while full == nil {
                let id = "\(committed.count)-" + String(repeating: "x", count: 50)
                do {
                    try await Ledger.transfer(id, in: database)
                    committed.insert(id)
                } catch let error as DatabaseError { full = error }
            }
            #expect(full?.kind == .full)
            #expect(
                full?.message
                    == "database or disk is full; free space on the disk, or raise what the database may use of it")
            #expect(try await Ledger.entries(in: database) == committed)
            #expect(try await Ledger.problems(in: database) == [])
            try await database.execute("PRAGMA max_page_count = 10000")
            try await Ledger.transfer("after", in: database)
            #expect(try await Ledger.problems(in: database) == [])
            try await database.close()
        }
    }
}
