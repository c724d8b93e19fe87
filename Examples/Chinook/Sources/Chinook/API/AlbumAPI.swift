import Martlet

/// `/api/v1/albums`
enum AlbumAPI {
    struct Detail: Codable, Sendable {
        let id: Int
        let title: String
        let artist: ArtistResource
        let milliseconds: Int
        let tracks: [TrackResource]
        let url: String
    }

    static func add(to routes: some RouteBuilder) {
        routes.get("/albums") { (list: ListQuery, db: Database) in
            let page = list.request(defaultSize: 25)
            let albums = try await Catalogue.albums(list.words, AlbumOrder.parse(list.parameters), page, in: db)
            return JSON(ListResource(albums, page, path: "\(API.prefix)/albums", list) { AlbumResource($0.0, $0.1) })
        }

        routes.get("/albums/{id:int}") { (id: Path<Int>, db: Database) in
            guard let (album, artist) = try await Catalogue.album(id.value, in: db) else {
                throw HTTPError(.notFound, "There is no album \(id).")
            }
            let tracks = try await Catalogue.tracks(of: album, in: db)
            return JSON(
                Detail(
                    id: album.id, title: album.title, artist: ArtistResource(artist),
                    milliseconds: tracks.reduce(0) { $0 + $1.track.milliseconds },
                    tracks: tracks.map(TrackResource.init),
                    url: "\(API.prefix)/albums/\(album.id)"))
        }
    }
}
