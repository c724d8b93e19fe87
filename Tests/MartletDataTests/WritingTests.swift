import Testing

@testable import MartletData

/// Writes as the statements that a database gets.
@Suite struct WritingTests {
    @Test func `a generated key is left to the database and comes back`() async throws {
        let database = RecordingDatabase(answers: [[[.integer(42)]]])
        let saved = try await Artist(id: 0, name: "Queen").insert(in: database)
        #expect(saved == Artist(id: 42, name: "Queen"))
        let kept = try await Artist(id: 7, name: "ABBA").insert(in: database)
        #expect(kept.id == 7)
        let natural = try await Picture(path: "a.png", owner: 7).insert(in: database)
        #expect(natural.path == "a.png")
        #expect(
            database.statements == [
                Statement(#"INSERT INTO "artists" ("name") VALUES ($1) RETURNING "id""#, [.text("Queen")]),
                Statement(#"INSERT INTO "artists" ("id", "name") VALUES ($1, $2)"#, [.integer(7), .text("ABBA")]),
                Statement(
                    #"INSERT INTO "pictures" ("path", "owner_id") VALUES ($1, $2)"#, [.text("a.png"), .integer(7)]),
            ])
    }

    @Test func `many rows go in statements of what the database takes`() async throws {
        let database = RecordingDatabase()
        try await Artist.insert((1...7).map { Artist(id: $0, name: "\($0)") }, in: database)
        #expect(database.statements.map(\.bindings.count) == [6, 6, 2])
        #expect(
            database.statements.last?.sql == #"INSERT INTO "artists" ("id", "name") VALUES ($1, $2)"#)
        try await Artist.insert([], in: database)
        #expect(database.statements.count == 3)
    }

    @Test func `an update writes all columns but the key`() async throws {
        let database = RecordingDatabase()
        try await Album(id: 3, title: "x", artist: 1, cover: nil).update(in: database)
        #expect(
            database.statements == [
                Statement(
                    #"UPDATE "albums" SET "title" = $1, "artist_id" = $2, "cover_id" = $3 WHERE "id" = $4"#,
                    [.text("x"), .integer(1), .null, .integer(3)])
            ])
    }

    @Test func `an update of no row is an error, a deletion of none is not`() async throws {
        let database = RecordingDatabase(changes: 0)
        let error = await #expect(throws: RowConflict.self) {
            try await Album(id: 3, title: "x", artist: 1, cover: nil).update(in: database)
        }
        #expect(error?.description == "albums has no row with the key 3; it was deleted or never inserted")
        let deleted = try await Artist(id: 9, name: "x").delete(in: database)
        #expect(!deleted)
    }

    @Test func `deleting by a relation looks the keys up`() async throws {
        let database = RecordingDatabase()
        try await Album.query.where { $0.artist.name == "x" }.delete(in: database)
        try await Album.query.delete(in: database)
        #expect(
            database.statements.map(\.sql) == [
                #"DELETE FROM "albums" WHERE "id" IN (SELECT "albums"."id" FROM "albums" JOIN "artists" AS "artist" ON "artist"."id" = "albums"."artist_id" WHERE "artist"."name" = $1)"#,
                #"DELETE FROM "albums""#,
            ])
    }

    @Test func `SQL by hand binds its values and quotes its names`() async throws {
        let database = RecordingDatabase()
        let name = "x'; DROP TABLE artists; --"
        try await database.execute(
            "UPDATE \(Identifier("a\"b")) SET name = \(name), n = \(nil as Int?) WHERE id = \(1)")
        #expect(
            database.statements == [
                Statement(
                    #"UPDATE "a""b" SET name = $1, n = $2 WHERE id = $3"#, [.text(name), .null, .integer(1)])
            ])
    }

    @Test func `a table is created with its constraints and indexes`() {
        let statements = RecordingDatabase.NumberedDialect().createTable(Album.schema)
        #expect(
            statements == [
                #"CREATE TABLE IF NOT EXISTS "albums" ("id" integer PRIMARY KEY NOT NULL, "title" text NOT NULL, "artist_id" integer NOT NULL, "cover_id" text, FOREIGN KEY ("artist_id") REFERENCES "artists" ("id") ON DELETE RESTRICT, FOREIGN KEY ("cover_id") REFERENCES "pictures" ("path") ON DELETE SET NULL)"#,
                #"CREATE INDEX IF NOT EXISTS "albums_artist_id_idx" ON "albums" ("artist_id")"#,
                #"CREATE INDEX IF NOT EXISTS "albums_cover_id_idx" ON "albums" ("cover_id")"#,
            ])
    }
}
