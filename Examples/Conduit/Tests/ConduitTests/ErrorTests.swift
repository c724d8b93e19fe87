import Martlet
import Testing

@testable import Conduit

@Suite struct ErrorTests {
    @Test(arguments: TestedDatabase.allCases)
    func `what was deleted a moment ago is not found`(on kind: TestedDatabase) async throws {
        try await kind.withDatabase { database in
            try await Application.history.migrate(database)
            let error = await #expect(throws: DatabaseError.self) {
                try await Favorite(article: 1, user: 1).insert(onConflict: .ignore, in: database)
            }
            let found = try #require(error)
            #expect(ErrorBody.status(of: found) == .notFound)
            #expect(ErrorBody(found).errors == ["request": ["not found"]])
        }
    }

    @Test func `what is nobody's business is not told`() {
        let error = DatabaseError(.statement, "no such table: users", sql: "SELECT secret")
        #expect(ErrorBody.status(of: error) == .internalServerError)
        #expect(ErrorBody(error).errors == ["request": ["internal server error"]])
    }
}
