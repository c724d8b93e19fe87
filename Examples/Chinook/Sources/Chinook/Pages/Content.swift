/// Something with a name and a page of its own.
struct Named: Sendable {
    let id: Int
    let name: String

    init(id: Int, name: String) {
        self.id = id
        self.name = name
    }

    init(_ artist: Artist) { self.init(id: artist.id, name: artist.name) }
    init(_ genre: Genre) { self.init(id: genre.id, name: genre.name) }
    init(_ playlist: Playlist) { self.init(id: playlist.id, name: playlist.name) }
}

/// An album as a cover with its title below.
struct AlbumTile: Sendable {
    let id: Int
    let title: String
    let artist: Named?

    init(_ album: Album, by artist: Artist? = nil) {
        id = album.id
        title = album.title
        self.artist = artist.map(Named.init)
    }
}

/// A line of a table of tracks.
struct TrackRow: Sendable {
    let id: Int
    let number: Int
    let name: String
    let duration: Playtime
    let price: String
    let genre: Named?
    /// The album, where the table spans several.
    let album: AlbumTile?
    /// The composer, where the table is that of an album.
    let composer: String?

    init(_ listed: ListedTrack, number: Int, composer: String? = nil) {
        let track = listed.track
        id = track.id
        self.number = number
        name = track.name
        duration = Playtime(milliseconds: track.milliseconds)
        price = Wording.price(track.unitPrice)
        genre = listed.genre.map(Named.init)
        album = listed.artist.flatMap { artist in listed.album.map { AlbumTile($0, by: artist) } }
        self.composer = composer
    }
}

/// An entry of a list to choose from.
struct Choice: Sendable {
    let value: String
    let label: String
    let selected: Bool
}
