import Martlet
import MartletTesting
import Synchronization
import Testing

/// Requests that are repeated with the same key.
@Suite struct IdempotencyTests {
    private static func headers(_ key: String, _ authorization: String? = "a") -> Headers {
        var headers: Headers = authorization.map { [.authorization: $0] } ?? Headers()
        if let name = HTTPField.Name("Idempotency-Key") { headers.append(name, key) }
        return headers
    }

    private static func isReplayed(_ response: TestResponse) -> Bool {
        HTTPField.Name("Idempotency-Replayed").map { response.headers[$0] == "true" } ?? false
    }

    @Test(arguments: TestedDatabase.allCases)
    func `a row is created once`(_ tested: TestedDatabase) async throws {
        try await tested.test {
            $0.resource(Artist.self) { $0.idempotent() }
        } run: { client, database in
            let key = Self.headers("\"8e03978e\"")
            let first = try await client.post("/api/artists", json: ["name": "new"], headers: key)
            let again = try await client.post("/api/artists", json: ["name": "new"], headers: key)
            #expect(first.status == .created && again.status == .created)
            #expect(again.text == first.text && again.headers[.location] == first.headers[.location])
            #expect(again.headers[.contentType] == first.headers[.contentType])
            #expect(!Self.isReplayed(first) && Self.isReplayed(again))
            #expect(try await Artist.query.count(in: database) == 4)
            // Quotes are not a part of the key.
            let bare = try await client.post("/api/artists", json: ["name": "new"], headers: Self.headers("8e03978e"))
            #expect(Self.isReplayed(bare))
            let other = try await client.post("/api/artists", json: ["name": "newer"], headers: key)
            #expect(other.status == .unprocessableContent)
            #expect(try other.detail == "This Idempotency-Key was used for another request.")
            let stranger = try await client.post(
                "/api/artists", json: ["name": "newer"], headers: Self.headers("8e03978e", "b"))
            #expect(stranger.status == .created)
        }
    }

    @Test func `after a refusal the key is free`() async throws {
        try await TestedDatabase.sqlite.test {
            $0.resource(Artist.self) { $0.idempotent() }
        } run: { client, _ in
            let key = Self.headers("k")
            let refused = try await client.post("/api/artists", json: ["name": "Queen"], headers: key)
            #expect(try refused.problems == ["422 /name taken"])
            let right = try await client.post("/api/artists", json: ["name": "King"], headers: key)
            #expect(right.status == .created && !Self.isReplayed(right))
        }
    }

    @Test func `a request is refused while the first is running`() async throws {
        let gate = AsyncStream<Void>.makeStream()
        let begun = AsyncStream<Void>.makeStream()
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.answerProblems()
        app.post("/slow") { () -> String in
            begun.continuation.finish()
            for await _ in gate.stream {}
            return "done"
        }
        .use(Idempotency(isRequired: true))
        try await app.test { (client) async throws in
            async let first = client.post("/slow", headers: Self.headers("k"))
            for await _ in begun.stream {}
            let second = try await client.post("/slow", headers: Self.headers("k"))
            #expect(second.status == .conflict)
            #expect(second.headers[.retryAfter] == "1")
            gate.continuation.finish()
            #expect(try await first.text == "done")
            #expect(try await client.post("/slow", headers: Self.headers("k")).text == "done")
            let missing = try await client.post("/slow")
            #expect(missing.status == .badRequest)
            #expect(try missing.detail == "Send a key of your choice as Idempotency-Key.")
        }
    }

    @Test(arguments: ["\"\"", "\"a", "a\\b", "\"a\"b\"", String(repeating: "k", count: 256)])
    func `what is no key is refused`(_ key: String) async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.post("/") { "ran" }.use(Idempotency())
        try await app.test { (client) async throws in
            #expect(try await client.post("/", headers: Self.headers(key)).status == .badRequest)
        }
    }

    private static func app() -> App {
        App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
    }

    /// Counts what it has answered.
    private final class Till: Sendable {
        private let count = Mutex(0)

        func pay(_ name: String) -> String {
            count.withLock {
                $0 += 1
                return "\($0) by \(name)"
            }
        }
    }

    struct Caller: Sendable { var name: String }

    @Test func `an answer is for the client that the handler would take, and for nobody else`() async throws {
        let revoked = Mutex<Set<String>>([])
        let till = Till()
        let app = Self.app()
        try await app.install(
            Authentication<Caller>(
                .apiKey(header: "X-API-Key") { key, _ in
                    revoked.withLock { $0.contains(key) } ? nil : Caller(name: key)
                }))
        app.post("/taken") { (caller: Authenticated<Caller>) in till.pay(caller.name) }.use(Idempotency())
        app.post("/asked") { (request: Request) in till.pay(try await Authenticated<Caller>.of(request).name) }
            .use(Idempotency())
        app.group("/group") { group in
            group.use(Idempotency())
            group.group { inner in
                inner.use(Requiring(Authenticated<Caller>.self))
                inner.post("/") { till.pay("somebody") }
            }
        }
        try await app.test { (client) async throws in
            func post(_ path: String, as caller: String?) async throws -> TestResponse {
                var headers = Self.headers("k", nil)
                if let caller, let name = HTTPField.Name("X-API-Key") { headers.append(name, caller) }
                return try await client.post(path, headers: headers)
            }
            for path in ["/taken", "/asked", "/group"] {
                let first = try await post(path, as: "ada \(path)")
                #expect(first.status == .ok)
                #expect(try await post(path, as: "ada \(path)").text == first.text)
                let other = try await post(path, as: "eve \(path)")
                #expect(other.status == .ok && !Self.isReplayed(other) && other.text != first.text)
                #expect(try await post(path, as: nil).status == .unauthorized)
            }
            revoked.withLock { $0 = ["ada /taken", "ada /group"] }
            for path in ["/taken", "/group"] {
                #expect(try await post(path, as: "ada \(path)").status == .unauthorized)
            }
        }
    }

    enum Login: SessionKey {
        static let name = "account"
        typealias Value = String
    }

    @Test func `a request runs once however often a token, a session or another cookie changes`() async throws {
        let till = Till()
        let app = Self.app()
        let key = try JWTKey.hmac(Secret(String(repeating: "k", count: 32)))
        let issuer = try JWTIssuer(key: key, issuer: "me", audience: "shop", lifetime: .seconds(60))
        let verifier = JWTVerifier(keys: FixedKeys([key]), issuer: "me", audience: "shop")
        try await app.install(
            Authentication<Caller>(
                .jwt(verifier) { (token: VerifiedJWT<NoClaims>, _) in token.subject.map { Caller(name: $0) } },
                .session(Login.self) { name, _ in Caller(name: name) }))
        try await app.install(Sessions(keys: [Secret(String(repeating: "s", count: 32))], cookie: "sid"))
        app.post("/pay") { (caller: Authenticated<Caller>) in till.pay(caller.name) }.use(Idempotency())
        app.post("/login/{name}") { (name: Path<String>, session: Session) in
            session.logIn(name.value, as: Login.self)
            return "in"
        }
        app.post("/visit") { (session: Session) throws -> Response in
            session.set("visits", [1])
            var response = Response(.ok, text: "seen")
            response.headers.append(.setCookie, "analytics=\(UInt64.random(in: 0 ... .max))")
            return response
        }
        try await app.test { (client) async throws in
            for subject in ["7", "8"] {
                let tokens = [try await issuer.token(subject: subject), try await issuer.token(subject: subject)]
                #expect(tokens[0] != tokens[1])
                let first = try await client.post("/pay", headers: Self.headers("k", "Bearer \(tokens[0])"))
                let second = try await client.post("/pay", headers: Self.headers("k", "Bearer \(tokens[1])"))
                #expect(first.text.hasSuffix("by \(subject)"))
                #expect(!Self.isReplayed(first) && Self.isReplayed(second) && second.text == first.text)
            }
            // What the session says is not what a token says.
            _ = try await client.post("/login/7")
            let first = try await client.post("/pay", headers: Self.headers("k", nil))
            #expect(first.text == "3 by 7")
            _ = try await client.post("/visit")
            #expect(try await client.post("/pay", headers: Self.headers("k", nil)).text == first.text)
            _ = try await client.post("/login/8")
            #expect(try await client.post("/pay", headers: Self.headers("k", nil)).text == "4 by 8")
        }
    }

    @Test func `where nothing is declared every cookie counts, and an application may say what does`() async throws {
        let till = Till()
        let app = Self.app()
        app.post("/plain") { till.pay("") }.use(Idempotency())
        let tenant = try #require(HTTPField.Name("X-Tenant"))
        app.post("/own") { till.pay("") }.use(
            Idempotency(client: { request in
                guard let tenant = request.headers[tenant] else { throw HTTPError(.forbidden) }
                return tenant
            }))
        try await app.test { (client) async throws in
            func post(_ path: String, _ more: Headers) async throws -> TestResponse {
                var headers = Self.headers("k", nil)
                for field in more {
                    if let name = HTTPField.Name(field.name) { headers.append(name, field.value) }
                }
                return try await client.post(path, headers: headers)
            }
            #expect(try await post("/plain", [.cookie: "a=1"]).text == "1 by ")
            #expect(try await post("/plain", [.cookie: "a=1"]).text == "1 by ")
            #expect(try await post("/plain", [.cookie: "a=2"]).text == "2 by ")
            #expect(try await post("/own", [tenant: "a", .cookie: "a=1"]).text == "3 by ")
            #expect(try await post("/own", [tenant: "a", .cookie: "a=2"]).text == "3 by ")
            #expect(try await post("/own", [tenant: "b"]).text == "4 by ")
            #expect(try await post("/own", Headers()).status == .forbidden)
        }
    }

    /// A store like one on a database: what is cancelled ends there.
    private struct CancelledStore: IdempotencyStore {
        private let store = MemoryIdempotencyStore()

        func begin(_ key: String, _ claim: IdempotencyClaim, at now: Int64) async throws -> IdempotencyOutcome {
            try await Task.sleep(for: .milliseconds(1))
            return try store.begin(key, claim, at: now)
        }

        func finish(
            _ key: String, owner: String, with answer: RecordedAnswer, keptFor lifetime: Duration, at now: Int64
        ) async throws {
            try await Task.sleep(for: .milliseconds(1))
            store.finish(key, owner: owner, with: answer, keptFor: lifetime, at: now)
        }

        func release(_ key: String, owner: String) async throws {
            try await Task.sleep(for: .milliseconds(1))
            store.release(key, owner: owner)
        }
    }

    @Test func `documents say the same of a resource and of any other route`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.resource(Artist.self, at: "/once") { $0.idempotent(Idempotency(isRequired: true)) }
        app.resource(Artist.self, at: "/always")
        app.post("/payments") { "paid" }.use(Idempotency(isRequired: true))
        let seen = Mutex<[String: RouteDescription]>([:])
        app.inspectRoutes { routes in
            seen.withLock { seen in for route in routes { seen["\(route.method) \(route.path)"] = route } }
            return []
        }
        try await app.test { _ in }
        let routes = seen.withLock { $0 }
        for path in ["POST /once", "POST /payments"] {
            let route = try #require(routes[path])
            let key = try #require(route.parameters.first { $0.name == "Idempotency-Key" })
            #expect(key.location == .header && key.isRequired)
            #expect(route.refusals.map(\.response.status.code).sorted() == [400, 409, 413, 422])
            let running = route.refusals.first { $0.response.status == .conflict }
            #expect(running?.response.headers.keys.sorted() == ["Retry-After"])
            #expect(route.middleware.flatMap { $0.successHeaders.keys } == ["Idempotency-Replayed"])
        }
        for path in ["POST /always", "GET /once"] {
            let route = try #require(routes[path])
            #expect(route.parameters.allSatisfy { $0.name != "Idempotency-Key" } && route.middleware.isEmpty)
        }
    }

    @Test func `a document has the key of a resource once`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.services[Database.self] = try Database("sqlite::memory:", drivers: [.sqlite])
        app.resource(Artist.self, at: "/once") { $0.idempotent() }
        try await app.install(OpenAPI(title: "Music", version: "1"))
        try await app.test { (client) async throws in
            let document = try await client.get("/docs/openapi.json").text
            #expect(document.ranges(of: #""name": "Idempotency-Key""#).count == 1)
            #expect(document.ranges(of: #""Idempotency-Replayed": {"#).count == 1)
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: [false, true])
    func `what was done for a client that has gone is kept, or freed`(_ fails: Bool) async throws {
        let till = Till()
        let begun = AsyncStream<Void>.makeStream()
        let app = Self.app()
        app.logger.logLevel = .critical
        app.post("/pay") { () async throws -> String in
            let text = till.pay("")
            begun.continuation.finish()
            // Until the client has gone.
            if text == "1 by " {
                try? await Task.sleep(for: .seconds(50))
                if fails { throw HTTPError(.conflict) }
            }
            return text
        }
        .use(Idempotency(store: CancelledStore()))
        try await app.test(.live) { (client) async throws in
            let gone = try await client.connect()
            try await gone.send("POST /pay HTTP/1.1\r\nHost: a\r\nIdempotency-Key: k\r\nContent-Length: 0\r\n\r\n")
            for await _ in begun.stream {}
            try await gone.reset()
            var again = try await client.post("/pay", headers: Self.headers("k", nil))
            for _ in 0..<500 where again.status == .conflict {
                try await Task.sleep(for: .milliseconds(10))
                again = try await client.post("/pay", headers: Self.headers("k", nil))
            }
            #expect(again.text == (fails ? "2 by " : "1 by "))
        }
    }

    @Test func `answers are forgotten in time, and the oldest when there are too many`() async throws {
        let count = Mutex(0)
        let clock = Mutex<Int64>(1_000_000)
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: [.accessLog])
        app.post("/") { () -> String in
            count.withLock {
                $0 += 1
                return "\($0)"
            }
        }
        .use(
            Idempotency(
                store: MemoryIdempotencyStore(maximumKeys: 2), lifetime: .seconds(10), now: { clock.withLock { $0 } }))
        try await app.test { (client) async throws in
            var texts: [String] = []
            for key in ["a", "a", "b", "c", "a", "c"] {
                texts.append(try await client.post("/", headers: Self.headers(key)).text)
            }
            #expect(texts == ["1", "1", "2", "3", "4", "3"])
            clock.withLock { $0 += 11_000_000 }
            #expect(try await client.post("/", headers: Self.headers("c")).text == "5")
        }
    }
}
