import Martlet

/// `/profiles`: users, and who follows them.
func addProfiles(to api: some RouteBuilder) {
    api.get("/profiles/{username}") { (reader: Authenticated<User>?, username: Path<String>, db: Database) in
        let user = try await User.named(username.value, in: db)
        return ProfileResponse(profile: try await Profile.of(user, to: reader?.id, in: db))
    }.describe("Look a user up", tags: ["profiles"])

    api.post("/profiles/{username}/follow") { (reader: Authenticated<User>, username: Path<String>, db: Database) in
        let user = try await User.named(username.value, in: db)
        try await Follow(follower: reader.id, followed: user.id).insert(onConflict: .ignore, in: db)
        return ProfileResponse(profile: Profile(user, followers: 1))
    }.describe("Follow a user", tags: ["profiles"])

    api.delete("/profiles/{username}/follow") { (reader: Authenticated<User>, username: Path<String>, db: Database) in
        let user = try await User.named(username.value, in: db)
        try await Follow(follower: reader.id, followed: user.id).delete(in: db)
        return ProfileResponse(profile: Profile(user, followers: 0))
    }.describe("Follow a user no more", tags: ["profiles"])
}
