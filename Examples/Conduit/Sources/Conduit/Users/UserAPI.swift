import Martlet

/// `/users` and `/user`: registration, login and one's own account.
func addUsers(to api: some RouteBuilder) {
    // A password costs half a second of a processor: many for one account, or from one address, are guesses.
    let logins = Throttle("logins", .fixedWindow(10, per: .seconds(900)), by: .address)
    let visitors = Throttle("passwords", .fixedWindow(60, per: .seconds(900)), by: .address)

    api.post("/users") { (input: JSON<NewUserRequest>, hasher: PasswordHasher, tokens: Tokens, db: Database) in
        let new = input.user
        let hash = try await hasher.hash(new.password)
        let user = try await ConduitError.refusingTaken {
            try await User(id: 0, username: new.username, email: new.email, passwordHash: hash).insert(in: db)
        }
        return Created(try await UserResponse(user, tokens))
    }.describe("Register", tags: ["users"], errors: [.conflict]).use(visitors)

    api.post("/users/login") { (input: JSON<LoginUserRequest>, hasher: PasswordHasher, tokens: Tokens, db: Database) in
        let email = input.user.email
        try await logins.take(of: email)
        let user = try await User.query.where { $0.email == email }.first(in: db)
        let isRight = try await hasher.verify(input.user.password, against: user?.passwordHash) { hash in
            _ = try await user?.update(in: db) { $0.passwordHash = hash }
        }
        guard isRight, let user else { throw ConduitError.wrongCredentials }
        return try await UserResponse(user, tokens)
    }.describe("Log in", tags: ["users"], errors: [.unauthorized]).use(visitors)

    api.get("/user") { (user: Authenticated<User>, tokens: Tokens) in
        try await UserResponse(user.user, tokens)
    }.describe("One's own account", tags: ["users"])

    api.put("/user") {
        (
            user: Authenticated<User>, input: JSON<UpdateUserRequest>, hasher: PasswordHasher, tokens: Tokens,
            db: Database
        ) in
        let changed = try await input.user.applied(to: user.user, hasher)
        let saved = try await ConduitError.refusingTaken { try await user.user.update(in: db) { $0 = changed } }
        return try await UserResponse(saved, tokens)
    }.describe("Change one's own account", tags: ["users"], errors: [.conflict])
}
