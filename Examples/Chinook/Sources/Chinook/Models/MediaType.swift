import Martlet

/// The format of a track's file.
@Model
struct MediaType {
    var id: Int
    @Column(max: 120) var name: String
}
