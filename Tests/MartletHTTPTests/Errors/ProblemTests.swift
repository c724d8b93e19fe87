import MartletHTTP
import MartletTesting
import Synchronization
import Testing

/// Errors as problem details, of a group and of an application's own types.
@Suite struct ProblemTests {
    private struct Full: Problem {
        let seats: Int
        var type: String { "/problems/full" }
        var title: String? { "No \"seat\" left" }
        var status: HTTPResponse.Status { .conflict }
        var extensions: [String: any Encodable & Sendable] {
            ["seats": seats, "next": ["a", "b"], "status": 200, "broken": Double.nan]
        }
    }
    private struct Bare: Problem { var status: HTTPResponse.Status { .gone } }
    private struct Secret: Error { let password = "hunter2" }
    private struct Teapot: Error {}

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        app.logger.logLevel = .critical
        app.onStatus(.notFound) { _, _ in HTML("outer") }
        app.get("/full") { () -> String in throw Full(seats: 0) }
        app.group("/api") { api in
            api.answerProblems()
            api.onError(Teapot.self) { _, _ in Response(.gone, text: "own") }
            api.onStatus(.badGateway) { _, _ -> String in throw Secret() }
            api.get("/full") { () -> String in throw Full(seats: 0) }
            api.get("/bare") { () -> String in throw Bare() }
            api.get("/secret") { () -> String in throw Secret() }
            api.get("/teapot") { () -> String in throw Teapot() }
            api.get("/gateway") { () -> String in throw HTTPError(.badGateway, "Upstream.") }
            api.get("/later") { () -> String in
                throw HTTPError(.tooManyRequests, headers: [.retryAfter: "3"])
            }
            api.post("/small") { (body: JSON<[String: Int]>) in body.value.count }.bodyLimit(4)
            api.post("/json") { (body: JSON<[String: Int]>) in body.value.count }
            api.group("/pages") { pages in
                pages.onStatus(.conflict) { _, _ in HTML("inner") }
                pages.get("/full") { () -> String in throw Full(seats: 0) }
            }
        }
        return app
    }

    private static let full =
        #"{"type":"/problems/full","title":"No \"seat\" left","status":409,"next":["a","b"],"seats":0}"# + "\n"

    @Test(arguments: ["text/html", "*/*", "application/json"])
    func `a group answers problems whatever clients accept`(accept: String) async throws {
        try await app().test { client in
            for (path, status) in [
                ("/api/nothing", 404), ("/api/small", 405), ("/api/secret", 500), ("/api/later", 429),
                ("/api/bare", 410), ("/api/gateway", 500),
            ] {
                let response = try await client.get(path, headers: [.accept: accept])
                #expect(response.status.code == status, "\(path)")
                #expect(response.headers[.contentType] == "application/problem+json", "\(path)")
                #expect(response.text.hasPrefix(#"{"type":"about:blank","title":""#), "\(path)")
                #expect(response.text.contains("\"status\":\(status)"), "\(path)")
                #expect(!response.text.contains("hunter2"))
                if status == 405 { #expect(response.headers[.allow]?.contains("POST") == true) }
                if status == 429 { #expect(response.headers[.retryAfter] == "3") }
            }
            let full = try await client.get("/api/full", headers: [.accept: accept])
            #expect(full.text == Self.full)
        }
    }

    @Test func `content that is refused is a problem too`() async throws {
        try await app().test { client in
            let large = try await client.post("/api/small", json: ["a": 1, "b": 2])
            #expect(large.status == .contentTooLarge)
            #expect(large.headers[.contentType] == "application/problem+json")
            let text = try await client.post("/api/json", .text("a"))
            #expect(text.status == .unsupportedMediaType)
            #expect(text.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func `handlers of the group and of groups inside go first`() async throws {
        try await app().test { client in
            try await #expect(client.get("/api/teapot").text == "own")
            try await #expect(client.get("/api/pages/full").text == "inner")
            try await #expect(client.get("/nothing").text == "outer")
        }
    }

    @Test func `outside of such a group a problem is written for clients that ask for JSON`() async throws {
        try await app().test { client in
            let json = try await client.get("/full", headers: [.accept: "application/json"])
            #expect(json.text == Self.full)
            let html = try await client.get("/full", headers: [.accept: "text/html"])
            #expect(html.headers[.contentType] == "text/html; charset=utf-8")
        }
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `a query that cannot be read is refused in the form of its group`(mode: TestMode) async throws {
        try await app().test(mode) { (client) async throws in
            for query in ["a=%zz", "a=%4", "%ff=1", "a=%00", "a=1&%"] {
                let answer = try await client.get("/api/full?\(query)")
                #expect(answer.status == .badRequest, "\(query)")
                #expect(
                    answer.text
                        == #"{"type":"about:blank","title":"Bad Request","status":400,"detail":"The query is not valid percent-encoded UTF-8."}"#
                        + "\n")
                #expect(answer.headers[.contentType] == "application/problem+json", "\(query)")
                let outside = try await client.get("/full?\(query)")
                #expect(outside.status == .badRequest, "\(query)")
                #expect(outside.text == "400 Bad Request\nThe query is not valid percent-encoded UTF-8.\n")
            }
            let page = try await client.get("/api/pages/full?a=%zz", headers: [.accept: "text/html"])
            #expect(page.status == .badRequest)
            #expect(page.headers[.contentType] == "application/problem+json")
            // What there is at the path goes first.
            #expect(try await client.get("/api/nothing?a=%zz").status == .notFound)
            #expect(try await client.delete("/api/full?a=%zz").status == .methodNotAllowed)
            // A path says nothing of a group before it can be read.
            let path = try await client.get("/api/%zz")
            #expect(path.status == .badRequest)
            #expect(path.text == "400 Bad Request\nThe path is not valid percent-encoded UTF-8.\n")
        }
    }

    @Test func `nothing of a route runs where the query cannot be read, but the middleware around it does`()
        async throws
    {
        let ran = Mutex<[String]>([])
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        app.group("/api") { api in
            api.before { request in
                ran.withLock { $0.append("group \(request.context.routePattern ?? "")") }
                return nil
            }
            api.post("/tracks") { (_: Request) -> String in
                ran.withLock { $0.append("handler") }
                return ""
            }
        }
        try await app.test { (client) async throws in
            #expect(try await client.post("/api/tracks?a=%zz", .text("a")).status == .badRequest)
            #expect(try await client.post("/api/tracks?a=%7A", .text("a")).status == .ok)
        }
        #expect(ran.withLock { $0 } == ["group /api/tracks", "group /api/tracks", "handler"])
    }
}
