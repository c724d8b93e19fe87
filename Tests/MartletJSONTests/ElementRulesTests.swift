import MartletCore
import MartletJSON
import Testing

/// Rules of what lists, sets and dictionaries hold.
@Suite struct ElementRulesTests {
    @Schema struct Album: Equatable {
        @Field(count: ...4) @Each(length: 1...5, pattern: /^[a-z]+$/) var tags: [String] = []
        @Each(format: .email) var mails: [String]?
        @Each(range: 1...5) var marks: Change<[Int]>
        @Field(count: ...3) @Each(multipleOf: 5) var steps: Set<Int> = []
        @Field(count: ...2) @Keys(pattern: /^[a-z]{2}$/) @Each(length: 1...5) var titles: [String: String] = [:]
        @Each(count: 2...2) @Each(range: 0...9) var grid: [[Int]] = []
        @Each(length: 2...) var names: [String?] = []
        @Keys(oneOf: ["a", "b"]) var counts: [String: Int] = [:]
        @Each @Each(oneOf: ["x"]) var sides: [String: [String]]? = nil
    }

    private func album(_ json: String) throws -> Album {
        try Array(json.utf8).withUnsafeBytes { try Album.read(json: $0) }
    }

    private func problems(_ read: () throws -> Album) -> [FieldProblem] {
        do {
            _ = try read()
            return []
        } catch let error as ValidationError {
            return error.problems
        } catch {
            Issue.record("\(error)")
            return []
        }
    }

    private func told(_ problem: FieldProblem) -> String {
        switch problem.place {
        case .pointer(let place), .parameter(let place): "\(place) \(problem.code): \(problem.detail)"
        }
    }

    @Test func `what follows its rules is read`() throws {
        let read = try album(
            #"{"tags":["rock","jazz"],"mails":["jo@example.com"],"marks":[1,5],"steps":[5,10],"titles":{"en":"Blue"},"#
                + #""grid":[[1,2],[0,9]],"names":["ab",null],"counts":{"a":1},"sides":{"k":["x","x"]}}"#)
        var expected = Album(marks: .set([1, 5]))
        expected.tags = ["rock", "jazz"]
        expected.mails = ["jo@example.com"]
        expected.steps = [5, 10]
        expected.titles = ["en": "Blue"]
        expected.grid = [[1, 2], [0, 9]]
        expected.names = ["ab", nil]
        expected.counts = ["a": 1]
        expected.sides = ["k": ["x", "x"]]
        #expect(read == expected)
        #expect(try album(#"{"mails":null}"#) == Album(marks: .unchanged))
    }

    private static let pattern = "must match the pattern ^[a-z]+$"

    @Test(
        arguments: [
            (
                #""tags":["a","B",""]"#,
                ["/tags/1 pattern: \(pattern)", "/tags/2 too_short: must not be empty", "/tags/2 pattern: \(pattern)"]
            ),
            (
                #""tags":["abcdef",1]"#,
                [
                    "/tags/0 too_long: must have at most 5 characters",
                    "/tags/1 type: must be a string, not a number",
                ]
            ),
            (
                #""mails":["jo@example.com","jo"]"#,
                ["/mails/1 format: must be an e-mail address such as name@example.com"]
            ),
            (#""marks":[1,0]"#, ["/marks/1 too_small: must be at least 1"]),
            (#""steps":[5,7]"#, ["/steps/1 multiple_of: must be a multiple of 5"]),
            (#""steps":[5,5]"#, ["/steps not_unique: must not have an element twice"]),
            (#""steps":[5,10,15,20]"#, ["/steps too_many_items: must have at most 3 elements"]),
            (
                #""titles":{"EN":"abcdef","de":"a"}"#,
                [
                    "/titles/EN pattern: has a name that must match the pattern ^[a-z]{2}$",
                    "/titles/EN too_long: must have at most 5 characters",
                ]
            ),
            (#""titles":{"en":1}"#, ["/titles/en type: must be a string, not a number"]),
            (#""titles":{"en":"a","en":"b"}"#, ["/titles/en duplicate_member: must not stand there twice"]),
            (
                #""grid":[[1],[1,10],[1,2,3]]"#,
                [
                    "/grid/0 too_few_items: must have at least 2 elements", "/grid/1/1 too_large: must be at most 9",
                    "/grid/2 too_many_items: must have at most 2 elements",
                ]
            ),
            (#""names":["a",null]"#, ["/names/0 too_short: must have at least 2 characters"]),
            (#""counts":{"c":1}"#, ["/counts/c one_of: has a name that must be one of a, b"]),
            (#""sides":{"k":["x","y"]}"#, ["/sides/k/1 one_of: must be one of x"]),
        ] as [(String, [String])])
    func `what breaks a rule is told with its place`(_ members: String, _ expected: [String]) {
        #expect(problems { try album("{\(members)}") }.map(told) == expected)
    }

    @Test func `elements behind the most that may be there are not looked at`() {
        let tags = problems { try album(#"{"tags":["a","b","c","d","E","F"]}"#) }
        #expect(tags.map(told) == ["/tags too_many_items: must have at most 4 elements"])
        let titles = problems { try album(#"{"titles":{"a1":"x","en":"x","E":"abcdef"}}"#) }
        #expect(titles.map(told) == ["/titles/a1 pattern: has a name that must match the pattern ^[a-z]{2}$"])
    }

    @Test func `a problem of a name says so to those who translate it`() throws {
        let problem = try #require(problems { try album(#"{"titles":{"EN":"a"}}"#) }.first)
        #expect(problem.parameters == ["pattern": "^[a-z]{2}$", "part": "name"])
    }

    @Test func `texts of queries and forms follow them too, and say which is meant`() throws {
        let wrong = problems { try Album.read(fields: QueryParameters(parsing: "tags=a&tags=&tags=B&marks=9")) }
        #expect(
            wrong.map(told) == [
                "tags pattern: \(Self.pattern) (got `B`)", "marks too_large: must be at most 5 (got `9`)",
            ])
        #expect(wrong.first?.place == .parameter("tags"))
        let right = try Album.read(fields: QueryParameters(parsing: "tags=a&tags=b&marks=5"))
        #expect(right.tags == ["a", "b"] && right.marks == .set([5]))
    }

    @Test func `cells of tables follow them too`() throws {
        let cells = "tags=%5B%22a%22%2C%22B%22%5D&titles=%7B%22E%22%3A%22x%22%7D"
        #expect(
            problems { try Album.read(cells: QueryParameters(parsing: cells)) }.map(told) == [
                "/tags/1 pattern: \(Self.pattern)",
                "/titles/E pattern: has a name that must match the pattern ^[a-z]{2}$",
            ])
    }

    @Test func `they are known`() {
        let known = Dictionary(uniqueKeysWithValues: Album.schema.members.map { ($0.name, $0.constraints) })
        #expect(known["tags"] == [.maxItems(4), .each([.minLength(1), .maxLength(5), .pattern("^[a-z]+$")])])
        #expect(
            known["titles"] == [.maxItems(2), .keys([.pattern("^[a-z]{2}$")]), .each([.minLength(1), .maxLength(5)])])
        #expect(known["grid"] == [.each([.minItems(2), .maxItems(2), .each([.minimum("0"), .maximum("9")])])])
        #expect(known["counts"] == [.keys([.oneOf(["\"a\"", "\"b\""])])])
    }
}
