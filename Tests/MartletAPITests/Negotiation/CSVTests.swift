import MartletHTTP
import NIOCore
import Testing

@testable import MartletAPI

@Suite struct CSVTests {
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test(arguments: [true, false]) func `any texts are read as they were written`(_ guardsFormulas: Bool) throws {
        var random = Seeded(state: 7)
        let alphabet = ["\"", ",", "\r", "\n", "'", "=", "+", "-", "@", "\t", " ", "a", "é", "🎉"]
        let cells = CSVCells(guardsFormulas: guardsFormulas)
        for _ in 0..<500 {
            let columns = Int.random(in: 2...5, using: &random)
            let rows = (0..<4).map { _ in
                (0..<columns).map { _ in
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? ""
                    }
                    .joined()
                }
            }
            let text = rows.map { cells.line($0.map(JSONCell.text)) }.joined()
            var parser = CSVParser(ByteBuffer(string: text))
            for row in rows {
                let read = try #require(try parser.next()).map { cells.original($0) }
                #expect(read == row)
            }
            #expect(try parser.next() == nil)
            if guardsFormulas {
                var parser = CSVParser(ByteBuffer(string: text))
                while let row = try parser.next() {
                    #expect(!row.contains { $0.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false })
                }
            }
        }
    }

    @Test func `any bytes are rows or a 400`() {
        var random = Seeded(state: 11)
        let alphabet: [UInt8] = [0x22, 0x2C, 0x0D, 0x0A, 0x61, 0x00, 0xC3, 0xA9, 0xFF, 0xEF, 0xBB, 0xBF]
        for _ in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            var parser = CSVParser(ByteBuffer(bytes: bytes))
            var rows = 0
            do {
                while try parser.next() != nil { rows += 1 }
                #expect(rows <= bytes.count)
            } catch {
                #expect((error as? HTTPError)?.status == .badRequest, "\(bytes)")
            }
        }
    }

    @Test(arguments: [
        (#"{"a":"x","b":1,"c":null}"#, ["a", "b", "c"], [JSONCell.text("x"), .literal("1"), .nothing]),
        (#"{"a":"x","b":1}"#, ["b", "missing", "a"], [.literal("1"), .nothing, .text("x")]),
        (#"{"a":{"b":[1,"}"]},"c":[]}"#, ["a", "c"], [.literal(#"{"b":[1,"}"]}"#), .literal("[]")]),
        (#"{"a\"b":"\u00e9\n\ud83c\udf89","c":true}"#, [#"a"b"#, "c"], [.text("é\n🎉"), .literal("true")]),
        (#"{"a":-1.5e3}"#, ["a"], [.literal("-1.5e3")]),
        ("{}", ["a"], [.nothing]),
    ])
    func `members become cells`(_ json: String, _ names: [String], _ cells: [JSONCell]) throws {
        #expect(try JSONCell.members(of: ByteBuffer(string: json), named: names) == cells)
    }
}
