import HTTPTypes
import MartletTesting
import Synchronization
import Testing

@testable import MartletAuth

/// A clock in microseconds that goes by hand.
final class ThrottleClock: Sendable {
    private let time = Mutex<Int64>(1_800_000_000_000_000)
    var now: Int64 { time.withLock { $0 } }
    func advance(_ seconds: Double) { time.withLock { $0 += Int64(seconds * 1_000_000) } }
}

extension HTTPField.Name {
    static let rateLimit = known("RateLimit")
    static let rateLimitPolicy = known("RateLimit-Policy")
    fileprivate static func known(_ name: String) -> HTTPField.Name { HTTPField.Name(name) ?? .contentType }
}

/// Throttles as clients meet them.
@Suite struct ThrottleTests {
    private let clock = ThrottleClock()

    private func throttle(
        _ name: String, _ rule: ThrottleRule, by key: ThrottleKey = .everyone,
        cost: @escaping @Sendable (Request) -> Int = { _ in 1 }
    ) -> Throttle {
        Throttle(name, rule, by: key, cost: cost, now: { [clock] in clock.now })
    }

    @Test(arguments: ThrottleStoreSuite.cases)
    func `the store in memory passes`(_ test: ThrottleStoreSuite.Case) async throws {
        try await ThrottleStoreSuite.run(test, against: MemoryThrottleStore())
    }

    /// A store that forgets, one that counts what it refuses, one that reads and writes apart.
    private struct WrongStore: ThrottleStore {
        enum Mistake: CaseIterable { case forgets, countsRefused, isNotAtomic, mixesKeys }
        let mistake: Mistake
        let records = Keeper()

        final class Keeper: Sendable { let byKey = Mutex<[String: ThrottleRecord]>([:]) }

        func take(_ cost: Int, of key: String, by rule: ThrottleRule, at now: Int64) async throws -> ThrottleDecision {
            let key = mistake == .mixesKeys ? key.lowercased() : key
            var record = mistake == .forgets ? nil : records.byKey.withLock { $0[key] }
            if mistake == .isNotAtomic { await Task.yield() }
            let decision = rule.decide(&record, cost: cost, at: now)
            if mistake == .countsRefused, !decision.isAllowed { record?.count += Int64(cost) }
            records.byKey.withLock { [record] in $0[key] = record }
            return decision
        }
    }

    @Test(arguments: [0, 1, 2, 3])
    func `the suite finds what is wrong with a store`(_ index: Int) async throws {
        let store = WrongStore(mistake: WrongStore.Mistake.allCases[index])
        var failures = 0
        for test in ThrottleStoreSuite.cases {
            do { try await ThrottleStoreSuite.run(test, against: store) } catch is ThrottleStoreSuite.Failure {
                failures += 1
            }
        }
        #expect(failures > 0, "\(store.mistake)")
    }

    @Test func `a client past its quota is told when to come back`() async throws {
        let app = makeApp()
        app.use(throttle("api", .fixedWindow(2, per: .seconds(10))))
        app.get("/") { "ok" }
        try await app.test { (client) async throws in
            let first = try await client.get("/")
            #expect(first.headers[.rateLimitPolicy] == #""api";q=2;w=10"#)
            #expect(first.headers[.rateLimit] == #""api";r=1;t=10"#)
            clock.advance(3.5)
            #expect(try await client.get("/missing").headers[.rateLimit] == #""api";r=0;t=7"#)
            let refused = try await client.get("/")
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.retryAfter] == "7")
            #expect(refused.headers[.rateLimit] == #""api";r=0;t=7"#)
            #expect(refused.headers[.rateLimitPolicy] == #""api";q=2;w=10"#)
            #expect(refused.text == "429 Too Many Requests\nToo many requests; try again in 7 seconds.\n")
            clock.advance(6.5)
            #expect(try await client.get("/").status == .ok)
        }
    }

    @Test func `a sliding window and a bucket let clients in as time passes`() async throws {
        let app = makeApp()
        app.get("/window") { "ok" }.use(throttle("window", .slidingWindow(4, per: .seconds(8))))
        app.get("/bucket") { "ok" }.use(throttle("bucket", .tokenBucket(4, refilledIn: .seconds(8))))
        try await app.test { (client) async throws in
            for path in ["/window", "/bucket"] {
                for _ in 0..<4 { #expect(try await client.get(path).status == .ok) }
                #expect(try await client.get(path).status == .tooManyRequests)
            }
            // The bucket gives one back every two seconds; the window nothing before its first half is over.
            let bucket = try await client.get("/bucket")
            #expect(bucket.headers[.retryAfter] == "2")
            #expect(bucket.headers[.rateLimit] == #""bucket";r=0;t=8"#)
            let window = try await client.get("/window")
            #expect(window.headers[.retryAfter] == "10")
            clock.advance(2)
            #expect(try await client.get("/bucket").status == .ok)
            #expect(try await client.get("/bucket").status == .tooManyRequests)
            clock.advance(7.9)
            #expect(try await client.get("/window").status == .tooManyRequests)
            clock.advance(0.1)
            #expect(try await client.get("/window").status == .ok)
            #expect(try await client.get("/window").status == .tooManyRequests)
        }
    }

    @Test func `what Retry-After says is enough, and no less`() async throws {
        for rule: ThrottleRule in [
            .fixedWindow(7, per: .seconds(11)), .slidingWindow(7, per: .seconds(11)),
            .tokenBucket(7, refilledIn: .seconds(11)),
        ] {
            var record: ThrottleRecord?
            var now: Int64 = 1_800_000_000_000_000
            var random = SeededGenerator(seed: 7)
            for step in 0..<2_000 {
                now += Int64.random(in: 0...2_500_000, using: &random)
                let cost = Int.random(in: 0...3, using: &random)
                let decision = rule.decide(&record, cost: cost, at: now)
                guard !decision.isAllowed else { continue }
                var later = record
                #expect(
                    rule.decide(&later, cost: cost, at: now + decision.wait).isAllowed,
                    "\(rule.algorithm), step \(step)")
                var sooner = record
                #expect(
                    !rule.decide(&sooner, cost: cost, at: now + decision.wait - 2).isAllowed,
                    "\(rule.algorithm), step \(step)")
            }
        }
    }

    @Test func `several throttles stand in one list, the outer one first`() async throws {
        let app = makeApp()
        app.use(throttle("day", .fixedWindow(100, per: .seconds(86_400))))
        app.get("/") { "ok" }.use(throttle("burst", .fixedWindow(1, per: .seconds(1))))
        try await app.test { (client) async throws in
            let response = try await client.get("/")
            #expect(response.headers[.rateLimit] == #""day";r=99;t=86400, "burst";r=0;t=1"#)
            #expect(response.headers[.rateLimitPolicy] == #""day";q=100;w=86400, "burst";q=1;w=1"#)
            let refused = try await client.get("/")
            #expect(refused.headers[.retryAfter] == "1")
            #expect(refused.headers[.rateLimit] == #""day";r=98;t=86400, "burst";r=0;t=1"#)
        }
    }

    @Test func `clients are told apart by address, user, key, route and by what an application says`() async throws {
        let app = makeApp()
        app.server.trustedProxies = ["127.0.0.1"]
        try await app.install(
            Authentication<Account>(
                .bearer { token, _ in Int(token).map { Account(id: $0, name: "user \($0)") } }))
        let one = ThrottleRule.fixedWindow(1, per: .seconds(60))
        app.get("/address") { "ok" }.use(throttle("a", one, by: .address))
        app.get("/user") { "ok" }.use(throttle("u", one, by: .user(Account.self) { "\($0.id)" }))
        let tenant = try #require(HTTPField.Name("X-Tenant"))
        app.get("/key") { "ok" }.use(throttle("k", one, by: .header(tenant)))
        let routes = throttle("r", one, by: .all(.address, .route))
        app.get("/routes/{id}") { (id: Path<String>) in id.value }.use(routes)
        app.get("/others/{id}") { (id: Path<String>) in id.value }.use(routes)
        app.get("/own") { "ok" }.use(throttle("o", one, by: ThrottleKey { $0.headers[tenant] }))
        try await app.test(.live) { (client) async throws in
            func status(_ path: String, from address: String = "192.0.2.1", _ more: Headers = Headers()) async throws
                -> Int
            {
                var headers = more
                if let name = HTTPField.Name("X-Forwarded-For") { headers.append(name, address) }
                return try await client.get(path, headers: headers).status.code
            }
            #expect(try await status("/address") == 200)
            #expect(try await status("/address") == 429)
            #expect(try await status("/address", from: "192.0.2.2") == 200)
            // What a client writes before the proxy's word does not count.
            #expect(try await status("/address", from: "198.51.100.9, 192.0.2.2") == 429)
            #expect(try await status("/address", from: "2001:db8:0:1::5") == 200)
            #expect(try await status("/address", from: "2001:db8::1:ffff:0:0:9") == 429)
            #expect(try await status("/address", from: "2001:db8:0:2::5") == 200)

            #expect(try await status("/user", .authorization("Bearer 1")) == 200)
            #expect(try await status("/user", from: "192.0.2.7", .authorization("Bearer 1")) == 429)
            #expect(try await status("/user", .authorization("Bearer 2")) == 200)
            #expect(try await status("/user") == 200)
            #expect(try await status("/user") == 429)
            #expect(try await status("/user", .authorization("Bearer x")) == 401)

            #expect(try await status("/key", [tenant: "a"]) == 200)
            #expect(try await status("/key", [tenant: "a"]) == 429)
            #expect(try await status("/key", [tenant: "b"]) == 200)

            #expect(try await status("/routes/1") == 200)
            #expect(try await status("/routes/2") == 429)
            #expect(try await status("/others/1") == 200)

            #expect(try await status("/own") == 200)
            #expect(try await status("/own") == 200)
            #expect(try await status("/own", [tenant: "a"]) == 200)
            #expect(try await status("/own", [tenant: "a"]) == 429)
        }
    }

    @Test func `who guesses credentials is stopped before they are looked at`() async throws {
        let looks = Mutex(0)
        let app = makeApp()
        try await app.install(
            Authentication<Account>(
                .bearer { token, _ in
                    looks.withLock { $0 += 1 }
                    return token == "right" ? Account(id: 1, name: "ada") : nil
                }))
        let three = ThrottleRule.fixedWindow(3, per: .seconds(60))
        let user = ThrottleKey.user(Account.self) { "\($0.id)" }
        app.get("/user") { "ok" }.use(throttle("u", three, by: user))
        app.get("/both") { "ok" }.use(throttle("b", three, by: .all(.header(.userAgent, otherwise: user), .route)))
        try await app.test { (client) async throws in
            for path in ["/user", "/both"] {
                func status(_ token: String?) async throws -> Int {
                    try await client.get(path, headers: token.map { .authorization("Bearer \($0)") } ?? Headers())
                        .status.code
                }
                looks.withLock { $0 = 0 }
                #expect(try await status("right") == 200)
                // The second cannot be read; it is counted like one that is wrong.
                for token in ["wrong", "a b", "wrong"] { #expect(try await status(token) / 100 == 4, "\(path)") }
                let stopped = try await client.get(path, headers: .authorization("Bearer wrong"))
                #expect(stopped.status == .tooManyRequests)
                #expect(stopped.headers[.retryAfter] == "60")
                #expect(try await status("right") == 429)
                #expect(looks.withLock { $0 } == 3)
                // Requests without credentials have their own quota.
                for _ in 0..<3 { #expect(try await status(nil) == 200) }
                #expect(try await status(nil) == 429)
                clock.advance(60)
                #expect(try await status("right") == 200)
                #expect(try await status("wrong") == 401)
            }
        }
    }

    @Test func `networks of clients`() {
        let table = [
            ("192.0.2.1", "192.0.2.1"), ("::1", "0:0:0:0::/64"), ("2001:db8::1", "2001:db8:0:0::/64"),
            ("2001:0db8:0000:0001:0000:0000:0000:0005", "2001:db8:0:1::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"),
            ("::ffff:192.0.2.1", "192.0.2.1"), ("::", "0:0:0:0::/64"), ("1:2:3:4:5:6:7::", "1:2:3:4::/64"),
            ("none", "none"),
            (":", "::/64"),
        ]
        for (address, network) in table { #expect(ClientNetwork.text(address) == network) }
    }

    @Test func `requests cost what an application says, and handlers take by themselves`() async throws {
        let app = makeApp()
        let uploads = throttle("uploads", .fixedWindow(10, per: .seconds(60))) { $0.method == .get ? 0 : 4 }
        app.on(.get, "/") { "ok" }.use(uploads)
        app.on(.post, "/") { "ok" }.use(uploads)
        let logins = throttle("logins", .fixedWindow(2, per: .seconds(60)))
        app.post("/login/{name}") { (name: Path<String>) in
            try await logins.check(name.value)
            try await logins.take(of: name.value)
            return "wrong"
        }
        try await app.test { (client) async throws in
            #expect(try await client.post("/").headers[.rateLimit] == #""uploads";r=6;t=60"#)
            #expect(try await client.get("/").headers[.rateLimit] == #""uploads";r=6;t=60"#)
            #expect(try await client.post("/").status == .ok)
            #expect(try await client.post("/").status == .tooManyRequests)
            #expect(try await client.get("/").status == .ok)
            #expect(try await client.post("/login/ada").text == "wrong")
            #expect(try await client.post("/login/ada").text == "wrong")
            let refused = try await client.post("/login/ada")
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.retryAfter] == "60")
            #expect(refused.headers[.rateLimit] == #""logins";r=0;t=60"#)
            #expect(try await client.post("/login/bob").text == "wrong")
        }
    }

    private struct BrokenStore: ThrottleStore {
        func take(_ cost: Int, of key: String, by rule: ThrottleRule, at now: Int64) async throws -> ThrottleDecision {
            throw HTTPError(.badGateway, "internals")
        }
    }

    @Test func `a store that fails refuses, or lets through where it was told so`() async throws {
        let app = makeApp()
        app.get("/closed") { "ok" }.use(
            Throttle("c", .fixedWindow(1, per: .seconds(1)), by: .everyone, store: BrokenStore()))
        app.get("/open") { "ok" }.use(
            Throttle("o", .fixedWindow(1, per: .seconds(1)), by: .everyone, store: BrokenStore(), onFailure: .allow))
        try await app.test { (client) async throws in
            let closed = try await client.get("/closed")
            #expect(closed.status == .serviceUnavailable)
            #expect(closed.headers[.retryAfter] == "5")
            #expect(!closed.text.contains("internals"))
            #expect(try await client.get("/open").status == .ok)
        }
    }

    @Test func `routes say what their throttles answer`() async throws {
        struct Shared: ThrottleStore {
            func take(_ cost: Int, of key: String, by rule: ThrottleRule, at now: Int64) async throws
                -> ThrottleDecision
            {
                var record: ThrottleRecord?
                return rule.decide(&record, cost: cost, at: now)
            }
        }
        let rule = ThrottleRule.fixedWindow(1, per: .seconds(60))
        let app = makeApp()
        app.get("/memory") { "" }.use(Throttle("a", rule, by: .address))
        app.get("/shared") { "" }.use(Throttle("a", rule, by: .address, store: Shared()))
        app.get("/open") { "" }.use(Throttle("a", rule, by: .address, store: Shared(), onFailure: .allow))
        app.get("/user") { "" }.use(Throttle("a", rule, by: .user(Account.self) { "\($0.id)" }))
        app.get("/nested") { "" }
            .use(
                Throttle("a", rule, by: .all(.route, .header(.referer, otherwise: .user(Account.self) { "\($0.id)" }))))
        let seen = Mutex<[String: [Int]]>([:])
        let fields = Mutex<Set<[String]>>([])
        app.inspectRoutes { routes in
            for route in routes {
                seen.withLock { $0[route.path] = route.refusals.map(\.response.status.code) }
                let limited = route.refusals.first { $0.response.status == .tooManyRequests }
                let names = route.middleware.flatMap { $0.headers.keys.sorted() }
                fields.withLock { _ = $0.insert((limited.map { $0.response.headers.keys.sorted() } ?? []) + names) }
            }
            return []
        }
        try await app.test { _ in }
        #expect(
            seen.withLock { $0 } == [
                "/memory": [429], "/shared": [429, 503], "/open": [429], "/user": [429, 401], "/nested": [429, 401],
            ])
        #expect(fields.withLock { $0 } == [["Retry-After", "RateLimit", "RateLimit-Policy"]])
    }

    @Test func `memory is bounded, and keys in use stay`() {
        let store = MemoryThrottleStore(maximumKeys: 1_600)
        let rule = ThrottleRule.fixedWindow(2, per: .seconds(3_600))
        let now = clock.now
        #expect(store.take(2, of: "victim", by: rule, at: now).isAllowed)
        for index in 0..<50_000 {
            _ = store.take(1, of: "attacker \(index)", by: rule, at: now)
            if index % 10 == 0 { #expect(!store.take(1, of: "victim", by: rule, at: now).isAllowed) }
        }
        #expect(store.count <= 1_600)
        // What has expired makes room first.
        let later = now + 3_700_000_000
        for index in 0..<1_000 { _ = store.take(1, of: "later \(index)", by: rule, at: later) }
        #expect(store.count <= 1_600)
    }

    @Test func `names cannot break the fields`() async throws {
        let app = makeApp()
        app.get("/") { "ok" }.use(throttle("a\"b\\c\r\nX: y é", .fixedWindow(1, per: .milliseconds(1))))
        try await app.test { (client) async throws in
            #expect(try await client.get("/").headers[.rateLimitPolicy] == #""a-b-c--X:-y--";q=1;w=1"#)
        }
        #expect(ThrottleRule.fixedWindow(0, per: .zero) == .fixedWindow(1, per: .milliseconds(1)))
        #expect(ThrottleRule.fixedWindow(.max, per: .seconds(Int64.max)).quota == 1_000_000_000)
    }
}

/// The same numbers in each run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
