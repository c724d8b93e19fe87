/// One thing that is wrong with the input of a client: where, what, and in which words.
///
/// ```swift
/// FieldProblem(at: "/seconds", "too_small", "must be at least 1", ["min": "1"])
/// ```
public struct FieldProblem: Sendable, Equatable {
    /// Where the value stands.
    public enum Place: Sendable, Equatable {
        /// In the content: a JSON pointer (RFC 6901), empty for the whole of it.
        case pointer(String)
        /// A parameter of the query or a field of a form, by its name.
        case parameter(String)
    }

    /// Where the value stands.
    public var place: Place
    /// What is wrong, in a word that stays the same: `required`, `too_long`.
    public var code: String
    /// What is wrong, in words: `must have at most 200 characters`.
    public var detail: String
    /// What the words are made of, such as `max`, for a translation of them.
    public var parameters: [String: String]

    /// Creates a problem of a place in the content.
    public init(at pointer: String, _ code: String, _ detail: String, _ parameters: [String: String] = [:]) {
        self.init(.pointer(pointer), code, detail, parameters)
    }

    /// Creates a problem.
    public init(_ place: Place, _ code: String, _ detail: String, _ parameters: [String: String] = [:]) {
        self.place = place
        self.code = code
        self.detail = detail
        self.parameters = parameters
    }

    /// There are more problems than are told of.
    package static let more = FieldProblem(at: "", "more", "has more mistakes than are listed")

    /// The problem of a value that stands in another, by the pointer of that one.
    package func below(_ base: String) -> FieldProblem {
        guard !base.isEmpty else { return self }
        var problem = self
        switch place {
        case .pointer(let pointer): problem.place = .pointer(base + pointer)
        case .parameter(let name): problem.place = .pointer("\(base)/\(JSONPointer.escape(name))")
        }
        return problem
    }

    /// The problem of a query or a form, whose values have names and no pointers.
    package var ofParameter: FieldProblem {
        guard case .pointer(let pointer) = place, let name = JSONPointer.parts(of: pointer).first else { return self }
        var problem = self
        problem.place = .parameter(name)
        return problem
    }

    /// The problem in one sentence, with its place.
    var sentence: String {
        let end = detail.hasSuffix("?") ? "" : "."
        return switch place {
        case .pointer(""): "The content \(detail)\(end)"
        case .pointer(let pointer): "\(pointer) \(detail)\(end)"
        case .parameter(let name): "`\(name)` \(detail)\(end)"
        }
    }
}

/// The words of problems in an application: its own, or those of another language.
///
/// ```swift
/// app.services[ProblemMessages.self] = ProblemMessages { problem, request in
///     request.headers[.acceptLanguage]?.hasPrefix("de") == true && problem.code == "required" ? "fehlt" : nil
/// }
/// ```
public struct ProblemMessages: Sendable {
    let detail: @Sendable (FieldProblem, Request) -> String?

    /// Creates the words.
    /// - Parameter detail: what to say of a problem; `nil` for what it says by itself.
    public init(_ detail: @escaping @Sendable (FieldProblem, Request) -> String?) { self.detail = detail }

    /// Problems in the words that the application has for a request.
    package static func words(of problems: [FieldProblem], for request: Request) -> [FieldProblem] {
        guard !problems.isEmpty, let messages = request.services[ProblemMessages.self] else { return problems }
        return problems.map { problem in
            guard let detail = messages.detail(problem, request) else { return problem }
            var problem = problem
            problem.detail = detail
            return problem
        }
    }
}
