import Martlet

/// `/artists`: everybody, by name.
struct ArtistList: Sendable {
    struct Item: Sendable {
        let id: Int
        let name: String
        let albumsText: String
    }

    let total: Int
    let countText: String
    let filter: String?
    let hasArtists: Bool
    let artistList: [Item]
    let paging: PageLinks?
    let emptyText: String
}

/// `/artists/{id}`: one artist with the albums.
struct ArtistPage: Sendable {
    let id: Int
    let name: String
    let summary: String
    let hasAlbums: Bool
    let albumList: [AlbumTile]
    let emptyText = "No album of this artist is in the store yet."
}

enum ArtistPages {
    static func add(to routes: RouteGroup) {
        routes.get("/") { (list: ListQuery, db: Database) in
            let page = list.request(defaultSize: 24)
            let artists = try await Catalogue.artists(list.words, page, in: db)
            try page.requireExisting(total: artists.total)
            return View(
                "artists",
                ArtistList(
                    total: artists.total, countText: Wording.count(artists.total, "artist"), filter: list.words,
                    hasArtists: !artists.items.isEmpty,
                    artistList: artists.items.map { artist, albums in
                        .init(id: artist.id, name: artist.name, albumsText: Wording.count(albums.count, "album"))
                    },
                    paging: PageLinks(page, total: artists.total, path: "/artists", query: list.parameters),
                    emptyText: "No artist has “\(list.words ?? "")” in the name."))
        }

        routes.get("/{id:int}") { (id: Path<Int>, db: Database) in
            guard let artist = try await Artist.find(id.value, in: db) else { throw HTTPError(.notFound) }
            let albums = try await Catalogue.albums(by: artist, in: db)
            return View(
                "artist",
                ArtistPage(
                    id: artist.id, name: artist.name, summary: Wording.count(albums.count, "album"),
                    hasAlbums: !albums.isEmpty, albumList: albums.map { AlbumTile($0) }))
        }
    }
}
