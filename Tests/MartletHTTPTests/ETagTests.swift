import MartletHTTP
import MartletHash
import MartletTesting
import Testing

@testable import MartletHTTP

@Suite struct ETagTests {
    private func app(_ middleware: ETag = ETag()) -> App {
        let app = App(disabling: .all)
        app.use(middleware)
        app.get("/page") { HTML("<h1>Page</h1>") }
        app.get("/own") {
            Response(headers: [.eTag: "\"own\"", .contentType: "text/plain"], body: .init(string: "own"))
        }
        app.get("/dated") {
            Response(
                headers: [.lastModified: "Sun, 06 Nov 1994 08:49:37 GMT"], body: .stream { try await $0.write("a") })
        }
        app.get("/cookie") { Response(headers: [.setCookie: "a=1"], body: .init(string: "cookie")) }
        app.get("/secret") { Response(headers: [.cacheControl: "private, no-store"], body: .init(string: "secret")) }
        app.get("/stream") { Response(body: .stream { try await $0.write("stream") }) }
        app.get("/empty") { Response() }
        app.get("/created") { Response(.created, text: "created") }
        app.get("/fails") { () throws -> String in throw HTTPError(.conflict) }
        app.post("/page") { "posted" }
        return app
    }

    @Test func `a page that has not changed is 304`() async throws {
        try await app().test { (client) async throws in
            let first = try await client.get("/page")
            let tag = try #require(first.headers[.eTag])
            #expect(tag == "W/\"\(ContentHash.digits(of: "<h1>Page</h1>".utf8))\"")
            let again = try await client.get("/page", headers: [.ifNoneMatch: tag])
            #expect(again.status == .notModified)
            #expect(again.headers[.eTag] == tag)
            #expect(again.headers[.contentType] == nil)
            #expect(again.body.readableBytes == 0)
            #expect(try await client.head("/page").headers[.eTag] == tag)
            #expect(try await client.head("/page", headers: [.ifNoneMatch: tag]).status == .notModified)
            #expect(try await client.get("/page", headers: [.ifNoneMatch: "\"other\""]).text == "<h1>Page</h1>")
        }
    }

    @Test func `a response keeps its own validators, and conditions count`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/own").headers[.eTag] == "\"own\"")
            #expect(try await client.get("/own", headers: [.ifNoneMatch: "W/\"own\""]).status == .notModified)
            #expect(try await client.get("/own", headers: [.ifMatch: "\"own\""]).status == .ok)
            #expect(try await client.get("/own", headers: [.ifMatch: "\"other\""]).status == .preconditionFailed)
            let date = "Sun, 06 Nov 1994 08:49:37 GMT"
            #expect(try await client.get("/dated", headers: [.ifModifiedSince: date]).status == .notModified)
            #expect(try await client.get("/dated").text == "a")
        }
    }

    @Test(arguments: ["/cookie", "/secret", "/stream", "/empty", "/created", "/fails"])
    func `other responses are left alone`(_ path: String) async throws {
        try await app().test { (client) async throws in
            let answer = try await client.get(path, headers: [.ifNoneMatch: "*"])
            #expect(answer.headers[.eTag] == nil)
            #expect(answer.status != .notModified)
        }
    }

    @Test func `only reading gets a tag, and only up to the limit`() async throws {
        try await app(ETag(limit: 13)).test { (client) async throws in
            #expect(try await client.get("/page").headers[.eTag] != nil)
            #expect(try await client.post("/page").headers[.eTag] == nil)
        }
        try await app(ETag(limit: 12)).test { (client) async throws in
            #expect(try await client.get("/page").headers[.eTag] == nil)
        }
    }
}
