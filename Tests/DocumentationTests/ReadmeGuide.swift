import Martlet
import MartletTesting
import Testing

@Model struct Artist {
    var id: Int
    var name: String
}

@Model struct Album {
    var id: Int
    var title: String
    @BelongsTo var artist: Artist.ID
    static let tracks = HasMany<Track>(\.album)
}

@Model struct Track: Encodable {
    var id: Int
    var name: String
    var seconds: Int
    @BelongsTo var album: Album.ID
}

/// The code of README.md.
@Suite struct ReadmeGuide {
    struct NewTrack: Decodable {
        var title: String
        var seconds: Int
    }

    @Test func `what the README says`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(DatabaseExtension(default: "sqlite::memory:"))
        let database = try app.services.require(Database.self)
        try await database.createTables(Artist.self, Album.self, Track.self)
        let queen = try await Artist(id: 0, name: "Queen").insert(in: database)
        _ = try await Album(id: 0, title: "Jazz", artist: queen.id).insert(in: database)

        app.post("/albums/{id:int}/tracks") { (album: Path<Int>, track: JSON<NewTrack>, database: Database) in
            try await Track(id: 0, name: track.title, seconds: track.seconds, album: album.value).insert(in: database)
        }
        try await app.test { (client) async throws in
            let added = try await client.post(
                "/albums/1/tracks", .text(#"{"title":"Jealousy","seconds":194}"#, type: "application/json"))
            #expect(added.text == #"{"id":1,"name":"Jealousy","seconds":194,"album":1}"#)

            let albums = try await Album.query
                .where { $0.artist.name == "Queen" }
                .with { $0.artist }
                .with { $0.tracks.order { $0.name.ascending } }
                .all(in: database)  // [(Album, Artist, [Track])]
            #expect(albums.map(\.2.count) == [1])
        }
    }
}
