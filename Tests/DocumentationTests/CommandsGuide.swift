import Foundation
import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Commands.md.
@Suite struct CommandsGuide {
    @Model struct Song {
        var id: Int
        var title: String
    }

    private func makeApp(_ settings: Settings) async throws -> App {
        let app = App(settings: settings, disabling: .accessLog)
        app.logger.logLevel = .critical
        try await app.install(DatabaseExtension())
        app.onStart { app in try await app.services.require(Database.self).createTables(Song.self) }
        app.get("/songs") { (database: Database) in
            try await Song.query.order { $0.title.ascending }.all(in: database).map(\.title)
        }
        app.command("add", help: "add songs\n\nEach argument is the title of a song.") { titles in
            guard !titles.isEmpty else { throw UsageError(description: "add needs a title: App add 'Bicycle Race'") }
            let database = try app.services.require(Database.self)
            for title in titles { _ = try await Song(id: 0, title: title).insert(in: database) }
            app.logger.notice("added", metadata: ["songs": "\(titles.count)"])
        }
        return app
    }

    struct UsageError: Error, CustomStringConvertible {
        var description: String
    }

    @Test func `a command works on what the start hooks made`() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("songs-\(UUID().uuidString).sqlite")
            .path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let settings = Settings(dotEnv: nil, environment: ["DATABASE_URL": "sqlite:\(file)"])
        try await makeApp(settings).runCommand("add", ["Jealousy", "Bicycle Race"])
        let error = await #expect(throws: UsageError.self) { try await makeApp(settings).runCommand("add") }
        #expect(error?.description == "add needs a title: App add 'Bicycle Race'")
        try await makeApp(settings).test { (client) async throws in
            #expect(try await client.get("/songs").json([String].self) == ["Bicycle Race", "Jealousy"])
        }
    }
}
