import Testing

@testable import MartletData

/// The texts of statements that are kept.
@Suite struct StatementTableTests {
    @Test func `a text is made once`() {
        let table = StatementTable()
        let first = table.text(Array("SELECT 1".utf8), isReadOnly: nil)
        #expect(table.text(Array("SELECT 1".utf8), isReadOnly: nil) === first)
        #expect(table.text(Array("SELECT 2".utf8), isReadOnly: nil) !== first)
        #expect(first.isReadOnly)
        #expect(table.text([], isReadOnly: false).sql.isEmpty)
    }

    @Test func `whether a statement only reads is no matter of who asked first`() {
        let table = StatementTable()
        let locking = table.text(Array("SELECT 1".utf8), isReadOnly: false)
        let reading = table.text(Array("SELECT 1".utf8), isReadOnly: true)
        #expect(!locking.isReadOnly && reading.isReadOnly)
        #expect(table.text(Array("SELECT 1".utf8), isReadOnly: false) === locking)
    }

    @Test func `texts that are asked for stay, others are forgotten`() {
        let table = StatementTable(limit: 8)
        let kept = table.text(Array("kept".utf8), isReadOnly: true)
        let forgotten = table.text(Array("forgotten".utf8), isReadOnly: true)
        for number in 0..<100 {
            _ = table.text(Array("SELECT \(number)".utf8), isReadOnly: true)
            #expect(table.text(Array("kept".utf8), isReadOnly: true) === kept)
        }
        #expect(table.text(Array("forgotten".utf8), isReadOnly: true) !== forgotten)
    }

    @Test func `a query of the same shape gets the same text, whatever its values`() throws {
        let dialect = RecordingDatabase.NumberedDialect()
        func statement(_ title: String, _ ids: [Int]) throws -> Statement {
            try Album.query.where { $0.artist.name == title && $0.id.isIn(ids) }.order { $0.id.descending }.limit(
                ids.count
            )
            .sql(for: dialect)
        }
        let first = try statement("a", [1, 2, 3])
        let second = try statement("b", [4, 5, 6, 7])
        #expect(first.text === second.text)
        #expect(second.bindings == [.text("b"), .integer(4), .integer(5), .integer(6), .integer(7), .integer(4)])
    }

    @Test func `what is pasted nowhere cannot leave its quotes`() throws {
        let dialect = RecordingDatabase.NumberedDialect()
        let statement = try SQLWriter.statement(for: dialect) { writer in
            writer.identifier("a\"; DROP TABLE x; --")
            writer.text(" ")
            writer.literal("it's")
            writer.text(" ")
            writer.bind(.text("'; DROP TABLE x; --"))
        }
        #expect(statement.sql == #""a""; DROP TABLE x; --" 'it''s' $1"#)
        #expect(statement.bindings == [.text("'; DROP TABLE x; --")])
    }
}
