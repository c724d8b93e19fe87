import Testing

@Suite struct ArticleTests {
    @Test(arguments: TestedDatabase.allCases)
    func `an article is written, read and deleted`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            let made = try await jake.post(
                "/articles",
                [
                    "article": [
                        "title": "How to train your dragon", "description": "Ever wonder how?",
                        "body": .text(String(repeating: "You have to believe. ", count: 1000)),
                        "tagList": ["reactjs", "dragons", "angular", "dragons"],
                    ]
                ])
            #expect(made.status == 201)
            let article = made["article"]?.members ?? [:]
            #expect(article["slug"] == "how-to-train-your-dragon")
            #expect(article["tagList"] == ["reactjs", "dragons", "angular"])
            #expect(article["favorited"] == false)
            #expect(article["favoritesCount"] == 0)
            #expect(article["author"] == ["username": "jake", "bio": .null, "image": .null, "following": false])
            #expect(article["createdAt"] == article["updatedAt"])
            #expect(article["body"]?.string?.count == 21_000)
            let read = try await visitor.get("/articles/how-to-train-your-dragon")
            #expect(read.status == 200)
            #expect(read.content == made.content)
            #expect(try await jake.delete("/articles/how-to-train-your-dragon").status == 204)
            #expect(
                try await visitor.get("/articles/how-to-train-your-dragon").isError(404, "article", "not found"))
            #expect(try await visitor.get("/tags")["tags"] == [])
        }
    }

    static let titles: [(String, slug: String)] = [
        ("Hello, World!", "hello-world"), ("  Spaces  and\ttabs ", "spaces-and-tabs"), ("C++ & C#", "c-c"),
        ("Über Äpfel", "über-äpfel"), ("日本語", "日本語"), ("100%", "100"), ("a/b/../c", "a-b-c"), ("👍", "article"),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `slugs come from titles, and each article has its own`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            for (title, slug) in Self.titles {
                #expect(try await jake.write(title) == slug)
                let path = slug.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? slug
                #expect(try await visitor.get("/articles/\(path)")["article"]?["title"] == .text(title))
            }
            let second = try await jake.write("hello world")
            #expect(second.hasPrefix("hello-world-"))
            #expect(try await visitor.get("/articles/\(second)")["article"]?["title"] == "hello world")
            // The feed keeps its address.
            let feed = try await jake.write("Feed")
            #expect(feed.hasPrefix("feed-"))
            #expect(try await visitor.get("/articles/\(feed)")["article"]?["title"] == "Feed")
            let long = try await jake.write(String(repeating: "long title ", count: 100))
            #expect(long.count == 100)
        }
    }

    static let wrong: [(JSONTree, errors: [String: JSONTree])] = [
        (["description": "a", "body": "a"], ["title": ["can't be blank"]]),
        (["title": "", "description": "a", "body": "a"], ["title": ["can't be blank"]]),
        (["title": " ", "description": "a", "body": "a"], ["title": ["can't be blank"]]),
        (["title": .null, "description": "a", "body": "a"], ["title": ["can't be blank"]]),
        (["title": "a", "body": "a"], ["description": ["can't be blank"]]),
        (["title": "a", "description": "", "body": "a"], ["description": ["can't be blank"]]),
        (["title": "a", "description": "a"], ["body": ["can't be blank"]]),
        (["title": "a", "description": "a", "body": ""], ["body": ["can't be blank"]]),
        (["title": "a", "description": "a", "body": "a", "tagList": .null], ["tagList": ["can't be blank"]]),
        (
            ["title": "a", "description": "a", "body": "a", "tagList": "a"],
            ["tagList": ["must be an array, not a string"]]
        ),
        (
            ["title": "a", "description": "a", "body": "a", "tagList": ["a", 1]],
            ["tagList": ["must be a string, not a number"]]
        ),
        (
            ["title": "a", "description": "a", "body": "a", "tagList": ["a", " "]],
            ["tagList": ["can't be blank"]]
        ),
        ([:], ["title": ["can't be blank"], "description": ["can't be blank"], "body": ["can't be blank"]]),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `what is wrong with an article is told by field`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            for (article, errors) in Self.wrong {
                let answer = try await jake.post("/articles", ["article": article])
                #expect(answer.status == 422, "\(article)")
                #expect(answer.content == ["errors": .object(errors)], "\(article)")
            }
            #expect(try await jake.post("/articles", [:]).isError(422, "article", "can't be blank"))
            #expect(try await visitor.get("/articles")["articlesCount"] == 0)
        }
    }

    /// Changes of an article, and what is different then.
    static let updates: [(JSONTree, [String: JSONTree])] = [
        ([:], [:]), (["body": "new"], ["body": "new"]), (["description": "short"], ["description": "short"]),
        (["title": "Other"], ["title": "Other", "slug": "other"]), (["title": "OTHER!"], ["title": "OTHER!"]),
        (["tagList": ["x", "a", "x"]], ["tagList": ["x", "a"]]),
        (["title": "Last"], ["title": "Last", "slug": "last"]),
        (["tagList": []], ["tagList": []]), (["slug": "mine", "favoritesCount": 7], [:]),
    ]

    static let wrongUpdates: [(JSONTree, thing: String)] = [
        (["title": .null], "title"), (["title": ""], "title"), (["description": .null], "description"),
        (["body": .null], "body"), (["body": " "], "body"), (["tagList": .null], "tagList"),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `an update changes what it names`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            var slug = try await jake.write("First", tags: ["a", "b"])
            var expected = try await visitor.get("/articles/\(slug)")["article"]?.members ?? [:]
            expected["updatedAt"] = nil
            func check(_ answer: Visitor.Answer) {
                var article = answer["article"]?.members ?? [:]
                article["updatedAt"] = nil
                #expect(answer.status == 200)
                #expect(article == expected)
            }
            for (changes, different) in Self.updates {
                expected.merge(different) { $1 }
                check(try await jake.put("/articles/\(slug)", ["article": changes]))
                slug = expected["slug"]?.string ?? slug
                check(try await visitor.get("/articles/\(slug)"))
            }
            for (changes, thing) in Self.wrongUpdates {
                let answer = try await jake.put("/articles/\(slug)", ["article": changes])
                #expect(answer.isError(422, thing, "can't be blank"), "\(changes): \(answer)")
                check(try await visitor.get("/articles/\(slug)"))
            }
            #expect(try await visitor.get("/articles/first").isError(404, "article", "not found"))
            try await jake.write("Taken")
            let taken = try await jake.put("/articles/\(slug)", ["article": ["title": "Taken"]])
            #expect(taken["article"]?["slug"]?.string?.hasPrefix("taken-") == true)
        }
    }

    @Test(arguments: TestedDatabase.allCases)
    func `the moment of an update is told`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let jake = try await visitor.registered("jake")
            let slug = try await jake.write("First")
            try await Task.sleep(for: .milliseconds(5))
            for changes: JSONTree in [["body": "new"], ["tagList": ["new"]]] {
                let before = try await visitor.get("/articles/\(slug)")["article"]
                try await Task.sleep(for: .milliseconds(5))
                let after = try await jake.put("/articles/\(slug)", ["article": changes])["article"]
                #expect(before?["createdAt"] == after?["createdAt"])
                let times = [before, after].compactMap { $0?["updatedAt"]?.string }
                #expect(times.count == 2)
                #expect(times.first ?? "" < times.last ?? "")
            }
        }
    }
}
