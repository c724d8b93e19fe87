import Foundation
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

    @Test(arguments: [
        ("/f/<id>", "has the segment `<id>`, which is a text and no placeholder; write `{id}`"),
        ("/f/<int:id>", "has the segment `<int:id>`, which is a text and no placeholder; write `{id:int}`"),
        ("/f/<string:id>", "has the segment `<string:id>`, which is a text and no placeholder; write `{id}`"),
        ("/f/:id", "has the segment `:id`, which is a text and no placeholder; write `{id}`, or `%3Aid` for the text"),
        ("/a//b", "has two slashes in a row; write `/a/b`"),
        ("//a/", "has two slashes in a row; write `/a`"),
    ])
    func `what other frameworks write is refused with what to write here`(path: String, problem: String) throws {
        let app = App(disabling: .all)
        app.get(path, file: "A.swift", line: 1) { "a" }
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(error?.problems == ["the path `\(path)` of the route at A.swift:1 \(problem)"])
    }

    @Test func `a text that begins with a colon is written encoded`() async throws {
        let app = App(disabling: .all)
        app.get("/f/%3Aid") { "colon" }
        #expect(text(try await ask(app, .get, "/f/:id")) == "colon")
    }

    @Test func `a parameter that no text of its placeholder can be is a mistake`() throws {
        let app = App(disabling: .all)
        app.get("/a/{a:int}/{b:uuid}", file: "A.swift", line: 1) { (_: Path<UUID>, _: Path<Int>) in "a" }
        app.get("/b/{a:int}/{b:uuid}/{c:slug}") { (_: Path<Int64>, _: Path<UUID>?, _: Path<Int>) in "b" }
        app.get("/c/{a:int}/{b:uuid}") { (_: Path<String>, _: Path<String>) in "c" }
        let error = #expect(throws: BootError.self) { try app.build() }
        let described = "the handler of GET /a/{a:int}/{b:uuid} at A.swift:1 takes"
        #expect(
            error?.problems == [
                "\(described) Path<UUID> for the placeholder {a:int}, which never is one; let both say the same",
                "\(described) Path<Int> for the placeholder {b:uuid}, which never is one; let both say the same",
            ])
    }

    @Test func `a converter of the application's own may take anything`() throws {
        let app = App(disabling: .all)
        app.converter("int") { $0.count == 36 }
        app.get("/{a:int}") { (_: Path<UUID>) in "a" }
        _ = try app.build()
    }

    private struct Greeter: Extension {
        var path = "/greet"
        func install(in app: App) { app.get(path) { "hello" } }
    }

    private struct Repeated: Extension {
        var path: String
        var identity: String { "Repeated at \(path)" }
        func install(in app: App) { app.get(path) { "hello" } }
    }

    @Test func `an extension is installed once`() async throws {
        let app = App(disabling: .all)
        try await app.install(Greeter(), file: "A.swift", line: 1)
        try await app.install(Repeated(path: "/a"))
        try await app.install(Repeated(path: "/b"))
        _ = try app.build()
        try await app.install(Greeter(path: "/other"), file: "B.swift", line: 2)
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(error?.problems == ["Greeter is installed twice: at A.swift:1 and at B.swift:2"])
    }
}
