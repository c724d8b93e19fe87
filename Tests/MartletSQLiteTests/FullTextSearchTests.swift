import MartletData
import MartletSQLite
import Testing

/// The search for words, by the names that migrations give to its index.
@Suite struct FullTextSearchTests {
    /// A model with an index for the search.
    struct Essay: Model, Equatable {
        var id: Int
        var title: String
        var body: String

        static var tableName: String { "essays" }
        static var primaryKeyName: String { "id" }
        static let schema = TableSchema(
            name: "essays",
            columns: [
                ColumnSchema("id", Int.self, isKey: true), ColumnSchema("title", String.self),
                ColumnSchema("body", String.self),
            ], primaryKey: ["id"],
            indexes: [IndexSchema(parts: [.init(.column("title")), .init(.column("body"))], method: "fulltext")])

        init(id: Int, title: String, body: String) {
            self.id = id
            self.title = title
            self.body = body
        }

        init(reading row: inout RowReader) throws {
            id = try row.next()
            title = try row.next()
            body = try row.next()
        }

        var databaseValues: [DatabaseValue] { [id.databaseValue, title.databaseValue, body.databaseValue] }
        var primaryKey: Int { id }
        func withPrimaryKey(_ key: Int) -> Essay { Essay(id: key, title: title, body: body) }
        static func columnName(of property: PartialKeyPath<Essay>) -> String? { nil }

        struct Fields: ModelFields {
            let path: TablePath
            init(at path: TablePath) { self.path = path }
            var title: SQLExpression<String> { SQLExpression(column: "title", at: path) }
        }
    }

    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.execute(
            "CREATE TABLE essays (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL)")
        try await database.execute(
            "CREATE VIRTUAL TABLE essays_title_body_fulltext USING fts5(title, body, content='essays', content_rowid='rowid')"
        )
        try await Essay.insert(
            [
                Essay(id: 1, title: "Night", body: "An opera by day and another opera"),
                Essay(id: 2, title: "A Night at the Opera", body: "night opera"),
                Essay(id: 3, title: "Day", body: "Nothing else"),
            ], in: database)
        try await database.execute(
            "INSERT INTO essays_title_body_fulltext(essays_title_body_fulltext) VALUES ('rebuild')")
        return database
    }

    @Test func `all words have to occur, whatever their case, the best match first`() async throws {
        let database = try await store()
        #expect(try await Essay.query.matching("OPERA night").all(in: database).map(\.id) == [2, 1])
        #expect(try await Essay.query.matching("day").where { $0.title == "Day" }.count(in: database) == 1)
        #expect(try await Essay.query.matching("opera missing").all(in: database).isEmpty)
    }

    @Test(arguments: ["", "  ", "\"", "AND", "opera*", "title:opera", "'; DROP TABLE essays; --", "^(NEAR -x"])
    func `what somebody typed is words and no syntax`(_ words: String) async throws {
        let database = try await store()
        _ = try await Essay.query.matching(words).all(in: database)
        #expect(try await Essay.query.count(in: database) == 3)
    }

    @Test func `a model without an index says what it lacks`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await Artist.query.matching("x").all(in: store())
        }
        #expect(
            error?.message
                == "artists has no index of the method \"fulltext\" for this search; declare one for its columns of text"
        )
    }
}
