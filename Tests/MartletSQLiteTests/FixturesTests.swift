import Foundation
import MartletData
import MartletSQLite
import Testing

/// Rows as JSON, and rows that factories make.
@Suite struct FixturesTests {
    private func database() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(
            Artist.self, Album.self, Track.self, Employee.self, Product.self, Form.self)
        return database
    }

    private let music = Fixtures(Track.self, Album.self, Artist.self)

    @Test func `rows are written in the order of their references and read again`() async throws {
        let source = try await database()
        try await Artist(id: 3, name: "A \"B\"\n").insert(in: source)
        try await Album(id: 2, title: "Jazz", artist: 3, released: Date(timeIntervalSince1970: 1.5)).insert(in: source)
        try await Track(id: 1, name: "x", album: 2, seconds: 60, price: 0.99, kind: .live).insert(in: source)
        let json = try await music.dump(from: source)
        #expect(
            String(decoding: json, as: UTF8.self) == #"""
                {
                  "artists": [
                    {"id": 3, "name": "A \"B\"\u000a"}
                  ],
                  "albums": [
                    {"id": 2, "title": "Jazz", "artist_id": 3, "released": "1970-01-01 00:00:01.500000"}
                  ],
                  "tracks": [
                    {"id": 1, "name": "x", "album_id": 2, "seconds": 60, "price": "0.99", "kind": "live"}
                  ]
                }

                """#)
        let target = try await database()
        #expect(try await music.load(json, into: target) == 3)
        #expect(try await music.dump(from: target) == json)
        // Keys go on behind those of the fixtures.
        #expect(try await Artist(id: 0, name: "next").insert(in: target).id == 4)
    }

    @Test func `every type and every moment comes back`() async throws {
        let source = try await database()
        try await Form(
            id: 1, flag: true, tiny: -5, small: 9, large: 7, real: 1.25, single: 0.5, exact: 2, text: "ü", bytes: [255],
            data: Data(), uuid: UUID(), moment: Date(timeIntervalSince1970: 1), day: CalendarDate(daysSinceEpoch: 3),
            time: TimeOfDay(hour: 1, minute: 2), length: .milliseconds(5), numbers: [6, 7], color: .blue, level: .high
        ).insert(in: source)
        let product = try await Product(id: 0, code: "pen").insert(in: source)
        try await product.delete(in: source)
        let fixtures = Fixtures(Form.self, Product.self)
        let json = try await fixtures.dump(from: source)
        let target = try await database()
        try await fixtures.load(json, into: target)
        #expect(try await Form.query.all(in: target) == Form.query.all(in: source))
        #expect(
            try await Product.query.includingDeleted().all(in: target)
                == Product.query.includingDeleted().all(in: source))
    }

    @Test func `rows that refer to their own table wait for each other`() async throws {
        let database = try await database()
        let json = #"""
            {"staff": [
              {"EmployeeId": 1, "name": "Low", "ReportsTo": 2}, {"EmployeeId": 2, "name": "Middle", "ReportsTo": 3},
              {"EmployeeId": 3, "name": "High"}
            ]}
            """#
        try await Fixtures(Employee.self).load(Data(json.utf8), into: database)
        #expect(try await Employee.query.where { $0.boss.name == "High" }.all(in: database).map(\.name) == ["Middle"])
    }

    @Test(arguments: [
        ("[]", "the fixtures are not a JSON object with an array of rows for each table"),
        (#"{"bands": []}"#, "the fixtures have rows of bands, expected tracks, albums, artists"),
        (#"{"artists": [{"id": 1, "nmae": "x"}]}"#, "row 1 of artists has a column `nmae`, expected id, name"),
        (
            #"{"artists": [{"id": 1, "name": "x"}, {"id": 2}]}"#,
            "row 2 of artists has no `name`, which has no initial value; add it"
        ),
        (#"{"artists": [{"id": "one", "name": "x"}]}"#, "row 1 of artists: artists.id: expected Int, got a text"),
        (
            #"{"tracks": [{"id": 1, "name": "x", "seconds": 1, "price": 1, "kind": "opera"}]}"#,
            #"row 1 of tracks: tracks.kind: expected Kind, got the text "opera""#
        ),
    ])
    func `what does not fit is an error, and nothing is inserted`(json: String, message: String) async throws {
        let database = try await database()
        let error = await #expect(throws: FixtureError.self) {
            try await music.load(Data(json.utf8), into: database)
        }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
        #expect(try await Artist.query.count(in: database) == 0)
    }

    @Test func `a factory makes what a row refers to, unless it is given`() async throws {
        let database = try await database()
        let artists = Factory<Artist> { row in Artist(id: 0, name: "Artist \(row.number)") }
        let albums = Factory<Album> { row in
            Album(id: 0, title: "Album \(row.number)", artist: try await row.related(artists).id, released: nil)
        }
        let tracks = Factory<Track> { row in
            let album = try await row.related(albums)
            return Track(id: 0, name: "Track \(row.number)", album: album.id, seconds: 1, price: 1, kind: .studio)
        }
        let jazz = try await albums.create(in: database) { $0.title = "Jazz" }
        #expect(jazz.title == "Jazz")
        #expect(try await Artist.find(jazz.artist, in: database)?.name == "Artist 1")
        let queen = try await artists.create(in: database) { $0.name = "Queen" }
        let more = try await albums.using(queen).create(3, in: database)
        #expect(more.map(\.title) == ["Album 2", "Album 3", "Album 4"])
        #expect(more.allSatisfy { $0.artist == queen.id })
        // What is given reaches the rows that are made on the way.
        let track = try await tracks.using(queen).create(in: database)
        let album = try await Album.query.where { $0.id == track.album ?? 0 }.first(in: database)
        #expect(album?.artist == queen.id)
        #expect(try await Artist.query.count(in: database) == 2)
    }

    @Test func `a row that is built refers only to what is given`() async throws {
        let artists = Factory<Artist> { row in Artist(id: row.number, name: "x") }
        let albums = Factory<Album> { row in
            Album(id: 0, title: "t", artist: try await row.related(artists).id, released: nil)
        }
        #expect(try await artists.build { $0.name = "y" } == Artist(id: 1, name: "y"))
        #expect(try await albums.using(Artist(id: 7, name: "")).build().artist == 7)
        let error = await #expect(throws: QueryError.self) { _ = try await albums.build() }
        #expect(
            error?.description
                == "a row that is built without a database refers to artists; give one by `using(_:)`, or create it in a database"
        )
    }
}
