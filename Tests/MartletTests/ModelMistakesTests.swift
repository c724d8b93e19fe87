import Martlet
import MartletTesting
import Testing

@Model(table: "slugs") private struct Slug {
    var id: Int
    var text: String
    static let constraints: [Constraint<Slug>] = [
        .check("slugs_plain") { $0.text.matches(regularExpression: "^[a-z]+$") }
    ]
}

/// What the models of migrations have wrong stops the start.
@Suite struct ModelMistakesTests {
    @Test func `a rule that cannot be written for every database is named at the start`() async throws {
        let app = App()
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await app.install(DatabaseExtension(database, migrations: Migrations([], models: [Slug.self])))
        let error = await #expect(throws: BootError.self) { try await app.test { _ in } }
        #expect(
            error?.problems == [
                "the models do not fit: the constraint `slugs_plain` of `slugs` cannot be written: PostgreSQL has `\"text\" ~ '^[a-z]+$'` for it and SQLite `\"text\" REGEXP '^[a-z]+$'`; write the SQL of your database as a text"
            ])
    }
}
