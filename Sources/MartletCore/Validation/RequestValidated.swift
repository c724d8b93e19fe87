/// Input with rules that need more than the input: a name that must not be taken, a number of the user's own.
///
/// ``validate(in:_:)`` is asked once everything else is right, before the handler runs; lists and dictionaries ask their elements.
///
/// ```swift
/// extension NewAccount: RequestValidated {
///     func validate(in request: Request, _ validation: inout Validation) async throws {
///         let isTaken = try await Account.query.where { $0.email == email }.exists(in: request.services.require(Database.self))
///         validation.require(!isTaken, at: "/email", "taken", "is taken")
///     }
/// }
/// ```
public protocol RequestValidated: Sendable {
    /// Adds what is wrong.
    func validate(in request: Request, _ validation: inout Validation) async throws
}

/// A list has the rules of its elements; each problem has the place of its element.
extension Array: RequestValidated where Element: RequestValidated {
    public func validate(in request: Request, _ validation: inout Validation) async throws {
        for (index, element) in enumerated() where !validation.hasMore {
            try await validation.ask(element, at: "/\(index)", in: request)
        }
    }
}

/// A dictionary has the rules of its values, which are asked in the order of their names.
extension Dictionary: RequestValidated where Key == String, Value: RequestValidated {
    public func validate(in request: Request, _ validation: inout Validation) async throws {
        for (name, value) in sorted(by: { $0.key < $1.key }) where !validation.hasMore {
            try await validation.ask(value, at: "/\(JSONPointer.escape(Expectation.shortened(name)))", in: request)
        }
    }
}

extension Validation {
    /// Adds what a value that stands in the one that is asked finds wrong.
    fileprivate mutating func ask(
        _ value: some RequestValidated, at place: String, in request: Request
    ) async throws {
        var inner = Validation()
        try await value.validate(in: request, &inner)
        for problem in inner.problems { add(problem.below(place)) }
        if inner.hasMore { addMore() }
    }
}
