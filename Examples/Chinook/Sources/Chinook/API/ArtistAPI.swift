import Martlet

/// `/api/v1/artists`
enum ArtistAPI {
    struct Detail: Codable, Sendable {
        let id: Int
        let name: String
        let albums: [Entry]
        let url: String

        struct Entry: Codable, Sendable {
            let id: Int
            let title: String
            let url: String
        }
    }

    static func add(to routes: some RouteBuilder) {
        routes.get("/artists") { (list: ListQuery, db: Database) in
            let page = list.request(defaultSize: 25)
            let artists = try await Catalogue.artists(list.words, page, in: db)
            return JSON(ListResource(artists, page, path: "\(API.prefix)/artists", list) { ArtistResource($0.0) })
        }

        routes.get("/artists/{id:int}") { (id: Path<Int>, db: Database) in
            guard let artist = try await Artist.find(id.value, in: db) else {
                throw HTTPError(.notFound, "There is no artist \(id).")
            }
            let albums = try await Catalogue.albums(by: artist, in: db)
            return JSON(
                Detail(
                    id: artist.id, name: artist.name,
                    albums: albums.map { .init(id: $0.id, title: $0.title, url: "\(API.prefix)/albums/\($0.id)") },
                    url: "\(API.prefix)/artists/\(artist.id)"))
        }
    }
}
