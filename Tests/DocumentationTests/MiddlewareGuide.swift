import Martlet
import MartletTesting
import Testing

extension HTTPField.Name {
    static let serverTiming = HTTPField.Name("Server-Timing")!
}

/// The code of Documentation/Guides/Middleware.md.
@Suite struct MiddlewareGuide {
    struct Timing: Middleware {
        func handle(_ request: Request, next: Next) async throws -> Response {
            let start = ContinuousClock.now
            var response = await next(request)
            response.headers.append(.serverTiming, "app;dur=\((ContinuousClock.now - start) / .milliseconds(1))")
            return response
        }
    }

    struct StaffOnly: Middleware {
        func handle(_ request: Request, next: Next) async throws -> Response {
            guard request.headers[.authorization] == "Bearer staff" else {
                throw HTTPError(.forbidden, "This page is for staff.")
            }
            request.state[Member.self] = "ada"
            return await next(request)
        }
    }

    enum Member: StateKey { typealias Value = String }

    struct OpeningHours: DescribedMiddleware {
        let isOpen: @Sendable () -> Bool

        func handle(_ request: Request, next: Next) async throws -> Response {
            guard isOpen() else { throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "3600"]) }
            return await next(request)
        }

        func description(for route: RouteDescription) -> MiddlewareDescription {
            let closed = ResponseDescription(.serviceUnavailable, headers: ["Retry-After": "seconds until we open"])
            return MiddlewareDescription(responses: [closed])
        }
    }

    enum Mail {
        static func send(_ text: String) async {}
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        app.use(Timing())
        app.use(CORS(origins: ["https://app.example.com"], credentials: true))
        app.group("/staff") { staff in
            staff.use(StaffOnly())
            staff.use(TimeLimit(.seconds(5)))
            staff.get("/") { (request: Request) in "Hello, \(request.state[Member.self] ?? "nobody")" }
        }
        app.before { request in
            request.path == "/old" ? Response.redirect(to: "/new", status: .permanentRedirect) : nil
        }
        app.after { _, response in
            var response = response
            response.headers[.cacheControl] = response.headers[.cacheControl] ?? "no-cache"
            return response
        }
        app.get("/new") { (request: Request) in
            request.afterResponse { await Mail.send("somebody was here") }
            return "new"
        }
        return app
    }

    @Test func `middleware describes itself`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(OpenAPI(title: "Store", version: "1.0.0"))
        app.get("/orders") { "" }.use(OpeningHours { false })
        try await app.test { (client) async throws in
            let served = try await client.get("/docs/openapi.json").text
            #expect(served.contains(#""503": {"#) && served.contains("seconds until we open"))
            let closed = try await client.get("/orders")
            #expect(closed.status == .serviceUnavailable)
            #expect(closed.headers[.retryAfter] == "3600")
        }
    }

    @Test func `what the guide says`() async throws {
        try await app().test { client in
            let refused = try await client.get("/staff")
            #expect(refused.status == .forbidden)
            #expect(refused.headers.contains(.serverTiming))
            let staff = try await client.get("/staff", headers: [.authorization: "Bearer staff"])
            #expect(staff.text == "Hello, ada")
            let old = try await client.get("/old", followingRedirects: true)
            #expect(old.text == "new")
            #expect(old.headers[.cacheControl] == "no-cache")
        }
    }
}
