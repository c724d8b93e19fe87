import Foundation
import Testing

@testable import Chinook

@Suite("Seed files")
struct SeedFileTests {
    private func file(_ text: String) throws -> SeedFile {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appendingPathComponent("things.tsv"))
        defer { try? FileManager.default.removeItem(at: folder) }
        return try SeedFile("things", in: folder)
    }

    @Test("NULL, empty text and escapes are told apart")
    func values() throws {
        let rows = Array(try file("id\tname\n1\t\\N\n2\t\n3\ta\\tb\\nc\\\\N\n4\tMotörhead"))
        #expect(try rows.map { try $0.whole("id") } == [1, 2, 3, 4])
        #expect(try rows.map { try $0.text("name") } == [nil, "", "a\tb\nc\\N", "Motörhead"])
    }

    @Test("times are read in UTC")
    func times() throws {
        let row = try #require(try file("at\n2021-01-01T00:00:00Z\n").first { _ in true })
        #expect(try row.time("at") == Date(timeIntervalSince1970: 1_609_459_200))
    }

    @Test("a mistake names file, line and column")
    func mistakes() throws {
        let rows = Array(try file("id\tname\nx\t\\N\n5\n"))
        func message(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return "nothing was thrown"
        }
        #expect(
            message { _ = try rows[0].requiredWhole("id") } == "things.tsv, line 2, column id: expected a whole number")
        #expect(
            message { _ = try rows[0].required("name") }
                == "things.tsv, line 2, column name: expected a value; it is NULL")
        #expect(message { _ = try rows[1].text("name") } == "things.tsv, line 3: expected 2 columns, got 1")
        #expect(message { _ = try rows[0].text("size") } == "things.tsv has no column `size`")
    }

    @Test(
        "the committed seed is whole",
        arguments: [
            ("artist", 275), ("album", 347), ("genre", 25), ("media_type", 5), ("track", 3503), ("playlist", 18),
            ("playlist_track", 8715), ("employee", 8), ("customer", 59), ("invoice", 412), ("invoice_line", 2240),
        ])
    func complete(table: String, count: Int) throws {
        let seed = try SeedFile(table, in: ResourceFolders.seed)
        #expect(seed.reduce(0) { total, _ in total + 1 } == count)
    }
}
