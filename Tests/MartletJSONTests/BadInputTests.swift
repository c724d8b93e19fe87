import Foundation
import MartletHTTP
import MartletJSON
import MartletTesting
import Testing

@Schema struct Search {
    @Field(range: 1...) var page: Int = 1
    @Field(length: 2...10) var q: String?
    var genre: Genre?
    @Field(count: ...2) var tag: [String] = []
    var year: [Int] = []
    var live: Bool?
    var since: Date?
    var id: UUID?
    @Field(range: 0...1) var share: Double?
    @Field(format: .url) var home: String?
    @Field(format: .url(schemes: ["https"])) var hook: URL?
}

@Schema struct Registration: RequestValidated {
    @Field(length: 3...20, pattern: /^[a-z]+$/) var name: String
    @Field(format: .email) var mail: String
    var terms: Bool

    func validate(in request: Request, _ validation: inout Validation) async throws {
        validation.require(name != "root", at: "/name", "taken", "is taken")
    }
}

/// Holds values with rules of their own.
@Schema(names: .snakeCase) struct Release {
    @Field(count: ...3) @Each(length: 1...5, pattern: /^[a-z]+$/) var tagNames: [String] = []
    @Each(format: .email) var mails: Set<String>?
    @Keys(length: 2...2) @Each(range: 1...5) var marks: [String: Int] = [:]
    @Each(count: ...2) @Each(multipleOf: 0.5) var levels: Change<[[Double]]>
}

/// Holds itself below names of a client.
@Schema struct Shelf {
    var rows: [String: [Int]] = [:]
    var inner: [String: Shelf] = [:]
}

/// Bad input of every kind, each with its exact status, place and code.
@Suite struct BadInputTests {
    private func app() -> App {
        let app = App(disabling: .all)
        app.post("/tracks") { (track: JSON<Track>) in "\(track.title)" }
        app.post("/trees") { (tree: JSON<Tree>) in "\(tree.name)" }
        app.post("/lenient") { (value: JSON<Lenient>) in "\(value.a)" }
        app.patch("/changes") { (changes: JSON<Changes>) in "\(changes.value)" }
        app.get("/search") { (search: Query<Search>) in "\(search.page)" }
        app.get("/strict") { (search: Query<Search>) in "\(search.page)" }.unknownParameters(.refused)
        app.post("/register") { (form: Form<Registration>) in "\(form.name)" }
        app.post("/shelves") { (shelf: JSON<Shelf>) in "\(shelf.rows.count)" }
        app.post("/releases") { (release: JSON<Release>) in "\(release.tagNames.count)" }
        app.get("/releases") { (release: Query<Release>) in "\(release.tagNames.count)" }
        app.post("/named") { (places: JSON<[String: Place]>) in "\(places.value.count)" }
        app.post("/payments") { (payments: JSON<[Payment]>) in "\(payments.value.count)" }
        app.post("/conditions") { (condition: JSON<Condition>) in "\(condition.value == .true)" }
        app.post("/accounts") { (account: JSON<Registration>) in "\(account.name)" }
        return app
    }

    private struct Problem: Decodable {
        struct Entry: Decodable { var pointer: String?, parameter: String?, code: String, detail: String }
        var status: Int
        var detail: String?
        var errors: [Entry]?
    }

    /// The places and codes of a response, which is a problem of the expected status.
    private func found(_ response: TestResponse, _ status: Int) throws -> [String] {
        #expect(response.status.code == status, "\(response.text)")
        #expect(response.headers[.contentType] == "application/problem+json")
        for internals in ["Swift", "MartletJSON", "Optional(", "DecodingError", ".swift"] {
            #expect(!response.text.contains(internals))
        }
        let problem = try JSONDecoder().decode(Problem.self, from: Data(response.text.utf8))
        #expect(problem.status == status)
        return (problem.errors ?? []).map { "\($0.pointer ?? $0.parameter ?? "?") \($0.code)" }
    }

    private let accept: Headers = [.accept: "application/json"]

    /// Members of a track that is right but for one value.
    private static let values: [(member: String, json: String, expected: [String])] = [
        ("title", "1", ["/title type"]), ("title", "1.5", ["/title type"]), ("title", "true", ["/title type"]),
        ("title", "null", ["/title null"]), ("title", "[]", ["/title type"]), ("title", "{}", ["/title type"]),
        ("title", "\"\"", ["/title too_short"]), ("title", "\"123456789012345678901\"", ["/title too_long"]),
        ("title", "\"ääääääääääääääääääääa\"", ["/title too_long"]), ("title", "[\"a\"]", ["/title type"]),
        ("seconds", "0", ["/seconds too_small"]), ("seconds", "-1", ["/seconds too_small"]),
        ("seconds", "86401", ["/seconds too_large"]), ("seconds", "1.5", ["/seconds type"]),
        ("seconds", "\"1\"", ["/seconds type"]), ("seconds", "true", ["/seconds type"]),
        ("seconds", "null", ["/seconds null"]), ("seconds", "[1]", ["/seconds type"]),
        ("seconds", "{\"a\":1}", ["/seconds type"]), ("seconds", "1e999", ["/seconds out_of_range"]),
        ("seconds", "9223372036854775808", ["/seconds out_of_range"]), ("seconds", "1e-5", ["/seconds type"]),
        ("price", "0.4", ["/price too_small"]), ("price", "100", ["/price too_large"]),
        ("price", "100.0", ["/price too_large"]), ("price", "-5", ["/price too_small"]),
        ("price", "\"1.5\"", ["/price type"]), ("price", "1e309", ["/price out_of_range"]),
        ("price", "false", ["/price type"]), ("price", "{}", ["/price type"]),
        ("exact", "0.07", ["/exact multiple_of"]), ("exact", "1e-3", ["/exact multiple_of"]),
        ("exact", "\"0.05\"", ["/exact type"]), ("exact", "[0.05]", ["/exact type"]),
        ("exact", "123456789012345678901234567890123456789", ["/exact out_of_range"]),
        ("exact", "1e200", ["/exact out_of_range"]),
        ("genre", "\"pop\"", ["/genre one_of"]), ("genre", "\"Rock\"", ["/genre one_of"]),
        ("genre", "\"\"", ["/genre one_of"]), ("genre", "1", ["/genre type"]), ("genre", "null", ["/genre null"]),
        ("genre", "[\"rock\"]", ["/genre type"]),
        ("tags", "\"a\"", ["/tags type"]), ("tags", "null", ["/tags null"]), ("tags", "{}", ["/tags type"]),
        ("tags", "[1]", ["/tags/0 type"]), ("tags", "[\"a\",null]", ["/tags/1 null"]),
        ("tags", "[\"a\",\"a\"]", ["/tags not_unique"]),
        ("tags", "[\"a\",\"b\",\"c\",\"d\"]", ["/tags too_many_items"]),
        ("tags", "[\"a\",\"a\",\"b\",\"b\"]", ["/tags too_many_items", "/tags not_unique"]),
        ("tags", "[[\"a\"]]", ["/tags/0 type"]), ("tags", "[true,false]", ["/tags/0 type", "/tags/1 type"]),
        ("place", "1", ["/place type"]), ("place", "[]", ["/place type"]), ("place", "\"x\"", ["/place type"]),
        ("place", "{}", ["/place/street required", "/place/country required"]),
        ("place", "{\"street\":\"a\"}", ["/place/country required"]),
        ("place", "{\"street\":\"\",\"country\":\"DE\"}", ["/place/street too_short"]),
        ("place", "{\"street\":\"a\",\"country\":\"de\"}", ["/place/country pattern"]),
        ("place", "{\"street\":\"a\",\"country\":\"DEU\"}", ["/place/country pattern"]),
        ("place", "{\"street\":\"a\",\"country\":1}", ["/place/country type"]),
        ("place", "{\"street\":\"a\",\"country\":\"DE\",\"post_code\":1}", ["/place/post_code type"]),
        ("place", "{\"street\":\"a\",\"country\":\"DE\",\"postCode\":\"1\"}", ["/place/postCode unknown_member"]),
        ("place", "{\"street\":\"a\",\"country\":\"DE\",\"street\":\"b\"}", ["/place/street duplicate_member"]),
        ("place", "{\"street\":\"a\",\"country\":\"DE\",\"a/b~c\":1}", ["/place/a~1b~0c unknown_member"]),
        ("place", "{\"street\":\"a\",\"country\":\"DE\",\"\":1}", ["/place/ unknown_member"]),
        ("mail", "\"\"", ["/mail format"]), ("mail", "\"jo\"", ["/mail format"]), ("mail", "\"jo@\"", ["/mail format"]),
        ("mail", "\"@example.com\"", ["/mail format"]), ("mail", "\"jo@exa mple.com\"", ["/mail format"]),
        ("mail", "\"jo@example..com\"", ["/mail format"]), ("mail", "\"jo@-example.com\"", ["/mail format"]),
        ("mail", "\"jo@@example.com\"", ["/mail format"]), ("mail", "\"jo@example.com\\n\"", ["/mail format"]),
        ("mail", "\"Jo <jo@example.com>\"", ["/mail format"]), ("mail", "7", ["/mail type"]),
        ("side", "\"c\"", ["/side one_of"]), ("side", "\"A\"", ["/side one_of"]), ("side", "\"\"", ["/side one_of"]),
        ("side", "1", ["/side type"]),
        ("released", "\"2026-02-30T00:00:00Z\"", ["/released format"]),
        ("released", "\"2026-13-01T00:00:00Z\"", ["/released format"]),
        ("released", "\"2025-02-29T00:00:00Z\"", ["/released format"]),
        ("released", "\"2026-01-01T24:00:00Z\"", ["/released format"]),
        ("released", "\"2026-01-01T00:60:00Z\"", ["/released format"]),
        ("released", "\"2026-01-01T00:00:61Z\"", ["/released format"]),
        ("released", "\"2026-01-01T00:00:00\"", ["/released format"]),
        ("released", "\"2026-01-01\"", ["/released format"]), ("released", "\"yesterday\"", ["/released format"]),
        ("released", "\"\"", ["/released format"]), ("released", "1767225600", ["/released type"]),
        ("released", "\"2026-01-01T00:00:00+25:00\"", ["/released format"]),
        ("released", "\"2026-1-1T00:00:00Z\"", ["/released format"]),
        ("released", "\"2026-01-01T00:00:00.Z\"", ["/released format"]),
        ("released", "\"2026-01-01T00:00:00Zx\"", ["/released format"]),
        ("released", "\"-2026-01-01T00:00:00Z\"", ["/released format"]),
        ("released", "\"0000-01-01T00:00:00Z\"", ["/released format"]),
        ("released", "\"0001-01-01T00:00:00+01:00\"", ["/released format"]),
        ("released", "\"9999-12-31T23:59:59-01:00\"", ["/released format"]),
        ("released", "\"9999-12-31T23:59:59.9999999Z\"", ["/released format"]),
        ("id", "\"x\"", ["/id format"]), ("id", "\"\"", ["/id format"]), ("id", "1", ["/id type"]),
        ("id", "\"f81d4fae7dec11d0a76500a0c91e6bf6\"", ["/id format"]),
        ("id", "\"f81d4fae-7dec-11d0-a765-00a0c91e6bfg\"", ["/id format"]),
        ("level", "128", ["/level out_of_range"]), ("level", "-129", ["/level out_of_range"]),
        ("level", "1e3", ["/level out_of_range"]), ("level", "0.5", ["/level type"]),
        ("level", "\"1\"", ["/level type"]),
        ("link", "\"example\"", ["/link format"]), ("link", "\"http://\"", ["/link format"]),
        ("link", "\"//example.com\"", ["/link format"]), ("link", "\"http://exa mple.com\"", ["/link format"]),
        ("link", "\"\"", ["/link format"]), ("link", "5", ["/link type"]),
        ("cover", "\"?\"", ["/cover format"]), ("cover", "\"AQ\"", ["/cover format"]),
        ("cover", "[1,2]", ["/cover type"]),
        ("plays", "[]", ["/plays type"]), ("plays", "{\"a\":true}", ["/plays/a type"]),
        ("plays", "{\"a\":1,\"a\":2}", ["/plays/a duplicate_member"]),
        ("plays", "{\"a/b\":null}", ["/plays/a~1b null"]),
        ("plays", "{\"\":1.5}", ["/plays/ type"]),
        ("isLive", "1", ["/isLive type"]), ("isLive", "0", ["/isLive type"]), ("isLive", "\"true\"", ["/isLive type"]),
        ("isLive", "\"\"", ["/isLive type"]), ("isLive", "[]", ["/isLive type"]),
        ("secret", "1", ["/secret type"]), ("secret", "{}", ["/secret type"]),
        ("number", "1", ["/number read_only"]), ("number", "null", ["/number read_only"]),
        ("nummer", "1", ["/nummer unknown_member"]), ("Title", "\"x\"", ["/Title unknown_member"]),
        ("title ", "\"x\"", ["/title  unknown_member"]), ("__proto__", "{}", ["/__proto__ unknown_member"]),
    ]

    @Test func valuesThatDoNotFit() async throws {
        #expect(Self.values.count >= 125)
        try await app().test { client in
            for (member, json, expected) in Self.values {
                var members = ["title": "\"a\"", "seconds": "1"]
                members[member] = json
                let body =
                    "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",")
                    + "}"
                let response = try await client.post("/tracks", .text(body, type: "application/json"), headers: accept)
                #expect(try found(response, 422) == expected, "\(member): \(json)")
            }
        }
    }

    private static let elements: [(member: String, json: String, expected: [String])] = [
        ("tag_names", "[\"\"]", ["/tag_names/0 too_short", "/tag_names/0 pattern"]),
        ("tag_names", "[\"a\",\"b\",\"A\"]", ["/tag_names/2 pattern"]),
        ("tag_names", "[\"abcdef\",null,7]", ["/tag_names/0 too_long", "/tag_names/1 null", "/tag_names/2 type"]),
        ("tag_names", "[\"a\",\"b\",\"c\",\"D\"]", ["/tag_names too_many_items"]),
        ("tag_names", "\"a\"", ["/tag_names type"]), ("tag_names", "null", ["/tag_names null"]),
        ("tagNames", "[]", ["/tagNames unknown_member"]),
        ("mails", "[\"jo@example.com\",\"jo\"]", ["/mails/1 format"]),
        ("mails", "[\"jo@example.com\",\"jo@example.com\"]", ["/mails not_unique"]),
        ("mails", "{}", ["/mails type"]), ("mails", "[[]]", ["/mails/0 type"]),
        ("marks", "{\"a\":6}", ["/marks/a too_short", "/marks/a too_large"]),
        (
            "marks", "{\"ab\":1,\"abc\":1,\"a/b\":0}",
            ["/marks/abc too_long", "/marks/a~1b too_long", "/marks/a~1b too_small"]
        ),
        ("marks", "{\"ab\":1,\"ab\":9}", ["/marks/ab duplicate_member", "/marks/ab too_large"]),
        ("marks", "{\"\":true}", ["/marks/ too_short", "/marks/ type"]), ("marks", "[1]", ["/marks type"]),
        ("levels", "[[0.5,0.7],[1,1,1]]", ["/levels/0/1 multiple_of", "/levels/1 too_many_items"]),
        ("levels", "[1]", ["/levels/0 type"]), ("levels", "null", ["/levels null"]),
    ]

    @Test func elementsThatDoNotFit() async throws {
        try await app().test { client in
            for (member, json, expected) in Self.elements {
                let body = TestContent.text("{\"\(member)\":\(json)}", type: "application/json")
                let response = try await client.post("/releases", body, headers: accept)
                #expect(try found(response, 422) == expected, "\(member): \(json)")
            }
            let query = try await client.get("/releases?tag_names=a&tag_names=B&mails=jo", headers: accept)
            #expect(try found(query, 422) == ["tag_names pattern", "mails format"])
            let right = #"{"tag_names":["a"],"mails":null,"marks":{"ab":1},"levels":[[0.5],[1,1.5]]}"#
            #expect(try await client.post("/releases", .text(right, type: "application/json")).text == "1")
        }
    }

    /// Lists of payments.
    private static let payments: [(json: String, expected: [String])] = [
        ("{}", [" type"]), ("[1]", ["/0 type"]), ("[null]", ["/0 null"]), ("[[]]", ["/0 type"]),
        ("[{}]", ["/0/type required"]), (#"[{"type":"card"},{}]"#, ["/0/number required", "/1/type required"]),
        (#"[{"type":true}]"#, ["/0/type type"]), (#"[{"type":{"type":"card"}}]"#, ["/0/type type"]),
        (#"[{"type":null}]"#, ["/0/type null"]), (#"[{"type":"Cash"}]"#, ["/0/type one_of"]),
        (#"[{"Type":"cash"}]"#, ["/0/type required"]), (#"[{"type":"cash\u0000"}]"#, ["/0/type one_of"]),
        (#"[{"type":"cash","":1}]"#, ["/0/ unknown_member"]),
        (#"[{"type":"cash","typ":1}]"#, ["/0/typ unknown_member"]),
        (#"[{"type":"cash"},{"a":1,"type":"cash","a":2}]"#, ["/1/a unknown_member", "/1/a unknown_member"]),
        (#"[{"type":"cash","type":7}]"#, ["/0/type duplicate_member"]),
        (#"[{"type":"cash","\u0074ype":"cash"}]"#, ["/0/type duplicate_member"]),
        (#"[{"type":"card","number":"1234","holder":{"name":"a","type":"cash"}}]"#, ["/0/holder/type unknown_member"]),
        (#"[{"type":"card","number":"1234","month":"1"}]"#, ["/0/month type"]),
        (#"[{"month":0,"number":12,"type":"card"}]"#, ["/0/month too_small", "/0/number type"]),
    ]

    @Test func paymentsThatDoNotFit() async throws {
        try await app().test { client in
            for (body, expected) in Self.payments {
                let response = try await client.post(
                    "/payments", .text(body, type: "application/json"), headers: accept)
                #expect(try found(response, 422) == expected, "\(body)")
            }
        }
    }

    /// Content that is no JSON at all.
    private static let malformed = [
        "", " ", "\n", "{", "}", "[", "]", "\"", "'a'", "tru", "nul", "TRUE", "NaN", "Infinity", "-", "+1", "01", "1.",
        ".5",
        "1e", "0x10", "1_000", "{\"title\"}", "{\"title\":}", "{\"title\":\"a\",}", "{,}", "{title:\"a\"}",
        "{'title':'a'}",
        "{\"title\":\"a\" \"seconds\":1}", "{\"title\":\"a\";\"seconds\":1}", "{\"title\":\"a\"}}",
        "{\"title\":\"a\"}{}",
        "{\"title\":\"a\nb\"}", "{\"title\":\"\\q\"}", "{\"title\":\"\\u00g0\"}", "{\"title\":\"\\ud83d\"}",
        "{\"title\":\"a",
        "{\"title\":undefined}", "[1,2", "// comment\n{}", "{\"title\":\"a\"/* */}", "<track/>", "title=a",
        "\u{FEFF}\u{FEFF}{}",
        "{\"title\":[1,]}", "{\"title\":[,]}", "{\"x\":{\"y\":}}",
    ]

    @Test func contentThatIsNoJSON() async throws {
        #expect(Self.malformed.count >= 45)
        try await app().test { client in
            for body in Self.malformed {
                let response = try await client.post("/tracks", .text(body, type: "application/json"), headers: accept)
                #expect(try found(response, 400).isEmpty, "\(body)")
            }
        }
    }

    private static let queries: [(query: String, expected: [String])] = [
        ("page=0", ["page too_small"]), ("page=-1", ["page too_small"]), ("page=x", ["page type"]),
        ("page=1.5", ["page type"]), ("page=", ["page type"]), ("page=%201", ["page type"]),
        ("page=1e99", ["page out_of_range"]),
        ("page=99999999999999999999", ["page out_of_range"]), ("page=true", ["page type"]),
        ("page=null", ["page type"]),
        ("q=a", ["q too_short"]), ("q=12345678901", ["q too_long"]), ("genre=pop", ["genre one_of"]),
        ("genre=ROCK", ["genre one_of"]), ("tag=a&tag=b&tag=c", ["tag too_many_items"]), ("year=x", ["year type"]),
        ("year=2020&year=x", ["year type"]), ("live=2", ["live type"]), ("live=maybe", ["live type"]),
        ("since=2026-02-30", ["since format"]), ("since=now", ["since format"]), ("id=1", ["id format"]),
        ("share=2", ["share too_large"]), ("share=-0.1", ["share too_small"]), ("share=x", ["share type"]),
        ("share=1e400", ["share out_of_range"]), ("share=NaN", ["share type"]), ("share=01", ["share type"]),
        ("page=0&q=a&live=2", ["page too_small", "q too_short", "live type"]),
        ("home=ftp://example.com", ["home format"]), ("home=example.com", ["home format"]),
        ("home=javascript:alert(1)", ["home format"]), ("hook=http://example.com", ["hook format"]),
        ("hook=mailto:a@example.com", ["hook format"]), ("hook=x", ["hook format"]),
    ]

    private static let strictQueries: [(query: String, expected: [String])] = [
        ("pag=2", ["pag unknown_parameter"]), ("page[]=2", ["page[] unknown_parameter"]),
        ("tag=a&Tag=b", ["Tag unknown_parameter"]), ("other", ["other unknown_parameter"]),
        ("other=1&page=0&q=a", ["other unknown_parameter", "page too_small", "q too_short"]),
        ("%C3%A4=1", ["ä unknown_parameter"]), ("__proto__=1", ["__proto__ unknown_parameter"]),
    ]

    @Test func queriesWithUnknownParameters() async throws {
        try await app().test { client in
            for (query, expected) in Self.strictQueries {
                let response = try await client.get("/strict?\(query)", headers: accept)
                #expect(try found(response, 422) == expected, "\(query)")
            }
            #expect(try await client.get("/strict?page=2&genre=&live=on&tag=a&tag=b").text == "2")
        }
    }

    /// Each is a problem of a status, wherever it is asked for.
    @Test func queriesThatCannotBeRead() async throws {
        try await app().test { client in
            for path in ["/search", "/strict", "/tracks"] {
                for query in ["page=%zz", "page=%", "page=%FF", "page=%00", "%C3=1"] {
                    let response =
                        path == "/tracks"
                        ? try await client.post(
                            "\(path)?\(query)", .text("{}", type: "application/json"), headers: accept)
                        : try await client.get("\(path)?\(query)", headers: accept)
                    #expect(try found(response, 400).isEmpty, "\(path)?\(query)")
                }
            }
        }
    }

    @Test func queriesThatDoNotFit() async throws {
        try await app().test { client in
            for (query, expected) in Self.queries {
                let response = try await client.get("/search?\(query)", headers: accept)
                #expect(try found(response, 422) == expected, "\(query)")
            }
            #expect(try await client.get("/search?page=2&other=1&genre=&live=on&since=2026-01-31&tag=").text == "2")
        }
    }

    @Test func formsThatDoNotFit() async throws {
        let forms: [(KeyValuePairs<String, String>, [String])] = [
            ([:], ["name required", "mail required", "terms required"]),
            (["name": "jo", "mail": "x", "terms": "perhaps"], ["name too_short", "mail format", "terms type"]),
            (["name": "JO1", "mail": "jo@example.com", "terms": "on"], ["name pattern"]),
            (["name": "root", "mail": "jo@example.com", "terms": "on"], ["name taken"]),
        ]
        try await app().test { client in
            for (form, expected) in forms {
                let response = try await client.post("/register", form: form, headers: accept)
                #expect(try found(response, 422) == expected)
            }
            let right = try await client.post(
                "/register", form: ["name": "joe", "mail": "jo@example.com", "terms": "on"])
            #expect(right.text == "joe")
        }
    }

    @Test func rulesThatNeedTheRequestComeLast() async throws {
        try await app().test { client in
            let taken = #"{"name":"root","mail":"jo@example.com","terms":true}"#
            let first = try await client.post("/accounts", .text(taken, type: "application/json"), headers: accept)
            #expect(try found(first, 422) == ["/name taken"])
            let wrong = #"{"name":"root","mail":"jo","terms":true}"#
            let second = try await client.post("/accounts", .text(wrong, type: "application/json"), headers: accept)
            #expect(try found(second, 422) == ["/mail format"])
        }
    }

    @Test(arguments: [
        ("text/plain", 415), ("application/xml", 415), ("application/x-www-form-urlencoded", 415), ("", 415),
        ("multipart/form-data; boundary=x", 415), ("application/jsonx", 415), ("json", 415), ("application/json5", 415),
        ("application/json", 422), ("application/json; charset=utf-8", 422), ("APPLICATION/JSON", 422),
        ("application/merge-patch+json", 422),
    ])
    func mediaTypes(_ type: String, _ status: Int) async throws {
        try await app().test { client in
            let response = try await client.post(
                "/tracks", .text("{}", type: type), headers: accept)
            _ = try found(response, status)
        }
    }

    @Test func contentIsBoundedInTimeAndMemory() async throws {
        try await app().test { client in
            let clock = ContinuousClock()
            let long = String(repeating: "n", count: 1_000_000)
            let marks = "a" + String(repeating: "\u{301}", count: 400_000)
            let texts = [String](repeating: "\"x\"", count: 200).joined(separator: ",")
            let names = (0..<60).map { "\(String(repeating: "é", count: 39))\($0 % 10)" }
            let bodies: [(String, String, Int)] = [
                ("/shelves", "{\"rows\":{\"\(long)\":[\(texts)]}}", 422),
                ("/shelves", "{\"rows\":{\"\(marks)\":[\(texts)]}}", 422),
                ("/named", "{\"\(long)\":{}}", 422),
                (
                    "/shelves",
                    names.prefix(30).map { "{\"inner\":{\"\($0)\":" }.joined() + "{\"rows\":{\"a\":[\(texts)]}}"
                        + String(repeating: "}}", count: 30), 422
                ),
                ("/lenient", "{\"b\":" + String(repeating: "[", count: 500_000), 400),
                ("/lenient", String(repeating: "{\"b\":", count: 150_000), 400),
                ("/trees", String(repeating: #"{"name":"a","children":["#, count: 40_000), 400),
                ("/lenient", "{" + (0..<60_000).map { "\"n\($0)\":1" }.joined(separator: ",") + ",\"a\":1}", 200),
                ("/tracks", "{" + (0..<60_000).map { "\"n\($0)\":1" }.joined(separator: ",") + "}", 422),
                ("/lenient", "{\"a\":1" + String(repeating: ",\"a\":1", count: 100_000) + "}", 422),
                ("/lenient", "{\"a\":1" + String(repeating: "0", count: 1_000_000) + "}", 400),
                ("/lenient", "{\"a\":0." + String(repeating: "1", count: 1_000_000) + "}", 400),
                ("/tracks", "{\"title\":\"" + String(repeating: "\\u00e4", count: 150_000) + "\",\"seconds\":1}", 422),
                ("/lenient", "{\"b\":\"" + String(repeating: "x", count: 2_000_000) + "\"}", 413),
                (
                    "/payments",
                    "[" + [String](repeating: #"{"type":"crad"}"#, count: 50_000).joined(separator: ",") + "]", 422
                ),
                ("/payments", "[{\"type\":\"" + String(repeating: "x", count: 1_000_000) + "\"}]", 422),
                (
                    "/payments",
                    "[{" + (0..<50_000).map { "\"n\($0)\":[]" }.joined(separator: ",") + ",\"type\":\"cash\"}]", 422
                ),
                (
                    "/conditions",
                    String(repeating: "{\"of\":", count: 60) + "{\"a\":\"" + String(repeating: "y", count: 900_000)
                        + "\",\"op\":\"true\"}" + String(repeating: ",\"op\":\"not\"}", count: 60), 422
                ),
            ]
            for (path, body, status) in bodies {
                let took = try await clock.measure {
                    let response = try await client.post(path, .text(body, type: "application/json"), headers: accept)
                    #expect(response.status.code == status, "\(path): \(body.prefix(40))")
                    #expect(response.text.utf8.count < 20_000)
                }
                #expect(took < .seconds(3), "\(path): \(body.prefix(40))")
            }
        }
    }

    @Test func wordsCanBeReplaced() async throws {
        let app = app()
        app.services[ProblemMessages.self] = ProblemMessages { problem, request in
            guard request.headers[.acceptLanguage]?.hasPrefix("de") == true else { return nil }
            return problem.code == "too_short" ? "braucht mindestens \(problem.parameters["min"] ?? "?") Zeichen" : nil
        }
        try await app.test { client in
            var headers = accept
            headers[.acceptLanguage] = "de"
            let body = #"{"title":"","seconds":0}"#
            let german = try await client.post("/tracks", .text(body, type: "application/json"), headers: headers)
            #expect(
                german.text
                    == #"{"type":"about:blank","title":"Unprocessable Content","status":422,"errors":[{"pointer":"/title","code":"too_short","detail":"braucht mindestens 1 Zeichen"},{"pointer":"/seconds","code":"too_small","detail":"must be at least 1"}]}"#
                    + "\n")
        }
    }

    @Test func `words count wherever a problem is told`() async throws {
        let app = app()
        app.services[ProblemMessages.self] = ProblemMessages { problem, _ in
            problem.code == "required" ? "fehlt" : nil
        }
        app.group("/own") { own in
            own.answerErrors { problem, _ in
                JSON(["detail": problem.detail ?? "", "first": problem.problems.first?.detail ?? ""])
            }
            own.post("/lenient") { (value: JSON<Lenient>) in "\(value.a)" }
        }
        try await app.test { client in
            func answer(_ path: String, _ accept: String) async throws -> String {
                try await client.post(path, .text("{}", type: "application/json"), headers: [.accept: accept]).text
            }
            let json = try await answer("/lenient", "application/json")
            #expect(
                json
                    == #"{"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"/a fehlt.","errors":[{"pointer":"/a","code":"required","detail":"fehlt"}]}"#
                    + "\n")
            #expect(try await answer("/lenient", "text/plain") == "422 Unprocessable Content\n/a fehlt.\n")
            let page = try await answer("/lenient", "text/html")
            #expect(page.contains("<p>/a fehlt.</p>"))
            #expect(try await answer("/own/lenient", "*/*") == #"{"detail":"/a fehlt.","first":"fehlt"}"#)
            let tracks = try await answer("/tracks", "text/plain")
            #expect(
                tracks == "422 Unprocessable Content\n2 values are not as expected: /title fehlt. /seconds fehlt.\n")
        }
    }
}
