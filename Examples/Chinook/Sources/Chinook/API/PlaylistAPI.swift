import Martlet

/// `/api/v1/playlists`
enum PlaylistAPI {
    struct Detail: Codable, Sendable {
        let id: Int
        let name: String
        let tracks: ListResource<TrackResource>
        let url: String
    }

    static func add(to routes: some RouteBuilder) {
        routes.get("/playlists") { (db: Database) in
            let playlists = try await Catalogue.playlists(in: db)
            let counts = try await Catalogue.trackCountsByPlaylist(in: db)
            return JSON([
                "items": playlists.map {
                    CountedResource(
                        id: $0.id, name: $0.name, tracks: counts[$0.id] ?? 0, url: "\(API.prefix)/playlists/\($0.id)")
                }
            ])
        }

        routes.get("/playlists/{id:int}") { (id: Path<Int>, list: ListQuery, db: Database) in
            guard let playlist = try await Playlist.find(id.value, in: db) else {
                throw HTTPError(.notFound, "There is no playlist \(id).")
            }
            let url = "\(API.prefix)/playlists/\(playlist.id)"
            let page = list.request(defaultSize: 25)
            let tracks = try await Catalogue.tracks(on: playlist, page, in: db)
            return JSON(
                Detail(
                    id: playlist.id, name: playlist.name,
                    tracks: ListResource(tracks, page, path: url, list, TrackResource.init), url: url))
        }
    }
}
