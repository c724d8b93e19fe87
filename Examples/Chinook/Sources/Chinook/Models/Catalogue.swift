import Martlet

/// What the pages and the API ask the database, each question once.
///
/// Every question loads what it shows together with its rows, one query for each relation, however long the list is.
enum Catalogue {
    // MARK: Artists

    static func artists(_ words: String?, _ page: PageRequest, in db: Database) async throws -> Found<(Artist, [Album])>
    {
        var query = Artist.query
        if let words { query = query.where { $0.name.contains(words, ignoringCase: true) } }
        let total = try await query.count(in: db)
        let artists = try await query.order { $0.name.ascending }.with { $0.albums }
            .limit(page.size).offset(page.offset).all(in: db)
        return Found(items: artists, total: total)
    }

    static func albums(by artist: Artist, except album: Album? = nil, in db: Database) async throws -> [Album] {
        let except = album?.id ?? 0
        return try await Album.query.where { $0.artistID == artist.id && $0.id != except }
            .order { $0.title.ascending }.all(in: db)
    }

    // MARK: Albums

    static func albums(
        _ words: String?, _ order: AlbumOrder, _ page: PageRequest, in db: Database
    ) async throws -> Found<(Album, Artist)> {
        var query = Album.query
        if let words { query = query.where { $0.title.contains(words, ignoringCase: true) } }
        let total = try await query.count(in: db)
        switch order {
        case .title: query = query.order { $0.title.ascending }
        case .artist: query = query.order { $0.artist.name.ascending }.order { $0.title.ascending }
        case .newest: query = query.order { $0.id.descending }
        }
        let albums = try await query.with { $0.artist }.limit(page.size).offset(page.offset).all(in: db)
        return Found(items: albums, total: total)
    }

    static func album(_ id: Int, in db: Database) async throws -> (album: Album, artist: Artist)? {
        try await Album.query.where { $0.id == id }.with { $0.artist }.first(in: db)
    }

    static func tracks(of album: Album, in db: Database) async throws -> [ListedTrack] {
        try await Track.query.where { $0.albumID == album.id }.order { $0.id.ascending }.with { $0.genre }.all(in: db)
            .map { ListedTrack($0.0, $0.1, nil) }
    }

    // MARK: Tracks

    static func tracks(
        _ words: String?, _ filter: TrackFilter, _ page: PageRequest, in db: Database
    ) async throws -> Found<ListedTrack> {
        var query = Track.query
        if let words { query = query.where { $0.name.contains(words, ignoringCase: true) } }
        if let genre = filter.genre { query = query.where { $0.genreID == genre } }
        let total = try await query.count(in: db)
        switch filter.order {
        case .title: query = query.order { $0.name.ascending }
        case .album: query = query.order { $0.album.title.ascending }
        case .longest: query = query.order { $0.milliseconds.descending }
        case .shortest: query = query.order { $0.milliseconds.ascending }
        }
        // The id decides between equals, so that no track stands on two pages.
        let rows = try await query.order { $0.id.ascending }.with { $0.genre }.with { $0.album.with { $0.artist } }
            .limit(page.size).offset(page.offset).all(in: db)
        return Found(items: rows.map { ListedTrack($0.0, $0.1, $0.2) }, total: total)
    }

    static func track(_ id: Int, in db: Database) async throws -> (listed: ListedTrack, mediaType: MediaType)? {
        let row = try await Track.query.where { $0.id == id }.with { $0.genre }.with { $0.album.with { $0.artist } }
            .with { $0.mediaType }.first(in: db)
        return row.map { (ListedTrack($0.0, $0.1, $0.2), $0.3) }
    }

    // MARK: Playlists and genres

    static func genres(in db: Database) async throws -> [Genre] {
        try await Genre.query.order { $0.name.ascending }.all(in: db)
    }

    static func playlists(in db: Database) async throws -> [Playlist] {
        try await Playlist.query.order { $0.name.ascending }.order { $0.id.ascending }.all(in: db)
    }

    static func playlists(with track: Track, in db: Database) async throws -> [Playlist] {
        try await Playlist.query.where { $0.places.exists { $0.trackID == track.id } }
            .order { $0.name.ascending }.order { $0.id.ascending }.all(in: db)
    }

    /// A page of a playlist, in the order of the catalogue.
    static func tracks(
        on playlist: Playlist, _ page: PageRequest, in db: Database
    ) async throws -> Found<ListedTrack> {
        let query = Track.query.where { $0.places.exists { $0.playlistID == playlist.id } }
        let total = try await query.count(in: db)
        let rows = try await query.order { $0.id.ascending }.with { $0.genre }.with { $0.album.with { $0.artist } }
            .limit(page.size).offset(page.offset).all(in: db)
        return Found(items: rows.map { ListedTrack($0.0, $0.1, $0.2) }, total: total)
    }

    /// How many tracks each genre has, by its id.
    static func trackCountsByGenre(in db: Database) async throws -> [Int: Int] {
        let rows = try await Genre.query.with { $0.tracks.counted }.all(in: db)
        return Dictionary(rows.map { ($0.0.id, $0.1) }, uniquingKeysWith: { first, _ in first })
    }

    /// How many tracks each playlist has, by its id.
    static func trackCountsByPlaylist(in db: Database) async throws -> [Int: Int] {
        let rows = try await Playlist.query.with { $0.places.counted }.all(in: db)
        return Dictionary(rows.map { ($0.0.id, $0.1) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A part of a list and the length of the whole.
struct Found<Item: Sendable>: Sendable {
    let items: [Item]
    let total: Int
}

/// A track with what a list shows of it.
struct ListedTrack: Sendable {
    let track: Track
    let genre: Genre?
    let album: Album?
    let artist: Artist?

    init(_ track: Track, _ genre: Genre?, _ placed: (Album, Artist)?) {
        self.track = track
        self.genre = genre
        album = placed?.0
        artist = placed?.1
    }
}
