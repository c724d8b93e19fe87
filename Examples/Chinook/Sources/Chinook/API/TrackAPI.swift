import Martlet

/// `/api/v1/tracks`
enum TrackAPI {
    struct Detail: Encodable, Sendable {
        let track: TrackResource
        let mediaType: NameResource
        let playlists: [Entry]

        struct Entry: Encodable, Sendable {
            let id: Int
            let name: String
            let url: String
        }

        enum CodingKeys: String, CodingKey {
            case playlists
            case mediaType = "media_type"
        }

        func encode(to encoder: any Encoder) throws {
            try track.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(mediaType, forKey: .mediaType)
            try container.encode(playlists, forKey: .playlists)
        }
    }

    static func add(to routes: some RouteBuilder) {
        routes.get("/tracks") { (list: ListQuery, filter: TrackFilter, db: Database) in
            let page = list.request(defaultSize: 25)
            let tracks = try await Catalogue.tracks(list.words, filter, page, in: db)
            return JSON(ListResource(tracks, page, path: "\(API.prefix)/tracks", list, TrackResource.init))
        }

        routes.get("/tracks/{id:int}") { (id: Path<Int>, db: Database) in
            guard let found = try await Catalogue.track(id.value, in: db) else {
                throw HTTPError(.notFound, "There is no track \(id).")
            }
            let playlists = try await Catalogue.playlists(with: found.listed.track, in: db)
            return JSON(
                Detail(
                    track: TrackResource(found.listed), mediaType: NameResource(found.mediaType),
                    playlists: playlists.map {
                        .init(id: $0.id, name: $0.name, url: "\(API.prefix)/playlists/\($0.id)")
                    }))
        }
    }
}
