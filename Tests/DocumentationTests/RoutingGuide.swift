import Martlet
import MartletTesting
import Testing

/// The code of Documentation/Guides/Routing.md.
@Suite struct RoutingGuide {
    struct StaffOnly: Middleware {
        func handle(_ request: Request, next: Next) async throws -> Response { await next(request) }
    }

    enum Pages {
        static let home = PlainRouteName("home")
        static let track = RouteName<Int>("track")
    }

    struct FromWatch: RouteCondition {
        func holds(for request: Request) -> Bool { request.headers[.userAgent]?.hasPrefix("Watch/") == true }
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        let shop = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        shop.get("/") { "shop" }
        app.get("/") { "home" }
        app.get("/albums/{id:int}") { (id: Path<Int>) in "album \(id)" }
        app.get("/files/{rest:path}") { (rest: Path<String>) in "file \(rest)" }
        app.converter("isbn") { $0.count == 13 && $0.allSatisfy(\.isNumber) }
        app.get("/books/{number:isbn}") { (number: Path<String>) in "book \(number)" }

        app.get("/charts") { "all of them" }
            .answer(where: FromWatch()) { "the first three" }

        func admin(_ routes: RouteGroup) {
            routes.use(StaffOnly())
            routes.onStatus(.notFound) { _, _ in HTML("<h1>No such page for staff</h1>") }
            routes.get("/") { "admin" }
        }
        app.group("/admin", admin)
        app.group(host: "api.example.com") { $0.get("/status") { "ok" } }
        app.mount("/shop", shop)  // another App

        app.get("/tracks/{id:int}", name: Pages.track) { (id: Path<Int>, request: Request) in
            try request.url(Pages.track, id.value + 1)
        }
        app.get("/feed") { (request: Request) in
            try request.absoluteURL(Pages.track, 7)  // "https://shop.example/tracks/7"
        }
        return app
    }

    @Test func `what the guide says`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/albums/7").text == "album 7")
            #expect(try await client.get("/files/a/b.txt").text == "file a/b.txt")
            #expect(try await client.get("/books/9783161484100").text == "book 9783161484100")
            #expect(try await client.get("/books/9").status == .notFound)
            #expect(try await client.get("/charts").text == "all of them")
            #expect(try await client.get("/charts", headers: [.userAgent: "Watch/2"]).text == "the first three")
            #expect(try await client.get("/admin").text == "admin")
            #expect(try await client.get("/admin/x").text == "<h1>No such page for staff</h1>")
            #expect(try await client.get("/status").status == .notFound)
            let host: Headers = [HTTPField.Name("Host") ?? .accept: "api.example.com"]
            #expect(try await client.get("/status", headers: host).text == "ok")
            #expect(try await client.get("/shop").text == "shop")
            #expect(try await client.get("/tracks/7").text == "/tracks/8")
            #expect(try await client.get("/feed", headers: host).text == "http://api.example.com/tracks/7")
        }
    }
}
