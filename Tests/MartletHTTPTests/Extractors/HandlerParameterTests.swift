import Foundation
import MartletHTTP
import MartletTesting
import Testing

/// What a handler may take as parameters, each as an application would write it.
@Suite struct HandlerParameterTests {
    struct Paging: Decodable {
        var page: Int?
        var tag: [String]
    }

    struct NewTrack: Decodable {
        var title: String
    }

    struct Login: Decodable {
        var email: String
        var remember: Bool?
    }

    enum APIVersion: HeaderKey {
        static let name = HTTPField.Name("X-API-Version")!
        typealias Value = Int
    }

    enum FontSize: CookieKey {
        static let name = "font-size"
        typealias Value = Int
    }

    struct APIKey: Extractor {
        var value: String

        static func extract(from source: inout ExtractionSource) async throws -> APIKey {
            guard let key = source.request.headers[.authorization] else { throw HTTPError(.unauthorized) }
            return APIKey(value: key)
        }
    }

    private static func app() -> App {
        let app = App(disabling: .all)
        app.get("/artists/{id:int}/albums/{number:int}") { (id: Path<Int>, number: Path<Int>) in
            "album \(number) of artist \(id)"
        }
        app.get("/tracks") { (query: Query<Paging>) in "page \(query.page ?? 1) of \(query.tag)" }
        app.post("/tracks") { (track: JSON<NewTrack>) in "new: \(track.title)" }
        app.post("/login") { (form: Form<Login>) in "hello \(form.email)" }
        app.get("/report") { (version: Header<APIVersion>) in "version \(version.value)" }
        app.get("/page") { (size: Cookie<FontSize>?) in "font size \(size?.value ?? 16)" }
        app.get("/me") { (request: Request) in "\(request.method) \(request.path)" }
        app.get("/reports") { (key: APIKey) in "key \(key.value)" }
        app.post("/albums") { (album: JSON<NewTrack>, key: APIKey) in "\(key.value) adds \(album.title)" }
        app.put("/albums/{id:int}") { (id: Path<Int>, key: APIKey, change: Deferred<JSON<NewTrack>>) in
            guard key.value == "owner of \(id)" else { throw HTTPError(.forbidden) }
            let change = try await change.extract()  // read and decoded here
            return "album \(id) is \(change.title)"
        }
        app.post("/raw") { (body: RequestBody) in
            var size = 0
            for try await part in body { size += part.readableBytes }
            return "\(size) bytes"
        }
        return app
    }

    @Test func `takes parameters by their types`() async throws {
        try await Self.app().test { (client) async throws in
            #expect(try await client.get("/artists/1/albums/2").text == "album 2 of artist 1")
            #expect(try await client.get("/tracks?page=2&tag=a&tag=b").text == #"page 2 of ["a", "b"]"#)
            #expect(try await client.post("/tracks", json: ["title": "One"]).text == "new: One")
            #expect(try await client.post("/login", form: ["email": "a@b"]).text == "hello a@b")
            #expect(try await client.get("/report", headers: [APIVersion.name: "3"]).text == "version 3")
            #expect(try await client.get("/page").text == "font size 16")
            #expect(try await client.get("/page", headers: [.cookie: "font-size=20"]).text == "font size 20")
            #expect(try await client.get("/page", headers: [.cookie: "font-size=big"]).text == "font size 16")
            #expect(try await client.get("/me").text == "GET /me")
            #expect(try await client.get("/reports").status == .unauthorized)
            #expect(try await client.get("/reports", headers: [.authorization: "k"]).text == "key k")
            #expect(try await client.post("/raw", .text("12345")).text == "5 bytes")
        }
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `what authorises comes before what reads the body, in whichever order they stand`(_ mode: TestMode)
        async throws
    {
        try await Self.app().test(mode) { (client) async throws in
            let wrong = TestContent.text("{")
            #expect(try await client.post("/albums", wrong).status == .unauthorized)
            #expect(
                try await client.post("/albums", .text(String(repeating: "x", count: 2 << 20))).status == .unauthorized)
            let key: Headers = [.authorization: "Ada"]
            #expect(try await client.post("/albums", wrong, headers: key).status == .unsupportedMediaType)
            #expect(try await client.post("/albums", json: ["title": "One"], headers: key).text == "Ada adds One")
        }
    }

    @Test func `a deferred body is not looked at before it is wanted`() async throws {
        try await Self.app().test { (client) async throws in
            let stranger = try await client.send(.put, "/albums/7", .text("{"), headers: [.authorization: "x"])
            #expect(stranger.status == .forbidden)
            let own: Headers = [.authorization: "owner of 7"]
            #expect(try await client.put("/albums/7", json: ["title": "One"], headers: own).text == "album 7 is One")
            #expect(try await client.put("/albums/7", .text("{"), headers: own).status == .unsupportedMediaType)
        }
    }
}
