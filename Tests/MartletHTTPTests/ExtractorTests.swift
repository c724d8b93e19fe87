import Foundation
import MartletHTTP
import MartletTesting
import Testing

private enum Version: HeaderKey {
    static let name = HTTPField.Name("X-API-Version") ?? .accept
    typealias Value = Int
}

private struct Search: Decodable, Sendable {
    enum Order: String, Decodable, CaseIterable { case newest, oldest }
    var q: String?
    var page: Int?
    var tag: [String]
    var order: Order?
    var since: Date?
    var exact: Bool?
}

private struct Login: Decodable, Sendable {
    var email: String
    var age: UInt8
}

@Suite struct ExtractorTests {
    private func app() -> App {
        let app = App(disabling: .all)
        app.get("/search") { (query: Query<Search>) in
            let value = query.value
            return [
                value.q ?? "-", value.page.map(String.init) ?? "-", value.tag.joined(separator: "+"),
                value.order?.rawValue ?? "-", value.since.map { "\(Int($0.timeIntervalSince1970))" } ?? "-",
                value.exact.map(String.init) ?? "-",
            ].joined(separator: "|")
        }
        app.post("/login") { (form: Form<Login>) in "\(form.email) \(form.age)" }
        app.get("/version") { (version: Header<Version>) in "v\(version.value)" }
        app.get("/maybe") { (version: Header<Version>?) in version.map { "v\($0.value)" } ?? "none" }
        return app
    }

    @Test(arguments: [
        ("/search", "-|-||-|-|-"),
        ("/search?q=a+b%26&page=3&tag=x&tag=y&order=oldest&since=1970-01-02&exact=on", "a b&|3|x+y|oldest|86400|true"),
        ("/search?q=&page=&order=", "-|-||-|-|-"),
    ])
    func `a query becomes a struct`(_ target: String, _ expected: String) async throws {
        try await app().test { client in
            let response = try await client.get(target)
            #expect(response.status == .ok)
            #expect(response.text == expected)
        }
    }

    @Test(arguments: [
        ("/search?page=three", "`page` must be a whole number, not `three`."),
        (
            "/search?page=99999999999999999999",
            "`page` must be a whole number from -9223372036854775808 to 9223372036854775807, not `99999999999999999999`."
        ),
        ("/search?order=best", "`order` must be one of newest, oldest, not `best`."),
        (
            "/search?since=2026-02-30",
            "`since` must be a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z, not `2026-02-30`."
        ),
        ("/search?exact=perhaps", "`exact` must be true or false, not `perhaps`."),
    ])
    func `a wrong parameter is named with what was expected and got`(_ target: String, _ message: String) async throws {
        try await app().test { client in
            let response = try await client.get(target)
            #expect(response.status == .unprocessableContent)
            #expect(response.text == "422 Unprocessable Content\n\(message)\n")
        }
    }

    @Test func `a placeholder of another type is a 404 that says so`() async throws {
        enum Order: String, PathValue { case newest, oldest }
        enum Rank: Int, PathValue, CaseIterable {
            case first = 1
            case second
        }
        let app = App(disabling: .all)
        app.get("/f/{rank}") { (rank: Path<Rank>) in "\(rank)" }
        app.get("/a/{id}") { (id: Path<Int>) in "\(id)" }
        app.get("/b/{id}") { (id: Path<UUID>) in "\(id)" }
        app.get("/c/{order}") { (order: Path<Order>) in "\(order)" }
        app.get("/d/{live}") { (live: Path<Bool>) in "\(live)" }
        app.get("/e/{ratio}") { (ratio: Path<Double>) in "\(ratio)" }
        try await app.test { (client) async throws in
            for (path, message) in [
                ("/a/x", "`id` must be a whole number, not `x`."), ("/b/7", "`id` must be a UUID, not `7`."),
                ("/c/best", "`order` must be one of the known values, not `best`."),
                ("/f/3", "`rank` must be one of 1, 2, not `3`."),
                ("/d/maybe", "`live` must be true or false, not `maybe`."),
                ("/e/half", "`ratio` must be a number, not `half`."),
            ] {
                let answer = try await client.get(path)
                #expect(answer.text == "404 Not Found\n\(message)\n")
            }
        }
    }

    @Test func `a decimal number is read whole or not at all`() async throws {
        struct Offer: Decodable, Sendable { var price: Decimal }
        let app = App(disabling: .all)
        app.get("/") { (offer: Query<Offer>) in "\(offer.price)" }
        try await app.test { (client) async throws in
            #expect(try await client.get("/?price=1999.50").text == "1999.5")
            for wrong in ["1,999.00", "12abc", "", "NaN"] {
                let answer = try await client.get("/?price=\(wrong)")
                #expect(answer.status == .unprocessableContent)
                #expect(answer.text.contains("`price` must be a number, not `\(wrong)`."))
            }
        }
    }

    @Test func `a URL is absolute, in queries and in both kinds of form`() async throws {
        struct Link: Decodable, Sendable {
            var page: URL
            var icon: URL?
            var feeds: [URL]
        }
        @Sendable func shown(_ link: Link) -> String {
            ([link.page] + [link.icon].compactMap(\.self) + link.feeds).map(\.absoluteString).joined(separator: " ")
        }
        let app = App(disabling: .all)
        app.get("/") { (link: Query<Link>) in shown(link.value) }
        app.post("/") { (link: Form<Link>) in shown(link.value) }
        let page = "https://example.com:8443/a%20b/?q=1&r=%C3%A4#top"
        try await app.test { (client) async throws in
            for (url, read) in [
                (page, page), ("mailto:ada@example.com", "mailto:ada@example.com"),
                ("http://[::1]/", "http://[::1]/"),
                ("https://de.wikipedia.org/wiki/K\u{E4}se", "https://de.wikipedia.org/wiki/K%C3%A4se"),
            ] {
                let query = "page=\(PercentEncoding.encode(url))&icon=&feeds=http://a/1&feeds=http://a/2"
                #expect(try await client.get("/?\(query)").text == "\(read) http://a/1 http://a/2")
                #expect(try await client.post("/", form: ["page": url, "icon": "ftp://a"]).text == "\(read) ftp://a")
                let multipart = try await client.post("/", .multipart([.field("page", url)]))
                #expect(multipart.text == read)
            }
            for wrong in [
                "", "example.com", "/albums", "//example.com/a", "not a url", "https://", "https:///a", "http:a",
                "https://a b/", "https://example.com/<b>", "https://example.com/%zz", "https://example.com:port/",
                "http://[::1/", "1http://a", "https://example.com/\n",
            ] {
                let message = "`page` must be a URL such as https://example.com/path, not `\(wrong)`."
                let answer = try await client.get("/?page=\(PercentEncoding.encode(wrong))")
                #expect(answer.status == .unprocessableContent, "\(wrong)")
                #expect(answer.text == "422 Unprocessable Content\n\(message)\n")
                #expect(try await client.post("/", form: ["page": wrong]).status == .unprocessableContent)
            }
            #expect(try await client.get("/").text.contains("`page` is required."))
        }
    }

    @Test func `a form becomes a struct, and says what is missing`() async throws {
        let type = "application/x-www-form-urlencoded"
        try await app().test { client in
            #expect(try await client.post("/login", form: ["email": "a@b", "age": "7"]).text == "a@b 7")
            let missing = try await client.post("/login", form: ["email": "a"])
            #expect(missing.status == .unprocessableContent)
            #expect(missing.text.contains("`age` is required."))
            let untyped = try await client.post("/login", .text("email=a&age=1"))
            #expect(untyped.status == .unsupportedMediaType)
            let parts = TestContent.multipart([.field("email", "a@b"), .field("age", "7")])
            #expect(try await client.post("/login", parts).text == "a@b 7")
            let many = String(repeating: "a=1&", count: 10_000)
            #expect(try await client.post("/login", .text(many, type: type)).status == .badRequest)
            let manyParts = TestContent.multipart(Array(repeating: .field("a", "1"), count: 10_000))
            #expect(try await client.post("/login", manyParts).status == .contentTooLarge)
        }
    }

    @Test func `a header field is read by its type, and may be optional`() async throws {
        let name = Version.name
        try await app().test { client in
            let sent = try await client.get("/version", headers: [name: "3"])
            #expect(sent.text == "v3")
            #expect(try await client.get("/version").status == .badRequest)
            #expect(try await client.get("/version", headers: [name: "x"]).status == .badRequest)
            #expect(try await client.get("/maybe", headers: [name: "3"]).text == "v3")
            #expect(try await client.get("/maybe").text == "none")
            #expect(try await client.get("/maybe", headers: [name: "x"]).status == .badRequest)
        }
    }

    @Test func `header fields and cookies say what they must be, and no type of Swift`() async throws {
        enum Mood: String, PathValue, CaseIterable { case glad, sad }
        enum MoodField: HeaderKey {
            static let name = Version.name
            typealias Value = Mood
        }
        enum Size: CookieKey {
            static let name = "size"
            typealias Value = Int
        }
        let app = App(disabling: .all)
        app.get("/mood") { (mood: Header<MoodField>) in "\(mood.value)" }
        app.get("/size") { (size: Cookie<Size>) in "\(size.value)" }
        app.get("/version") { (version: Header<Version>) in "\(version.value)" }
        try await app.test { client in
            let mood = try await client.get("/mood", headers: [Version.name: "x", .accept: "text/plain"])
            #expect(mood.text == "400 Bad Request\nThe header field \(Version.name) must be one of glad, sad.\n")
            let size = try await client.get("/size", headers: [.cookie: "size=x", .accept: "text/plain"])
            #expect(size.text == "400 Bad Request\nThe cookie `size` must be a whole number.\n")
            let version = try await client.get("/version", headers: [Version.name: "x", .accept: "text/plain"])
            #expect(version.text.contains("The header field \(Version.name) must be a whole number."))
        }
    }

    @Test(arguments: [
        ("even=1", "`even` has a value that is not allowed."),
        ("even=x", "`even` must be a whole number, not `x`."),
        ("evens=2&evens=3", "`evens` has a value that is not allowed."),
        ("ratio=1e39", "`ratio` must be a number that a floating point number of 32 bits reaches, not `1e39`."),
        ("ratio=-1e39", "`ratio` must be a number that a floating point number of 32 bits reaches, not `-1e39`."),
        ("whole=1", "The fields do not have the expected form."),
    ])
    func `what a type says of itself is not told to clients`(_ query: String, _ sentence: String) async throws {
        struct Even: Decodable, Sendable {
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                guard try container.decode(Int.self).isMultiple(of: 2) else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "internal words")
                }
            }
        }
        struct Numbers: Decodable, Sendable {
            enum Key: String, CodingKey { case even, evens, ratio, whole }
            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Key.self)
                _ = try container.decodeIfPresent(Even.self, forKey: .even)
                _ = try container.decode([Even].self, forKey: .evens)
                _ = try container.decodeIfPresent(Float.self, forKey: .ratio)
                guard !container.contains(.whole) else {
                    throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "internal words"))
                }
            }
        }
        let app = App(disabling: .all)
        app.get("/") { (_: Query<Numbers>) in "read" }
        try await app.test { client in
            let response = try await client.get("/?\(query)", headers: [.accept: "text/plain"])
            #expect(response.text == "422 Unprocessable Content\n\(sentence)\n")
            #expect(try await client.get("/?even=2&evens=4&ratio=1e38").text == "read")
        }
    }
}
