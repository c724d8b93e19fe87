import Martlet

/// A user as told to others.
@Schema struct Profile {
    var username: String
    var bio: String?
    var image: String?
    var following: Bool
}

@Schema struct ProfileResponse { var profile: Profile }

extension Profile {
    /// - Parameter followers: how many followers of the user the reader is: one or none.
    init(_ user: User, followers: Int) {
        self.init(username: user.username, bio: user.bio, image: user.image, following: followers > 0)
    }

    /// A user as told to a reader.
    static func of(_ user: User, to reader: User.ID?, in db: Database) async throws -> Profile {
        let follows = Follow.query.where { $0.followedID == user.id && $0.followerID == (reader ?? User.nobody) }
        return Profile(user, followers: try await follows.count(in: db))
    }
}

extension User {
    /// The user of a name.
    static func named(_ username: String, in db: Database) async throws -> User {
        guard let user = try await query.where({ $0.username == username }).first(in: db) else {
            throw ConduitError.notFound("profile")
        }
        return user
    }
}
