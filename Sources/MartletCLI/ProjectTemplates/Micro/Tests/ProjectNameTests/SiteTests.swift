import MartletHTTP
import MartletTesting
import Testing

@testable import ProjectName

/// The application without a socket; `app.test(.live)` asks it over TCP instead.
@Suite struct SiteTests {
    private func app() -> App { Site.app(settings: Settings(environment: ["MARTLET_ENV": "testing"])) }

    @Test func `the first page names the project`() async throws {
        try await app().test { (client) async throws in
            let page = try await client.get("/")
            #expect(page.status == .ok)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.text.contains("<h1>ProjectName</h1>"))
        }
    }

    @Test func `the status is JSON`() async throws {
        try await app().test { (client) async throws in
            let status: Site.Status = try await client.get("/status").json()
            #expect(status == Site.Status(name: "ProjectName", greetings: 3))
        }
    }

    @Test func `greetings know languages`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/greetings/Ada").text == "Hello, Ada!")
            #expect(try await client.get("/greetings/J%C3%BCrgen?language=de").text == "Guten Tag, Jürgen!")
            #expect(try await client.get("/greetings/Ada?language=xx").status == .notFound)
        }
    }
}
