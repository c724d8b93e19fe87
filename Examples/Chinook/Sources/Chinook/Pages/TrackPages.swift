import Martlet

/// `/tracks`: all tracks, by genre and in several orders.
struct TrackList: Sendable {
    struct GenreChoice: Sendable {
        let id: Int
        let name: String
        let selected: Bool
    }

    let countText: String
    let filter: String?
    let genreName: String?
    let filtered: Bool
    let genres: [GenreChoice]
    let sorts: [Choice]
    let hasTracks: Bool
    let numberHeading = "#"
    let caption: String
    let trackList: [TrackRow]
    let paging: PageLinks?
    let emptyText = "No track fits. Try another word or genre."
}

/// `/tracks/{id}`: one track, where it stands and what it is.
struct TrackPage: Sendable {
    let name: String
    let price: String
    let duration: Playtime
    let artist: Named?
    let album: AlbumTile?
    let genre: Named?
    let composer: String?
    let mediaType: String
    let size: String?
    let hasPlaylists: Bool
    let playlists: [Named]
    let hasTracks: Bool
    let numberHeading = "#"
    let caption = "Tracks of the album"
    let trackList: [TrackRow]
}

enum TrackPages {
    static func add(to routes: RouteGroup) {
        routes.get("/") { (list: ListQuery, filter: TrackFilter, db: Database) in
            let page = list.request(defaultSize: 25)
            let genres = try await Catalogue.genres(in: db)
            let tracks = try await Catalogue.tracks(list.words, filter, page, in: db)
            try page.requireExisting(total: tracks.total)
            let genre = genres.first { $0.id == filter.genre }
            return View(
                "tracks",
                TrackList(
                    countText: Wording.count(tracks.total, "track"), filter: list.words, genreName: genre?.name,
                    filtered: list.words != nil || filter.genre != nil,
                    genres: genres.map { .init(id: $0.id, name: $0.name, selected: $0.id == filter.genre) },
                    sorts: filter.order.choices, hasTracks: !tracks.items.isEmpty,
                    caption: genre.map { "Tracks: \($0.name)" } ?? "Tracks",
                    trackList: tracks.items.enumerated().map { TrackRow($1, number: page.offset + $0 + 1) },
                    paging: PageLinks(page, total: tracks.total, path: "/tracks", query: list.parameters)))
        }

        routes.get("/{id:int}") { (id: Path<Int>, db: Database) in
            guard let found = try await Catalogue.track(id.value, in: db) else { throw HTTPError(.notFound) }
            let track = found.listed.track
            let playlists = try await Catalogue.playlists(with: track, in: db)
            let siblings =
                if let album = found.listed.album { try await Catalogue.tracks(of: album, in: db) } else {
                    [ListedTrack]()
                }
            return View(
                "track",
                TrackPage(
                    name: track.name, price: Wording.price(track.unitPrice),
                    duration: Playtime(milliseconds: track.milliseconds), artist: found.listed.artist.map(Named.init),
                    album: found.listed.album.map { AlbumTile($0) }, genre: found.listed.genre.map(Named.init),
                    composer: track.composer, mediaType: found.mediaType.name, size: track.bytes.map(Wording.size),
                    hasPlaylists: !playlists.isEmpty, playlists: playlists.map(Named.init),
                    hasTracks: siblings.count > 1,
                    trackList: siblings.enumerated().map { TrackRow($1, number: $0 + 1) }))
        }
    }
}
