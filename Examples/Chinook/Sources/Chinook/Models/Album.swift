import Martlet

/// An album, or a season of a series.
@Model
struct Album {
    var id: Int
    @Column(max: 160) var title: String
    @BelongsTo var artist: Artist.ID

    static let tracks = HasMany<Track>(\.album)
}
