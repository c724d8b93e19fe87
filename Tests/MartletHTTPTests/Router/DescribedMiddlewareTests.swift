import HTTPTypes
import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

/// Middleware of an application's own that says what it does.
@Suite struct DescribedMiddlewareTests {
    /// Asks for a ticket, and counts it.
    private struct Turnstile: DescribedMiddleware {
        var name = "X-Ticket"

        func handle(_ request: Request, next: Next) async throws -> Response { await next(request) }

        func description(for route: RouteDescription) -> MiddlewareDescription {
            MiddlewareDescription(
                parameters: [ParameterDescription(.header, name: name, String.self, refusals: [.forbidden])],
                responses: [
                    ResponseDescription(.notModified),
                    ResponseDescription(.tooManyRequests, headers: ["Retry-After": "when there is room"]),
                ],
                headers: ["X-Visitors": "how many are inside of \(route.path)"])
        }
    }

    /// Is for the handlers that take content.
    private struct Scales: DescribedMiddleware {
        func handle(_ request: Request, next: Next) async throws -> Response { await next(request) }

        func description(for route: RouteDescription) -> MiddlewareDescription {
            MiddlewareDescription(responses: route.takesContent ? [ResponseDescription(.contentTooLarge)] : [])
        }
    }

    private final class Ledger: Sendable {}

    private struct Booked: DescribedMiddleware {
        func handle(_ request: Request, next: Next) async throws -> Response { await next(request) }

        func description(for route: RouteDescription) -> MiddlewareDescription {
            MiddlewareDescription(requiredServices: [ServiceRequirement(Ledger.self)])
        }
    }

    private struct Asked: RouteCondition {
        func holds(for request: Request) throws -> Bool { try request.query["as"] != nil }
    }

    private struct Sent: Codable, Sendable { var text: String }

    private struct Failure: Encodable, Sendable { var message: String }

    private func routes(_ build: (App) -> Void) async throws -> [RouteDescription] {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        build(app)
        let seen = Mutex<[RouteDescription]>([])
        app.inspectRoutes { routes in
            seen.withLock { $0 = routes }
            return []
        }
        try await app.test { _ in }
        return seen.withLock { $0 }
    }

    @Test func `what it says is there for those who look at routes, the outermost first`() async throws {
        let routes = try await routes { app in
            app.use(Turnstile(name: "X-Outer"))
            app.group("/zoo") { zoo in
                zoo.use(Turnstile(name: "X-Group"))
                zoo.get("/{id:int}") { (id: Path<Int>) in "" }.use(Turnstile(name: "X-Route"))
            }
        }
        let route = try #require(routes.first)
        #expect(route.parameters.compactMap(\.name) == ["X-Outer", "X-Group", "X-Route"])
        #expect(route.middleware.map { $0.parameters.compactMap(\.name) } == [["X-Outer"], ["X-Group"], ["X-Route"]])
        #expect(route.middleware.first?.headers == ["X-Visitors": "how many are inside of /zoo/{id:int}"])
        #expect(route.responses.map(\.status) == [.ok])
    }

    @Test
    func `errors are those of the parameters and of the middleware, in the form of the place where they are thrown`()
        async throws
    {
        let routes = try await routes { app in
            app.use(Turnstile())
            app.group("/own") { own in
                own.answerErrors { problem, _ in JSON(Failure(message: problem.detail ?? "")) }
                own.use(Scales())
                own.post("/") { (sent: JSON<Sent>) in sent.text }
            }
        }
        let refusals = try #require(routes.first).refusals
        let outer = refusals.filter { if case .negotiated = $0.errors { true } else { false } }
        let inner = refusals.filter { if case .own = $0.errors { true } else { false } }
        #expect(outer.map(\.response.status) == [.forbidden, .tooManyRequests])
        #expect(outer.last?.response.headers == ["Retry-After": "when there is room"])
        #expect(inner.map(\.response.status) == JSON<Sent>.parameters.flatMap(\.refusals) + [.contentTooLarge])
    }

    @Test func `it is asked for each handler of a route`() async throws {
        let routes = try await routes { app in
            app.post("/") { "own" }.answer(where: Asked()) { (sent: JSON<Sent>) in sent.text }.use(Scales())
        }
        let route = try #require(routes.first)
        #expect(route.refusals.isEmpty)
        #expect(route.middleware.flatMap(\.responses).isEmpty)
        let variant = try #require(route.variants.first)
        #expect(variant.middleware.flatMap(\.responses).map(\.status) == [.contentTooLarge])
        #expect(variant.refusals.last?.response.status == .contentTooLarge)
    }

    @Test func `what it needs and nobody put in stops the start, on the application too`() async throws {
        for isOuter in [true, false] {
            let error = await #expect(throws: BootError.self) {
                _ = try await routes { app in
                    if isOuter { app.use(Booked()) }
                    let route = app.get("/books", file: "Routes.swift", line: 7) { "" }
                    if !isOuter { route.use(Booked()) }
                }
            }
            #expect(
                error?.problems.first?.hasPrefix("no Ledger is there for GET /books at Routes.swift:7; ") == true,
                "\(error?.problems ?? [])")
        }
    }

    @Test func `what a parameter takes is said by the middleware that requires it`() async throws {
        enum Agent: HeaderKey {
            static let name = HTTPField.Name.userAgent
            typealias Value = String
        }
        let routes = try await routes { app in
            app.group("/{place}") { group in
                group.use(Requiring(Header<Agent>.self))
                group.use(Requiring(Path<String>.self))
                group.get("/") { "" }
            }
        }
        let route = try #require(routes.first)
        #expect(route.parameters.map(\.name) == ["User-Agent"])
        #expect(route.refusals.map(\.response.status) == [.badRequest])
    }

    @Test func `limits, hosts and tags are said where they count`() async throws {
        let routes = try await routes { app in
            app.use(AllowedHosts(["example.com"], except: ["/open"]))
            app.get("/open") { "" }
            app.get("/tagged") { "" }.use(ETag())
            app.put("/tagged") { "" }.use(ETag()).bodyLimit(10).timeLimit(.seconds(1))
            app.group("/forms") { group in
                group.use(MethodOverride())
                group.use(BodyLimit(10))
                group.use(TimeLimit(.seconds(1)))
                group.get("/") { "" }
                group.post("/") { "" }
            }
        }
        let statuses = Dictionary(
            uniqueKeysWithValues: routes.map { route in
                ("\(route.method) \(route.path)", route.refusals.map(\.response.status.code))
            })
        #expect(
            statuses == [
                "GET /open": [], "GET /tagged": [400, 412], "PUT /tagged": [400, 503, 413], "GET /forms": [400, 503],
                "POST /forms": [400, 400, 413, 413, 503],
            ])
        let tagged = try #require(routes.first { $0.path == "/tagged" && $0.method == .get })
        #expect(tagged.parameters.map(\.name) == ["If-None-Match"])
        #expect(tagged.middleware.flatMap(\.responses).map(\.status.code) == [400, 304, 412])
        #expect(tagged.middleware.last?.successHeaders.keys.sorted() == ["ETag"])
        let put = try #require(routes.first { $0.method == .put })
        #expect(put.parameters.isEmpty && put.middleware.allSatisfy { $0.successHeaders.isEmpty })
        #expect(
            put.refusals.first { $0.response.status == .serviceUnavailable }?.response.contentTypes == ["text/plain"])
    }
}
