import Foundation
import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

/// The middleware that comes with the framework.
@Suite struct MiddlewareTests {
    private static let preflight: Headers = [
        .origin: "https://app.example.com", .known("Access-Control-Request-Method"): "PUT",
        .known("Access-Control-Request-Headers"): "content-type, x-token",
    ]

    private func app(_ middleware: any Middleware) -> App {
        let app = App(disabling: .all)
        app.routes.add(middleware)
        app.get("/") { "home" }
        app.put("/") { "put" }
        app.get("/health/live") { "alive" }
        app.get("/fails") { () throws -> String in throw HTTPError(.conflict) }
        return app
    }

    // MARK: CORS

    @Test func `any origin may read without cookies`() async throws {
        try await app(CORS()).test { (client) async throws in
            let page = try await client.get("/", headers: [.origin: "https://app.example.com"])
            #expect(page.headers[.accessControlAllowOrigin] == "*")
            #expect(page.headers[.accessControlAllowCredentials] == nil)
            #expect(page.text == "home")
            let error = try await client.get("/fails", headers: [.origin: "https://app.example.com"])
            #expect(error.status == .conflict)
            #expect(error.headers[.accessControlAllowOrigin] == "*")
            let own = try await client.get("/")
            #expect(own.headers[.accessControlAllowOrigin] == "*" || own.headers[.accessControlAllowOrigin] == nil)
        }
    }

    @Test func `a preflight is answered without a handler`() async throws {
        let middleware = CORS(
            origins: ["https://app.example.com"], credentials: true, methods: [.get, .put], maxAge: .seconds(60))
        try await app(middleware).test { (client) async throws in
            let answer = try await client.options("/", headers: Self.preflight)
            #expect(answer.status == .noContent)
            #expect(answer.headers[.accessControlAllowOrigin] == "https://app.example.com")
            #expect(answer.headers[.accessControlAllowCredentials] == "true")
            #expect(answer.headers[.accessControlAllowMethods] == "GET, PUT")
            #expect(answer.headers[.accessControlAllowHeaders] == "content-type, x-token")
            #expect(answer.headers[.accessControlMaxAge] == "60")
            #expect(answer.headers[.allow] == nil)
            // Without the fields of a preflight, OPTIONS is the route's business.
            let plain = try await client.options("/")
            #expect(plain.headers[.allow] == "GET, HEAD, OPTIONS, PUT")
        }
    }

    @Test(arguments: [
        ("https://app.example.com", true), ("https://APP.example.com", true), ("http://app.example.com", false),
        ("https://app.example.com:8443", false), ("https://a.b.example.org", true), ("https://example.org", false),
        ("https://evilexample.org", false), ("https://evil.com/.example.org", false), ("null", false),
    ])
    func `only listed origins may read`(_ origin: String, _ isAllowed: Bool) async throws {
        try await app(CORS(origins: ["https://app.example.com", "https://*.example.org"])).test {
            (client) async throws in
            let page = try await client.get("/", headers: [.origin: origin])
            #expect(page.headers[.accessControlAllowOrigin] == (isAllowed ? origin : nil))
            #expect(page.headers[.vary] == "Origin")
            #expect(page.headers[.accessControlAllowCredentials] == nil)
        }
    }

    @Test(arguments: [
        ("https://app.example.com/", "https://app.example.com"), ("https://a.example:443", "https://a.example"),
        ("http://a.example:80/", "http://a.example"), ("http://a.example:443", "http://a.example:443"),
        ("http://[::1]:8080", "http://[::1]:8080"), ("https://*.example.org:443", "https://b.example.org"),
        ("capacitor://localhost", "capacitor://localhost"), ("null", "null"),
    ])
    func `an origin may be written with what browsers leave out`(_ written: String, _ origin: String) {
        let pattern = OriginPattern(written)
        #expect(pattern.problem == nil)
        #expect(pattern.matches(origin))
    }

    @Test(arguments: [
        "app.example.com", "https://", "https:///", "://a.example", "https://a.example/path", "https://a.example?b",
        "https://*", "https://*.", "https://a.*.example", "https://user@a.example", "https://bücher.example",
        "https://a.example:", "https://a.example:99999", "https://a example", "https://[::1", "", "*",
    ])
    func `what cannot be an origin stops the start`(_ written: String) {
        let app = App(disabling: .all)
        app.use(CORS(origins: ["https://app.example.com", written]))
        app.webSocket("/chat", options: WebSocketOptions(origins: [written])) { (_: WebSocket) in }
        let sentence =
            "`\(written)` cannot be an origin; write its scheme, its host in ASCII, and its port if it is not the usual "
            + "one: https://app.example.com"
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(error?.problems.count == 2)
        #expect(error?.problems.first == "CORS: \(sentence)")
        #expect(error?.problems.last?.hasPrefix("\(sentence) (GET /chat at ") == true)
    }

    @Test func `a preflight says no more than it was asked and allowed`() async throws {
        let name = try #require(HTTPField.Name("Access-Control-Allow-Private-Network"))
        let asked = try #require(HTTPField.Name("Access-Control-Request-Private-Network"))
        let headers = try #require(HTTPField.Name("Access-Control-Request-Headers"))
        let origins = ["https://app.example.com"]
        var preflight = Self.preflight
        preflight[asked] = "true"
        try await app(CORS(origins: origins, headers: [.authorization], maxAge: .seconds(-5))).test {
            (client) async throws in
            let answer = try await client.options("/", headers: preflight)
            #expect(answer.headers[name] == nil)
            #expect(answer.headers[.accessControlAllowHeaders] == "authorization")
            #expect(answer.headers[.accessControlAllowCredentials] == nil)
            #expect(answer.headers[.accessControlMaxAge] == "0")
            var other = preflight
            other[.origin] = "https://evil.example.com"
            let refused = try await client.options("/", headers: other)
            #expect(refused.status == .noContent)
            #expect(!refused.headers.contains { $0.name.lowercased().hasPrefix("access-control-") })
            #expect(
                refused.headers[.vary]
                    == "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, Access-Control-Request-Private-Network"
            )
        }
        try await app(CORS(origins: origins, privateNetwork: true)).test { (client) async throws in
            #expect(try await client.options("/", headers: preflight).headers[name] == "true")
            #expect(try await client.options("/", headers: Self.preflight).headers[name] == nil)
            preflight[headers] = "x-a, not a name"
            #expect(try await client.options("/", headers: preflight).headers[.accessControlAllowHeaders] == nil)
            preflight[headers] = nil
            #expect(try await client.options("/", headers: preflight).headers[.accessControlAllowHeaders] == nil)
        }
    }

    @Test func `pages read errors of every kind, and what is exposed`() async throws {
        let app = App(disabling: .all)
        let limit = try #require(HTTPField.Name("X-Limit"))
        app.use(CORS(origins: ["https://app.example.com"], credentials: true, exposed: [.retryAfter, limit]))
        app.before { request in
            if request.path == "/refused" { throw HTTPError(.tooManyRequests, headers: [.retryAfter: "5"]) }
            return nil
        }
        app.post("/post") { "posted" }
        app.get("/crash") { () -> String in throw CancellationError() }
        app.get("/own") { Response(.ok, headers: [.accessControlAllowOrigin: "*"]) }
        try await app.test { (client) async throws in
            for (path, status) in [
                ("/missing", 404), ("/post", 405), ("/crash", 503), ("/refused", 429), ("/own", 200),
            ] {
                let response = try await client.get(path, headers: [.origin: "https://app.example.com"])
                #expect(response.status.code == status)
                #expect(response.headers[values: .accessControlAllowOrigin] == ["https://app.example.com"])
                #expect(response.headers[.accessControlAllowCredentials] == "true")
                #expect(response.headers[.accessControlExposeHeaders]?.lowercased() == "retry-after, x-limit")
                #expect(response.headers[.vary] == (status == 200 ? "Origin" : "Accept, Content-Type, Origin"))
            }
            let other = try await client.get("/own", headers: [.origin: "https://evil.example.com"])
            #expect(other.headers[.accessControlAllowOrigin] == nil)
        }
    }

    // MARK: Limits

    @Test func `the nearest body limit counts`() async throws {
        let app = App(disabling: .all)
        app.use(BodyLimit(10))
        let count: @Sendable (Request) async throws -> String = { request in
            "\(try await request.body.collect().readableBytes)"
        }
        app.post("/outer", count)
        app.group("/inner") { group in
            group.use(BodyLimit(20))
            group.post("/", count)
            group.post("/own", count).bodyLimit(30)
        }
        try await app.test { (client) async throws in
            for (path, limit) in [("/outer", 10), ("/inner", 20), ("/inner/own", 30)] {
                let fits = try await client.post(path, .text(String(repeating: "a", count: limit)))
                #expect(fits.text == "\(limit)")
                let tooLong = try await client.post(path, .text(String(repeating: "a", count: limit + 1)))
                #expect(tooLong.status == .contentTooLarge)
            }
        }
    }

    @Test func `the nearest time limit counts`() async throws {
        let app = App(disabling: .all)
        app.use(TimeLimit(.milliseconds(300)))
        let slow: @Sendable () async throws -> String = {
            try await Task.sleep(for: .milliseconds(1_200))
            return "done"
        }
        app.get("/outer", slow)
        app.group("/inner") { group in
            group.use(TimeLimit(.seconds(60)))
            group.get("/", slow)
            group.get("/own", slow).timeLimit(.milliseconds(200))
        }
        try await app.test(.live) { (client) async throws in
            #expect(try await client.get("/outer").status == .serviceUnavailable)
            #expect(try await client.get("/inner").text == "done")
            #expect(try await client.get("/inner/own").status == .serviceUnavailable)
        }
    }

    // MARK: Method and host

    @Test func `a post can ask for another method`() async throws {
        let app = App(disabling: .all)
        app.use(MethodOverride())
        struct Name: Decodable { var name: String }
        app.post("/") { (form: Form<Name>) in "posted \(form.name)" }
        app.put("/") { (form: Form<Name>) in "put \(form.name)" }
        app.delete("/") { "deleted" }
        app.get("/") { "got" }
        try await app.test { (client) async throws in
            #expect(try await client.post("/", .form([("name", "a")])).text == "posted a")
            #expect(try await client.post("/", .form([("name", "a"), ("_method", "put")])).text == "put a")
            let byHeader = try await client.post("/", headers: [.known("X-HTTP-Method-Override"): "DELETE"])
            #expect(byHeader.text == "deleted")
            #expect(try await client.post("/", .form([("_method", "TRACE")])).status == .badRequest)
            #expect(try await client.get("/", headers: [.known("X-HTTP-Method-Override"): "DELETE"]).text == "got")
        }
    }

    @Test(arguments: [
        ("example.com", 200), ("EXAMPLE.com:8080", 200), ("a.example.org", 200), ("example.org", 400),
        ("evil.com", 400), ("example.com.evil.com", 400), ("[::1]:80", 200),
    ])
    func `only known hosts are answered`(_ host: String, _ status: Int) async throws {
        try await app(AllowedHosts(["example.com", "*.example.org", "[::1]"])).test { (client) async throws in
            #expect(try await client.get("/", headers: [.known("Host"): host]).status.code == status)
            #expect(try await client.get("/health/live", headers: [.known("Host"): host]).status == .ok)
        }
    }

    @Test func `one name is the site's`() async throws {
        try await app(CanonicalHost("www.example.com")).test { (client) async throws in
            let other = try await client.send(
                .get, "/a%20b?c=d", headers: [.known("Host"): "example.com"])
            #expect(other.status == .permanentRedirect)
            #expect(other.headers[.location] == "http://www.example.com/a%20b?c=d")
            #expect(try await client.get("/", headers: [.known("Host"): "www.example.com"]).text == "home")
            #expect(try await client.get("/health/live", headers: [.known("Host"): "10.0.0.7"]).text == "alive")
            let near = try await client.send(
                .get, "/healthy", headers: [.known("Host"): "10.0.0.7"])
            #expect(near.status == .permanentRedirect)
        }
    }

    @Test func `plain http leads to https`() async throws {
        let app = app(HTTPSRedirect(port: 8443))
        app.server.trustedProxies = ["127.0.0.1"]
        try await app.test(.live) { (client) async throws in
            let plain = try await client.send(
                .get, "/?a=b", headers: [.known("Host"): "example.com:8080"])
            #expect(plain.status == .permanentRedirect)
            #expect(plain.headers[.location] == "https://example.com:8443/?a=b")
            #expect(try await client.get("/health/live").text == "alive")
            let secure = try await client.get("/", headers: [.known("X-Forwarded-Proto"): "https"])
            #expect(secure.text == "home")
        }
    }

    // MARK: Header fields

    @Test func `browsers are kept from harm, and a handler's own fields stay`() async throws {
        let app = App(disabling: [.accessLog, .securityHeaders])
        app.server.trustedProxies = ["127.0.0.1"]
        app.use(SecurityHeaders(contentSecurityPolicy: "default-src 'self'"))
        app.get("/") { "home" }
        app.get("/framed") { Response(headers: [.known("X-Frame-Options"): "SAMEORIGIN"], body: .init(string: "x")) }
        app.get("/fails") { () throws -> String in throw HTTPError(.conflict) }
        try await app.test(.live) { (client) async throws in
            for path in ["/", "/fails", "/none"] {
                let headers = try await client.get(path).headers
                #expect(headers[.xContentTypeOptions] == "nosniff", "\(path)")
                #expect(headers[.known("X-Frame-Options")] == "DENY")
                #expect(headers[.known("Referrer-Policy")] == "strict-origin-when-cross-origin")
                #expect(headers[.known("Cross-Origin-Opener-Policy")] == "same-origin")
                #expect(headers[.contentSecurityPolicy] == "default-src 'self'")
                // It would lock browsers of a plain site out.
                #expect(headers[.strictTransportSecurity] == nil)
            }
            let framed = try await client.get("/framed")
            #expect(framed.headers[values: .known("X-Frame-Options")] == ["SAMEORIGIN"])
            let secure = try await client.get("/", headers: [.known("X-Forwarded-Proto"): "https"])
            #expect(secure.headers[.strictTransportSecurity] == "max-age=31536000; includeSubDomains")
        }
        try await App(disabling: .accessLog).test { (client) async throws in
            let standard = try await client.get("/none")
            #expect(standard.headers[.xContentTypeOptions] == "nosniff", "they are on unless told otherwise")
        }
        let bare = self.app(
            SecurityHeaders(frameOptions: nil, referrerPolicy: nil, transportSecurity: nil))
        try await bare.test { (client) async throws in
            let headers = try await client.get("/").headers
            #expect(headers[.known("X-Frame-Options")] == nil)
            #expect(headers[.known("Referrer-Policy")] == nil)
            #expect(headers[.contentSecurityPolicy] == nil)
        }
    }

    @Test func `a request has an id, its sender's where that can be one`() async throws {
        let app = App(disabling: [.accessLog])
        app.get("/") { (request: Request) in request.id }
        try await app.test { (client) async throws in
            let first = try await client.get("/")
            #expect(first.headers[values: .known("X-Request-ID")] == [first.text])
            #expect(!first.text.isEmpty)
            #expect(try await client.get("/").text != first.text)
            let longest = String(repeating: "a", count: 128)
            for id in ["abc-123", longest] {
                let kept = try await client.get("/", headers: [.known("X-Request-ID"): id])
                #expect(kept.text == id)
                #expect(kept.headers[values: .known("X-Request-ID")] == [id])
            }
            for id in [longest + "a", "two words", "J\u{FC}rgen", ""] {
                let replaced = try await client.get("/", headers: [.known("X-Request-ID"): id])
                #expect(replaced.text != id)
                #expect(replaced.headers[values: .known("X-Request-ID")] == [replaced.text])
            }
        }
    }

    // MARK: Log

    @Test(arguments: [LoggingSettings.Format.json, .human])
    func `each request is a line of the log`(_ format: LoggingSettings.Format) async throws {
        let lines = Mutex("")
        var handler = AppLogHandler(format: format)
        handler.output = LogOutput { bytes in lines.withLock { $0 += String(decoding: bytes, as: UTF8.self) } }
        let app = App(disabling: [.securityHeaders, .accessLog])
        app.logger = .init(label: "test", factory: { [handler] _ in handler })
        app.use(AccessLog(except: ["/quiet"]))
        app.get("/albums/{id:int}") { (id: Path<Int>) in "album \(id)" }
        app.get("/quiet") { "hush" }
        try await app.test { (client) async throws in
            _ = try await client.get("/albums/7?secret=1", headers: [.known("X-Request-ID"): "abc"])
            _ = try await client.get("/none")
            _ = try await client.get("/quiet")
        }
        handler.output.flush()
        let log = lines.withLock { $0 }.split(separator: "\n")
        #expect(log.count == 2)
        let first = try #require(log.first)
        #expect(!first.contains("secret"))
        #expect(log.last?.contains("404") == true)
        switch format {
        case .json:
            let fields = try #require(
                try JSONSerialization.jsonObject(with: Data(first.utf8)) as? [String: Any])
            #expect(fields["http.route"] as? String == "/albums/{id:int}")
            #expect(fields["http.path"] as? String == "/albums/7")
            #expect(fields["http.status"] as? Int == 200)
            #expect(fields["http.response.size"] as? Int == 7)
            #expect(fields["request.id"] as? String == "abc")
            #expect((fields["duration.ms"] as? Double).map { $0 >= 0 } == true)
        case .human:
            #expect(first.contains(" info     GET /albums/7 200 "))
            #expect(first.hasSuffix("request.id=abc"))
        }
    }

    // MARK: Bodies

    @Test func `a deferred body is read when the handler asks`() async throws {
        struct Note: Codable { var text: String }
        let app = App(disabling: .all)
        app.post("/notes") { (request: Request, note: Deferred<JSON<Note>>) async throws -> String in
            guard request.headers[.authorization] != nil else { throw HTTPError(.unauthorized) }
            return try await note.extract().text
        }
        app.post("/count") { (body: RequestBody) async throws -> String in
            var count = 0
            for try await part in body { count += part.readableBytes }
            return "\(count)"
        }
        try await app.test { (client) async throws in
            #expect(try await client.post("/notes", .text("nonsense")).status == .unauthorized)
            let signed: Headers = [.authorization: "Bearer x"]
            #expect(try await client.post("/notes", json: Note(text: "hi"), headers: signed).text == "hi")
            #expect(try await client.post("/notes", .text("x"), headers: signed).status == .unsupportedMediaType)
            #expect(try await client.post("/count", .text("12345")).text == "5")
        }
    }

    @Test func `a body is taken by one parameter only`() throws {
        struct Note: Decodable { var text: String }
        let app = App()
        app.post("/") { (a: Deferred<JSON<Note>>, b: RequestBody) in "never" }
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(error?.description.contains("takes the content of the request more than once") == true)
    }
}
