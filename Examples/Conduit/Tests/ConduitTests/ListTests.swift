import Testing

@Suite struct ListTests {
    /// The slugs of a list.
    private func slugs(_ answer: Visitor.Answer) -> [String] {
        (answer["articles"]?.elements ?? []).compactMap { $0["slug"]?.string }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `articles are filtered, the newest first`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let anna = try await visitor.registered("anna")
            let jake = try await visitor.registered("jake")
            try await anna.write("a1", tags: ["swift", "sql"])
            try await jake.write("j1", tags: ["swift"])
            try await anna.write("a2", tags: ["SQL"])
            for slug in ["a1", "j1"] { _ = try await jake.post("/articles/\(slug)/favorite") }
            _ = try await anna.post("/articles/a1/favorite")
            let lists: [(String, [String])] = [
                ("", ["a2", "j1", "a1"]), ("?tag=swift", ["j1", "a1"]), ("?tag=sql", ["a1"]), ("?tag=none", []),
                ("?author=anna", ["a2", "a1"]), ("?author=nobody", []), ("?favorited=jake", ["j1", "a1"]),
                ("?favorited=anna", ["a1"]), ("?favorited=nobody", []), ("?tag=swift&author=jake", ["j1"]),
                ("?tag=swift&author=anna&favorited=jake", ["a1"]), ("?author=jake&favorited=anna", []),
                ("?tag=&author=&favorited=", ["a2", "j1", "a1"]), ("?unknown=1", ["a2", "j1", "a1"]),
            ]
            for (query, expected) in lists {
                let answer = try await visitor.get("/articles\(query)")
                #expect(answer.status == 200)
                #expect(slugs(answer) == expected, "\(query)")
                #expect(answer["articlesCount"] == .number(Double(expected.count)), "\(query)")
            }
            let seen = try await anna.get("/articles?author=anna")["articles"]?.elements
            #expect(seen?.map { $0["favorited"] } == [false, true])
            #expect(seen?.map { $0["favoritesCount"] } == [0, 2])
            #expect(seen?.map { $0["tagList"] } == [["SQL"], ["swift", "sql"]])
            #expect(seen?.allSatisfy { $0["body"] == nil } == true)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `pages follow one another, and the count is that of all`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            for number in 1...25 { try await jake.write("n\(number)") }
            let all = (1...25).reversed().map { "n\($0)" }
            let pages: [(String, ArraySlice<String>)] = [
                ("", all[0..<20]), ("?limit=3", all[0..<3]), ("?limit=3&offset=3", all[3..<6]),
                ("?offset=20", all[20...]),
                ("?limit=1000", all[...]), ("?limit=5000&offset=24", all[24...]), ("?offset=25", []),
                ("?offset=9223372036854775807", []), ("?limit=9223372036854775807", all[...]),
            ]
            for (query, expected) in pages {
                let answer = try await visitor.get("/articles\(query)")
                #expect(slugs(answer) == Array(expected), "\(query)")
                #expect(answer["articlesCount"] == 25)
            }
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `the feed has the articles of those whom one follows`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let anna = try await visitor.registered("anna")
            let jake = try await visitor.registered("jake")
            let kim = try await visitor.registered("kim")
            try await anna.write("a1")
            try await jake.write("j1")
            try await kim.write("k1")
            try await anna.write("a2")
            let empty = try await jake.get("/articles/feed")
            #expect(empty.content == ["articles": [], "articlesCount": 0])
            for name in ["anna", "kim"] { _ = try await jake.post("/profiles/\(name)/follow") }
            let feed = try await jake.get("/articles/feed")
            #expect(slugs(feed) == ["a2", "k1", "a1"])
            #expect(feed["articlesCount"] == 3)
            #expect(feed["articles"]?.elements.allSatisfy { $0["author"]?["following"] == true } == true)
            #expect(slugs(try await jake.get("/articles/feed?limit=1&offset=1")) == ["k1"])
            #expect(slugs(try await anna.get("/articles/feed")) == [])
            _ = try await jake.delete("/profiles/anna/follow")
            #expect(slugs(try await jake.get("/articles/feed")) == ["k1"])
            let listed = try await jake.get("/articles")["articles"]?.elements
            #expect(listed?.map { $0["author"]?["following"] } == [false, true, false, false])
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `tags are those of articles, each once, in the order of their names`(on database: TestedDatabase) async throws
    {
        try await database.visit { visitor in
            #expect(try await visitor.get("/tags").content == ["tags": []])
            let jake = try await visitor.registered("jake")
            try await jake.write("one", tags: ["swift", "sql"])
            try await jake.write("two", tags: ["sql", "art"])
            #expect(try await visitor.get("/tags").content == ["tags": ["art", "sql", "swift"]])
            _ = try await jake.put("/articles/two", ["article": ["tagList": []]])
            #expect(try await visitor.get("/tags").content == ["tags": ["sql", "swift"]])
        }
    }
}
