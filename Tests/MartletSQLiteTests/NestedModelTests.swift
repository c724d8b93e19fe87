import MartletData
import MartletSQLite
import Testing

/// Models inside another type name each other as Swift does.
enum Library {
    @Model(table: "library_writers") struct Writer: Equatable {
        var id: Int
        var name: String
        var rank: Rank = .new
        static let books = HasMany<Book>(\.writer)
    }

    @Model(table: "library_books") struct Book: Equatable {
        var id: Int
        @BelongsTo(onDelete: .cascade) var writer: Writer.ID
        @Embedded var size: Size
    }

    @Embeddable struct Size: Equatable {
        var pages: Int = 0
        var cover: Cover = .paper
    }

    enum Rank: String, ColumnValue { case new, known }
    enum Cover: String, ColumnValue { case paper, cloth }
}

@Suite struct NestedModelTests {
    @Test func `nested models refer to each other by their short names`() async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Library.Writer.self, Library.Book.self)
        let ida = try await Library.Writer(id: 0, name: "Ida").insert(in: database)
        let book = try await Library.Book(id: 0, writer: ida.id, size: .init(pages: 7, cover: .cloth))
            .insert(in: database)
        let rows = try await Library.Writer.query.with { $0.books }.all(in: database)
        #expect(rows.map(\.1) == [[book]])
        let found = try await Library.Book.query.where { $0.writer.name == "Ida" && $0.size.pages > 5 }
            .with { $0.writer }.all(in: database)
        #expect(found.map(\.1) == [ida])
    }
}
