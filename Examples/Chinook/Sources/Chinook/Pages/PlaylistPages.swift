import Martlet

/// `/playlists`: the playlists with their lengths.
struct PlaylistList: Sendable {
    struct Item: Sendable {
        let id: Int
        let name: String
        let tracksText: String
    }

    let countText: String
    let playlistList: [Item]
}

/// `/playlists/{id}`: one playlist, page by page.
struct PlaylistPage: Sendable {
    let name: String
    let summary: String
    let hasTracks: Bool
    let numberHeading = "#"
    let caption: String
    let trackList: [TrackRow]
    let paging: PageLinks?
    let emptyText = "There is nothing on this playlist."
}

enum PlaylistPages {
    static func add(to routes: RouteGroup) {
        routes.get("/") { (db: Database) in
            let playlists = try await Catalogue.playlists(in: db)
            let counts = try await Catalogue.trackCountsByPlaylist(in: db)
            return View(
                "playlists",
                PlaylistList(
                    countText: Wording.count(playlists.count, "playlist"),
                    playlistList: playlists.map {
                        .init(id: $0.id, name: $0.name, tracksText: Wording.count(counts[$0.id] ?? 0, "track"))
                    }))
        }

        routes.get("/{id:int}") { (id: Path<Int>, list: ListQuery, db: Database) in
            guard let playlist = try await Playlist.find(id.value, in: db) else { throw HTTPError(.notFound) }
            let page = list.request(defaultSize: 25)
            let tracks = try await Catalogue.tracks(on: playlist, page, in: db)
            try page.requireExisting(total: tracks.total)
            return View(
                "playlist",
                PlaylistPage(
                    name: playlist.name, summary: Wording.count(tracks.total, "track"),
                    hasTracks: !tracks.items.isEmpty,
                    caption: "Tracks of \(playlist.name)",
                    trackList: tracks.items.enumerated().map { TrackRow($1, number: page.offset + $0 + 1) },
                    paging: PageLinks(
                        page, total: tracks.total, path: "/playlists/\(playlist.id)", query: list.parameters)))
        }
    }
}
