import Martlet

/// A list of tracks with a name.
@Model
struct Playlist {
    var id: Int
    @Column(max: 120) var name: String

    static let places = HasMany<PlaylistTrack>(\.playlist)
}
