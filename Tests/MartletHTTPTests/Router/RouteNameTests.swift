import Foundation
import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

/// URLs of named routes.
@Suite struct RouteNameTests {
    private enum Pages {
        static let home = PlainRouteName("home")
        static let album = RouteName<Int>("album")
        static let track = RouteName<Int, String>("track")
        static let file = RouteName<String>("file")
    }

    private func app(_ make: @escaping @Sendable (Request) throws -> String) -> App {
        let app = App(disabling: .all)
        app.logger.logLevel = .critical
        app.get("/", name: Pages.home) { "home" }
        app.get("/albums/{id:int}", name: Pages.album) { (id: Path<Int>) in "\(id)" }
        app.get("/albums/{id:int}/{name}", name: Pages.track) { (id: Path<Int>, name: Path<String>) in "\(id) \(name)" }
        app.get("/files/{rest:path}", name: Pages.file) { (rest: Path<String>) in "\(rest)" }
        app.get("/make") { (request: Request) in try make(request) }
        return app
    }

    @Test func `URLs are made by type, encoded, and lead back`() async throws {
        let made: [(@Sendable (Request) throws -> String, String, String)] = [
            ({ try $0.url(Pages.home) }, "/", "home"), ({ try $0.url(Pages.album, -7) }, "/albums/-7", "-7"),
            ({ try $0.url(Pages.track, 1, "a/b ü?#%") }, "/albums/1/a%2Fb%20%C3%BC%3F%23%25", "1 a/b ü?#%"),
            ({ try $0.url(Pages.file, "a b/c.txt") }, "/files/a%20b/c.txt", "a b/c.txt"),
            ({ try $0.url(named: "album", 7) }, "/albums/7", "7"),
        ]
        for (make, path, answer) in made {
            try await app(make).test { client in
                let url = try await client.get("/make").text
                #expect(url == path)
                let response = try await client.get(url)
                #expect(response.text == answer)
            }
        }
    }

    @Test func `a name by text that is wrong says what would be right`() async throws {
        let app = app { _ in "" }
        let links = try #require(try app.build().context.services[RouteLinks.self])
        let unknown = #expect(throws: RouteLinkError.self) { try links.path("albun", ["7"]) }
        #expect(unknown?.description == "no route is named `albun`; did you mean `album`?")
        let few = #expect(throws: RouteLinkError.self) { try links.path("track", ["7"]) }
        #expect(few?.description == "route `track` (/albums/{id:int}/{name}) takes 2 values, got 1")
    }

    @Test func `names that do not fit are found at the start`() {
        let app = App(disabling: .all)
        app.get("/a/{id:int}", name: RouteName<Int, Int>("a"), file: "A.swift", line: 1) { (_: Path<Int>) in "" }
        app.get("/b", name: "b", file: "B.swift", line: 2) { "" }
        app.get("/c", name: "b", file: "C.swift", line: 3) { "" }
        // One name for the methods of one path is no mistake.
        app.get("/d", name: "d") { "" }
        app.post("/d", name: "d") { "" }
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(
            error?.problems == [
                "the name `a` has 2 parameters, but GET /a/{id:int} at A.swift:1 has 1 placeholders",
                "two routes are named `b`: one at B.swift:2, one at C.swift:3",
            ])
    }

    @Test(arguments: [
        ("/{", "has the segment `{`; a placeholder is a whole segment: {name} or {name:converter}"),
        ("/a{b}", "has the segment `a{b}`; a placeholder is a whole segment: {name} or {name:converter}"),
        ("/{a}/{a}", "has two placeholders named `a`"),
        ("/{rest:path}/x", "has `{rest:path}` before its end; the rest of a path can only stand last"),
        ("/{a-b}", "has the placeholder `{a-b}`; a name is made of letters, digits and _"),
        ("/{:int}", "has the placeholder `{:int}`; a name is made of letters, digits and _"),
    ])
    func `a path that cannot be one is told`(path: String, problem: String) {
        let app = App(disabling: .all)
        app.get(path, file: "A.swift", line: 1) { "" }
        let error = #expect(throws: BootError.self) { try app.build() }
        #expect(error?.problems == ["the path `\(path)` of the route at A.swift:1 \(problem)"])
    }

    @Test func `the table of routes names method, path, name and place`() throws {
        let app = App(disabling: .all)
        app.post("/b/{id:int}", name: "b", file: "B.swift", line: 20) { (_: Path<Int>) in "" }
        app.get("/a", file: "A.swift", line: 1) { "" }
        app.group("/api", host: "api.example.com") { $0.get("/x", file: "X.swift", line: 3) { "" } }
        #expect(
            RouteTable.text(try app.build().table) == """
                GET   /a                     -  A.swift:1
                POST  /b/{id:int}            b  B.swift:20
                GET   api.example.com/api/x  -  X.swift:3

                """)
    }

    @Test func `the table says which routes are built in`() throws {
        #expect(
            RouteTable.text(try App().build().table) == """
                GET  /health/live   -  built in
                GET  /health/ready  -  built in

                """)
    }
}
