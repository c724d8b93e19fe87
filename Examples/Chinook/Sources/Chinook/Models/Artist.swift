import Martlet

/// A singer, a band, an orchestra, or the makers of a series.
@Model
struct Artist {
    var id: Int
    @Column(max: 120) var name: String

    static let albums = HasMany<Album>(\.artist)
}
