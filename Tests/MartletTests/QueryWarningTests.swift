import Foundation
import Logging
import Martlet
import MartletTesting
import Synchronization
import Testing

/// What the application says of a request that asks the same again and again, and where it reads.
@Suite struct QueryWarningTests {
    @Model struct Note {
        var id: Int
        var text: String
    }

    private final class Lines: Sendable {
        private let list = Mutex<[String]>([])
        var all: [String] { list.withLock { $0 } }
        func add(_ line: String) { list.withLock { $0.append(line) } }
    }

    private struct Handler: LogHandler {
        let lines: Lines
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }
        func log(event: LogEvent) {
            guard event.level == .warning else { return }
            lines.add("\(event.message) \(event.metadata?["sql"].map { "\($0)" } ?? "")")
        }
    }

    private func app(_ environment: [String: String], _ lines: Lines) -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: environment), disabling: [.accessLog])
        app.logger = Logger(label: "test") { _ in Handler(lines: lines) }
        return app
    }

    @Test func `a query in a loop is a warning, once for each request`() async throws {
        let lines = Lines()
        let app = app(["DATABASE_URL": "sqlite::memory:"], lines)
        try await app.install(DatabaseExtension(queryWarnings: 3))
        app.onStart { app in try await app.services.require(Database.self).createTables(Note.self) }
        app.get("/few") { (database: Database) in
            for id in 1...3 { _ = try await Note.find(id, in: database) }
            return "few"
        }
        app.get("/many") { (database: Database) in
            for id in 1...9 { _ = try await Note.find(id, in: database) }
            return "many"
        }
        try await app.test { client in
            _ = try await client.get("/few")
            #expect(lines.all.isEmpty)
            _ = try await client.get("/many")
            #expect(lines.all.count == 1)
            #expect(
                lines.all.first?.hasPrefix(
                    "one request runs the same statement again and again; `with` loads a relation by one query SELECT ")
                    == true)
        }
    }

    @Test func `a request that wrote reads from the primary`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let copy = try Database("sqlite:\(folder)/copy.sqlite", drivers: [.sqlite])
        try await copy.createTables(Note.self)
        try await copy.close()
        let app = app(
            [
                "DATABASE_URL": "sqlite:\(folder)/app.sqlite",
                "DATABASE_REPLICA_URLS": "sqlite:\(folder)/copy.sqlite",
            ], Lines())
        try await app.install(DatabaseExtension())
        app.onStart { app in try await app.services.require(Database.self).createTables(Note.self) }
        app.get("/count") { (database: Database) in "\(try await Note.query.count(in: database))" }
        app.post("/notes") { (database: Database) in
            try await Note(id: 0, text: "one").insert(in: database)
            return "\(try await Note.query.count(in: database))"
        }
        try await app.test { (client) async throws in
            #expect(try await client.post("/notes").text == "1")
            #expect(try await client.get("/count").text == "0")
        }
    }
}
