import Foundation
import Martlet
import MartletTesting
import Testing

@testable import Chinook

/// The store's pages through the in-process client: routes, middleware, templates and the database are the real ones.
@Suite("Pages")
struct PagesTests {
    private func visit(_ body: @Sendable (TestClient) async throws -> Void) async throws {
        let app = try await Store.app(database: try await TestStore.database)
        app.logger.logLevel = .error
        try await app.test { client in try await body(client) }
    }

    @Test(
        "every page answers with HTML in the layout of the store",
        arguments: [
            "/", "/artists", "/artists?page=12", "/artists?q=king", "/artists/90", "/artists/25", "/albums",
            "/albums?sort=artist", "/albums?sort=newest&page=15", "/albums/1", "/tracks",
            "/tracks?genre=2&sort=longest",
            "/tracks/1", "/genres", "/playlists", "/playlists/1?page=132", "/playlists/2", "/search", "/search?q=love",
            "/search?q=zzzz", "/api",
        ])
    func pages(path: String) async throws {
        try await visit { client in
            let page = try await client.get(path)
            #expect(page.status == .ok)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.headers[.contentSecurityPolicy] == Store.contentSecurityPolicy)
            #expect(page.text.hasPrefix("<!doctype html>"))
            #expect(page.text.contains("href=\"#main\""))
            #expect(!page.text.contains("{{"))
            #expect(!page.text.contains("Optional("))
            #expect(!page.text.contains("\"nil\""))
        }
    }

    @Test("an album shows artist, tracks, length and price")
    func album() async throws {
        try await visit { client in
            let page = try await client.get("/albums/1").text
            #expect(page.contains("<h1>For Those About To Rock We Salute You</h1>"))
            #expect(page.contains("<a href=\"/artists/1\">AC/DC</a>"))
            #expect(page.contains("<time datetime=\"PT40M0S\">40:00</time>"))
            #expect(page.contains("$9.90"))
            #expect(page.components(separatedBy: "<a class=\"name\" href=\"/tracks/").count == 11)
            #expect(page.contains("Angus Young, Malcolm Young, Brian Johnson"))
            #expect(page.contains("Let There Be Rock"))
        }
    }

    @Test("a track shows what is known of it and where it stands")
    func track() async throws {
        try await visit { client in
            let page = try await client.get("/tracks/1").text
            #expect(page.contains("MPEG audio file"))
            #expect(page.contains("11.2 MB"))
            #expect(page.contains("<a href=\"/tracks?genre=1\">Rock</a>"))
            #expect(page.contains("Heavy Metal Classic"))
            #expect(page.contains("<img src=\"/covers/albums/1\""))
        }
    }

    @Test("the navigation says where the visitor is")
    func navigation() async throws {
        try await visit { client in
            let page = try await client.get("/albums/5").text
            #expect(page.contains("<a href=\"/albums\" aria-current=\"page\">Albums</a>"))
            #expect(page.contains("<a href=\"/artists\">Artists</a>"))
        }
    }

    @Test("what a visitor types is shown as text")
    func escaping() async throws {
        try await visit { client in
            let page = try await client.get("/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").text
            #expect(!page.contains("<script>alert"))
            #expect(page.contains("&lt;script&gt;alert(1)"))
        }
    }

    @Test("search marks what matched, in titles and composers")
    func search() async throws {
        try await visit { client in
            let page = try await client.get("/search?q=love").text
            #expect(page.contains("175 results for “love”"))
            #expect(page.contains("<mark>Love</mark>"))
            #expect(page.contains("Roger G<mark>love</mark>r"))
            #expect(page.contains("href=\"/tracks?q=love\""))
        }
    }

    @Test(
        "what is not there is a 404 in the style of the store",
        arguments: [
            "/nothing", "/artists/0", "/albums/348", "/tracks/999999", "/playlists/19", "/artists?page=13", "/albums/x",
            "/tracks/99999999999999999999", "/static/nothing.css",
        ])
    func notFound(path: String) async throws {
        try await visit { client in
            let page = try await client.get(path)
            #expect(page.status == .notFound)
            #expect(page.text.contains("This page is not in the store."))
        }
    }

    @Test(
        "what cannot be read is a 400 that says why",
        arguments: [
            ("/artists?page=0", "whole number from 1"), ("/albums?page=x", "whole number"),
            ("/tracks?sort=loudest", "title, album, longest, shortest"), ("/tracks?genre=rock", "whole number"),
            ("/search?q=%ff", "percent-encoded"),
        ])
    func badRequest(path: String, sentence: String) async throws {
        try await visit { client in
            let page = try await client.get(path)
            #expect(page.status == .badRequest)
            #expect(page.text.contains(sentence))
        }
    }

    @Test("pages are for reading")
    func methods() async throws {
        try await visit { client in
            let refused = try await client.post("/albums")
            #expect(refused.status == .methodNotAllowed)
            #expect(refused.headers[.allow] == "GET, HEAD, OPTIONS")
            #expect(try await client.head("/albums").status == .ok)
        }
    }

    @Test("covers are pictures that browsers keep")
    func covers() async throws {
        try await visit { client in
            let cover = try await client.get("/covers/albums/7")
            #expect(cover.headers[.contentType] == "image/svg+xml")
            #expect(cover.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(cover.text == CoverArt.album(7))
        }
    }

    @Test(
        "style sheet, script and pictures are served",
        arguments: [("store.css", "text/css"), ("theme.js", "text/javascript"), ("icon.svg", "image/svg+xml")])
    func files(name: String, type: String) async throws {
        try await visit { client in
            let page = try await client.get("/").text
            let stem = try #require(name.split(separator: ".").first)
            let start = try #require(page.range(of: "\"/static/\(stem)."))
            let end = try #require(page.range(of: "\"", range: start.upperBound..<page.endIndex))
            let address = String(page[page.index(after: start.lowerBound)..<end.lowerBound])
            let file = try await client.get(address)
            #expect(file.status == .ok)
            #expect(file.headers[.contentType]?.hasPrefix(type) == true)
            #expect(file.headers[.cacheControl] == "public, max-age=31536000, immutable")
            let content = try String(
                contentsOf: ResourceFolders.publicFiles.appendingPathComponent(name), encoding: .utf8)
            #expect(file.text == content)
            let plain = try await client.get("/static/\(name)")
            #expect(plain.text == content)
            #expect(plain.headers[.cacheControl] == "no-cache")
        }
    }

    @Test("the store is ready when the catalogue is there, and not before")
    func health() async throws {
        try await visit { client in
            let live = try await client.get("/health/live")
            #expect(live.status == .ok)
            let ready = try await client.get("/health/ready")
            #expect(ready.status == .ok)
        }
        let empty = try Database("sqlite::memory:", drivers: [.sqlite])
        let app = try await Store.app(database: empty)
        app.logger.logLevel = .error
        try await app.test { client in
            try await InvoiceLine.query.delete(in: empty)
            try await PlaylistTrack.query.delete(in: empty)
            try await Track.query.delete(in: empty)
            try await Album.query.delete(in: empty)
            try await Artist.query.delete(in: empty)
            let ready = try await client.get("/health/ready")
            #expect(ready.status == .serviceUnavailable)
            #expect(ready.text == "not ready: catalogue\n")
            try await Artist(id: 1, name: "AC/DC").insert(in: empty)
            let again = try await client.get("/health/ready")
            #expect(again.status == .ok)
        }
    }
}
