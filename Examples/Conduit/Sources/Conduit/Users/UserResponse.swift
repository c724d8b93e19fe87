import Martlet

/// A user as told to itself.
@Schema(name: "User") struct CurrentUser {
    var email: String
    var token: String
    var username: String
    var bio: String?
    var image: String?
}

@Schema struct UserResponse { var user: CurrentUser }

extension UserResponse {
    init(_ user: User, _ tokens: Tokens) async throws {
        self.user = CurrentUser(
            email: user.email, token: try await tokens.token(for: user), username: user.username, bio: user.bio,
            image: user.image)
    }
}
