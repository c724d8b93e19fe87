import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Extensions.md that is not that of Examples/Sitemap.
@Suite struct ExtensionsGuide {
    struct Greeter: Extension {
        var name: String
        func install(in app: App) async throws {
            app.get("/greet") { "Hello from \(name)" }
        }
    }

    struct Redirects: Extension {
        var prefix: String
        var identity: String { "Redirects below \(prefix)" }
        func install(in app: App) async throws {
            app.get("\(prefix)/{rest:path}") { (rest: Path<String>) in Response.redirect(to: "/\(rest)") }
        }
    }

    @Test func `what the guide says`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(Greeter(name: "Martlet"))
        try await app.install(Redirects(prefix: "/old"))
        try await app.install(Redirects(prefix: "/older"))
        try await app.test { (client) async throws in
            #expect(try await client.get("/greet").text == "Hello from Martlet")
            #expect(try await client.get("/older/a").headers[.location] == "/a")
        }
    }
}
