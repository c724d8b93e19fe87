import Martlet
import Testing

@testable import Conduit

@Suite struct ErrorTests {
    @Test(arguments: TestedDatabase.allCases)
    func `what was deleted a moment ago cannot be referred to`(on kind: TestedDatabase) async throws {
        try await kind.withDatabase { database in
            try await Application.history.migrate(database)
            let error = await #expect(throws: DatabaseError.self) {
                try await Favorite(article: 1, user: 1).insert(onConflict: .ignore, in: database)
            }
            let answer = ProblemDetails(try #require(error)).error
            #expect(ErrorBody.status(of: answer) == .unprocessableContent)
            #expect(ErrorBody(answer).errors == ["body": ["refers to something that does not exist"]])
        }
    }

    @Test func `what is nobody's business is not told`() {
        let error = DatabaseError(.statement, "no such table: users", sql: "SELECT secret")
        #expect(ErrorBody.status(of: error) == .internalServerError)
        #expect(ErrorBody(error).errors == ["request": ["internal server error"]])
    }
}
