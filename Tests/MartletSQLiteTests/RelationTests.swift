import Foundation
import MartletData
import MartletSQLite
import Testing

/// Relations with the rows that they lead to.
@Suite struct RelationTests {
    /// Three authors; the first has two articles, the second one, the third none.
    private func blog() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(
            Author.self, Profile.self, Article.self, Tag.self, ArticleTag.self, Follow.self)
        try await Author.insert(
            [Author(id: 1, name: "Ida"), Author(id: 2, name: "Jon"), Author(id: 3, name: "Kim")], in: database)
        try await Profile(id: 0, author: 1, city: "Bern").insert(in: database)
        try await Article.insert(
            [
                Article(id: 1, title: "One", author: 1, words: 100),
                Article(id: 2, title: "Two", author: 1, words: 300),
                Article(id: 3, title: "Three", author: 2, words: 50),
            ], in: database)
        try await Tag.insert([Tag(id: 1, name: "swift"), Tag(id: 2, name: "sql")], in: database)
        try await ArticleTag.insert(
            [
                ArticleTag(article: 1, tag: 1, position: 2), ArticleTag(article: 1, tag: 2, position: 1),
                ArticleTag(article: 3, tag: 2),
            ], in: database)
        try await Follow.insert([Follow(follower: 1, followed: 2), Follow(follower: 1, followed: 3)], in: database)
        return database
    }

    @Test func `has-one is loaded, and looked through`() async throws {
        let database = try await blog()
        let rows = try await Author.query.order { $0.id.ascending }.with { $0.profile.with { $0.author } }
            .all(in: database)
        #expect(rows.map { $0.1?.0.city } == ["Bern", nil, nil])
        #expect(rows.first?.1?.1.name == "Ida")
        let found = try await Author.query.where { $0.profile.city == "Bern" }.all(in: database)
        #expect(found.map(\.name) == ["Ida"])
        let without = try await Author.query.where { !$0.profile.exists() }.count(in: database)
        #expect(without == 2)
    }

    @Test func `has-many is filtered, ordered and limited for each row`() async throws {
        let database = try await blog()
        let authors = Author.query.order { $0.id.ascending }
        let longest = try await authors.with { $0.articles.order { $0.words.descending }.limit(1) }.all(in: database)
        #expect(longest.map { $0.1.map(\.title) } == [["Two"], ["Three"], []])
        let long = try await authors.with { $0.articles.where { $0.words >= 100 }.order { $0.title.descending } }
            .all(in: database)
        #expect(long.map { $0.1.map(\.title) } == [["Two", "One"], [], []])
        let first = try await authors.with { $0.articles.limit(1).with { $0.tags.counted } }.all(in: database)
        #expect(first.map { $0.1.map(\.1) } == [[2], [1], []])
    }

    @Test func `rows are counted and added up, as conditions, orders and loaded values`() async throws {
        let database = try await blog()
        let busy = try await Author.query.where { $0.articles.count() >= 1 && $0.articles.exists { $0.words < 200 } }
            .order { $0.articles.count().descending }.all(in: database)
        #expect(busy.map(\.name) == ["Ida", "Jon"])
        let rows = try await Author.query.order { $0.id.ascending }.with { $0.articles.counted }
            .with { $0.articles.counted { $0.words > 100 } }.with { $0.articles.aggregated { $0.words.sum() } }
            .all(in: database)
        #expect(rows.map(\.1) == [2, 1, 0])
        #expect(rows.map(\.2) == [1, 0, 0])
        #expect(rows.map(\.3) == [400, 50, nil])
        let wordy = try await Author.query.where { $0.articles.aggregate { $0.words.sum() } > 100 }.all(in: database)
        #expect(wordy.map(\.name) == ["Ida"])
    }

    @Test func `many-to-many is loaded in both directions, with its links`() async throws {
        let database = try await blog()
        let articles = Article.query.order { $0.id.ascending }
        let tagged = try await articles.with { $0.tags.order { $0.name.ascending } }.all(in: database)
        #expect(tagged.map { $0.1.map(\.name) } == [["sql", "swift"], [], ["sql"]])
        let linked = try await articles.with { $0.tags.withLinks }.all(in: database)
        #expect(
            linked.first.map { $0.1.map { [$0.1.position, $0.0.id] }.sorted { $0[0] < $1[0] } } == [[1, 2], [2, 1]])
        let back = try await Tag.query.order { $0.id.ascending }
            .with { $0.articles.order { $0.id.ascending }.with { $0.author } }.all(in: database)
        #expect(back.map { $0.1.map(\.1.name) } == [["Ida"], ["Ida", "Jon"]])
        let limited = try await Tag.query.order { $0.id.ascending }
            .with { $0.articles.order { $0.id.descending }.limit(1) }.all(in: database)
        #expect(limited.map { $0.1.map(\.id) } == [[1], [3]])
        let sql = try await Article.query.where { $0.tags.exists { $0.name == "sql" } && $0.tags.count() == 1 }
            .all(in: database)
        #expect(sql.map(\.title) == ["Three"])
    }

    @Test func `a model linked with itself names its keys`() async throws {
        let database = try await blog()
        let rows = try await Author.query.order { $0.id.ascending }
            .with { $0.followed.order { $0.name.ascending } }.all(in: database)
        #expect(rows.map { $0.1.map(\.name) } == [["Jon", "Kim"], [], []])
        let nested = try await Author.query.where { $0.followed.exists { $0.articles.exists { $0.words == 50 } } }
            .all(in: database)
        #expect(nested.map(\.name) == ["Ida"])
        let error = await #expect(throws: QueryError.self) {
            try await Author.query.with { $0.friends }.all(in: database)
        }
        #expect(
            error?.description
                == "Author.friends needs one foreign key of follows to authors, got follower_id and followed_id; name the keys by `from:` and `to:`"
        )
    }

    @Test func `a relation by a foreign key to another model is an error`() async throws {
        let database = try await blog()
        let message =
            "Author.misled needs a foreign key of article_tags to authors, but article_id refers to articles"
        let loading = await #expect(throws: QueryError.self) {
            try await Author.query.with { $0.misled }.all(in: database)
        }
        #expect(loading?.description == message)
        let asking = await #expect(throws: DatabaseError.self) {
            try await Author.query.where { $0.misled.exists() }.all(in: database)
        }
        #expect(asking?.message == message)
    }

    @Test func `eight values of one row`() async throws {
        let database = try await blog()
        let rows = try await Author.query.where { $0.id == 1 }.with { $0.profile }.with { $0.articles }
            .with { $0.followed }.with { $0.articles.counted }.with { $0.followed.counted }
            .with { $0.articles.aggregated { $0.words.maximum() } }.with { $0.articles.limit(1) }.all(in: database)
        let row = try #require(rows.first)
        #expect(row.4 == 2)
        #expect(row.5 == 2)
        #expect(row.6 == 300)
        #expect(row.7.count == 1)
    }
}
