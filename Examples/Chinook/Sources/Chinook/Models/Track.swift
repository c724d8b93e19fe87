import Foundation
import Martlet

/// A piece of music or an episode.
@Model
struct Track {
    var id: Int
    @Column(max: 200) var name: String
    @BelongsTo var album: Album.ID?
    @BelongsTo var mediaType: MediaType.ID
    @BelongsTo var genre: Genre.ID?
    @Column(max: 220) var composer: String?
    var milliseconds: Int
    var bytes: Int?
    var unitPrice: Decimal

    static let places = HasMany<PlaylistTrack>(\.track)
}
