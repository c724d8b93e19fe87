import Martlet

/// Who wants to log in.
@Schema(unknown: .ignored) struct LoginUser {
    @Field(format: .notBlank) var email: String
    @Field(format: .notBlank, access: .writeOnly) var password: String
}

/// Who wants to be a user.
@Schema(unknown: .ignored) struct NewUser {
    @Field(length: ...100, format: .notBlank) var username: String
    @Field(length: ...200, format: .notBlank) var email: String
    @Field(length: ...1000, format: .notBlank, access: .writeOnly) var password: String
}

/// What a user changes of itself; what is absent stays.
@Schema(unknown: .ignored) struct UpdateUser {
    @Field(length: ...100, format: .notBlank) var username: Change<String>
    @Field(length: ...200, format: .notBlank) var email: Change<String>
    @Field(length: ...1000, format: .notBlank, access: .writeOnly) var password: Change<String>
    var bio: Change<String?>
    var image: Change<String?>
}

@Schema(unknown: .ignored) struct LoginUserRequest { var user: LoginUser }
@Schema(unknown: .ignored) struct NewUserRequest { var user: NewUser }
@Schema(unknown: .ignored) struct UpdateUserRequest { var user: UpdateUser }

extension UpdateUser {
    /// The user with the changes.
    func applied(to user: User, _ hasher: PasswordHasher) async throws -> User {
        var user = user
        username.apply(to: &user.username)
        email.apply(to: &user.email)
        bio.apply(to: &user.bio)
        image.apply(to: &user.image)
        if user.bio == "" { user.bio = nil }
        if user.image == "" { user.image = nil }
        if let password = password.value {
            user.passwordHash = try await hasher.hash(password)
            user.passwordNumber += 1
        }
        return user
    }
}
