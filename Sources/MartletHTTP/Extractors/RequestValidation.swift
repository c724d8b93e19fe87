import MartletCore

/// The rules of input that need the request.
enum RequestValidation {
    /// Asks a value that has such rules.
    /// - Throws: ``ValidationError`` with everything that is wrong; what the rules throw.
    static func check(_ value: some Sendable, in request: Request) async throws {
        guard let validated = value as? any RequestValidated else { return }
        var validation = Validation()
        try await validated.validate(in: request, &validation)
        if let error = ValidationError(validation.problems) { throw error }
    }
}
