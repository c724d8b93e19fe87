import MartletData
import Testing

/// Queries as the statements that a database gets.
@Suite struct QueryTests {
    private let dialect = RecordingDatabase.NumberedDialect()
    private let albums =
        #"SELECT "albums"."id", "albums"."title", "albums"."artist_id", "albums"."cover_id" FROM "albums""#

    private func written(_ condition: @Sendable (Album.Fields) -> SQLCondition) throws -> (String, [DatabaseValue]) {
        let statement = try Album.query.where(condition).sql(for: dialect)
        let start = statement.sql.range(of: " WHERE ").map { statement.sql[$0.upperBound...] } ?? ""
        return (String(start), statement.bindings)
    }

    @Test func `nothing is asked but what was said`() throws {
        #expect(try Album.query.sql(for: dialect) == Statement(albums))
    }

    @Test func `comparisons bind their values`() throws {
        let given: [(SQLCondition, String, [DatabaseValue])] = [
            (fields.title == "x", #""albums"."title" = $1"#, [.text("x")]),
            (fields.title != "x", #""albums"."title" <> $1"#, [.text("x")]),
            (fields.id < 3, #""albums"."id" < $1"#, [.integer(3)]),
            (fields.id <= 3, #""albums"."id" <= $1"#, [.integer(3)]),
            (fields.id > 3, #""albums"."id" > $1"#, [.integer(3)]),
            (fields.id >= 3, #""albums"."id" >= $1"#, [.integer(3)]),
            (fields.id == fields.artistID, #""albums"."id" = "albums"."artist_id""#, []),
            (fields.coverID == nil, #""albums"."cover_id" IS NULL"#, []),
            (fields.coverID != nil, #""albums"."cover_id" IS NOT NULL"#, []),
            (fields.coverID == "a.png", #""albums"."cover_id" = $1"#, [.text("a.png")]),
            (fields.id.isIn([1, 2]), #""albums"."id" IN ($1, $2)"#, [.integer(1), .integer(2)]),
            (fields.id.isIn([]), "1 = 0", []),
            (!fields.id.isIn([]), "NOT (1 = 0)", []),
            (fields.id.isIn([1, 2, 3]), #""albums"."id" IN ($1, $2, $3, $4)"#, [1, 2, 3, 3].map { .integer($0) }),
            (fields.title.contains("5%_\\"), #""albums"."title" LIKE $1 ESCAPE '\'"#, [.text(#"%5\%\_\\%"#)]),
            (fields.title.hasPrefix("a"), #""albums"."title" LIKE $1 ESCAPE '\'"#, [.text("a%")]),
            (fields.title.hasSuffix("a"), #""albums"."title" LIKE $1 ESCAPE '\'"#, [.text("%a")]),
            (
                fields.title.contains("a", ignoringCase: true), #""albums"."title" ILIKE $1 ESCAPE '\'"#,
                [.text("%a%")]
            ),
        ]
        for (predicate, sql, bindings) in given {
            let statement = try Album.query.where { _ in predicate }.sql(for: dialect)
            #expect(statement.sql == "\(albums) WHERE \(sql)")
            #expect(statement.bindings == bindings)
        }
    }

    private var fields: Album.Fields { Album.Fields(at: TablePath(root: "albums")) }

    @Test func `conditions keep their grouping and the order of their values`() throws {
        let (sql, bindings) = try written { $0.id == 1 && ($0.title == "a" || !($0.title == "b")) }
        #expect(sql == #""albums"."id" = $1 AND ("albums"."title" = $2 OR NOT ("albums"."title" = $3))"#)
        #expect(bindings == [.integer(1), .text("a"), .text("b")])
        let both = try Album.query.where { $0.id == 1 }.where { $0.id == 2 || $0.id == 3 }.sql(for: dialect)
        #expect(both.sql == albums + #" WHERE "albums"."id" = $1 AND ("albums"."id" = $2 OR "albums"."id" = $3)"#)
    }

    @Test func `a relation is joined once, behind the one that leads to it`() throws {
        let query = Album.query.where { $0.cover.owner.name == "x" && $0.cover.owner.id > 1 && $0.artist.name == "y" }
            .order { $0.cover.path.ascending }
        let expected = [
            albums, #"LEFT JOIN "pictures" AS "cover" ON "cover"."path" = "albums"."cover_id""#,
            #"LEFT JOIN "artists" AS "cover__owner" ON "cover__owner"."id" = "cover"."owner_id""#,
            #"JOIN "artists" AS "artist" ON "artist"."id" = "albums"."artist_id""#,
            #"WHERE "cover__owner"."name" = $1 AND "cover__owner"."id" > $2 AND "artist"."name" = $3"#,
            #"ORDER BY "cover"."path" ASC"#,
        ]
        #expect(try query.sql(for: dialect).sql == expected.joined(separator: " "))
    }

    @Test func `limits and offsets are bound, so that all pages have one text`() throws {
        let first = try Album.query.limit(5).offset(10).sql(for: dialect)
        #expect(first == Statement("\(albums) LIMIT $1 OFFSET $2", [.integer(5), .integer(10)]))
        #expect(try Album.query.limit(7).offset(70).sql(for: dialect).text === first.text)
        #expect(try Album.query.offset(10).sql(for: dialect).sql == "\(albums) OFFSET $1")
        #expect(try Album.query.limit(-1).offset(-1).sql(for: dialect).bindings == [.integer(0), .integer(0)])
    }

    @Test func `a relation is one query for all rows, in chunks that the database can hold`() async throws {
        let artists: [[DatabaseValue]] = (1...8).map { [.integer($0), .text("artist \($0)")] }
        let first: [[DatabaseValue]] = [[.integer(70), .text("late"), .integer(7), .null]]
        let database = RecordingDatabase(answers: [artists, first, []])
        let rows = try await Artist.query.with { $0.albums }.all(in: database)
        #expect(rows.map(\.0.id) == Array(1...8))
        #expect(rows.map { $0.1.count }.reduce(0, +) == 1)
        #expect(rows[6].1.map(\.title) == ["late"])
        #expect(database.statements.count == 3)
        #expect(Set(database.statements.dropFirst().flatMap(\.bindings)) == Set((1...8).map { .integer($0) }))
        #expect(database.statements.dropFirst().map(\.bindings.count) == [6, 2])
    }

    @Test func `no rows, no queries for their relations`() async throws {
        let database = RecordingDatabase()
        #expect(try await Artist.query.with { $0.albums }.all(in: database).isEmpty)
        #expect(database.statements.count == 1)
    }

    @Test func `a row that is referred to and missing is an error that names it`() async throws {
        let database = RecordingDatabase(answers: [[[.integer(1), .text("x"), .integer(9), .null]]])
        let error = await #expect(throws: MissingRelation.self) {
            try await Album.query.with { $0.artist }.all(in: database)
        }
        #expect(error?.description == "albums.artist_id refers to a row of artists that does not exist (integer(9))")
    }

    @Test func `a row of another form than its model names column, expected and got`() async throws {
        for (row, message) in [
            ([DatabaseValue.text("x"), .text("x"), .integer(1), .null], "albums.id: expected Int, got a text"),
            ([.integer(1), .null, .integer(1), .null], "albums.title: expected String, got NULL"),
            ([.integer(1), .text("x")], "albums.artist_id: expected Int, got no column"),
        ] {
            let database = RecordingDatabase(answers: [[row]])
            let error = await #expect(throws: DecodingFailure.self) { try await Album.query.all(in: database) }
            #expect(error?.description == message)
        }
    }

    @Test func `a column may have any name`() async throws {
        let values: [DatabaseValue] = [1, 2, 0, 4, 5, 6, 7, 8].map { .integer($0) }
        let row = values.enumerated().map { $0.offset == 2 ? DatabaseValue.text("p") : $0.element }
        let database = RecordingDatabase(answers: [[row]])
        let found = try await Awkward.query.where { $0.path == "p" && $0.default == 8 }.all(in: database)
        #expect(found == [Awkward(id: 1, row: 2, path: "p", key: 4, copy: 5, property: 6, place: 7, default: 8)])
        #expect(
            Awkward.schema.columns.map(\.name) == ["id", "row", "path", "key", "copy", "property", "place", "default"])
    }

    @Test func `counting ignores limits and orders`() async throws {
        let database = RecordingDatabase(answers: [[[.integer(3)]]])
        let count = try await Album.query.where { $0.artist.name == "x" }.order { $0.id.ascending }.limit(1)
            .count(in: database)
        #expect(count == 3)
        #expect(
            database.statements == [
                Statement(
                    #"SELECT COUNT(*) FROM "albums" JOIN "artists" AS "artist" ON "artist"."id" = "albums"."artist_id" WHERE "artist"."name" = $1"#,
                    [.text("x")])
            ])
    }
}
