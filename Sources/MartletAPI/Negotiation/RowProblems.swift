import MartletCore

/// What is wrong with the elements of a list that come one by one, each told with its place in the list.
struct RowProblems {
    /// The place of the next element, from zero.
    private(set) var row = 0
    private var validation = Validation()
    /// An element that says what is wrong in words alone; there is no place for others beside it.
    private var sentence: HTTPError?

    /// Makes the next element.
    /// - Returns: `nil` after noting what is wrong with it.
    /// - Throws: what is no problem of a value, such as text that is not JSON, with the number of the element.
    mutating func element<Element>(_ make: () throws -> Element) throws -> Element? {
        defer { row += 1 }
        do {
            return try make()
        } catch let error as ValidationError {
            for problem in error.problems { add(problem) }
        } catch let error as HTTPError where error.status == .unprocessableContent {
            if sentence == nil { sentence = numbered(error) }
        } catch let error as HTTPError {
            throw numbered(error)
        }
        return nil
    }

    /// Notes a problem of the current element.
    mutating func add(_ problem: FieldProblem) { validation.add(problem.below("/\(row)")) }

    /// - Throws: ``ValidationError`` with everything that is wrong.
    func check() throws {
        if let error = ValidationError(validation.told) { throw error }
        if let sentence { throw sentence }
    }

    private func numbered(_ error: HTTPError) -> HTTPError {
        var error = error
        let message = error.message ?? "It has not the expected form."
        error.message = message.hasPrefix("/") ? "/\(row)\(message)" : "Element \(row + 1): \(message)"
        return error
    }
}
