import Testing

@testable import MartletData

@Suite struct LinterTests {
    private func lint(_ operations: [MigrationOperation], models: [TableSchema] = []) throws -> [String] {
        let linter = MigrationLinter(dialect: RecordingDatabase.NumberedDialect(), models: models)
        let state = SchemaState(models: [DetectingTests.artists, DetectingTests.albums])
        return try linter.lint([Migration("0002_x", operations: operations)], from: state).map(\.message)
    }

    @Test func `a new table needs no warning`() throws {
        let table = TableSchema(name: "genres", columns: [DetectingTests.id], primaryKey: ["id"])
        #expect(try lint([.createTable(table), .addIndex("genres", IndexSchema(columns: ["id"]))]) == [])
        #expect(try lint([.addColumn("albums", ColumnSchema(name: "genre", type: .text, isNullable: true))]) == [])
    }

    @Test func `what breaks code that still runs is warned of`() throws {
        #expect(
            try lint([.addColumn("albums", ColumnSchema(name: "genre", type: .text), fill: .value(.text("")))]) == [
                "adds `albums.genre`, which may not be NULL and has no default: code that still runs inserts rows without it; give it a default, or add it optional and tighten it in a later release",
                "fills `albums.genre` in all rows by one statement, which locks them until it ends; for a large table add it optional, fill it in batches, then forbid NULL",
            ])
        #expect(
            try lint([.dropColumn("albums", "title")]) == [
                "drops `albums.title` with its values, and code that still runs reads it; deploy the code without it first, then this",
                "drops `albums.title`, which may not be NULL and has no default, so that undoing it fails once there are rows; say what they get: `migrate make --refill albums.title=VALUE`",
            ])
        #expect(try lint([.dropColumn("albums", "title", refill: .value(.text("")))]).count == 1)
        #expect(
            try lint([.dropColumn("albums", "title")], models: [DetectingTests.albums]) == [
                "drops `albums.title`, which the model still has; remove the property first"
            ])
        #expect(
            try lint([.renameColumn("albums", "title", to: "name")]) == [
                "renames `albums.title` to `name` while code that still runs uses the old name; stop it first, or add `name`, fill it, write both, and drop `title` in a later release"
            ])
    }

    @Test func `what locks a table of PostgreSQL is warned of, the safe way is not`() throws {
        let index = IndexSchema(columns: ["title"])
        #expect(
            try lint([.addIndex("albums", index)]) == [
                "makes an index of `albums` that keeps others from writing until it is done; write concurrently: true, in a migration of its own with isAtomic: false"
            ])
        #expect(try lint([.addIndex("albums", index, concurrently: true)]) == [])
        let check = ConstraintSchema.check(name: "titled", condition: "\"title\" <> ''")
        #expect(
            try lint([.addConstraint("albums", check)]) == [
                "adds the check `titled` to `albums`, which reads the whole table under a lock; write validated: false, and .validateConstraint in a later migration"
            ])
        #expect(try lint([.addConstraint("albums", check, validated: false)]) == [])
        #expect(
            try lint([.alterColumn("albums", ColumnSchema(name: "title", type: .integer))]) == [
                "changes the type of `albums.title`, which rewrites the table and locks it meanwhile, and values that do not fit are lost or refused; add a column of the new type, copy in batches, and switch"
            ])
    }
}
