import Foundation
import MartletData
import MartletSQLite
import Testing

/// A link with a key of its own, which the database would take twice.
@Model struct Reading: Equatable {
    var id: Int
    @BelongsTo(onDelete: .cascade) var author: Author.ID
    @BelongsTo(onDelete: .cascade) var article: Article.ID
    @Column(role: .created) var since: Date = Date(timeIntervalSince1970: 0)
    var device: String = "desk"
}

@Model(table: "authors") struct Reader: Equatable {
    var id: Int
    var name: String
    static let read = ManyToMany<Article>(through: ReaderArticle.self)
}

@Model(table: "readings") struct ReaderArticle: Equatable {
    var id: Int
    @BelongsTo(name: "author_id") var reader: Reader.ID
    @BelongsTo var article: Article.ID
    @Column(role: .created) var since: Date = Date(timeIntervalSince1970: 0)
    var device: String = "desk"
}

/// Rows that are linked and unlinked through a many-to-many relation.
@Suite struct LinkTests {
    private let one = Article(id: 1, title: "One", author: 1, words: 10)
    private let swift = Tag(id: 1, name: "swift")
    private let sql = Tag(id: 2, name: "sql")
    private let web = Tag(id: 3, name: "web")

    private func blog() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Author.self, Article.self, Tag.self, ArticleTag.self, Reading.self)
        try await Author(id: 1, name: "Ida").insert(in: database)
        try await one.insert(in: database)
        try await Article(id: 2, title: "Two", author: 1, words: 10).insert(in: database)
        try await Tag.insert([swift, sql, web], in: database)
        return database
    }

    private func links(in database: Database) async throws -> [ArticleTag] {
        try await ArticleTag.query.order { $0.articleID.ascending }.order { $0.tagID.ascending }.all(in: database)
    }

    @Test func `rows are added once, with the initial values of the link`() async throws {
        let database = try await blog()
        try await ArticleTag(article: 1, tag: 2, position: 7).insert(in: database)
        try await one.add([swift, sql, swift], to: { $0.tags }, in: database)
        #expect(
            try await links(in: database)
                == [ArticleTag(article: 1, tag: 1, position: 0), ArticleTag(article: 1, tag: 2, position: 7)])
        try await one.add([Tag](), to: { $0.tags }, in: database)
        #expect(try await ArticleTag.query.count(in: database) == 2)
    }

    @Test func `a row that is not there is refused`() async throws {
        let database = try await blog()
        let error = await #expect(throws: DatabaseError.self) {
            try await one.add([swift, Tag(id: 9, name: "gone")], to: { $0.tags }, in: database)
        }
        #expect(error?.kind == .foreignKey)
        #expect(try await ArticleTag.query.count(in: database) == 0)
    }

    @Test func `rows are removed and counted, from this side and the other`() async throws {
        let database = try await blog()
        try await one.add([swift, sql, web], to: { $0.tags }, in: database)
        #expect(try await one.remove([sql, Tag(id: 9, name: "gone")], from: { $0.tags }, in: database) == 1)
        #expect(try await links(in: database).map(\.tag) == [1, 3])
        #expect(try await web.remove([one], from: { $0.articles }, in: database) == 1)
        #expect(try await one.remove([Tag](), from: { $0.tags }, in: database) == 0)
        #expect(try await links(in: database).map(\.tag) == [1])
    }

    @Test func `setting leaves what stays as it is, and other rows alone`() async throws {
        let database = try await blog()
        try await ArticleTag(article: 1, tag: 1, position: 4).insert(in: database)
        try await ArticleTag(article: 1, tag: 2).insert(in: database)
        try await ArticleTag(article: 2, tag: 2).insert(in: database)
        try await one.set({ $0.tags }, to: [swift, web], in: database)
        #expect(
            try await links(in: database) == [
                ArticleTag(article: 1, tag: 1, position: 4), ArticleTag(article: 1, tag: 3),
                ArticleTag(article: 2, tag: 2),
            ])
        try await one.set({ $0.tags }, to: [], in: database)
        #expect(try await links(in: database).map(\.article) == [2])
        await #expect(throws: DatabaseError.self) {
            try await Article(id: 2, title: "", author: 1, words: 0)
                .set({ $0.tags }, to: [Tag(id: 9, name: "gone")], in: database)
        }
        // What the failed setting took away is there again.
        #expect(try await links(in: database).map(\.article) == [2])
    }

    @Test func `a link without a unique key is not made twice, and carries its moment`() async throws {
        let database = try await blog()
        let reader = Reader(id: 1, name: "Ida")
        try await reader.add([one], to: { $0.read }, in: database)
        try await reader.add([one, one], to: { $0.read }, in: database)
        let readings = try await Reading.query.all(in: database)
        #expect(readings.map(\.article) == [1])
        #expect(readings.map(\.device) == ["desk"])
        #expect(readings.allSatisfy { $0.since > Date(timeIntervalSinceNow: -60) })
    }
}
