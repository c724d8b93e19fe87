import Testing

@testable import MartletData

@Suite struct DetectingTests {
    static let id = ColumnSchema(name: "id", type: .integer, isGenerated: true)
    static let artists = TableSchema(
        name: "artists", columns: [id, ColumnSchema(name: "name", type: .text, maximumLength: 120)], primaryKey: ["id"])
    static let albums = TableSchema(
        name: "albums",
        columns: [
            id, ColumnSchema(name: "title", type: .text), ColumnSchema(name: "artist_id", type: .integer),
        ], primaryKey: ["id"],
        foreignKeys: [ForeignKeySchema(columns: ["artist_id"], table: "artists", referencedColumns: ["id"])])

    private func detect(
        _ old: [TableSchema], _ new: [TableSchema], _ answers: GivenAnswers = GivenAnswers()
    ) throws -> [String] {
        let recorded = SchemaState(models: old)
        let operations = try MigrationDetector.detect(from: recorded, to: new, answers: answers)
        var state = recorded
        for operation in operations { try state.apply(operation) }
        // Whatever was found leads to the models, and back.
        #expect(try MigrationDetector.detect(from: state, to: new).isEmpty)
        for operation in try recorded.reverse(of: operations) { try state.apply(operation) }
        #expect(try MigrationDetector.detect(from: state, to: old).isEmpty)
        return SwiftSource.operations(operations)
    }

    @Test func `nothing changed, nothing found`() throws {
        #expect(try detect([Self.artists, Self.albums], [Self.artists, Self.albums]) == [])
    }

    @Test func `tables are created after those that they refer to`() throws {
        let found = try detect([], [Self.albums, Self.artists])
        #expect(found.count == 2)
        #expect(found.first?.hasPrefix(#".createTable(TableSchema(name: "artists""#) == true)
        #expect(found.last?.hasSuffix(#"indexes: [IndexSchema(columns: ["artist_id"])]))"#) == true)
    }

    @Test func `tables that refer to each other get their keys last`() throws {
        func table(_ name: String, _ other: String) -> TableSchema {
            TableSchema(
                name: name, columns: [Self.id, ColumnSchema(name: "other_id", type: .integer, isNullable: true)],
                primaryKey: ["id"],
                foreignKeys: [ForeignKeySchema(columns: ["other_id"], table: other, referencedColumns: ["id"])])
        }
        let found = try detect([], [table("hens", "eggs"), table("eggs", "hens")])
        #expect(found.map { $0.prefix { $0 != "(" } } == [".createTable", ".createTable", ".addForeignKey"])
        let gone = try detect([table("hens", "eggs"), table("eggs", "hens")], [])
        #expect(
            gone == [#".dropForeignKey("eggs", "eggs_other_id_fkey")"#, #".dropTable("eggs")"#, #".dropTable("hens")"#]
                || gone == [
                    #".dropForeignKey("eggs", "eggs_other_id_fkey")"#, #".dropTable("hens")"#, #".dropTable("eggs")"#,
                ])
    }

    @Test func `columns are added, altered and dropped`() throws {
        var albums = Self.albums
        albums.columns[1] = ColumnSchema(name: "title", type: .text, maximumLength: 160)
        albums.columns.append(ColumnSchema(name: "released", type: .date, isNullable: true))
        albums.columns.append(ColumnSchema(name: "tracks", type: .integer))
        #expect(
            try detect(
                [Self.artists, Self.albums], [Self.artists, albums], GivenAnswers(fills: ["albums.tracks": "0"])) == [
                    #".alterColumn("albums", ColumnSchema(name: "title", type: .text, maximumLength: 160))"#,
                    #".addColumn("albums", ColumnSchema(name: "released", type: .date, isNullable: true))"#,
                    #".addColumn("albums", ColumnSchema(name: "tracks", type: .integer), fill: .value(.integer(0)))"#,
                ])
        var bare = Self.albums
        bare.columns.removeLast()
        bare.foreignKeys = []
        #expect(
            try detect([Self.artists, Self.albums], [Self.artists, bare]) == [
                #".dropForeignKey("albums", "albums_artist_id_fkey")"#,
                #".dropIndex("albums", "albums_artist_id_idx")"#,
                #".dropColumn("albums", "artist_id")"#,
            ])
    }

    @Test func `renames come from the model or from an answer`() throws {
        var renamed = Self.albums
        renamed.columns[1].name = "name"
        renamed.columns[1].renamedFrom = "title"
        let expected = [#".renameColumn("albums", "title", to: "name")"#]
        #expect(try detect([Self.artists, Self.albums], [Self.artists, renamed]) == expected)
        renamed.columns[1].renamedFrom = nil
        let answers = GivenAnswers(renames: ["albums.title": "name"])
        #expect(try detect([Self.artists, Self.albums], [Self.artists, renamed], answers) == expected)
        let error = #expect(throws: MigrationError.self) {
            try MigrationDetector.detect(
                from: SchemaState(models: [Self.artists, Self.albums]), to: [Self.artists, renamed])
        }
        #expect(
            error?.description == """
                the column `albums.title` is gone and `albums.name` is new with the same type: was it renamed? Say so in the \
                model, @Column(renamedFrom: "title"), or with --rename albums.title=name; --drop albums.title drops it with its \
                values
                """)
        var records = Self.albums
        records.name = "records"
        records.renamedFrom = "albums"
        #expect(
            try detect([Self.artists, Self.albums], [Self.artists, records]) == [
                #".renameTable("albums", to: "records")"#
            ])
    }

    @Test func `a column without a value for rows that exist is refused`() throws {
        var albums = Self.albums
        albums.columns.append(ColumnSchema(name: "genre", type: .text))
        let error = #expect(throws: MigrationError.self) {
            try MigrationDetector.detect(
                from: SchemaState(models: [Self.artists, Self.albums]), to: [Self.artists, albums])
        }
        #expect(
            error?.description == """
                `albums.genre` may not be NULL and has no default, so rows that exist would have no value: make it optional, \
                give it a default in the database, @Column(databaseDefault: …), or say with --fill albums.genre=VALUE what they get
                """)
    }

    @Test func `keys are taken off while the type of their columns changes`() throws {
        var artists = Self.artists
        artists.columns[0] = ColumnSchema(name: "id", type: .uuid)
        var albums = Self.albums
        albums.columns[2] = ColumnSchema(name: "artist_id", type: .uuid)
        #expect(
            try detect([Self.artists, Self.albums], [artists, albums]).map { $0.prefix { $0 != "(" } } == [
                ".dropForeignKey", ".alterColumn", ".alterColumn", ".addForeignKey",
            ])
    }

    @Test func `an index with another name is renamed`() throws {
        var albums = Self.albums
        albums.indexes = [IndexSchema(name: "by_artist", parts: [IndexSchema.Part(.column("artist_id"))])]
        #expect(
            try detect([Self.artists, Self.albums], [Self.artists, albums]) == [
                #".renameIndex("albums", "albums_artist_id_idx", to: "by_artist")"#
            ])
    }

    @Test func `a table that is no longer managed stays in the database`() throws {
        var albums = Self.albums
        albums.isManaged = false
        #expect(
            try MigrationDetector.detect(
                from: SchemaState(models: [Self.artists, Self.albums]), to: [Self.artists, albums]
            )
            .map { SwiftSource.operation($0).line } == [#".separate(database: [], state: [.dropTable("albums")])"#])
    }

    @Test(arguments: [
        ("flag", ColumnType.boolean, "yes", "`t.flag` cannot be filled with `yes`; expected true or false"),
        ("size", .integer(.uint8), "-1", "`t.size` cannot be filled with `-1`; expected a whole number from 0"),
        ("day", .date, "today", "`t.day` cannot be filled with `today`; expected `now` or a day such as 2026-01-31"),
    ])
    func `values for rows that exist are read by the column's type`(
        name: String, type: ColumnType, text: String, message: String
    ) throws {
        let answers = GivenAnswers(fills: ["t.\(name)": text])
        let error = #expect(throws: MigrationError.self) {
            try answers.fill(ColumnSchema(name: name, type: type), of: "t")
        }
        #expect(error?.description == message)
    }
}
