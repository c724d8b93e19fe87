import Martlet

/// `/api/v1/search`
enum SearchAPI {
    struct Group<Item: Codable & Sendable>: Codable, Sendable {
        let total: Int
        let items: [Item]
    }

    struct Result: Codable, Sendable {
        let query: String
        let artists: Group<ArtistResource>
        let albums: Group<AlbumResource>
        let tracks: Group<TrackResource>
    }

    static func add(to routes: some RouteBuilder) {
        routes.get("/search") { (list: ListQuery, db: Database) in
            guard let words = list.words else { throw HTTPError(.badRequest, "`q` has to say what to search for.") }
            let results = try await SearchResults.find(
                words, limits: .init(artists: 10, albums: 10, tracks: 10), in: db)
            return JSON(
                Result(
                    query: words,
                    artists: .init(total: results.artists.total, items: results.artists.items.map(ArtistResource.init)),
                    albums: .init(
                        total: results.albums.total, items: results.albums.items.map { AlbumResource($0, $1) }),
                    tracks: .init(total: results.tracks.total, items: results.tracks.items.map(TrackResource.init))))
        }
        .describe("Search artists, albums and tracks", errors: [.badRequest])
    }
}
