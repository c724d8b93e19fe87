import Foundation
import MartletData
import MartletSQLite
import Testing

@Suite struct SQLiteTests {
    /// A database with two artists, three albums and four tracks.
    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Artist.self, Album.self, Track.self, Employee.self)
        let queen = try await Artist(id: 0, name: "Queen").insert(in: database)
        let abba = try await Artist(id: 0, name: "ABBA").insert(in: database)
        let night = try await Album(
            id: 0, title: "A Night at the Opera", artist: queen.id,
            released: Date(timeIntervalSince1970: 185_760_000.123456)
        ).insert(in: database)
        let race = try await Album(id: 0, title: "A Day at the Races", artist: queen.id, released: nil).insert(
            in: database)
        try await Album(id: 0, title: "Arrival", artist: abba.id, released: nil).insert(in: database)
        try await Track.insert(
            [
                Track(
                    id: 1, name: "Love of My Life", album: night.id, seconds: 219, price: Decimal(string: "0.99") ?? 0,
                    kind: .studio),
                Track(
                    id: 2, name: "Bohemian Rhapsody", album: night.id, seconds: 354,
                    price: Decimal(string: "1.29") ?? 0, kind: .studio),
                Track(id: 3, name: "Somebody to Love", album: race.id, seconds: 296, price: 1, kind: .live),
                Track(id: 4, name: "Loose", album: nil, seconds: 10, price: 1, kind: .live),
            ], in: database)
        return database
    }

    @Test func `inserted rows come back as they were`() async throws {
        let database = try await store()
        let album = try #require(try await Album.find(1, in: database))
        #expect(album.title == "A Night at the Opera")
        #expect(abs((album.released?.timeIntervalSince1970 ?? 0) - 185_760_000.123456) < 0.000_001)
        let track = try #require(try await Track.find(2, in: database))
        #expect(track.price == Decimal(string: "1.29"))
        #expect(track.kind == .studio)
    }

    @Test func `conditions look through relations, as SQL and as rows`() async throws {
        let database = try await store()
        let query = Track.query.where { $0.album.artist.name == "Queen" && $0.seconds > 220 }
            .order { $0.name.descending }
        #expect(
            try query.sql(for: database.dialect).sql
                == #"SELECT "tracks"."id", "tracks"."name", "tracks"."album_id", "tracks"."seconds", "tracks"."price", "tracks"."kind" FROM "tracks" LEFT JOIN "albums" AS "album" ON "album"."id" = "tracks"."album_id" LEFT JOIN "artists" AS "album__artist" ON "album__artist"."id" = "album"."artist_id" WHERE "album__artist"."name" = ?1 AND "tracks"."seconds" > ?2 ORDER BY "tracks"."name" DESC"#
        )
        #expect(try await query.all(in: database).map(\.name) == ["Somebody to Love", "Bohemian Rhapsody"])
        #expect(try await query.count(in: database) == 2)
    }

    @Test func `with carries what was loaded in its type`() async throws {
        let database = try await store()
        let albums: [(Album, Artist, [(Track)])] = try await Album.query
            .order { $0.title.ascending }
            .with { $0.artist }
            .with { $0.tracks.order { $0.seconds.descending } }
            .all(in: database)
        #expect(albums.map { $0.0.title } == ["A Day at the Races", "A Night at the Opera", "Arrival"])
        #expect(albums.map { $0.1.name } == ["Queen", "Queen", "ABBA"])
        #expect(albums.map { $0.2.map(\.seconds) } == [[296], [354, 219], []])
        let artists: [(Artist, [(Album, [Track])])] = try await Artist.query
            .order { $0.name.ascending }.with { $0.albums.with { $0.tracks } }.all(in: database)
        #expect(artists.map { $0.1.map { $0.1.count } } == [[0], [2, 1]])
        let placed = try await Track.query.order { $0.id.ascending }.with { $0.album.with { $0.artist } }
            .all(in: database)
        #expect(
            placed.map { $0.1?.0.title }
                == ["A Night at the Opera", "A Night at the Opera", "A Day at the Races", nil])
        #expect(placed.map { $0.1?.1.name } == ["Queen", "Queen", "Queen", nil])

        let loose = try await Track.query.where { $0.albumID == nil }.with { $0.album }.all(in: database)
        #expect(loose.map { $0.1?.title } == [nil])
    }

    @Test func `a closed database lies in its file alone, also after reads`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try Database("sqlite:\(folder)/app.sqlite", drivers: [.sqlite])
        try await database.createTables(Artist.self)
        try await Artist(id: 0, name: "Queen").insert(in: database)
        #expect(try await Artist.query.count(in: database) == 1)
        try await database.close()
        let log = try? FileManager.default.attributesOfItem(atPath: "\(folder)/app.sqlite-wal")[.size] as? Int
        #expect((log ?? 0) == 0)

        // A copy of the one file is the whole database.
        try FileManager.default.copyItem(atPath: "\(folder)/app.sqlite", toPath: "\(folder)/copy.sqlite")
        let copy = try Database("sqlite:\(folder)/copy.sqlite", drivers: [.sqlite])
        #expect(try await Artist.query.all(in: copy).map(\.name) == ["Queen"])
        try await copy.close()
    }

    @Test func `a closed database answers with an error, whatever is asked`() async throws {
        let database = try await store()
        // What is inside finishes first.
        async let slow: Void = database.transaction { transaction in
            try await Task.sleep(for: .milliseconds(50))
            try await Artist(id: 0, name: "Last").insert(in: transaction)
        }
        try await Task.sleep(for: .milliseconds(10))
        try await database.close()
        try await slow
        try await database.close()
        let read = await #expect(throws: DatabaseError.self) { try await Artist.query.all(in: database) }
        #expect(read?.kind == .closed)
        #expect(read?.message == "the database is closed")
        await #expect(throws: DatabaseError.self) { try await Artist(id: 0, name: "x").insert(in: database) }
        await #expect(throws: DatabaseError.self) { try await database.transaction { _ in } }
    }

    @Test func `a table may refer to itself and have its own names`() async throws {
        let database = try await store()
        try await Employee.insert(
            [Employee(number: 1, name: "Ada", boss: nil), Employee(number: 2, name: "Ben", boss: 1)], in: database)
        let staff = try await Employee.query.order { $0.number.ascending }.with { $0.boss }.with { $0.reports }
            .all(in: database)
        #expect(staff.map { $0.1?.name } == [nil, "Ada"])
        #expect(staff.map { $0.2.map(\.name) } == [["Ben"], []])
    }

    @Test func `constraints are errors that name table and column`() async throws {
        let database = try await store()
        let twice = await #expect(throws: DatabaseError.self) {
            try await Artist(id: 0, name: "Queen").insert(in: database)
        }
        #expect(twice?.kind == .unique)
        #expect(twice?.table == "artists")
        #expect(twice?.columns == ["name"])
        let orphan = await #expect(throws: DatabaseError.self) {
            try await Album(id: 0, title: "x", artist: 99, released: nil).insert(in: database)
        }
        #expect(orphan?.kind == .foreignKey)
        let long = await #expect(throws: DatabaseError.self) {
            try await Artist(id: 0, name: String(repeating: "x", count: 121)).insert(in: database)
        }
        #expect(long?.kind == .check)
    }

    @Test func `rows are changed and deleted, with what hangs on them`() async throws {
        let database = try await store()
        var night = try #require(try await Album.find(1, in: database))
        night.title = "Live Killers"
        night.released = nil
        try await night.update(in: database)
        #expect(try await Album.find(1, in: database) == night)
        #expect(try await Album.find(2, in: database)?.title == "A Day at the Races")

        // A track may refer to no album; an album goes with its artist.
        try await Track.query.where { $0.album.artist.name == "Queen" && $0.seconds > 220 }.delete(in: database)
        #expect(try await Track.query.order { $0.id.ascending }.all(in: database).map(\.id) == [1, 4])
        try await Track.query.delete(in: database)
        let queen = try #require(try await Artist.query.where { $0.name == "Queen" }.first(in: database))
        #expect(try await queen.delete(in: database))
        #expect(try await !queen.delete(in: database))
        #expect(try await Album.query.all(in: database).map(\.title) == ["Arrival"])
        let gone = await #expect(throws: RowConflict.self) { try await night.update(in: database) }
        #expect(gone?.description == "albums has no row with the key 1; it was deleted or never inserted")
    }

    @Test func `a failed transaction leaves nothing, a failed savepoint only its own`() async throws {
        let database = try await store()
        struct Stop: Error {}
        await #expect(throws: Stop.self) {
            try await database.transaction { transaction in
                try await Artist(id: 0, name: "Gone").insert(in: transaction)
                throw Stop()
            }
        }
        try await database.transaction { transaction in
            try await Artist(id: 0, name: "Kept").insert(in: transaction)
            try? await transaction.transaction { inner in
                try await Artist(id: 0, name: "Undone").insert(in: inner)
                throw Stop()
            }
        }
        let names = try await Artist.query.order { $0.name.ascending }.all(in: database).map(\.name)
        #expect(names == ["ABBA", "Kept", "Queen"])
    }

    @Test func `a row that its model cannot hold is an error with its place`() async throws {
        let database = try await store()
        try await database.execute("UPDATE tracks SET kind = \("opera") WHERE id = \(1)")
        let error = await #expect(throws: DecodingFailure.self) { try await Track.query.all(in: database) }
        #expect(error?.description == #"tracks.kind: expected Kind, got the text "opera""#)
    }

    @Test(arguments: ["'; DROP TABLE artists; --", "\" OR 1=1", "%", "_", "\\", "🎸𝄞", ""])
    func `text stays text`(_ text: String) async throws {
        let database = try await store()
        let saved = try await Artist(id: 0, name: text).insert(in: database)
        #expect(try await Artist.find(saved.id, in: database)?.name == text)
        #expect(try await Artist.query.where { $0.name == text }.all(in: database) == [saved])
        if !text.isEmpty {
            #expect(try await Artist.query.where { $0.name.contains(text) }.all(in: database).map(\.id) == [saved.id])
        }
        #expect(try await Artist.query.count(in: database) == 3)
    }

    @Test func `text that SQLite cannot hold is refused, not cut off`() async throws {
        let database = try await store()
        let error = await #expect(throws: DatabaseError.self) {
            try await Artist(id: 0, name: "a\0b").insert(in: database)
        }
        #expect(error?.kind == .value)
        #expect(try await Artist.query.count(in: database) == 2)
    }

    @Test func `a file on disk serves many tasks at once`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try Database("sqlite:\(folder.path)/deep/app.sqlite", drivers: [.sqlite])
        try await database.createTables(Artist.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await database.transaction { transaction in
                        try await Artist(id: 0, name: "artist \(number)").insert(in: transaction)
                        _ = try await Artist.query.count(in: transaction)
                    }
                }
                group.addTask { _ = try await Artist.query.all(in: database) }
            }
            try await group.waitForAll()
        }
        #expect(try await Artist.query.count(in: database) == 50)
        try await database.close()
    }

    @Test func `an unknown scheme says what there is`() {
        let error = #expect(throws: DatabaseError.self) { try Database("oracle:x", drivers: [.sqlite]) }
        #expect(error?.message == "no driver for `oracle:` URLs; this application has drivers for `sqlite:`")
    }
}
