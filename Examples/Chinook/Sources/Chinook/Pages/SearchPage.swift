import Martlet

/// `/search`: artists, albums and tracks that carry the words, in groups, with the words marked.
struct SearchPage: Sendable {
    struct ArtistHit: Sendable {
        let id: Int
        let parts: [Highlighted.Part]
    }

    struct AlbumHit: Sendable {
        let id: Int
        let parts: [Highlighted.Part]
        let artistName: String
    }

    struct TrackHit: Sendable {
        let id: Int
        let parts: [Highlighted.Part]
        let context: String
        let composer: Highlighted?
        let duration: Playtime
    }

    var searched: String?
    var countText: String?
    var hasArtists = false
    var artistCount = ""
    var moreArtists: String?
    var artistList: [ArtistHit] = []
    var hasAlbums = false
    var albumCount = ""
    var moreAlbums: String?
    var albumList: [AlbumHit] = []
    var hasTracks = false
    var trackCount = ""
    var moreTracks: String?
    var trackList: [TrackHit] = []
    var nothing = true
    var emptyText = "Type a part of a name to search artists, albums, tracks and composers."

    init() {}

    init(_ results: SearchResults) {
        let words = results.words
        func more(_ path: String, _ shown: Int, of total: Int) -> String? {
            var query = QueryParameters()
            query.append("q", words)
            return total > shown ? "\(path)?\(query.encoded)" : nil
        }
        searched = words
        countText = "\(Wording.count(results.total, "result")) for “\(words)”"
        hasArtists = !results.artists.items.isEmpty
        artistCount = Wording.number(results.artists.total)
        moreArtists = more("/artists", results.artists.items.count, of: results.artists.total)
        artistList = results.artists.items.map { .init(id: $0.id, parts: Highlighted($0.name, matching: words).parts) }
        hasAlbums = !results.albums.items.isEmpty
        albumCount = Wording.number(results.albums.total)
        moreAlbums = more("/albums", results.albums.items.count, of: results.albums.total)
        albumList = results.albums.items.map { album, artist in
            .init(id: album.id, parts: Highlighted(album.title, matching: words).parts, artistName: artist.name)
        }
        hasTracks = !results.tracks.items.isEmpty
        trackCount = Wording.number(results.tracks.total)
        moreTracks = more("/tracks", results.tracks.items.count, of: results.tracks.total)
        trackList = results.tracks.items.map { listed in
            let track = listed.track
            let composer = track.composer.map { Highlighted($0, matching: words) }
            return .init(
                id: track.id, parts: Highlighted(track.name, matching: words).parts,
                context: [listed.artist?.name, listed.album?.title].compactMap(\.self).joined(separator: " · "),
                composer: composer.flatMap { $0.parts.contains(where: \.match) ? $0 : nil },
                duration: Playtime(milliseconds: track.milliseconds))
        }
        nothing = results.total == 0
        emptyText = "Nothing in the store matches “\(words)”. Try a part of the name."
    }

    static func add(to routes: some RouteBuilder) {
        routes.get("/search") { (list: ListQuery, db: Database) in
            guard let words = list.words else { return View("search", SearchPage()) }
            let results = try await SearchResults.find(words, limits: .init(artists: 6, albums: 6, tracks: 15), in: db)
            return View("search", SearchPage(results))
        }
    }
}
