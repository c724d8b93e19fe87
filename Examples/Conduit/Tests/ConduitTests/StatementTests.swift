import Martlet
import MartletTesting
import Testing

@testable import Conduit

/// How often each list asks the database.
@Suite struct StatementTests {
    /// Lists with the number of their statements; that of the reader's account is one of them.
    static let lists: [(String, hasToken: Bool, statements: Int)] = [
        ("/articles?limit=1000", false, 7), ("/articles?limit=1000", true, 8), ("/articles?limit=1000&tag=t1", true, 8),
        ("/articles?limit=1000&author=writer1", true, 8), ("/articles?limit=1000&favorited=reader", true, 8),
        ("/articles/feed?limit=1000", true, 8), ("/articles/a1/comments", false, 4), ("/articles/a1/comments", true, 5),
        ("/tags", false, 1),
    ]

    @Test(arguments: TestedDatabase.allCases)
    func `a list asks as often for two hundred rows as for one`(on kind: TestedDatabase) async throws {
        try await kind.withDatabase { database in
            try await TestedDatabase.app(database).test { client in
                let reader = try await Visitor(client: client).registered("reader")
                var count = 0
                for goal in [1, 20, 200] {
                    try await fill(database, count + 1...goal)
                    count = goal
                    for (path, hasToken, statements) in Self.lists {
                        let visitor = hasToken ? reader : Visitor(client: client)
                        let answer = try await assertQueries(statements) { try await visitor.get(path) }
                        let rows = answer.content?.members.values.first { !$0.elements.isEmpty }?.elements.count
                        #expect(rows == expected(path, count), "\(path)")
                    }
                }
            }
        }
    }

    private func expected(_ path: String, _ count: Int) -> Int {
        if path.contains("author=") { return 1 }
        return path == "/tags" ? count + 1 : count
    }

    /// Writes articles with a writer, tags, a like and a comment each; the reader, who is user 1, follows all writers.
    private func fill(_ database: Database, _ numbers: ClosedRange<Int>) async throws {
        for number in numbers {
            let writer = try await User(
                id: 0, username: "writer\(number)", email: "\(number)@example.com", passwordHash: ""
            ).insert(in: database)
            let article = try await Article(
                id: 0, slug: "a\(number)", title: "a", description: "a", body: "a", author: writer.id
            ).insert(in: database)
            let first = try await Article.named("a1", in: database)
            try await ArticleTag.insert(
                ["t1", "u\(number)"].enumerated().map { ArticleTag(article: article.id, name: $1, position: $0) },
                in: database)
            try await Favorite(article: article.id, user: 1).insert(in: database)
            try await Follow(follower: 1, followed: writer.id).insert(in: database)
            try await Comment(id: 0, body: "a", article: first.id, author: writer.id).insert(in: database)
        }
    }
}
