import Testing

/// What users do with articles of others: like them and comment on them.
@Suite struct ReactionTests {
    @Test(arguments: TestedDatabase.allCases)
    func `articles are liked once by each user`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let anna = try await visitor.registered("anna")
            let jake = try await visitor.registered("jake")
            let slug = try await anna.write("One", tags: ["a"])
            func check(_ answer: Visitor.Answer, _ isFavorite: Bool, _ count: Double) {
                #expect(answer.status == 200)
                #expect(answer["article"]?["favorited"] == .bool(isFavorite))
                #expect(answer["article"]?["favoritesCount"] == .number(count))
                #expect(answer["article"]?["tagList"] == ["a"])
            }
            check(try await jake.delete("/articles/\(slug)/favorite"), false, 0)
            for _ in 1...2 { check(try await jake.post("/articles/\(slug)/favorite"), true, 1) }
            check(try await anna.get("/articles/\(slug)"), false, 1)
            check(try await anna.post("/articles/\(slug)/favorite"), true, 2)
            check(try await visitor.get("/articles/\(slug)"), false, 2)
            for _ in 1...2 { check(try await jake.delete("/articles/\(slug)/favorite"), false, 1) }
            #expect(try await anna.delete("/articles/\(slug)").status == 204)
            #expect(try await visitor.get("/articles?favorited=anna")["articlesCount"] == 0)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `comments are written, read and deleted`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let anna = try await visitor.registered("anna")
            let jake = try await visitor.registered("jake")
            let slug = try await anna.write("One")
            let empty = try await visitor.get("/articles/\(slug)/comments")
            #expect(empty.status == 200)
            #expect(empty.content == ["comments": []])
            let made = try await jake.post("/articles/\(slug)/comments", ["comment": ["body": "Thank you so much!"]])
            #expect(made.status == 201)
            #expect(made["comment"]?["body"] == "Thank you so much!")
            #expect(made["comment"]?["author"]?["username"] == "jake")
            let second = try await anna.comment("You are welcome", on: slug)
            _ = try await jake.post("/profiles/anna/follow")
            let seen = try await jake.get("/articles/\(slug)/comments")["comments"]?.elements ?? []
            #expect(seen.map { $0["body"] } == ["You are welcome", "Thank you so much!"])
            #expect(seen.map { $0["author"]?["following"] } == [true, false])
            #expect(seen.last == made["comment"])
            #expect(try await anna.delete("/articles/\(slug)/comments/\(second)").status == 204)
            let left = try await visitor.get("/articles/\(slug)/comments")
            #expect(left["comments"]?.elements.map { $0["body"] } == ["Thank you so much!"])
        }
    }

    static let wrong: [(JSONTree, thing: String)] = [
        ([:], "comment"), (["comment": .null], "comment"), (["comment": [:]], "body"),
        (["comment": ["body": ""]], "body"), (["comment": ["body": " "]], "body"),
        (["comment": ["body": .null]], "body"),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `a comment is not blank`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            let slug = try await jake.write("One")
            for (json, thing) in Self.wrong {
                let answer = try await jake.post("/articles/\(slug)/comments", json)
                #expect(answer.isError(422, thing, "can't be blank"), "\(json): \(answer)")
            }
        }
    }
}
