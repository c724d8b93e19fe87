import Martlet

/// A note; its table is `notes`.
@Model struct Note {
    var id: Int
    @Column(max: 200) var text: String
    var isDone: Bool
}
