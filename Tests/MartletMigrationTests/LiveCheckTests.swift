import MartletData
import MartletSQLite
import Testing

@testable import MartletData

/// `migrate check --live` reads the tables and says what is otherwise than the migrations made it.
@Suite struct LiveCheckTests {
    /// A table with one column of each type and each kind of rule that all three databases have.
    private static let everything = TableSchema(
        name: "everything",
        columns: [
            ColumnSchema(name: "id", type: .integer, isGenerated: true),
            ColumnSchema(name: "boolean", type: .boolean, defaultValue: .value(.boolean(true))),
            ColumnSchema(name: "int8", type: .integer(.int8)), ColumnSchema(name: "int16", type: .integer(.int16)),
            ColumnSchema(name: "int32", type: .integer(.int32)), ColumnSchema(name: "uint32", type: .integer(.uint32)),
            ColumnSchema(name: "uint64", type: .integer(.uint64)), ColumnSchema(name: "float", type: .real(.float)),
            ColumnSchema(name: "double", type: .real, isNullable: true), ColumnSchema(name: "decimal", type: .decimal),
            ColumnSchema(name: "price", type: .decimal(precision: 10, scale: 2), check: "\"price\" >= 0"),
            ColumnSchema(name: "text", type: .text, maximumLength: 40), ColumnSchema(name: "long", type: .text),
            ColumnSchema(name: "blob", type: .blob), ColumnSchema(name: "uuid", type: .uuid),
            ColumnSchema(name: "timestamp", type: .timestamp, defaultValue: .now),
            ColumnSchema(name: "date", type: .date), ColumnSchema(name: "time", type: .time),
            ColumnSchema(name: "duration", type: .duration), ColumnSchema(name: "json", type: .json),
            ColumnSchema(name: "array", type: .array(.integer)),
            ColumnSchema(name: "code", type: .text, isUnique: true, maximumLength: 10),
            ColumnSchema(name: "sum", type: .integer, isNullable: true, computed: "\"int16\" + 1"),
            ColumnSchema(name: "parent_id", type: .integer, isNullable: true),
        ], primaryKey: ["id"],
        foreignKeys: [
            ForeignKeySchema(
                columns: ["parent_id"], table: "everything", referencedColumns: ["id"], onDelete: .setNull)
        ],
        indexes: [IndexSchema(columns: ["text", "int16"])],
        constraints: [
            .check(name: "everything_ordered", condition: "\"int16\" <= \"int32\""),
            .unique(UniqueConstraintSchema(name: "everything_pair", columns: ["date", "time"])),
        ])

    private static let all = [
        Shop.initial,
        Migration("0002_more", dependencies: ["0001_initial"], operations: [.createTable(everything.resolved)]),
    ]

    private func check(_ database: Database, _ journal: Journal) async throws {
        let command = MigrationCommand(
            Migrations(Self.all, tables: [Shop.artists, Shop.albums, Self.everything]), in: database,
            print: journal.print, readLine: nil)
        try await command.run(["check", "--live"])
    }

    @Test(arguments: MigrationServer.allCases)
    func `tables as the migrations made them pass, and changes by hand are named`(
        _ server: MigrationServer
    ) async throws {
        try await server.withDatabase { (database) async throws in
            try await Migrations(Self.all, tables: []).migrate(database)
            let passing = Journal()
            try? await check(database, passing)
            #expect(passing.lines == ["models, migrations and database are the same"])

            try await database.execute("CREATE TABLE others (id integer)")
            try await database.execute("ALTER TABLE albums DROP COLUMN title")
            try await database.execute("ALTER TABLE albums ADD COLUMN stars integer")
            try await database.execute(
                server == .mysql
                    ? "DROP INDEX everything_text_int16_idx ON everything" : "DROP INDEX everything_text_int16_idx")
            let failing = Journal()
            await #expect(throws: MigrationError.self) { try await check(database, failing) }
            #expect(
                failing.lines == [
                    "the database has no column `albums.title`",
                    "the database has the column `albums.stars`, which no migration makes",
                    "the database has no index `everything_text_int16_idx` of `everything`",
                ])
        }
    }

    @Test func `tables that are gone or otherwise are named`() throws {
        let comparison = SchemaComparison(dialect: SQLiteDialect())
        var albums = Shop.albums
        albums.columns[1].isNullable = true
        albums.columns[2].type = .text
        albums.foreignKeys = []
        albums.primaryKey = []
        #expect(
            try comparison.differences(expected: [Shop.artists, Shop.albums], found: [albums]) == [
                "the database has no table `artists`",
                "`albums.title` may be NULL in the database, expected the opposite",
                "`albums.artist_id` is text in the database, expected integer",
                "the primary key of `albums` is [] in the database, expected [\"id\"]",
                "the database has no foreign key of `albums` from [\"artist_id\"] to `artists` ON DELETE CASCADE",
            ])
    }
}
