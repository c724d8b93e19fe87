import Martlet

/// Somebody who writes, reads and comments.
@Model struct User {
    var id: Int
    @Column(max: 100, unique: true) var username: String
    @Column(max: 200, unique: true) var email: String
    var passwordHash: String
    /// Goes up with each new password: what was issued for an older one ends.
    var passwordNumber: Int = 0
    var bio: String?
    var image: String?

    static let followers = HasMany<Follow>(\.followed)

    /// The number that no user has, for readers without a name.
    static let nobody = 0
}
