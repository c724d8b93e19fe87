import MartletHTTP
import Testing

@testable import MartletHTTP

@Suite struct RouterTests {
    /// Asks an application in-process, without a socket.
    private func ask(_ app: App, _ method: HTTPRequest.Method, _ target: String, headers: Headers = [:]) async throws
        -> Response
    {
        let application = try app.build()
        let context = RequestContext(application: application.context, connection: ConnectionInfo())
        return await application.respond(
            to: Request(method: method, target: target, headers: headers, context: context))
    }

    private func text(_ response: Response) -> String { response.body.buffer.map { String(buffer: $0) } ?? "" }

    @Test func `constant wins over typed, plain and rest whatever the order`() async throws {
        let app = App()
        app.get("/{rest:path}") { (rest: Path<String>) in "rest \(rest)" }
        app.get("/{name}") { (name: Path<String>) in "plain \(name)" }
        app.get("/{id:int}") { (id: Path<Int>) in "int \(id)" }
        app.get("/fixed") { "constant" }
        #expect(text(try await ask(app, .get, "/fixed")) == "constant")
        #expect(text(try await ask(app, .get, "/42")) == "int 42")
        #expect(text(try await ask(app, .get, "/abc")) == "plain abc")
        #expect(text(try await ask(app, .get, "/a/b%20c")) == "rest a/b c")
    }

    @Test func `a page for a status keeps the header fields of the error`() async throws {
        let app = App()
        app.get("/thing") { "get" }
        app.get("/later") { () throws -> String in throw HTTPError(.tooManyRequests, headers: [.retryAfter: "7"]) }
        app.onStatus(.methodNotAllowed) { _, _ in HTML("<p>no</p>") }
        app.onStatus(.tooManyRequests) { _, _ in
            Response(.tooManyRequests, headers: [.retryAfter: "60"])
        }
        let refused = try await ask(app, .delete, "/thing")
        #expect(refused.status == .methodNotAllowed)
        #expect(refused.headers[.allow] == "GET, HEAD, OPTIONS")
        #expect(text(refused) == "<p>no</p>")
        #expect(try await ask(app, .get, "/later").headers[.retryAfter] == "60")
    }

    @Test func `a wrong method is a 405 that says what is allowed`() async throws {
        let app = App()
        app.get("/thing") { "get" }
        app.post("/thing") { "post" }
        let refused = try await ask(app, .delete, "/thing")
        #expect(refused.status == .methodNotAllowed)
        #expect(refused.headers[.allow] == "GET, HEAD, OPTIONS, POST")
        let options = try await ask(app, .options, "/thing")
        #expect(options.status == .noContent)
        #expect(options.headers[.allow] == "GET, HEAD, OPTIONS, POST")
    }

    @Test func `mistakes are reported together and name both places`() throws {
        let app = App()
        app.get("/same", file: "A.swift", line: 1) { "a" }
        app.get("/same", file: "B.swift", line: 2) { "b" }
        app.get("/{id:itn}", file: "C.swift", line: 3) { (id: Path<Int>) in "\(id)" }
        app.get("/none", file: "D.swift", line: 4) { (id: Path<Int>) in "\(id)" }
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(
            error?.problems == [
                "two routes answer GET /same: one at A.swift:1, one at B.swift:2",
                "no converter is named `itn`, used by GET /{id:itn} at C.swift:3; did you mean `int`? (known: int, slug, uuid, path)",
                "the handler of GET /none at D.swift:4 takes 1 Path parameters, but the path has 0 placeholders",
            ])
    }
}
