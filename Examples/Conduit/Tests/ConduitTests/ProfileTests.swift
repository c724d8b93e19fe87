import Testing

@Suite struct ProfileTests {
    @Test(arguments: TestedDatabase.allCases)
    func `users follow each other, each as often as they like`(on database: TestedDatabase) async throws {
        try await database.visit { visitor in
            let anna = try await visitor.registered("anna")
            _ = try await anna.put("/user", ["user": ["bio": "writes", "image": "https://example.com/anna.png"]])
            let jake = try await visitor.registered("jake")
            func profile(followed: Bool) -> JSONTree {
                [
                    "profile": [
                        "username": "anna", "bio": "writes", "image": "https://example.com/anna.png",
                        "following": .bool(followed),
                    ]
                ]
            }
            #expect(try await visitor.get("/profiles/anna").content == profile(followed: false))
            #expect(try await jake.delete("/profiles/anna/follow").content == profile(followed: false))
            for _ in 1...2 {
                let followed = try await jake.post("/profiles/anna/follow")
                #expect(followed.status == 200)
                #expect(followed.content == profile(followed: true))
                #expect(try await jake.get("/profiles/anna").content == profile(followed: true))
            }
            #expect(try await visitor.get("/profiles/anna").content == profile(followed: false))
            #expect(try await anna.get("/profiles/anna").content == profile(followed: false))
            #expect(try await anna.get("/profiles/jake")["profile"]?["following"] == false)
            for _ in 1...2 {
                let left = try await jake.delete("/profiles/anna/follow")
                #expect(left.status == 200)
                #expect(left.content == profile(followed: false))
                #expect(try await jake.get("/profiles/anna").content == profile(followed: false))
            }
        }
    }
}
