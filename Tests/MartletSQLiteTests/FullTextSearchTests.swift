import MartletData
import MartletSQLite
import Testing

/// The search for words, by the names that migrations give to its index.
@Suite struct FullTextSearchTests {
    /// A model with an index for the search.
    @Model struct Essay: Equatable {
        var id: Int
        var title: String
        var body: String
        static let indexes = [Index<Essay>(\.title, \.body, method: "fulltext")]
    }

    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Essay.self)
        try await Essay.insert(
            [
                Essay(id: 1, title: "Night", body: "An opera by day and another opera"),
                Essay(id: 2, title: "A Night at the Opera", body: "night opera"),
                Essay(id: 3, title: "Day", body: "Nothing else"),
            ], in: database)
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
