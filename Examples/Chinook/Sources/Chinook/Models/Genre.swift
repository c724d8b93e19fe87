import Martlet

/// A kind of music or of film.
@Model
struct Genre {
    var id: Int
    @Column(max: 120) var name: String

    static let tracks = HasMany<Track>(\.genre)
}
