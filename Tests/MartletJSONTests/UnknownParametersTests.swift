import Foundation
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

/// Queries with parameters that a route does not have.
@Suite struct UnknownParametersTests {
    @Schema struct Words: Equatable {
        @Field(length: 2...) var word: String?
        @Field(name: "per_page", range: 1...100) var perPage: Int = 20
        @Field(access: .readOnly) var number: Int?
    }

    private struct Paging: Decodable, Sendable {
        var page: Int?
        var tag: [String]
    }

    private struct Unseen: Decodable, Sendable {
        init(from decoder: any Decoder) throws {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "checks what it gets"))
        }
    }

    /// Parameters of their own, by name.
    private struct Sorted: Extractor {
        let order: String?
        static func extract(from source: inout ExtractionSource) throws -> Sorted {
            Sorted(order: try source.request.query["order"])
        }
        static var parameters: [ParameterDescription] {
            [ParameterDescription(.query, name: "order", String.self, isRequired: false)]
        }
    }

    /// Asks for a key in the query.
    private struct Keyed: Extractor, SecurityDescribing {
        static func extract(from source: inout ExtractionSource) throws -> Keyed {
            guard try source.request.query["key"] == "k" else { throw HTTPError(.unauthorized) }
            return Keyed()
        }
        static var security: SecurityRequirementDescription {
            SecurityRequirementDescription { _ in
                [SecuritySchemeDescription(id: "key", kind: .apiKey(in: .query, name: "key"))]
            }
        }
    }

    private struct FromWatch: RouteCondition {
        func holds(for request: Request) -> Bool { request.headers[.userAgent] == "Watch" }
    }

    private func app() -> App {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        app.group("/strict") { strict in
            strict.answerProblems()
            strict.unknownParameters(.refused, besides: ["utm_source"])
            strict.get("/words") { (words: Query<Words>) in "\(words.perPage)" }
            strict.get("/several") { (words: Query<Words>, paging: Query<Paging>, order: Sorted) in
                "\(words.perPage) \(paging.page ?? 0) \(order.order ?? "")"
            }
            strict.get("/none") { "none" }
            strict.get("/maybe") { (words: Query<Words>?) in "\(words?.perPage ?? 0)" }
            strict.get("/keyed") { (_: Keyed, words: Query<Words>) in "\(words.perPage)" }
            strict.post("/words") { (words: JSON<Words>) in "\(words.perPage)" }
            strict.get("/lenient") { (words: Query<Words>) in "\(words.perPage)" }.unknownParameters(.ignored)
            strict.get("/watch") { (words: Query<Words>) in "\(words.perPage)" }
                .answer(where: FromWatch()) { (paging: Query<Paging>) in "\(paging.page ?? 0)" }
                .unknownParameters(.refused, besides: ["face"])
            strict.group("/guarded") { guarded in
                guarded.use(Requiring(Sorted.self))
                guarded.use(Requiring(Keyed.self))
                guarded.get("/") { "guarded" }
            }
        }
        app.get("/words") { (words: Query<Words>) in "\(words.perPage)" }
        app.get("/alone") { (words: Query<Words>) in "\(words.perPage)" }.unknownParameters(.refused)
        return app
    }

    private struct Found: Decodable {
        struct Entry: Decodable { var parameter: String?, code: String, detail: String }
        var errors: [Entry]?
        /// The problems, a line each.
        var lines: [String] { (errors ?? []).map { "\($0.parameter ?? "?") \($0.code): \($0.detail)" } }
    }

    private static let bad: [(query: String, problems: [String])] = [
        ("/words?wrod=ab", ["wrod unknown_parameter: is not known here; did you mean `word`?"]),
        ("/words?perPage=3", ["perPage unknown_parameter: is not known here; did you mean `per_page`?"]),
        (
            "/words?Word=ab&zzzz=1",
            [
                "Word unknown_parameter: is not known here; did you mean `word`?",
                "zzzz unknown_parameter: is not known here",
            ]
        ),
        ("/words?x=1&x=2&%78=3", ["x unknown_parameter: is not known here"]),
        ("/words?number=1", ["number unknown_parameter: is not known here"]),
        ("/words?=1", [" unknown_parameter: is not known here"]),
        ("/words?a%00b=1", []),
        (
            "/words?wrod=ab&per_page=0&word=a",
            [
                "wrod unknown_parameter: is not known here; did you mean `word`?",
                "word too_short: must have at least 2 characters",
                "per_page too_small: must be at least 1",
            ]
        ),
        ("/several?pag=1&page=x", ["pag unknown_parameter: is not known here; did you mean `page`?"]),
        ("/none?a=1", ["a unknown_parameter: is not known here"]),
        ("/maybe?wrod=ab", ["wrod unknown_parameter: is not known here; did you mean `word`?"]),
        ("/keyed?key=k&wrod=ab", ["wrod unknown_parameter: is not known here; did you mean `word`?"]),
        ("/watch?page=1", ["page unknown_parameter: is not known here"]),
        ("/guarded?key=k&ordr=a", ["ordr unknown_parameter: is not known here; did you mean `order`?"]),
    ]

    @Test func `unknown ones are told with what was meant, and what else is wrong`() async throws {
        try await app().test { (client) async throws in
            for (path, problems) in Self.bad {
                let response = try await client.get("/strict" + path)
                #expect(response.status.code == (problems.isEmpty ? 400 : 422), "\(path)")
                #expect(response.headers[.contentType] == "application/problem+json", "\(path)")
                #expect(try response.json(Found.self).lines == problems, "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("/strict/words?word=ab&per_page=3", "3"), ("/strict/words", "20"), ("/strict/words?", "20"),
        ("/strict/words?utm_source=x", "20"), ("/strict/several?page=2&tag=a&tag=b&order=name&word=ab", "20 2 name"),
        ("/strict/none", "none"), ("/strict/lenient?wrod=ab", "20"), ("/strict/keyed?key=k&per_page=5", "5"),
        ("/strict/guarded?key=k&order=a", "guarded"), ("/strict/watch?face=round&utm_source=x", "20"),
        ("/words?wrod=ab", "20"), ("/alone?per_page=4", "4"),
    ])
    func `those that a route has are taken, and others where nothing is said`(path: String, text: String) async throws {
        try await app().test { (client) async throws in
            let response = try await client.get(path, followingRedirects: true)
            #expect(response.text == text)
        }
    }

    @Test func `another handler of the route has parameters of its own`() async throws {
        try await app().test { (client) async throws in
            let watch: Headers = [.userAgent: "Watch"]
            #expect(try await client.get("/strict/watch?page=2&tag=a&face=round", headers: watch).text == "2")
            #expect(try await client.get("/strict/watch?per_page=2", headers: watch).status == .unprocessableContent)
        }
    }

    @Test func `who has not proved who they are learns of no parameters`() async throws {
        try await app().test { (client) async throws in
            #expect(try await client.get("/strict/keyed?wrod=ab").status == .unauthorized)
            #expect(try await client.get("/strict/guarded?ordr=a").status == .unauthorized)
        }
    }

    @Test func `requests with content have a query too`() async throws {
        try await app().test { (client) async throws in
            let body = TestContent.text("{}", type: "application/json")
            #expect(try await client.post("/strict/words", body).text == "20")
            #expect(try await client.post("/strict/words?word=ab", body).status == .unprocessableContent)
        }
    }

    @Test func `many of them are told of as far as a list goes`() async throws {
        try await app().test { (client) async throws in
            let query = (0..<300).map { "n\($0)=1" }.joined(separator: "&")
            let response = try await client.get("/strict/words?\(query)")
            let found = try response.json(Found.self).lines
            #expect(found.count == 101)
            #expect(found.last == "? more: has more mistakes than are listed")
            let long = try await client.get("/strict/words?\(String(repeating: "w", count: 5_000))=1")
            #expect(
                try long.json(Found.self).lines == [
                    "\(String(repeating: "w", count: 40))… unknown_parameter: is not known here"
                ])
        }
    }

    @Test func `a struct whose members cannot be found stops the start`() async throws {
        let app = App(settings: Settings(dotEnv: nil, environment: [:]), disabling: .all)
        app.unknownParameters(.refused)
        app.get("/unseen") { (_: Query<Unseen>) in "" }
        app.get("/left") { (_: Query<Unseen>) in "" }.unknownParameters(.ignored)
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        let problem = try #require(error?.problems.first)
        #expect(error?.problems.count == 1)
        #expect(
            problem.hasPrefix("which parameters a query of `Unseen` has is not known, so that others cannot be refused")
        )
        #expect(problem.contains("(GET /unseen at "))
    }
}
