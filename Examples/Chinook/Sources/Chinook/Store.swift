import Martlet
import MartletMySQL
import MartletPostgres

/// The application: what it is made of and where everything answers.
enum Store {
    /// Nothing comes from elsewhere, and nothing is inline.
    static let contentSecurityPolicy =
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

    /// The history of the tables, and the models that say what they are now.
    static let history = Migrations(
        migrations,
        models: [
            Artist.self, Album.self, Genre.self, MediaType.self, Track.self, Playlist.self, PlaylistTrack.self,
            Employee.self, Customer.self, Invoice.self, InvoiceLine.self,
        ], folder: "Sources/Chinook/Migrations")

    /// Puts the application together.
    /// - Parameter database: where the catalogue is, `DATABASE_URL` by default; its tables are made and filled from the
    ///   seed before the port opens.
    static func app(database: Database? = nil) async throws -> App {
        let app = App(disabling: .securityHeaders)
        app.use(SecurityHeaders(contentSecurityPolicy: contentSecurityPolicy))
        if let database {
            try await app.install(DatabaseExtension(database, migrations: history, onStart: .apply))
        } else {
            try await app.install(
                DatabaseExtension(
                    drivers: [.sqlite, .postgres, .mysql], migrations: history, onStart: .apply))
        }
        let templates = Templates(directory: ResourceFolders.templates.path)
        templates.global("navigation", NavigationLink.all)
        try await app.install(templates)
        try await app.install(StaticFiles(ResourceFolders.publicFiles.path))

        ErrorPages.add(to: app)
        HomePage.add(to: app)
        app.group("/artists", ArtistPages.add)
        app.group("/albums", AlbumPages.add)
        app.group("/tracks", TrackPages.add)
        app.group("/genres", GenrePages.add)
        app.group("/playlists", PlaylistPages.add)
        app.group("/covers", CoverPages.add)
        SearchPage.add(to: app)
        APIPage.add(to: app)
        API.add(to: app)
        try await app.install(OpenAPI(title: "Chinook", version: "1.0.0", below: API.prefix))

        app.readiness("catalogue") { services in
            guard try await Artist.query.exists(in: services.require(Database.self)) else { throw EmptyCatalogue() }
        }
        app.onStart { app in
            let database = try app.services.require(Database.self)
            let rows = try await SeedImport(folder: ResourceFolders.seed).run(into: database)
            if rows > 0 { app.logger.notice("imported the catalogue", metadata: ["rows": "\(rows)"]) }
        }
        return app
    }
}

/// There is no artist yet: the import has not run.
struct EmptyCatalogue: Error {}
