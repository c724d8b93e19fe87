import MartletHTTP
import MartletTesting
import Testing

@testable import MartletHTTP

/// URLs with scheme and host.
@Suite struct AbsoluteURLTests {
    private enum Pages { static let album = RouteName<Int>("album") }

    private func app(_ environment: [String: String] = [:], trusted: [AddressRange] = []) -> App {
        var server = ServerConfiguration()
        server.trustedProxies = trusted
        let app = App(server: server, settings: Settings(dotEnv: nil, environment: environment), disabling: .all)
        app.logger.logLevel = .critical
        app.get("/albums/{id:int}", name: Pages.album) { (id: Path<Int>) in "\(id)" }
        app.get("/typed") { (request: Request) in try request.absoluteURL(Pages.album, 7) }
        app.get("/named") { (request: Request) in try request.absoluteURL(named: "album", 7) }
        app.get("/path") { (request: Request) in try request.absoluteURL(path: "/static/app.css") }
        app.get("/wrong") { (request: Request) in try request.absoluteURL(path: "static/app.css") }
        return app
    }

    @Test func `the host of the request is that of its URLs`() async throws {
        let host: Headers = [.known("Host"): "shop.example:8080"]
        try await app().test { (client) async throws in
            for path in ["/typed", "/named"] {
                #expect(try await client.get(path, headers: host).text == "http://shop.example:8080/albums/7")
            }
            #expect(try await client.get("/path", headers: host).text == "http://shop.example:8080/static/app.css")
            #expect(try await client.get("/wrong", headers: host).status == .internalServerError)
        }
    }

    @Test func `a trusted proxy knows better, a stranger does not`() async throws {
        let forwarded: Headers = [
            .known("X-Forwarded-For"): "198.51.100.7", .known("X-Forwarded-Proto"): "https",
            .known("X-Forwarded-Host"): "shop.example",
        ]
        try await app(trusted: ["127.0.0.1"]).test(.live) { (client) async throws in
            #expect(try await client.get("/typed", headers: forwarded).text == "https://shop.example/albums/7")
        }
        try await app().test(.live) { (client) async throws in
            #expect(try await client.get("/typed", headers: forwarded).text.hasPrefix("http://127.0.0.1"))
        }
    }

    @Test(arguments: [
        ("https://shop.example", "https://shop.example/albums/7"),
        ("HTTPS://shop.example/", "https://shop.example/albums/7"),
        ("http://shop.example:8080", "http://shop.example:8080/albums/7"),
        ("http://[::1]:80", "http://[::1]:80/albums/7"),
    ])
    func `PUBLIC_URL wins over what clients say`(setting: String, url: String) async throws {
        try await app(["PUBLIC_URL": setting], trusted: ["127.0.0.1"]).test(.live) { (client) async throws in
            let answer = try await client.get("/typed", headers: [.known("X-Forwarded-Host"): "evil.example"])
            #expect(answer.text == url)
        }
    }

    @Test(arguments: [
        "ftp://a", "https://shop.example/app", "https://shop.example?a", "https://user@shop.example", "https://",
    ])
    func `a PUBLIC_URL that is more or less stops the start`(setting: String) {
        let error = #expect(throws: BootError.self) { try app(["PUBLIC_URL": setting]).build() }
        #expect(
            error?.problems == [
                "PUBLIC_URL has to be a scheme and a host, such as https://shop.example, and nothing behind them"
            ])
    }

    @Test func `a request without a host has no URL`() async throws {
        try await app().test(.live) { client in
            let answer = try await client.raw("GET /typed HTTP/1.0\r\n\r\n")
            #expect(answer.status == 500)
        }
        try await app(["PUBLIC_URL": "https://shop.example"]).test(.live) { client in
            let answer = try await client.raw("GET /typed HTTP/1.0\r\n\r\n")
            #expect(answer.text.hasSuffix("https://shop.example/albums/7"))
        }
    }
}
