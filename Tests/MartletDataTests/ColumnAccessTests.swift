import MartletData
import Testing

/// What columns say of those whom a model is served to.
@Suite struct ColumnAccessTests {
    @Model(table: "accounts") struct Open {
        enum Level: Int, CaseIterable, ColumnValue {
            case low = 1
            case high = 5
        }
        var id: Int
        var level: Level?
        var hash: String
    }

    @Model(table: "accounts") struct Closed {
        enum Level: Int, CaseIterable, ColumnValue { case low = 1 }
        var id: Int
        var level: Level?
        @Column(access: .hidden) var hash: String
    }

    @Model struct Note {
        var id: Int
        @BelongsTo(access: .readOnly) var account: Open.ID
    }

    @Test func `access and choices stand in the schema`() throws {
        #expect(Open.schema.columns.map(\.access) == [.readWrite, .readWrite, .readWrite])
        #expect(Closed.schema.column("hash")?.access == .hidden)
        #expect(Note.schema.column("account_id")?.access == .readOnly)
        let level = try #require(Open.schema.column("level"))
        #expect(level.choices == [.integer(1), .integer(5)])
        #expect(level.accepts(.integer(5)) && level.accepts(.null) && !level.accepts(.integer(2)))
        #expect(Open.schema.column("hash")?.choices == nil)
        #expect(Open.schema.column("hash")?.accepts(.null) == false)
    }

    @Test func `they make no other table`() {
        #expect(Open.schema == Closed.schema)
        #expect(Set([Open.schema, Closed.schema]).count == 1)
    }
}
