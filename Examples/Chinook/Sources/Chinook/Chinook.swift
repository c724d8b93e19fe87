import Foundation
import Martlet

/// The store's executable: `Chinook` serves, `Chinook health` asks a running store whether it is ready.
@main
struct Chinook {
    static func main() async throws {
        let settings = Settings()
        let database: Database
        do {
            database = try Database(settings.databaseURL, drivers: [.sqlite])
        } catch {
            FileHandle.standardError.write(Data("error: DATABASE_URL: \(error)\n".utf8))
            exit(1)
        }
        let app = try await Store.app(database: database)
        app.onStop { try await database.close() }
        app.command("health", help: "ask the store that runs here whether it is ready") { _ in
            try settings.probe().run()
        }
        try await app.run()
    }
}
