import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

/// The answers to errors that the application does not handle itself.
@Suite struct ErrorPageTests {
    private struct Leaky: Error, CustomStringConvertible {
        var description: String { "password=<hunter2>" }
    }

    private func app(development: Bool = false) -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        app.logger.logLevel = .critical
        app.isDevelopment = development
        app.get("/fails/{id}") { (_: Path<String>) -> String in throw Leaky() }
        app.get("/known") { () -> String in throw HTTPError(.conflict, "It is <taken>.") }
        return app
    }

    @Test(arguments: [
        (nil as String?, "text/plain; charset=utf-8"), ("*/*", "text/plain; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/json", "application/problem+json"), ("application/vnd.api+json", "application/problem+json"),
        ("text/html, application/json", "text/html; charset=utf-8"),
        ("application/json, text/html", "application/problem+json"),
    ])
    func `the client gets what it would rather read`(accept: String?, type: String) async throws {
        try await app().test { client in
            let response = try await client.get("/known", headers: accept.map { [.accept: $0] } ?? [:])
            #expect(response.status == .conflict)
            #expect(response.headers[.contentType] == type)
            #expect(response.text.contains("taken"))
            #expect(!response.text.contains("<taken>") || !type.hasPrefix("text/html"))
        }
    }

    @Test(arguments: ["text/html", "application/json", "*/*"])
    func `production says nothing of what went wrong`(accept: String) async throws {
        try await app().test { client in
            let response = try await client.get("/fails/7?secret=1", headers: [.accept: accept])
            #expect(response.status == .internalServerError)
            for word in ["hunter2", "Leaky", "password", "{id}", "ErrorPageTests"] {
                #expect(!response.text.contains(word))
            }
        }
    }

    @Test func `development shows error, route and request, without secrets`() async throws {
        try await app(development: true).test { client in
            let response = try await client.get(
                "/fails/7", headers: [.accept: "text/html", .authorization: "Bearer abc", .cookie: "session=xyz"])
            #expect(response.text.contains("Leaky: password=&lt;hunter2&gt;"))
            #expect(
                response.text.contains(
                    "<code>/fails/{id}</code>, declared at MartletHTTPTests/ErrorPageTests.swift:17<"))
            let missing = try await client.get("/nothing", headers: [.accept: "text/html"])
            #expect(missing.text.contains("<code>no route matched</code></p>"))
            #expect(response.text.contains("<td>/fails/7</td>"))
            #expect(!response.text.contains("Bearer abc") && !response.text.contains("session=xyz"))
            #expect(response.headers[.cacheControl] == "no-store")
        }
    }
}
