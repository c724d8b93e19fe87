import Foundation
import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletSitemap

/// The extension in an application.
@Suite struct SitemapTests {
    private func app(_ environment: [String: String] = [:]) -> App {
        App(settings: Settings(dotEnv: nil, environment: environment), disabling: [.accessLog])
    }

    @Test func `pages and robots are served`() async throws {
        let app = app()
        try await app.install(
            Sitemap(baseURL: "https://shop.example.com", disallowing: ["/cart"]) { _ in
                [SitemapEntry("/"), SitemapEntry("/albums/1", modified: Date(timeIntervalSince1970: 0))]
            })
        try await app.test { (client) async throws in
            let sitemap = try await client.get("/sitemap.xml")
            #expect(sitemap.status == .ok)
            #expect(sitemap.headers[.contentType] == "application/xml; charset=utf-8")
            #expect(sitemap.headers[.cacheControl] == "public, max-age=3600")
            #expect(
                sitemap.text == """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                    <url><loc>https://shop.example.com/</loc></url>
                    <url><loc>https://shop.example.com/albums/1</loc><lastmod>1970-01-01T00:00:00Z</lastmod></url>
                    </urlset>

                    """)
            #expect(
                try await client.get("/robots.txt").text
                    == "User-agent: *\nDisallow: /cart\n\nSitemap: https://shop.example.com/sitemap.xml\n")
            // Without an index there are no further files, and other paths are the application's.
            #expect(try await client.get("/sitemap-1.xml").status == .notFound)
            #expect(try await client.get("/sitemap-x.xml").status == .notFound)
        }
    }

    @Test func `entries come from the application's services`() async throws {
        struct Catalogue: Sendable { var albums = [7, 9] }
        let app = app()
        app.services[Catalogue.self] = Catalogue()
        try await app.install(
            Sitemap(baseURL: "https://shop.example.com") { services in
                try services.require(Catalogue.self).albums.map { SitemapEntry("/albums/\($0)") }
            })
        try await app.test { (client) async throws in
            #expect(try await client.get("/sitemap.xml").text.contains("<loc>https://shop.example.com/albums/9</loc>"))
        }
    }

    @Test func `past fifty thousand entries there is an index`() async throws {
        let app = app()
        try await app.install(
            Sitemap(baseURL: "https://shop.example.com/store/") { _ in (1...100_001).map { SitemapEntry("/\($0)") } })
        try await app.test { (client) async throws in
            #expect(
                try await client.get("/sitemap.xml").text == """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
                    <sitemap><loc>https://shop.example.com/store/sitemap-1.xml</loc></sitemap>
                    <sitemap><loc>https://shop.example.com/store/sitemap-2.xml</loc></sitemap>
                    <sitemap><loc>https://shop.example.com/store/sitemap-3.xml</loc></sitemap>
                    </sitemapindex>

                    """)
            let second = try await client.get("/sitemap-2.xml").text
            #expect(second.contains("<loc>https://shop.example.com/store/50001</loc>"))
            #expect(second.contains("<loc>https://shop.example.com/store/100000</loc>"))
            #expect(second.split(separator: "\n").count == 50_003)
            #expect(try await client.get("/sitemap-3.xml").text.contains("/100001</loc>"))
            for missing in ["/sitemap-0.xml", "/sitemap-4.xml", "/sitemap-03.xml", "/sitemap--1.xml"] {
                #expect(try await client.get(missing).status == .notFound, "\(missing)")
            }
        }
    }

    @Test func `the entries are asked for once, and again after a failure`() async throws {
        struct Unavailable: Error {}
        let calls = Mutex(0)
        let app = app()
        try await app.install(
            Sitemap(baseURL: "https://shop.example.com") { _ in
                let call = calls.withLock { calls in
                    calls += 1
                    return calls
                }
                if call == 1 { throw Unavailable() }
                return [SitemapEntry("/\(call)")]
            })
        try await app.test { (client) async throws in
            #expect(try await client.get("/sitemap.xml").status == .internalServerError)
            #expect(try await client.get("/sitemap.xml").text.contains("https://shop.example.com/2<"))
            #expect(try await client.get("/sitemap.xml").text.contains("https://shop.example.com/2<"))
        }
        #expect(calls.withLock { $0 } == 2)
    }

    @Test func `settings win over the code`() async throws {
        let app = app(["SITEMAP_BASE_URL": "https://staging.example.com", "SITEMAP_INDEXED": "no"])
        try await app.install(Sitemap(baseURL: "https://shop.example.com") { _ in [SitemapEntry("/")] })
        try await app.test { (client) async throws in
            #expect(try await client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n")
            #expect(try await client.get("/sitemap.xml").text.contains("<loc>https://staging.example.com/</loc>"))
        }
    }

    @Test(
        arguments: [
            (nil, "it needs a base URL; set SITEMAP_BASE_URL, or say `Sitemap(baseURL: …)`"),
            (
                "shop.example.com",
                "its base URL has to look like `https://shop.example.com`, but `shop.example.com` does not begin with "
                    + "`https://`"
            ),
            (
                "ftp://shop.example.com",
                "its base URL has to look like `https://shop.example.com`, but `ftp://shop.example.com` does not begin with "
                    + "`https://`"
            ),
            (
                "https://",
                "its base URL has to look like `https://shop.example.com`, but `https://` names no host"
            ),
            (
                "https://a.example/?q=1",
                "its base URL has to look like `https://shop.example.com`, but `https://a.example/?q=1` has a query or a "
                    + "fragment"
            ),
            (
                "https://me:pw@a.example",
                "its base URL has to look like `https://shop.example.com`, but `https://me:pw@a.example` has a user or a "
                    + "password"
            ),
        ] as [(String?, String)])
    func `a base URL that is missing or wrong stops the start`(_ url: String?, _ problem: String) async throws {
        let app = app()
        try await app.install(Sitemap(baseURL: url) { _ in [] })
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(error?.problems == ["the sitemap cannot be served: \(problem)"])
    }

    @Test func `mistakes in settings and rules stop the start together`() async throws {
        let app = app(["SITEMAP_INDEXED": "perhaps"])
        try await app.install(Sitemap(baseURL: "https://a.example", disallowing: ["cart", "/a\nAllow: /"]) { _ in [] })
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(error?.problems.count == 3)
        #expect(
            error?.problems.contains(
                "the sitemap cannot disallow `cart`: a path begins with `/` and has no line break") == true)
    }

    @Test func `text is escaped, and what is no path is left out`() async throws {
        let app = app()
        try await app.install(
            Sitemap(baseURL: "https://a.example") { _ in
                [
                    SitemapEntry("/a?b=1&c=<d>\"'"), SitemapEntry("relative"), SitemapEntry("/line\nbreak"),
                    SitemapEntry("/" + String(repeating: "x", count: 2_048)),
                ]
            })
        try await app.test { (client) async throws in
            let lines = try await client.get("/sitemap.xml").text.split(separator: "\n")
            #expect(
                lines.dropFirst(2).dropLast()
                    == ["<url><loc>https://a.example/a?b=1&amp;c=&lt;d&gt;&quot;&apos;</loc></url>"])
        }
    }
}
