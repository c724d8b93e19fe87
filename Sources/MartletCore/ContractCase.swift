/// One expectation of a contract, such as that of a store: suites list them for implementations of one's own.
public struct ContractCase<Subject: Sendable>: Sendable, CustomStringConvertible {
    /// What is expected, in words.
    public let name: String
    package let body: @Sendable (Subject) async throws -> Void

    package init(_ name: String, _ body: @escaping @Sendable (Subject) async throws -> Void) {
        self.name = name
        self.body = body
    }

    public var description: String { name }
}

/// An implementation of a contract did something else than what is expected.
public struct ContractFailure: Error, CustomStringConvertible {
    public let description: String

    package init(_ description: String) { self.description = description }

    /// Compares what was got with what is expected.
    /// - Throws: ``ContractFailure``
    package static func expect<Value: Equatable>(_ got: Value, _ expected: Value, _ what: String) throws {
        guard got == expected else { throw ContractFailure("\(what): expected \(expected), got \(got)") }
    }
}
