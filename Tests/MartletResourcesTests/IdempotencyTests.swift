import Martlet
import MartletTesting
import Synchronization
import Testing

/// Requests that are repeated with the same key.
@Suite struct IdempotencyTests {
    private static func headers(_ key: String, _ authorization: String = "a") -> Headers {
        var headers: Headers = [.authorization: authorization]
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
