import Martlet
import MartletMySQL
import MartletPostgres

/// What the application is made of, and where everything answers.
enum Application {
    /// The history of the tables, and the models that say what they are now.
    static let history = Migrations(
        migrations,
        models: [User.self, Follow.self, Article.self, ArticleTag.self, Favorite.self, Comment.self],
        folder: "Sources/Conduit/Migrations")

    /// Puts the application together.
    /// - Parameters:
    ///   - database: that of `DATABASE_URL` by default; its tables are made before the port opens.
    ///   - hasher: what passwords are hashed with.
    static func make(
        database: DatabaseExtension = DatabaseExtension(
            default: "sqlite:data/conduit.sqlite", drivers: [.sqlite, .postgres, .mysql], migrations: history,
            onStart: .apply),
        hasher: PasswordHasher = PasswordHasher()
    ) async throws -> App {
        let app = App()
        try await app.install(database)
        let tokens = try Tokens(app.settings.read(TokenSettings.self))
        try await app.install(Authentication<User>(tokens.scheme))
        app.services[Tokens.self] = tokens
        app.services[PasswordHasher.self] = hasher
        try await app.install(OpenAPI(title: "Conduit", version: "1.0.0", below: "/api"))

        app.group("/api") { api in
            // Conduit's front ends are pages of other hosts.
            api.use(CORS())
            api.answerErrors { problem, _ in Reply(ErrorBody.status(of: problem.error), ErrorBody(problem.error)) }
            addUsers(to: api)
            addProfiles(to: api)
            addArticles(to: api)
            addComments(to: api)
            addTags(to: api)
        }
        return app
    }
}
