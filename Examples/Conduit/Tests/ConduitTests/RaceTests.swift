import Testing

/// Requests that come at the same time.
@Suite struct RaceTests {
    @Test(arguments: TestedDatabase.allCases)
    func `one of many who want a name gets it`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let answers = try await withThrowingTaskGroup(of: Visitor.Answer.self) { group in
                for number in 1...12 {
                    let user: JSONTree = [
                        "username": "jake", "email": .text("jake\(number)@example.com"), "password": "secret",
                    ]
                    group.addTask { try await visitor.post("/users", ["user": user]) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.filter { $0.status == 201 }.count == 1)
            #expect(answers.filter { $0.isError(409, "username", "has already been taken") }.count == 11)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `articles of one title get a slug each`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            let slugs = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 1...12 { group.addTask { try await jake.write("One title", tags: ["a", "b"]) } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(slugs.count == 12)
            #expect(slugs.contains("one-title"))
            let listed = try await visitor.get("/articles")
            #expect(listed["articlesCount"] == 12)
            #expect(listed["articles"]?.elements.allSatisfy { $0["tagList"] == ["a", "b"] } == true)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `updates of tags follow one another`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            for number in 1...4 { try await jake.write("n\(number)") }
            for _ in 1...3 {
                let answers = try await withThrowingTaskGroup(of: Visitor.Answer.self) { group in
                    for number in 1...12 {
                        let tags: JSONTree = ["a", "b", .text("\(number)")]
                        group.addTask {
                            try await jake.put("/articles/n\(number % 4 + 1)", ["article": ["tagList": tags]])
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.allSatisfy { $0.status == 200 && $0["article"]?["tagList"]?.elements.count == 3 })
            }
            for number in 1...4 {
                let tags = try await visitor.get("/articles/n\(number)")["article"]?["tagList"]?.elements ?? []
                #expect(tags.count == 3)
                #expect(tags.first == "a")
            }
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `likes and follows at once count once`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let anna = try await visitor.registered("anna")
            let jake = try await visitor.registered("jake")
            let slug = try await anna.write("One")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...6 {
                    group.addTask { try await jake.post("/articles/\(slug)/favorite").status }
                    group.addTask { try await jake.post("/profiles/anna/follow").status }
                }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(statuses == [200])
            #expect(try await visitor.get("/articles/\(slug)")["article"]?["favoritesCount"] == 1)
            #expect(try await jake.get("/articles/feed")["articlesCount"] == 1)
        }
    }
}
