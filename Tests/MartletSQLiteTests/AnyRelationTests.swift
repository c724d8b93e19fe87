import MartletData
import MartletSQLite
import Testing

@Model struct Remark: Equatable {
    var id: Int
    var text: String
    var subjectKind: Kind?
    var subjectID: Int?

    enum Kind: String, ColumnValue { case article, tag, city }
    enum Subject: Equatable {
        case article(Article)
        case tag(Tag)
    }
    static let subject = BelongsToAny<Remark, Remark.Subject>(
        kind: \.subjectKind, key: \.subjectID, .to(Article.self, Kind.article, Subject.article),
        .to(Tag.self, Kind.tag, Subject.tag))
}

/// Relations to one of several models.
@Suite struct AnyRelationTests {
    private let one = Article(id: 1, title: "One", author: 1, words: 10)
    private let sql = Tag(id: 1, name: "sql")

    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Author.self, Article.self, Tag.self, Remark.self)
        try await Author(id: 1, name: "Ida").insert(in: database)
        try await one.insert(in: database)
        try await sql.insert(in: database)
        try await Remark.insert(
            [
                Remark(id: 1, text: "a", subjectKind: .article, subjectID: 1),
                Remark(id: 2, text: "b", subjectKind: .tag, subjectID: 1),
                Remark(id: 3, text: "c", subjectKind: .tag, subjectID: 9), Remark(id: 4, text: "d"),
            ], in: database)
        return database
    }

    @Test func `each row is loaded as its model, by one query for each model`() async throws {
        let database = try await store()
        let rows = try await Remark.query.order { $0.id.ascending }.with { $0.subject }.all(in: database)
        #expect(rows.map(\.1) == [.article(one), .tag(sql), nil, nil])
    }

    @Test func `conditions ask for a row and for a model`() async throws {
        let database = try await store()
        let ofTag = try await Remark.query.where { $0.subject.refers(to: sql) }.all(in: database)
        #expect(ofTag.map(\.id) == [2])
        let ofTags = try await Remark.query.where { $0.subject.refers(toAny: Tag.self) }.count(in: database)
        #expect(ofTags == 2)
        let error = await #expect(throws: DatabaseError.self) {
            try await Remark.query.where { $0.subject.refers(toAny: Author.self) }.all(in: database)
        }
        #expect(error?.message == "Remark.subject does not lead to Author, but to Article, Tag")
    }

    @Test func `a kind that the relation does not know is an error`() async throws {
        let database = try await store()
        try await Remark(id: 5, text: "e", subjectKind: .city, subjectID: 1).insert(in: database)
        let error = await #expect(throws: QueryError.self) {
            try await Remark.query.with { $0.subject }.all(in: database)
        }
        #expect(
            error?.description
                == "remarks.subject_kind has the kind `city`, expected article, tag; declare it in Remark.subject")
    }
}
