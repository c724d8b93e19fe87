package import MartletCore

/// The rules of input that need the request.
package enum RequestValidation {
    /// Asks a value that has such rules, as lists and dictionaries of such values do.
    /// - Parameter isOfParameters: whether it was read from named texts, so that problems have the names of parameters.
    /// - Throws: ``ValidationError`` with everything that is wrong; what the rules throw.
    nonisolated(nonsending) package static func check<Value: Sendable>(
        _ value: Value, in request: Request, isOfParameters: Bool = false
    ) async throws {
        // Most types have none; asking the type copies no value.
        guard Value.self is any RequestValidated.Type || Value.self is any OptionalType.Type,
            let validated = value as? any RequestValidated
        else { return }
        var validation = Validation()
        try await validated.validate(in: request, &validation)
        let problems = validation.told
        if let error = ValidationError(isOfParameters ? problems.map(\.ofParameter) : problems) { throw error }
    }
}
