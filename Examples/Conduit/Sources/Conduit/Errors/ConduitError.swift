import Martlet

/// What Conduit refuses, by the thing that it is about.
struct ConduitError: ResponseError {
    let status: HTTPResponse.Status
    /// The messages of each thing.
    let errors: [String: [String]]

    /// The thing is not there: `article`, `profile`, `comment`.
    static func notFound(_ thing: String) -> ConduitError {
        ConduitError(status: .notFound, errors: [thing: ["not found"]])
    }

    /// The thing is another user's.
    static func forbidden(_ thing: String) -> ConduitError {
        ConduitError(status: .forbidden, errors: [thing: ["forbidden"]])
    }

    /// E-mail address and password do not belong together.
    static let wrongCredentials = ConduitError(status: .unauthorized, errors: ["credentials": ["invalid"]])

    /// Runs a write, and says which values another row has already.
    ///
    /// The database decides, so that of two requests with one name one is refused, however close they are.
    static func refusingTaken<Row>(_ write: () async throws -> Row) async throws -> Row {
        do { return try await write() } catch let error as DatabaseError where error.kind == .unique {
            let taken = error.columns.reduce(into: [:]) { $0[$1] = ["has already been taken"] }
            throw ConduitError(status: .conflict, errors: taken)
        }
    }
}
