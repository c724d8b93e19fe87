import Martlet

/// `/albums`: all covers.
struct AlbumList: Sendable {
    let total: Int
    let countText: String
    let filter: String?
    let sorts: [Choice]
    let hasAlbums: Bool
    let albumList: [AlbumTile]
    let paging: PageLinks?
    let emptyText: String
}

/// `/albums/{id}`: one album with its tracks.
struct AlbumPage: Sendable {
    let id: Int
    let title: String
    let artist: Named
    let tracksText: String
    let length: Playtime
    let genresText: String
    let price: String
    let caption: String
    let numberHeading = "#"
    let trackList: [TrackRow]
    let hasMore: Bool
    let albumList: [AlbumTile]
}

enum AlbumPages {
    static func add(to routes: RouteGroup) {
        routes.get("/") { (list: ListQuery, db: Database) in
            let page = list.request(defaultSize: 24)
            let order = try AlbumOrder.parse(list.parameters)
            let albums = try await Catalogue.albums(list.words, order, page, in: db)
            try page.requireExisting(total: albums.total)
            return View(
                "albums",
                AlbumList(
                    total: albums.total, countText: Wording.count(albums.total, "album"), filter: list.words,
                    sorts: order.choices, hasAlbums: !albums.items.isEmpty,
                    albumList: albums.items.map { AlbumTile($0, by: $1) },
                    paging: PageLinks(page, total: albums.total, path: "/albums", query: list.parameters),
                    emptyText: "No album has “\(list.words ?? "")” in the title."))
        }

        routes.get("/{id:int}") { (id: Path<Int>, db: Database) in
            guard let (album, artist) = try await Catalogue.album(id.value, in: db) else { throw HTTPError(.notFound) }
            let tracks = try await Catalogue.tracks(of: album, in: db)
            let others = try await Catalogue.albums(by: artist, except: album, in: db)
            return View(
                "album",
                AlbumPage(
                    id: album.id, title: album.title, artist: Named(artist),
                    tracksText: Wording.count(tracks.count, "track"),
                    length: Playtime(milliseconds: tracks.reduce(0) { $0 + $1.track.milliseconds }),
                    genresText: Set(tracks.compactMap { $0.genre?.name }).sorted().joined(separator: ", "),
                    price: Wording.price(tracks.reduce(0) { $0 + $1.track.unitPrice }),
                    caption: "Tracks of \(album.title)",
                    trackList: tracks.enumerated().map {
                        TrackRow($1, number: $0 + 1, composer: $1.track.composer)
                    },
                    hasMore: !others.isEmpty, albumList: others.prefix(10).map { AlbumTile($0) }))
        }
    }
}
