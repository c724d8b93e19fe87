import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

/// Groups: prefixes, middleware, error handlers; applications inside of applications.
@Suite struct GroupTests {
    /// Writes its name into a field on the way out, so that the order shows.
    private struct Mark: Middleware {
        let name: String
        func handle(_ request: Request, next: Next) async throws -> Response {
            var response = await next(request)
            response.headers.append(.known("X-Mark"), name)
            return response
        }
    }

    private struct Refusal: Error {}

    private static func albums(_ routes: RouteGroup) {
        routes.use(Mark(name: "albums"))
        routes.get("/") { "albums" }
        routes.get("/{id:int}") { (id: Path<Int>) in "album \(id)" }.use(Mark(name: "route"))
        routes.get("/refused") { () -> String in throw Refusal() }
        routes.group("/{id:int}/tracks") { tracks in
            tracks.use(Mark(name: "tracks"))
            tracks.get("/{number:int}") { (id: Path<Int>, number: Path<Int>) in "track \(number) of \(id)" }
        }
    }

    private func app() -> App {
        let app = App(disabling: .all)
        app.use(Mark(name: "app"))
        app.onStatus(.notFound) { _, _ in "app 404" }
        app.onError(Refusal.self) { _, _ in Response(.forbidden, text: "app") }
        app.group("/api") { api in
            api.use(Mark(name: "api"))
            api.onStatus(.notFound) { _, _ in "api 404" }
            api.group("/albums", Self.albums)
            api.group("/inner") { inner in
                inner.onError(Refusal.self) { _, _ in Response(.conflict, text: "inner") }
                inner.get("/refused") { () -> String in throw Refusal() }
            }
        }
        return app
    }

    @Test(arguments: [
        ("/api/albums", "albums", ["albums", "api", "app"]),
        ("/api/albums/7", "album 7", ["route", "albums", "api", "app"]),
        ("/api/albums/7/tracks/3", "track 3 of 7", ["tracks", "albums", "api", "app"]),
        ("/api/nothing", "api 404", ["api", "app"]), ("/api/albums/x/y", "api 404", ["albums", "api", "app"]),
        ("/nothing", "app 404", ["app"]), ("/apis", "app 404", ["app"]),
    ])
    func `prefixes join, middleware nests, the innermost handler answers`(
        path: String, text: String, marks: [String]
    ) async throws {
        try await app().test { client in
            let response = try await client.get(path)
            #expect(response.text == text)
            #expect(response.headers[values: .known("X-Mark")] == marks)
        }
    }

    @Test func `an error is answered by the innermost group that handles it`() async throws {
        try await app().test { client in
            let outer = try await client.get("/api/albums/refused")
            #expect(outer.status == .forbidden)
            let inner = try await client.get("/api/inner/refused")
            #expect(inner.status == .conflict)
            #expect(inner.text == "inner")
        }
    }

    @Test func `an error handler that fails does not hide that something failed`() async throws {
        let app = App(disabling: .all)
        app.logger.logLevel = .critical
        app.get("/") { () -> String in throw Refusal() }
        app.onError(Refusal.self) { (_, _) throws -> String in throw HTTPError(.badGateway) }
        try await app.test { client in
            let response = try await client.get("/")
            #expect(response.status == .badGateway)
        }
    }

    @Test func `an application is mounted with all that it has`() async throws {
        let shop = App(disabling: .all)
        shop.services[Int.self] = 42
        shop.services[String.self] = "shop"
        shop.converter("even") { Int($0)?.isMultiple(of: 2) ?? false }
        shop.use(Mark(name: "shop"))
        shop.onStatus(.notFound) { _, _ in "shop 404" }
        shop.get("/", name: "shop") { (request: Request) in
            "\(try request.services.require(Int.self)) \(try request.services.require(String.self))"
        }
        shop.get("/{n:even}") { (n: Path<Int>) in "even \(n)" }
        let app = App(disabling: .all)
        app.services[String.self] = "app"
        app.get("/link") { (request: Request) in try request.url(named: "shop") }
        app.mount("/shop", shop)
        try await app.test { client in
            let start = try await client.get("/shop")
            #expect(start.text == "42 app")
            #expect(start.headers[.known("X-Mark")] == "shop")
            let even = try await client.get("/shop/4")
            #expect(even.text == "even 4")
            let odd = try await client.get("/shop/3")
            #expect(odd.text == "shop 404")
            let link = try await client.get("/link")
            #expect(link.text == "/shop")
            #expect(link.headers[.known("X-Mark")] == nil)
        }
    }
}
