import Foundation
import MartletAPI
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// What a description says of middleware, and of errors that results say of themselves.
@Suite struct OpenAPIMiddlewareTests {
    /// Asks for a ticket, of which there are two.
    private struct Turnstile: DescribedMiddleware {
        func handle(_ request: Request, next: Next) async throws -> Response {
            guard let ticket = request.headers[.ticket] else { throw HTTPError(.forbidden) }
            guard ticket != "3" else { throw HTTPError(.tooManyRequests, headers: [.retryAfter: "60"]) }
            var response = await next(request)
            response.headers[.visitors] = ticket
            if response.status.code < 400 { response.headers[.wagon] = "1" }
            return response
        }

        func description(for route: RouteDescription) -> MiddlewareDescription {
            MiddlewareDescription(
                parameters: [
                    ParameterDescription(
                        .header, name: "X-Ticket", Int.self, refusals: [.forbidden], summary: "a number")
                ],
                responses: [
                    ResponseDescription(
                        .tooManyRequests, headers: ["Retry-After": "when there is room"], summary: "It is full.")
                ],
                headers: ["X-Visitors": "how many are inside"], successHeaders: ["X-Wagon": "where one sits"])
        }
    }

    private enum Ticket: HeaderKey {
        static let name = HTTPField.Name.ticket
        typealias Value = Int
    }

    /// A result that answers a conflict by itself.
    private struct Booking: ResponseConvertible, ResponseDescribing {
        var isTaken: Bool
        func response(for request: Request) throws -> Response {
            var response = try Response.json(Failure(message: "taken"))
            response.status = isTaken ? .conflict : .ok
            return response
        }
        static var responses: [ResponseDescription] {
            [
                ResponseDescription(.ok, Failure.self, ["application/json"]),
                ResponseDescription(
                    .conflict, Failure.self, ["application/json"], headers: ["X-Next": "a seat that is free"]),
            ]
        }
    }

    private func content(_ document: Document, _ path: String, _ status: Int) -> String? {
        document["/paths/\(path)/responses/\(status)/content"]
    }

    private let failure = ##"{"application/json":{"schema":{"$ref":"#/components/schemas/Failure"}}}"##

    @Test func `middleware of an application's own says what it takes and answers`() async throws {
        let document = try await Document.of { app in
            app.group("/zoo") { zoo in
                zoo.answerErrors { problem, _ in JSON(Failure(message: problem.detail ?? "")) }
                zoo.use(Turnstile())
                zoo.describe(errors: [.tooManyRequests, .conflict])
                zoo.get("/") { "" }
            }
            app.get("/outside") { "" }
        }
        let get = "/paths/~1zoo/get"
        #expect(
            document["\(get)/parameters"]
                == #"[{"description":"a number","in":"header","name":"X-Ticket","required":true,"schema":{"format":"int64","type":"integer"}}]"#
        )
        #expect(document.names("\(get)/responses") == ["200", "403", "409", "429"])
        for status in [403, 409, 429] { #expect(content(document, "~1zoo/get", status) == failure) }
        #expect(document["\(get)/responses/429/description"] == #""It is full.""#)
        #expect(document.names("\(get)/responses/429/headers") == ["Retry-After", "X-Visitors"])
        #expect(document.names("\(get)/responses/409/headers") == ["X-Visitors"])
        #expect(document.names("\(get)/responses/200/headers") == ["X-Visitors", "X-Wagon"])
        #expect(
            document["\(get)/responses/200/headers/X-Wagon"]
                == #"{"description":"where one sits","schema":{"type":"string"}}"#)
        #expect(document["/paths/~1outside/get/parameters"] == nil)
        #expect(document.names("/paths/~1outside/get/responses") == ["200"])
        #expect(document["/paths/~1outside/get/responses/200/headers"] == nil)
    }

    @Test func `a field that the handler may miss and its group may not has to be there`() async throws {
        let document = try await Document.of { app in
            app.get("/in") { (ticket: Header<Ticket>?) in "" }.use(Turnstile())
            app.get("/out") { (ticket: Header<Ticket>?) in "" }
        }
        #expect(document["/paths/~1in/get/parameters/0/required"] == "true")
        #expect(document["/paths/~1in/get/parameters/1"] == nil)
        #expect(document["/paths/~1out/get/parameters/0/required"] == nil)
    }

    @Test func `errors of the application's middleware have the form that they are answered in, whatever a group's is`()
        async throws
    {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(OpenAPI(title: "Zoo", version: "1", below: "/zoo"))
        app.group("/zoo") { zoo in
            zoo.answerErrors { problem, _ in JSON(Failure(message: problem.detail ?? "")) }
            zoo.describe(errors: [.tooManyRequests])
            zoo.get("/") { "" }
            zoo.get("/full") { () -> String in throw HTTPError(.tooManyRequests) }
        }
        app.use(Turnstile())
        try await app.test { (client) async throws in
            let served = try await client.get("/docs/openapi.json", headers: [.ticket: "1"])
            let root = try JSONSerialization.jsonObject(with: Data(served.text.utf8))
            let document = Document(root: try #require(root as? NSDictionary), text: served.text)
            let responses = "/paths/~1zoo/get/responses"
            #expect(
                document.names("\(responses)/403/content")
                    == ["application/problem+json", "text/html", "text/plain"])
            // Both may be the answer.
            #expect(
                document.names("\(responses)/429/content")
                    == ["application/json", "application/problem+json", "text/html", "text/plain"])
            // The server does what the document says.
            let refused = try await client.get("/zoo", headers: [.accept: "application/json"])
            #expect(refused.status == .forbidden)
            #expect(refused.headers[.contentType]?.hasPrefix("application/problem+json") == true)
            let full = try await client.get("/zoo/full", headers: [.ticket: "2"])
            #expect(full.status == .tooManyRequests && full.headers[.visitors] == "2")
            #expect(full.headers[.contentType]?.hasPrefix("application/json") == true)
        }
    }

    @Test func `errors that a result says of itself are there with their types and fields`() async throws {
        let document = try await Document.of { app in
            app.group("/api") { api in
                api.answerProblems()
                api.post("/seats") { Booking(isTaken: true) }
                api.post("/rows") { Booking(isTaken: true) }.describe(errors: [.conflict])
            }
        }
        #expect(document.names("/paths/~1api~1seats/post/responses") == ["200", "409"])
        #expect(content(document, "~1api~1seats/post", 409) == failure)
        #expect(
            document["/paths/~1api~1seats/post/responses/409/headers"]
                == #"{"X-Next":{"description":"a seat that is free","schema":{"type":"string"}}}"#)
        #expect(document["/paths/~1api~1seats/post/responses/200/headers"] == nil)
        // Something else is a conflict too.
        #expect(
            document.names("/paths/~1api~1rows/post/responses/409/content")
                == ["application/json", "application/problem+json"])
    }

    @Test func `errors of a form that says nothing of itself are there`() async throws {
        let document = try await Document.of { app in
            app.answerErrors { problem, _ in Response(problem.status, text: "no") }
            app.get("/") { "" }.describe(errors: [.conflict])
        }
        #expect(document["/paths/~1/get/responses/409"] == #"{"description":"Conflict"}"#)
    }

    @Test func `a result that is negotiated may find no format`() async throws {
        let document = try await Document.of { app in
            app.group("/api") { api in
                api.answerProblems()
                api.get("/tracks") { Negotiated([Track(id: 1, title: "a")]) }
                api.get("/stream") { StreamedList(AsyncStream<Track> { $0.finish() }) }
            }
        }
        for path in ["tracks", "stream"] {
            #expect(document.names("/paths/~1api~1\(path)/get/responses") == ["200", "406"])
            #expect(document.names("/paths/~1api~1\(path)/get/responses/406/content") == ["application/problem+json"])
        }
    }

    @Test func `limits and tags are errors and fields of what is behind them`() async throws {
        let document = try await Document.of { app in
            app.group("/api") { api in
                api.answerProblems()
                api.use(ETag())
                api.use(TimeLimit(.seconds(5)))
                api.get("/tracks") { [Track(id: 1, title: "a")] }
                api.post("/tracks") { "" }.bodyLimit(100)
            }
        }
        let get = "/paths/~1api~1tracks/get"
        #expect(document.names("\(get)/responses") == ["200", "304", "412", "503"])
        #expect(document["\(get)/responses/503/content"] == #"{"text/plain":{"schema":{"type":"string"}}}"#)
        #expect(document.names("\(get)/responses/200/headers") == ["ETag"])
        #expect(document.names("\(get)/responses/304/headers") == ["ETag"])
        #expect(document["\(get)/responses/304/content"] == nil)
        #expect(document["\(get)/parameters/0/name"] == #""If-None-Match""#)
        #expect(document.names("/paths/~1api~1tracks/post/responses") == ["200", "413", "503"])
        #expect(document["/paths/~1api~1tracks/post/parameters"] == nil)
    }

    @Test func `a group that is deprecated says so, and by which fields`() async throws {
        let document = try await Document.of { app in
            app.group("/old") { old in
                old.use(
                    Deprecation(since: .day(2025, 6, 1), sunset: .day(2026, 6, 1), information: "https://a.example"))
                old.get("/top") { "" }.deprecated(Deprecation(since: .day(2025, 1, 1)))
            }
        }
        #expect(document["/paths/~1old~1top/get/deprecated"] == "true")
        #expect(document.names("/paths/~1old~1top/get/responses/200/headers") == ["Deprecation", "Link", "Sunset"])
        #expect(
            document["/paths/~1old~1top/get/responses/200/headers/Deprecation/description"]
                == #""since when it should not be used any more (RFC 9745)""#)
    }

    // MARK: Versions

    private func versions(_ source: VersionSource, default: StoreVersion? = nil) async throws -> [String: Document] {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .accessLog)
        try await app.install(OpenAPI(title: "Store", version: "any"))
        app.answerProblems()
        app.versions(StoreVersion.self, by: source, default: `default`) { v in
            v.get("/tracks") { "" }
            v.post("/tracks") { (track: JSON<NewTrack>) in "" }
        }
        var documents: [String: Document] = [:]
        try await app.test { (client) async throws in
            for version in ["1", "3"] {
                let served = try await client.get("/docs/openapi-\(version).json")
                let root = try JSONSerialization.jsonObject(with: Data(served.text.utf8))
                documents[version] = Document(root: try #require(root as? NSDictionary), text: served.text)
            }
        }
        return documents
    }

    @Test(arguments: [VersionSource.header(), .query()])
    func `a version that there is not is a 400, whatever the method`(_ source: VersionSource) async throws {
        for version in [nil, StoreVersion.one] {
            let documents = try await versions(source, default: version)
            let newest = try #require(documents["3"])
            #expect(newest.names("/paths/~1tracks/get/responses") == ["200", "400"])
            #expect(newest.names("/paths/~1tracks/post/responses") == ["200", "400", "413", "415", "422"])
        }
    }

    @Test func `a media type of another version is a 406 or a 415`() async throws {
        let newest = try #require(try await versions(.mediaType())["3"])
        #expect(newest.names("/paths/~1tracks/get/responses") == ["200", "400", "406"])
        #expect(newest.names("/paths/~1tracks/post/responses") == ["200", "400", "406", "413", "415", "422"])
    }

    @Test func `answers name the version, and those of an old one its end`() async throws {
        let documents = try await versions(.header())
        let headers = "/paths/~1tracks/get/responses/200/headers"
        #expect(documents["3"]?.names(headers) == ["API-Version"])
        #expect(documents["1"]?.names(headers) == ["API-Version", "Deprecation", "Link", "Sunset"])
        #expect(documents["1"]?["\(headers)/API-Version/description"] == #""the version of the API""#)
        let path = try await versions(.path())
        #expect(path["3"]?["/paths/~1v3~1tracks/get/responses/200/headers"] == nil)
        #expect(path["3"]?.names("/paths/~1v3~1tracks/get/responses") == ["200"])
        #expect(
            path["1"]?.names("/paths/~1v1~1tracks/get/responses/200/headers") == ["Deprecation", "Link", "Sunset"])
    }
}

extension HTTPField.Name {
    fileprivate static let ticket = HTTPField.Name("X-Ticket")!
    fileprivate static let visitors = HTTPField.Name("X-Visitors")!
    fileprivate static let wagon = HTTPField.Name("X-Wagon")!
}
