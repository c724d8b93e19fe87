package import MartletCore

/// The rules of input that need the request.
package enum RequestValidation {
    /// Asks a value that has such rules.
    /// - Throws: ``ValidationError`` with everything that is wrong; what the rules throw.
    package static func check(_ value: some Sendable, in request: Request) async throws {
        if let error = ValidationError(try await problems(of: value, in: request)) { throw error }
    }

    /// What a value that has such rules finds wrong; nothing for any other.
    package static func problems(of value: Any, in request: Request) async throws -> [FieldProblem] {
        guard let validated = value as? any RequestValidated else { return [] }
        var validation = Validation()
        try await validated.validate(in: request, &validation)
        return validation.problems
    }
}
