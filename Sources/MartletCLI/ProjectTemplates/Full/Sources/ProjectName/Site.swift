import Martlet

/// The application: what it is made of and where everything answers.
enum Site {
    /// Nothing comes from elsewhere, and nothing is inline.
    static let contentSecurityPolicy =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

    /// The history of the tables, and the models that say what they are now.
    static let history = Migrations(migrations, models: [Note.self], folder: "Sources/ProjectName/Migrations")

    /// Puts the application together.
    /// - Parameters:
    ///   - settings: what it is told from outside; a test gives its own.
    ///   - database: where the data is: `DATABASE_URL`, else a file below `data/`. The start applies the migrations that
    ///     it has not had.
    static func app(
        settings: Settings = Settings(),
        database: DatabaseExtension = DatabaseExtension(migrations: history, onStart: .apply)
    ) async throws -> App {
        let app = App(settings: settings, disabling: .securityHeaders)
        app.use(SecurityHeaders(contentSecurityPolicy: contentSecurityPolicy))
        try await app.install(database)
        try await app.install(Sessions())
        // Development reads the folders, so that a change shows at once; any other binary holds their files.
        try await app.install(
            Templates(directory: "Sources/ProjectName/Templates", embedded: EmbeddedTemplates.texts))
        try await app.install(StaticFiles("Public", embedded: EmbeddedFiles.all))

        NotePages.add(to: app)
        app.onStatus(.notFound) { _, _ in View("not-found") }
        return app
    }
}
