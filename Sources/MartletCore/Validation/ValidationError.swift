public import HTTPTypes

/// The input of a client is not what was expected: everything that is wrong with it.
///
/// It is answered with a 422, which lists the problems under `errors` where errors are problem details (RFC 9457).
public struct ValidationError: ResponseError, Equatable, CustomStringConvertible {
    /// What is wrong, in the order in which it stands in the input.
    public let problems: [FieldProblem]

    /// Creates an error of at least one problem.
    public init(_ problem: FieldProblem, _ others: FieldProblem...) { problems = [problem] + others }

    /// Creates an error.
    /// - Returns: `nil` without any problem.
    public init?(_ problems: [FieldProblem]) {
        guard !problems.isEmpty else { return nil }
        self.problems = problems
    }

    public var status: HTTPResponse.Status { .unprocessableContent }

    public var message: String? {
        guard problems.count > 1 else { return problems.first?.sentence }
        return "\(problems.count) values are not as expected: " + problems.map(\.sentence).joined(separator: " ")
    }

    public var description: String { "422 \(message ?? "")" }
}

/// What is wrong with a value so far: an own rule adds to it.
///
/// ```swift
/// func validate(_ validation: inout Validation) {
///     validation.require(end > start, at: "/end", "order", "must come after the start")
/// }
/// ```
public struct Validation: Sendable {
    /// How many problems are told of at most.
    package static let limit = 100

    /// What was found, as far as it is told of: 100 problems.
    public private(set) var problems: [FieldProblem] = []
    /// Whether more was found.
    package private(set) var hasMore = false
    /// What was found, and at the end that there is more.
    package var told: [FieldProblem] { hasMore ? problems + [.more] : problems }

    /// Creates an empty one.
    public init() {}

    /// Adds a problem unless a condition holds.
    /// - Parameters:
    ///   - condition: what has to be true.
    ///   - pointer: the JSON pointer of the wrong value, from the value that validates itself; that value by default.
    ///   - code: what is wrong, in a word that stays the same.
    ///   - detail: what is wrong, in words: `must come after the start`.
    public mutating func require(
        _ condition: Bool, at pointer: String = "", _ code: String, _ detail: @autoclosure () -> String
    ) {
        if !condition { add(FieldProblem(at: pointer, code, detail())) }
    }

    /// Adds a problem, its pointer from the value that validates itself.
    public mutating func add(_ problem: FieldProblem) {
        if problems.count < Self.limit { problems.append(problem) } else { hasMore = true }
    }

    /// Adds that a value that stands in the one that is asked has more problems than are told of.
    mutating func addMore() { hasMore = true }
}
