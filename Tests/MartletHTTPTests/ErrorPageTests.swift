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
        ("text/html;q=0, application/json", "application/problem+json"),
        ("application/json;q=0.5, text/html", "text/html; charset=utf-8"),
        ("text/html;q=0.1, text/plain;q=0.2", "text/plain; charset=utf-8"),
        ("application/json, text/plain, */*", "application/problem+json"),
        ("*/*, application/json", "application/problem+json"),
        ("application/json;q=0, */*", "text/plain; charset=utf-8"),
        ("application/json;version=2", "application/problem+json"),
        (#"text/plain;note="text/html, json""#, "text/plain; charset=utf-8"),
        ("text/*", "text/plain; charset=utf-8"), ("application/*", "application/problem+json"),
        ("image/png", "text/plain; charset=utf-8"), ("rubbish", "text/plain; charset=utf-8"),
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

    @Test(arguments: [
        (nil as String?, "application/problem+json", "Accept, Content-Type"),
        ("*/*", "application/problem+json", "Accept, Content-Type"),
        ("text/html", "text/html; charset=utf-8", "Accept"),
        ("text/plain, */*", "text/plain; charset=utf-8", "Accept"),
        ("application/json", "application/problem+json", "Accept"),
    ])
    func `who sends JSON reads it unless it says otherwise, and caches are told`(
        accept: String?, type: String, vary: String
    ) async throws {
        let app = app()
        app.post("/known") { () -> String in throw HTTPError(.conflict, headers: [.vary: "X-Own"]) }
        try await app.test { client in
            let content = TestContent.text("{}", type: "application/json")
            let response = try await client.post("/known", content, headers: accept.map { [.accept: $0] } ?? [:])
            #expect(response.headers[.contentType] == type)
            #expect(response.headers[.vary] == "X-Own, \(vary)")
            let missing = try await client.get("/nothing", headers: [.accept: "text/html"])
            #expect(missing.headers[.vary] == "Accept")
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
