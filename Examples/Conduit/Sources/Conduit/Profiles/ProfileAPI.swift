import Martlet

/// `/profiles`: users, and who follows them.
enum ProfileAPI {
    static func add(to api: some RouteBuilder) {
        api.get("/profiles/{username}") { (reader: Authenticated<User>?, username: Path<String>, db: Database) in
            let user = try await User.named(username.value, in: db)
            let isFollowing = try await Follow.query
                .where { $0.followedID == user.id && $0.followerID == (reader?.id ?? User.nobody) }
                .count(in: db)
            return ProfileResponse(profile: Profile(user, followers: isFollowing))
        }

        api.post("/profiles/{username}/follow") { (reader: Authenticated<User>, username: Path<String>, db: Database) in
            let user = try await User.named(username.value, in: db)
            try await Follow(follower: reader.id, followed: user.id).insert(onConflict: .ignore, in: db)
            return ProfileResponse(profile: Profile(user, followers: 1))
        }

        api.delete("/profiles/{username}/follow") {
            (reader: Authenticated<User>, username: Path<String>, db: Database) in
            let user = try await User.named(username.value, in: db)
            try await Follow(follower: reader.id, followed: user.id).delete(in: db)
            return ProfileResponse(profile: Profile(user, followers: 0))
        }
    }
}
