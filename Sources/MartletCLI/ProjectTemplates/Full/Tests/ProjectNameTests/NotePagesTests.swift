import Martlet
import MartletTesting
import Testing

@testable import ProjectName

/// The application without a socket, on a database in memory.
@Suite struct NotePagesTests {
    private func app() async throws -> App {
        try await Site.app(
            settings: Settings(environment: ["MARTLET_ENV": "testing"]),
            database: DatabaseExtension(
                try Database("sqlite::memory:", drivers: [.sqlite]), migrations: Site.history, onStart: .apply))
    }

    @Test func `a note is added, shown escaped and ticked off`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/").text.contains("There is no note yet."))

            let added = try await client.post("/notes", form: ["text": "Milk & <b>"], followingRedirects: true)
            #expect(added.path == "/")
            #expect(added.text.contains("The note was added."))
            #expect(added.text.contains("<span>Milk &amp; &lt;b&gt;</span>"))
            #expect(try await !client.get("/").text.contains("The note was added."), "a message shows once")

            let done = try await client.post("/notes/1/done", followingRedirects: true)
            #expect(done.text.contains("<li class=\"done\">"))
        }
    }

    @Test func `a note that is blank or too long is refused with a message`() async throws {
        try await app().test { (client) async throws in
            for text in ["  ", String(repeating: "a", count: 201)] {
                let page = try await client.post("/notes", form: ["text": text], followingRedirects: true)
                #expect(page.text.contains("A note has 1 to 200 characters."))
                #expect(page.text.contains("There is no note yet."))
            }
        }
    }

    @Test func `what does not exist is a page of the site`() async throws {
        try await app().test { (client) async throws in
            for path in ["/nowhere", "/static/nowhere.css"] {
                let page = try await client.get(path)
                #expect(page.status == .notFound)
                #expect(page.text.contains("<h1>Not found</h1>"))
            }
            #expect(try await client.post("/notes/7/done").status == .notFound)
            #expect(try await client.get("/static/..%2FPackage.swift").status == .badRequest)
        }
    }

    @Test func `the page names its style sheet by the hash of its content`() async throws {
        try await app().test { (client) async throws in
            let page = try await client.get("/").text
            let address = try #require(page.firstMatch(of: /href="(\/static\/site\.[0-9a-f]+\.css)"/)?.1)
            let sheet = try await client.get(String(address))
            #expect(sheet.status == .ok)
            #expect(sheet.headers[.contentType]?.hasPrefix("text/css") == true)
        }
    }
}
