import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@Suite struct TestClientTests {
    struct Note: Codable, Sendable, Equatable { var title: String }

    static let modes: [TestMode] = [.inProcess, .live]

    private func app() -> App {
        let app = App(disabling: .accessLog)
        app.get("/") { "Hello" }
        app.post("/notes") { (note: JSON<Note>) in note }
        app.put("/echo") { (request: Request) in
            Response(headers: request.headers, body: .init(buffer: try await request.body.collect()))
        }
        app.post("/echo") { (request: Request) in
            var response = Response(body: .init(buffer: try await request.body.collect()))
            response.headers[.contentType] = request.headers[.contentType]
            return response
        }
        app.get("/headers") { (request: Request) in
            request.headers.map { "\($0.name.lowercased())=\($0.value)" }.sorted().joined(separator: "\n")
        }
        app.get("/set/{value}") { (value: Path<String>) in
            Response(headers: [.setCookie: "theme=\(value); Path=/; HttpOnly", .setCookie: "deep=1; Path=/set"])
        }
        app.get("/clear") { Response(headers: [.setCookie: "theme=; Path=/; Max-Age=0"]) }
        app.post("/login") { Response.redirect(to: "/set/in") }
        app.get("/far") { Response.redirect(to: "https://elsewhere.example/") }
        app.get("/loop") { Response.redirect(to: "/loop") }
        app.on(.post, "/keep") { Response.redirect(to: "/echo", status: .temporaryRedirect) }
        app.get("/stream") {
            Response(
                body: .stream { writer in
                    for index in 0..<3 { try await writer.write("\(index);") }
                    writer.setTrailers([.contentLanguage: "en"])
                })
        }
        return app
    }

    @Test(arguments: modes) func sendsAndReceives(mode: TestMode) async throws {
        try await app().test(mode) { client in
            let hello = try await client.get("/")
            #expect(hello.status == .ok)
            #expect(hello.text == "Hello")
            #expect(hello.headers[.contentLength] == "5")
            let note = try await client.post("/notes", json: Note(title: "ä"))
            #expect(try note.json(Note.self) == Note(title: "ä"))
            let missing = try await client.get("/missing")
            #expect(missing.status == .notFound)
            let head = try await client.head("/")
            #expect(head.status == .ok)
            #expect(head.text.isEmpty)
            #expect(head.headers[.contentLength] == "5")
            let options = try await client.options("/")
            #expect(options.headers[.allow] == "GET, HEAD, OPTIONS")
            let streamed = try await client.get("/stream")
            #expect(streamed.text == "0;1;2;")
            #expect(streamed.trailers[.contentLanguage] == "en")
        }
    }

    @Test(arguments: modes) func encodesForms(mode: TestMode) async throws {
        try await app().test(mode) { client in
            let form = try await client.post("/echo", form: ["a b": "1&2", "tag": "x", "tag": "ü"])
            #expect(form.text == "a%20b=1%262&tag=x&tag=%C3%BC")
            #expect(form.headers[.contentType] == "application/x-www-form-urlencoded")
            let parts: [TestPart] = [
                .field("title", "One"),
                .file("photo", filename: "a\".png", type: "image/png", ByteBuffer(bytes: [0, 1, 2])),
            ]
            let multipart = try await client.post("/echo", .multipart(parts))
            #expect(multipart.headers[.contentType]?.hasPrefix("multipart/form-data; boundary=") == true)
            #expect(multipart.text.contains("Content-Disposition: form-data; name=\"title\"\r\n\r\nOne\r\n--"))
            #expect(
                multipart.text.contains(
                    "name=\"photo\"; filename=\"a%22.png\"\r\nContent-Type: image/png\r\n\r\n\0\u{1}\u{2}\r\n"))
        }
    }

    @Test(arguments: modes) func keepsCookies(mode: TestMode) async throws {
        try await app().test(mode) { client in
            _ = try await client.get("/set/dark")
            #expect(client.cookies["theme"] == "dark")
            #expect(try await client.get("/headers").text.contains("cookie=theme=dark\n"))
            _ = try await client.get("/set/light")
            #expect(client.cookies["theme"] == "light")
            #expect(client.cookies["deep"] == "1")
            _ = try await client.get("/clear")
            #expect(client.cookies["theme"] == nil)
            #expect(try await !client.get("/headers").text.contains("cookie="))
        }
    }

    @Test(arguments: modes) func followsRedirectsOnRequest(mode: TestMode) async throws {
        try await app().test(mode) { client in
            let plain = try await client.post("/login")
            #expect(plain.status == .seeOther)
            #expect(plain.headers[.location] == "/set/in")
            let followed = try await client.post("/login", form: ["a": "b"], followingRedirects: true)
            #expect(followed.status == .ok)
            #expect(followed.path == "/set/in")
            #expect(client.cookies["theme"] == "in")
            let kept = try await client.post("/keep", form: ["a": "b"], followingRedirects: true)
            #expect(kept.text == "a=b")
            let far = try await client.get("/far", followingRedirects: true)
            #expect(far.status == .seeOther)
            await #expect(throws: TestFailure.self) { try await client.get("/loop", followingRedirects: true) }
        }
    }

    @Test(arguments: modes) func headersOfTheTestWin(mode: TestMode) async throws {
        try await app().test(mode) { client in
            let response = try await client.get(
                "/headers", headers: [.known("Host"): "other.example", .userAgent: "t"])
            #expect(response.text.contains("host=other.example"))
            #expect(response.text.contains("user-agent=t"))
        }
    }

    @Test(arguments: modes) func refusesWhatTheEngineRefuses(mode: TestMode) async throws {
        try await app().test(mode) { client in
            let escape = try await client.get("/%zz")
            #expect(escape.status == .badRequest)
            let dots = try await client.get("/a/%2e%2e/b")
            #expect(dots.status == .badRequest)
        }
    }

    @Test(arguments: modes) func runsHooksAndAfterResponseWork(mode: TestMode) async throws {
        let events = Mutex<[String]>([])
        let app = App()
        app.onStart { _ in events.withLock { $0.append("start") } }
        app.onStop { events.withLock { $0.append("stop") } }
        app.get("/") { (request: Request) in
            request.context.afterResponse { events.withLock { $0.append("after") } }
            return "x"
        }
        try await app.test(mode) { client in _ = try await client.get("/") }
        #expect(events.withLock { $0 } == ["start", "after", "stop"])
    }

    @Test func jsonFailureShowsTheContent() async throws {
        try await app().test { client in
            let response = try await client.get("/")
            #expect {
                try response.json(Note.self)
            } throws: { "\($0)".contains("expected JSON of Note, got 200 with Hello") }
        }
    }

    @Test func rawExchange() async throws {
        try await app().test(.live) { client in
            let answer = try await client.raw("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.status == 200)
            #expect(answer.isClosed)
            #expect(answer.text.hasSuffix("\r\n\r\nHello"))
            #expect(client.baseURL?.hasPrefix("http://127.0.0.1:") == true)
        }
        try await app().test { client in
            #expect(client.baseURL == nil)
            await #expect(throws: TestFailure.self) { _ = try await client.connect() }
        }
    }
}
