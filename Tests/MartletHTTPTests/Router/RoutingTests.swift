import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

/// Which route answers a path.
@Suite struct RoutingTests {
    private func app() -> App { App(disabling: .all) }

    @Test(arguments: [
        ("/n/7", "int 7"), ("/n/-7", "int -7"), ("/n/007", "int 7"), ("/n/+7", "plain +7"), ("/n/7x", "slug 7x"),
        ("/n/9223372036854775808", "slug 9223372036854775808"), ("/n/a-b_C1", "slug a-b_C1"), ("/n/a.b", "plain a.b"),
        ("/n/0A1B2C3D-0000-4000-8000-0123456789ab", "uuid"), ("/n/978316148410x", "isbn"), ("/n/%C3%A9", "plain é"),
        ("/n/a%2Fb", "plain a/b"), ("/n/a/b", "rest a/b"), ("/n/", "404"),
    ])
    func `converters decide, constants and typed placeholders first`(path: String, answer: String) async throws {
        // From the weakest to the strongest: the order of registration does not count.
        let app = app()
        app.converter("isbn") { $0.count == 13 && $0.hasPrefix("978") }
        app.get("/n/{rest:path}") { (rest: Path<String>) in rest.value.isEmpty ? "404" : "rest \(rest)" }
        app.get("/n/{text}") { (text: Path<String>) in "plain \(text)" }
        app.get("/n/{number:isbn}") { (_: Path<String>) in "isbn" }
        app.get("/n/{id:uuid}") { (_: Path<String>) in "uuid" }
        app.get("/n/{id:int}") { (id: Path<Int>) in "int \(id)" }
        app.get("/n/{id:slug}") { (id: Path<String>) in "slug \(id)" }
        try await app.test { client in
            let response = try await client.get(path)
            #expect(response.text == answer)
        }
    }

    @Test func `a dead end goes back to the next weaker way`() async throws {
        let app = app()
        app.get("/a/b/c") { "constant" }
        app.get("/a/{x}/d") { (x: Path<String>) in "placeholder \(x)" }
        app.get("/{rest:path}") { (rest: Path<String>) in "rest \(rest)" }
        try await app.test { (client) async throws in
            #expect(try await client.get("/a/b/c").text == "constant")
            #expect(try await client.get("/a/b/d").text == "placeholder b")
            #expect(try await client.get("/a/b/e").text == "rest a/b/e")
        }
    }

    @Test func `a method that a weaker route has is answered by it`() async throws {
        let app = app()
        app.get("/files/special") { "get special" }
        app.post("/files/{name}") { (name: Path<String>) in "post \(name)" }
        try await app.test { client in
            let posted = try await client.post("/files/special")
            #expect(posted.text == "post special")
            let refused = try await client.delete("/files/special")
            #expect(refused.status == .methodNotAllowed)
            #expect(refused.headers[.allow] == "GET, HEAD, OPTIONS, POST")
        }
    }

    @Test func `constants may hold any text`() async throws {
        let app = app()
        app.get("/größe/a b") { "text" }
        app.get("/enc%20oded") { "encoded" }
        try await app.test { (client) async throws in
            #expect(try await client.get("/gr%C3%B6%C3%9Fe/a%20b").text == "text")
            #expect(try await client.get("/enc%20oded").text == "encoded")
        }
    }

    @Test func `HEAD is answered by GET, or by a route of its own`() async throws {
        let app = app()
        app.get("/page") { "content" }
        app.get("/own") { "content" }
        app.on(.head, "/own") { Response(headers: [.known("X-Own"): "yes"]) }
        try await app.test { client in
            let page = try await client.head("/page")
            #expect(page.status == .ok)
            #expect(page.headers[.contentLength] == "7")
            #expect(page.text.isEmpty)
            let own = try await client.head("/own")
            #expect(own.headers[.known("X-Own")] == "yes")
        }
    }

    // MARK: Hosts

    @Test(arguments: [
        ("api.example.com", "api"), ("API.Example.COM:8080", "api"), ("a.example.com", "sub"),
        ("b.a.example.com", "sub"), ("example.com", "any"), ("other.org", "any"), ("[::1]:80", "any"),
    ])
    func `a group may answer for a host alone`(host: String, answer: String) async throws {
        let app = app()
        app.get("/") { "any" }
        app.get("/shared") { "shared" }
        app.group(host: "*.example.com") { $0.get("/") { "sub" } }
        app.group(host: "api.example.com") { $0.get("/") { "api" } }
        try await app.test { client in
            let response = try await client.get("/", headers: [.known("Host"): host])
            #expect(response.text == answer)
            let shared = try await client.get("/shared", headers: [.known("Host"): host])
            #expect(shared.text == "shared")
        }
    }

    // MARK: The last slash

    @Test func `a path that differs by its last slash is redirected, with its query`() async throws {
        let app = app()
        app.get("/albums") { "albums" }
        app.post("/albums") { "posted" }
        app.get("/folder/") { "folder" }
        try await app.test { client in
            let more = try await client.get("/albums/?page=2&q=a%20b")
            #expect(more.status == .permanentRedirect)
            #expect(more.headers[.location] == "/albums?page=2&q=a%20b")
            let less = try await client.get("/folder")
            #expect(less.headers[.location] == "/folder/")
            let posted = try await client.post("/albums/", followingRedirects: true)
            #expect(posted.text == "posted")
            let missing = try await client.get("/nothing/")
            #expect(missing.status == .notFound)
        }
    }

    @Test func `a redirect never leads to another host`() async throws {
        let app = app()
        app.get("/{rest:path}") { (rest: Path<String>) in rest.value }
        app.get("/{a}/{b}/{c}/") { "x" }
        try await app.test(.live) { client in
            for path in ["//evil.example", "//evil.example/", "///evil.example"] {
                let answer = try await client.raw("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(!answer.text.lowercased().contains("location: //"))
            }
        }
    }

    @Test func `the policy for the last slash can be changed`() async throws {
        for (policy, status, text) in [(TrailingSlash.strict, 404, nil), (.ignore, 200, "albums")] {
            let app = app()
            app.trailingSlash = policy
            app.get("/albums") { "albums" }
            try await app.test { client in
                let response = try await client.get("/albums/")
                #expect(response.status.code == status)
                if let text { #expect(response.text == text) }
            }
        }
    }

    // MARK: Many routes

    @Test func `ten thousand routes are as quick as ten`() throws {
        func trie(_ count: Int) throws -> RouteTrie<Int> {
            var builder = RouteTrieBuilder<Int>()
            for number in 0..<count {
                let pattern = try RoutePattern("/section\(number % 100)/item\(number)/{id:int}/edit")
                builder.add(.get, pattern, converters: PathConverter.builtIn, number)
            }
            return RouteTrie(builder)
        }
        func time(_ trie: RouteTrie<Int>, _ path: String) throws -> Duration {
            let clock = ContinuousClock()
            // The best of several runs, since other tests run at the same time.
            return try (0..<7).map { _ in
                try clock.measure {
                    for _ in 0..<300 {
                        guard case .found = trie.match(.get, path) else { throw HTTPError(.notFound) }
                    }
                }
            }.min() ?? .zero
        }
        let few = try time(try trie(10), "/section7/item7/42/edit")
        let many = try time(try trie(10_000), "/section7/item9907/42/edit")
        #expect(many < few * 4 + .milliseconds(2), "10 routes: \(few), 10,000 routes: \(many)")
    }

    @Test func `an application of ten thousand routes starts in proportion and answers`() async throws {
        func application(_ count: Int) -> App {
            let app = app()
            for number in 0..<count {
                app.get("/section\(number % 100)/item\(number)/{id:int}", name: "item\(number)") { (id: Path<Int>) in
                    "\(number) \(id)"
                }
            }
            return app
        }
        func time(_ count: Int) throws -> Duration {
            // The best of several starts, since other tests run at the same time.
            try (0..<3).map { _ in
                let app = application(count)
                return try ContinuousClock().measure { _ = try app.build() }
            }.min() ?? .zero
        }
        let few = try time(1_000)
        let many = try time(10_000)
        // Ten times as many; a start that compares each route with each other takes a hundred times as long.
        #expect(many < few * 40, "1,000 routes: \(few), 10,000 routes: \(many)")
        try await application(10_000).test { (client) async throws in
            #expect(try await client.get("/section7/item9907/42").text == "9907 42")
            #expect(try await client.get("/section8/item9907/42").status == .notFound)
        }
    }
}
