import Martlet

/// The store's executable: `chinook` serves, `chinook health` asks a running store whether it is ready.
@main
struct Chinook {
    static func main() async throws {
        let settings = Settings()
        let database = try Database(settings.databaseURL, drivers: [.sqlite])
        let app = try await Store.app(database: database)
        app.command("health", help: "ask the store that runs here whether it is ready") { _ in try settings.probe().run() }
        try await app.run()
    }
}
