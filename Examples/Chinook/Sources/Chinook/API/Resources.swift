/// An artist as JSON.
struct ArtistResource: Codable, Sendable {
    let id: Int
    let name: String
    let url: String

    init(_ artist: Artist) {
        id = artist.id
        name = artist.name
        url = "/api/v1/artists/\(artist.id)"
    }
}

/// An album as JSON.
struct AlbumResource: Codable, Sendable {
    let id: Int
    let title: String
    let artist: ArtistResource
    let url: String

    init(_ album: Album, _ artist: Artist) {
        id = album.id
        title = album.title
        self.artist = ArtistResource(artist)
        url = "/api/v1/albums/\(album.id)"
    }
}

/// A genre or a playlist as JSON.
struct CountedResource: Codable, Sendable {
    let id: Int
    let name: String
    let tracks: Int
    let url: String
}

/// A name that needs no address of its own.
struct NameResource: Codable, Sendable {
    let id: Int
    let name: String

    init(_ genre: Genre) {
        id = genre.id
        name = genre.name
    }

    init(_ mediaType: MediaType) {
        id = mediaType.id
        name = mediaType.name
    }
}

/// A track as JSON. The price is text, so that no reader rounds it.
struct TrackResource: Codable, Sendable {
    let id: Int
    let name: String
    let composer: String?
    let milliseconds: Int
    let bytes: Int?
    let unitPrice: String
    let album: AlbumResource?
    let genre: NameResource?
    let url: String

    init(_ listed: ListedTrack) {
        let track = listed.track
        id = track.id
        name = track.name
        composer = track.composer
        milliseconds = track.milliseconds
        bytes = track.bytes
        unitPrice = Wording.decimal(track.unitPrice)
        album = listed.artist.flatMap { artist in listed.album.map { AlbumResource($0, artist) } }
        genre = listed.genre.map(NameResource.init)
        url = "/api/v1/tracks/\(track.id)"
    }

    enum CodingKeys: String, CodingKey {
        case id, name, composer, milliseconds, bytes, album, genre, url
        case unitPrice = "unit_price"
    }
}
