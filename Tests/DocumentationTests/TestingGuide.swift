import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Testing.md.
@Suite struct TestingGuide {
    struct Track: Codable, Equatable, Sendable { var title: String }

    private func makeApp() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.post("/tracks") { (track: JSON<Track>) in track.value }
        app.get("/hello/{name}") { (name: Path<String>) in "Hello, \(name)" }
        app.get("/go") { Response.redirect(to: "/hello/ada") }
        return app
    }

    @Test func greets() async throws {
        try await makeApp().test { client in
            let response = try await client.get("/hello/ada")
            #expect(response.status == .ok)
            #expect(response.text == "Hello, ada")
        }
    }

    @Test func `tracks come back`() async throws {
        try await makeApp().test { client in
            let created = try await client.post("/tracks", json: Track(title: "One"))
            #expect(try created.json(Track.self) == Track(title: "One"))
            let refused = try await client.post("/tracks", form: ["title": "One"])
            #expect(refused.status == .unsupportedMediaType)
            let page = try await client.get("/go", followingRedirects: true)
            #expect(page.path == "/hello/ada")
        }
    }

    @Test func `over a real socket`() async throws {
        try await makeApp().test(.live) { client in
            let answer = try await client.raw("GET / HTTP/1.1\r\nHost : a\r\n\r\n")
            #expect(answer.status == 400)
        }
    }
}
