import MartletHTTP
import MartletTesting
import Testing

/// What a handler may return, and the response that each becomes.
@Suite struct HandlerResultTests {
    struct Track: Codable, Sendable {
        var id: Int
        var title: String
    }

    struct CSV: ResponseConvertible {
        var rows: [[String]]
        func response(for request: Request) -> Response {
            var response = Response(text: rows.map { $0.joined(separator: ",") }.joined(separator: "\r\n"))
            response.headers[.contentType] = "text/csv; charset=utf-8"
            return response
        }
    }

    private static func app() -> App {
        let app = App(disabling: .all)
        app.get("/text") { "Hello" }
        app.get("/substring") { "Hello, World".prefix(5) }
        app.get("/html") { HTML("<p>\(HTML.escape("<b>"))</p>") }
        app.get("/value") { Track(id: 7, title: "One") }
        app.get("/list") { [Track(id: 7, title: "One")] }
        app.get("/json") { JSON(["a": 1]) }
        app.get("/status") { HTTPResponse.Status.accepted }
        app.get("/nothing") { Response.empty() }
        app.get("/gone") { Response.empty(.gone) }
        app.get("/redirect") { Response.redirect(to: "/text") }
        app.get("/moved") { Response.redirect(to: "/text", status: .permanentRedirect) }
        app.get("/found") { () -> String? in "found" }
        app.get("/lost") { () -> String? in nil }
        app.get("/found-value") { () -> Track? in Track(id: 7, title: "One") }
        app.get("/lost-value") { () -> Track? in nil }
        app.get("/own") { CSV(rows: [["a", "b"], ["1", "2"]]) }
        app.get("/stream") {
            Response(
                body: .stream { writer in
                    for count in 1...3 { try await writer.write("line \(count)\n") }
                })
        }
        app.get("/created") {
            Reply(.created, Track(id: 7, title: "One"), headers: [.location: "/tracks/7"])
        }
        app.get("/reply-text") { Reply(.accepted, "queued") }
        app.get("/reply-own") { Reply(.nonAuthoritativeInformation, CSV(rows: [["a"]])) }
        app.get("/reply-type") { Reply(.ok, "a: b", headers: [.contentType: "text/yaml"]) }
        app.get("/throws") { () throws -> String in throw HTTPError(.conflict, "Taken.") }
        return app
    }

    @Test(arguments: [
        ("", ""), ("plain — フレームワーク", "plain — フレームワーク"), ("<b>", "&lt;b&gt;"),
        ("é & \"ü\"", "é &amp; &quot;ü&quot;"), ("it's 🦉>", "it&#39;s 🦉&gt;"), ("&amp;", "&amp;amp;"),
    ])
    func `what has a meaning in HTML is escaped, whatever stands around it`(_ text: String, _ expected: String) {
        #expect(HTML.escape(text) == expected)
    }

    @Test(
        arguments: [
            ("/text", 200, "text/plain; charset=utf-8", "Hello"),
            ("/substring", 200, "text/plain; charset=utf-8", "Hello"),
            ("/html", 200, "text/html; charset=utf-8", "<p>&lt;b&gt;</p>"),
            ("/value", 200, "application/json; charset=utf-8", #"{"id":7,"title":"One"}"#),
            ("/found-value", 200, "application/json; charset=utf-8", #"{"id":7,"title":"One"}"#),
            ("/lost-value", 404, "text/plain; charset=utf-8", "404 Not Found\n"),
            ("/list", 200, "application/json; charset=utf-8", #"[{"id":7,"title":"One"}]"#),
            ("/json", 200, "application/json; charset=utf-8", #"{"a":1}"#),
            ("/status", 202, nil, ""), ("/nothing", 204, nil, ""), ("/gone", 410, nil, ""), ("/redirect", 303, nil, ""),
            ("/moved", 308, nil, ""), ("/found", 200, "text/plain; charset=utf-8", "found"),
            ("/lost", 404, "text/plain; charset=utf-8", "404 Not Found\n"),
            ("/own", 200, "text/csv; charset=utf-8", "a,b\r\n1,2"), ("/stream", 200, nil, "line 1\nline 2\nline 3\n"),
            ("/created", 201, "application/json; charset=utf-8", #"{"id":7,"title":"One"}"#),
            ("/reply-text", 202, "text/plain; charset=utf-8", "queued"),
            ("/reply-own", 203, "text/csv; charset=utf-8", "a"), ("/reply-type", 200, "text/yaml", "a: b"),
            ("/throws", 409, "text/plain; charset=utf-8", "409 Conflict\nTaken.\n"),
        ] as [(String, Int, String?, String)])
    func `becomes a response`(_ path: String, _ status: Int, _ type: String?, _ text: String) async throws {
        for mode in [TestMode.inProcess, .live] {
            try await Self.app().test(mode) { (client) async throws in
                let answer = try await client.get(path)
                #expect(answer.status.code == status)
                #expect(answer.headers[.contentType] == type)
                #expect(answer.text == text)
            }
        }
    }

    @Test(arguments: [("/redirect", "/text"), ("/moved", "/text"), ("/created", "/tracks/7")])
    func `leads elsewhere`(_ path: String, _ location: String) async throws {
        try await Self.app().test { (client) async throws in
            let answer = try await client.get(path)
            #expect(answer.headers[values: .location] == [location])
        }
    }

    @Test func `the fields of a reply replace those of its body, and may be repeated`() async throws {
        let app = App(disabling: .all)
        app.get("/") {
            var headers: Headers = [.setCookie: "a=1", .contentType: "text/html"]
            headers.append(.setCookie, "b=2")
            return Reply(.ok, "text", headers: headers)
        }
        try await app.test { (client) async throws in
            let answer = try await client.get("/")
            #expect(answer.headers[values: .setCookie] == ["a=1", "b=2"])
            #expect(answer.headers[values: .contentType] == ["text/html"])
        }
    }

    @Test func `what was made can be changed before it is sent`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.post("/") {
            var created = Created("first", at: "/1")
            created.body = "second"
            created.location = "/2"
            return created
        }
        try await app.test { client in
            let response = try await client.post("/")
            #expect(response.status == .created)
            #expect(response.text == "second")
            #expect(response.headers[.location] == "/2")
        }
    }
}
