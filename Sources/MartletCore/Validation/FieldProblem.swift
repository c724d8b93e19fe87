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

    /// The problem in one sentence, with its place.
    var sentence: String {
        switch place {
        case .pointer(""): "The content \(detail)."
        case .pointer(let pointer): "\(pointer) \(detail)."
        case .parameter(let name): "`\(name)` \(detail)."
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
    package let detail: @Sendable (FieldProblem, Request) -> String?

    /// Creates the words.
    /// - Parameter detail: what to say of a problem; `nil` for what it says by itself.
    public init(_ detail: @escaping @Sendable (FieldProblem, Request) -> String?) { self.detail = detail }
}
