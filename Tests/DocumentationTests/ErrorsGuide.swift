import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Errors.md.
@Suite struct ErrorsGuide {
    struct OutOfStock: ResponseError {
        var album: Int
        var status: HTTPResponse.Status { .conflict }
        var message: String? { "Album \(album) is sold out." }
        var headers: Headers { [.retryAfter: "3600"] }
    }

    struct OutOfCredit: Problem {
        let balance: Int
        var type: String { "https://example.com/problems/out-of-credit" }
        var title: String? { "Out of credit" }
        var status: HTTPResponse.Status { .forbidden }
        var message: String? { "The order costs more than the balance." }
        var extensions: [String: any Encodable & Sendable] { ["balance": balance] }
    }

    struct CatalogueClosed: Error {}

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.logger.logLevel = .critical
        let albums = [1: "Jazz"]
        app.get("/albums/{id:int}") { (id: Path<Int>) in
            guard let album = albums[id.value] else { throw HTTPError(.notFound, "There is no album \(id).") }
            return album
        }
        app.post("/albums/{id:int}/order") { (id: Path<Int>) -> String in throw OutOfStock(album: id.value) }
        app.get("/closed") { () -> String in throw CatalogueClosed() }
        app.get("/broken") { () -> String in throw Unexpected() }

        app.onError(CatalogueClosed.self) { _, _ in HTML("<h1>Back at nine</h1>", status: .serviceUnavailable) }
        app.onStatus(.notFound) { error, request in
            HTML("<h1>Nothing at \(HTML.escape(String(request.path)))</h1>")
        }
        app.group("/api") { api in
            api.onStatus(.notFound) { _, _ in JSON(["error": "not found"]) }
        }
        app.group("/v2") { api in
            api.answerProblems()
            api.post("/credit") { () -> String in throw OutOfCredit(balance: 30) }
            api.get("/broken") { () -> String in throw Unexpected() }
            api.post("/albums") { (album: JSON<[String: Int]>) in album.value }
        }
        struct Failure: Codable { var reason: String }

        app.group("/v3") { api in
            api.answerErrors { problem, _ in JSON(Failure(reason: problem.detail ?? "unknown")) }
            api.get("/sold") { () -> String in throw OutOfStock(album: 7) }
            api.get("/broken") { () -> String in throw Unexpected() }
        }
        return app
    }

    @Test func `a group has a form of its own`() async throws {
        try await app().test { client in
            let sold = try await client.get("/v3/sold")
            #expect(sold.status == .conflict)
            #expect(sold.text == #"{"reason":"Album 7 is sold out."}"#)
            #expect(sold.headers[.retryAfter] == "3600")
            let missing = try await client.get("/v3/nothing")
            #expect(missing.status == .notFound)
            #expect(missing.text == #"{"reason":"unknown"}"#)
            let broken = try await client.get("/v3/broken")
            #expect(broken.status == .internalServerError)
            #expect(broken.text == #"{"reason":"unknown"}"#)
        }
    }

    struct Unexpected: Error { var password = "secret" }

    @Test func `what the guide says`() async throws {
        try await app().test { client in
            let missing = try await client.get("/albums/7")
            #expect(missing.status == .notFound)
            #expect(missing.text == "<h1>Nothing at /albums/7</h1>")
            let sold = try await client.post("/albums/1/order", headers: [.accept: "application/json"])
            #expect(sold.headers[.retryAfter] == "3600")
            #expect(sold.headers[.contentType] == "application/problem+json")
            #expect(
                sold.text
                    == #"{"type":"about:blank","title":"Conflict","status":409,"detail":"Album 1 is sold out."}"# + "\n"
            )
            let closed = try await client.get("/closed")
            #expect(closed.status == .serviceUnavailable)
            #expect(closed.text == "<h1>Back at nine</h1>")
            let broken = try await client.get("/broken")
            #expect(broken.status == .internalServerError)
            #expect(!broken.text.contains("secret") && !broken.text.contains("Unexpected"))
            let api = try await client.get("/api/x")
            #expect(api.text == #"{"error":"not found"}"#)
            let credit = try await client.post("/v2/credit")
            #expect(credit.status == .forbidden)
            #expect(
                credit.text
                    == #"{"type":"https://example.com/problems/out-of-credit","title":"Out of credit","status":403,"#
                    + #""detail":"The order costs more than the balance.","balance":30}"# + "\n")
        }
    }

    @Test(arguments: [
        ("/v2/nothing", 404, #""title":"Not Found","status":404}"#),
        ("/v2/broken", 500, #""title":"Internal Server Error","status":500}"#),
        ("/v2/albums", 405, #""title":"Method Not Allowed","status":405}"#),
    ])
    func `a group answers every error as JSON`(path: String, status: Int, content: String) async throws {
        try await app().test { client in
            // A browser asks for HTML, and the application around the group has a page for it.
            let answer = try await client.get(path, headers: [.accept: "text/html"])
            #expect(answer.status.code == status)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.text == #"{"type":"about:blank","# + content + "\n")
            if status == 405 { #expect(answer.headers[.allow] == "OPTIONS, POST") }
            let wrong = try await client.post("/v2/albums", json: ["a": "x"], headers: [.accept: "text/html"])
            #expect(
                wrong.text.hasPrefix(
                    #"{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/a"#))
        }
    }

    @Test func `in development the page shows the error`() async throws {
        let app = app()
        app.isDevelopment = true
        try await app.test { client in
            let broken = try await client.get("/broken", headers: [.accept: "text/html"])
            #expect(broken.text.contains("Unexpected"))
            #expect(broken.text.contains("/broken"))
        }
    }
}
