import Martlet
import MartletTesting
import Synchronization
import Testing

/// The code of Documentation/Guides/Throttling.md.
@Suite struct ThrottlingGuide {
    struct Account: Sendable { var id: Int }

    struct LoginForm: Codable, Sendable { var name: String }

    private func makeApp() async throws -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(Authentication<Account>(.bearer { token, _ in Int(token).map { Account(id: $0) } }))
        app.use(Throttle("api", .slidingWindow(600, per: .seconds(60)), by: .address))
        app.group("/search") { search in
            search.use(
                Throttle("search", .tokenBucket(20, refilledIn: .seconds(10)), by: .user(Account.self) { "\($0.id)" }))
            search.get("/") { "found" }
        }
        let logins = Throttle("logins", .fixedWindow(5, per: .seconds(900)), by: .address)
        app.post("/login") { (form: Form<LoginForm>) in
            try await logins.take(of: form.value.name)
            return "checked"
        }
        return app
    }

    /// A store of an application's own.
    struct OwnStore: ThrottleStore {
        private final class Rows: Sendable { let byKey = Mutex<[String: ThrottleRecord]>([:]) }
        private let rows = Rows()

        func take(_ cost: Int, of key: String, by rule: ThrottleRule, at now: Int64) async throws -> ThrottleDecision {
            rows.byKey.withLock { rule.decide(&$0[key], cost: cost, at: now) }
        }
    }

    @Test(arguments: ThrottleStoreSuite.cases)
    func `the store passes`(_ test: ThrottleStoreSuite.Case) async throws {
        try await ThrottleStoreSuite.run(test, against: OwnStore())
    }

    @Test func `what the guide says`() async throws {
        try await makeApp().test { (client) async throws in
            let search = try await client.get("/search")
            #expect(search.headers[HTTPField.Name("RateLimit-Policy")!] == #""api";q=600;w=60, "search";q=20;w=10"#)
            for _ in 0..<5 { #expect(try await client.post("/login", form: ["name": "ada"]).text == "checked") }
            let refused = try await client.post("/login", form: ["name": "ada"])
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[.retryAfter] != nil)
        }
    }
}
