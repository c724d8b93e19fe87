import Foundation
import Martlet
import MartletTesting
import Testing

@Suite struct DatabaseExtensionTests {
    @Model struct Note {
        var id: Int
        var text: String
    }

    private func app(_ url: String?) -> App {
        App(
            settings: Settings(dotEnv: nil, environment: url.map { ["DATABASE_URL": $0] } ?? [:]),
            disabling: [.accessLog])
    }

    @Test func `handlers get the database of the setting`() async throws {
        let app = app("sqlite::memory:")
        try await app.install(DatabaseExtension(default: "sqlite:/nowhere/never.sqlite"))
        app.onStart { app in try await app.services.require(Database.self).createTables(Note.self) }
        app.post("/notes") { (database: Database) in
            try await Note(id: 0, text: "one").insert(in: database).text
        }
        try await app.test { (client) async throws in
            #expect(try await client.post("/notes").text == "one")
            #expect(try await client.get("/health/ready").text == "ready\n")
        }
    }

    @Test func `a database that does not answer takes the application out of the load balancer`() async throws {
        let app = app(nil)
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await app.install(DatabaseExtension(database))
        try await app.test { (client) async throws in
            #expect(try await client.get("/health/ready").status == .ok)
            try await database.close()
            let answer = try await client.get("/health/ready")
            #expect(answer.status == .serviceUnavailable)
            #expect(answer.text == "not ready: database\n")
            #expect(try await client.get("/health/live").status == .ok)
        }
    }

    @Test(arguments: [
        ("foo", "\(expected), but has no scheme"), ("user:secret@db.example/app", "\(expected), but has no scheme"),
        ("oracle:x", "\(expected), not `oracle:`"),
        ("sqllite:x", "\(expected), not `sqllite:`; did you mean `sqlite`?"),
        // The rest of these URLs, which holds a password, stays out of the message.
        ("postgres://user:secret@db.example/app", "\(expected), not `postgres:`"),
        ("mysql://user:secret@db.example/app", "\(expected), not `mysql:`"),
        (
            "sqlite:",
            "the database of DATABASE_URL cannot be used: the database's URL names no file; expected sqlite:path, postgres://user:password@host/name or mysql://user:password@host/name"
        ),
    ])
    func `a URL that cannot be used stops the start`(url: String, problem: String) async throws {
        let app = app(url)
        try await app.install(DatabaseExtension(drivers: [.sqlite]))
        // That the database is missing here as well goes without saying.
        app.get("/notes") { (database: Database) in "\(database.dialect.name)" }
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(error?.problems == [problem])
    }

    private static let expected = "the setting DATABASE_URL has to begin with sqlite: such as sqlite:data/app.sqlite"

    @Test func `a route that takes a database needs one`() async throws {
        let app = app(nil)
        app.get("/notes", file: "A.swift", line: 1) { (database: Database) in "\(database.dialect.name)" }
        app.get("/page", file: "A.swift", line: 2) { (session: Session) in View("page") }
        app.get("/mail", file: "A.swift", line: 3) { (templates: Templates) in "" }
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(
            error?.problems == [
                "no Database is there for GET /notes at A.swift:1; install DatabaseExtension()",
                "no Templates is there for GET /page at A.swift:2, GET /mail at A.swift:3; "
                    + "install Templates(directory: …)",
                "no Session is there for GET /page at A.swift:2; install Sessions()",
            ])
    }

    @Test func `the database is closed after the last request`() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let app = app("sqlite:\(folder)/app.sqlite")
        try await app.install(DatabaseExtension())
        let database = try app.services.require(Database.self)
        try await app.test { (client) async throws in #expect(try await client.get("/health/ready").status == .ok) }
        await #expect(throws: DatabaseError.self) { try await database.createTables(Note.self) }
    }
}
