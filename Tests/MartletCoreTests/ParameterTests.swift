import HTTPTypes
import MartletCore
import Testing

/// Queries, percent-encoding and header fields.
@Suite struct ParameterTests {
    @Test func `a query is read in order, repeated names and all`() throws {
        let query = try QueryParameters(parsing: "tag=a&tag=b%20c&empty=&bare&plus=1+1&=nameless&a%3Db=%26")
        #expect(query["tag"] == "a")
        #expect(query.values("tag") == ["a", "b c"])
        #expect(query["empty"] == "")
        #expect(query["bare"] == "")
        #expect(query["plus"] == "1 1")
        #expect(query[""] == "nameless")
        #expect(query["a=b"] == "&")
        #expect(query["missing"] == nil)
        #expect(query.count == 7)
    }

    @Test func `what was read can be written, and reads back`() throws {
        var query = try QueryParameters(parsing: "page=1&q=a b&tag=x&tag=y")
        query.set("page", to: "2")
        query.set("tag", to: nil)
        query.append("ü", "&=+%")
        #expect(query.encoded == "page=2&q=a%20b&%C3%BC=%26%3D%2B%25")
        let again = try QueryParameters(parsing: query.encoded)
        #expect(again.map(\.name) == ["page", "q", "ü"])
        #expect(again.map(\.value) == ["2", "a b", "&=+%"])
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "%FF=x", "a=%00", "a=%C3", "a=\u{0}", "a=+\u{0}", "\u{0}"])
    func `a query that is no text is a 400`(text: String) {
        let error = #expect(throws: HTTPError.self) { try QueryParameters(parsing: text) }
        #expect(error?.status == .badRequest)
    }

    @Test(arguments: [
        ("0", true), ("-12", true), ("+0.5", true), ("1e9", true), ("1.5E-3", true), (".5", true), ("5.", true),
        ("", false), ("-", false), (".", false), ("1,999.00", false), ("12abc", false), (" 1", false), ("1 ", false),
        ("1e", false), ("1e+", false), ("1.2.3", false), ("--1", false), ("NaN", false), ("0x1F", false), ("١", false),
    ])
    func `a decimal number is one from end to end`(text: String, isNumber: Bool) {
        #expect(text.isDecimalNumber == isNumber)
    }

    @Test func `a thousand pairs and no more`() throws {
        let pairs = Array(repeating: "a=1", count: QueryParameters.maximumCount)
        #expect(try QueryParameters(parsing: pairs.joined(separator: "&")).count == 1_000)
        #expect(throws: HTTPError.self) { try QueryParameters(parsing: (pairs + ["b=2"]).joined(separator: "&")) }
    }

    @Test func `fields are found whatever their case, in their order`() {
        var headers: Headers = [.accept: "text/html", .cacheControl: "no-store, max-age=0"]
        headers.append(.setCookie, "a=1")
        headers.append(.setCookie, "b=2")
        #expect(headers[HTTPField.Name("ACCEPT") ?? .accept] == "text/html")
        #expect(headers[values: .setCookie] == ["a=1", "b=2"])
        #expect(headers.list(.cacheControl) == ["no-store", "max-age=0"])
        headers[.setCookie] = "c=3"
        #expect(headers[values: .setCookie] == ["c=3"])
        headers[.setCookie] = nil
        #expect(!headers.contains(.setCookie))
        #expect(headers.map(\.name).count == 2)
    }

    @Test func `fields go to the ecosystem's type and back`() {
        var headers: Headers = [.accept: "a"]
        headers.append(.setCookie, "1")
        headers.append(.setCookie, "2")
        let fields = HTTPFields(headers)
        #expect(fields[values: .setCookie] == ["1", "2"])
        #expect(Headers(fields) == headers)
    }

    @Test func `services and state are found by type`() throws {
        enum Locale: StateKey { typealias Value = String }
        var services = Services()
        services[Int.self] = 7
        #expect(try services.require(Int.self) == 7)
        let missing = #expect(throws: MissingService.self) { try services.require(String.self) }
        #expect(
            missing?.description
                == "no service of type String; add one while the application is set up: app.services[String.self] = …")
        let request = Request(
            method: .get, target: "/a?b=c",
            context: RequestContext(application: ApplicationContext(), connection: ConnectionInfo()))
        var copy = request
        copy.state[Locale.self] = "de"
        copy.target = "/other"
        #expect(request.state[Locale.self] == "de")
        #expect(request.target == "/a?b=c")
        #expect(request.path == "/a")
        #expect(request.queryString == "b=c")
        #expect(copy.queryString == nil)
    }
}
