import Martlet

/// A track's place on a playlist.
@Model
struct PlaylistTrack {
    var id: Int
    @BelongsTo var playlist: Playlist.ID
    @BelongsTo var track: Track.ID
}
