public import MartletCore

/// An error of an application's own that clients can tell from others by its type (RFC 9457 §3.1).
///
/// ```swift
/// struct OutOfCredit: Problem {
///     let balance: Int
///     var type: String { "https://example.com/problems/out-of-credit" }
///     var title: String? { "Out of credit" }
///     var status: HTTPResponse.Status { .forbidden }
///     var extensions: [String: any Encodable & Sendable] { ["balance": balance] }
/// }
/// ```
/// `message` is the `detail` of the problem. Clients that ask for JSON get all members, as does every client of a group
/// that says ``RouteBuilder/answerProblems()``.
public protocol Problem: ResponseError {
    /// A URI that names the kind of problem; `about:blank`, which says no more than the status, by default.
    var type: String { get }
    /// A few words that are the same for each problem of the type; `nil`, the default, for the status's phrase.
    var title: String? { get }
    /// Further members by name, written in the order of their names. Must not carry internals.
    ///
    /// `errors` and the names of members that RFC 9457 defines are left out, as are values that cannot be encoded, which
    /// are logged.
    var extensions: [String: any Encodable & Sendable] { get }
}

extension Problem {
    /// `about:blank`.
    public var type: String { "about:blank" }
    /// The phrase of the status.
    public var title: String? { nil }
    /// None.
    public var extensions: [String: any Encodable & Sendable] { [:] }
}

extension RouteBuilder {
    /// Answers every error below this application or group as problem details (RFC 9457), whatever clients accept.
    ///
    /// That includes paths that no route answers and methods that a path does not take. Handlers that the same group
    /// has by `onError` and `onStatus` go first, wherever they are declared, as do those of groups inside.
    ///
    /// ```swift
    /// app.group("/api") { api in
    ///     api.answerProblems()
    /// }
    /// ```
    public func answerProblems() {
        routes.changeErrorHandlers { handlers in
            handlers.remaining = { error, request in ProblemDetails(error).response(for: request) }
            handlers.content = .problemDetails
        }
    }

    /// Answers every error below this application or group in a form of its own, as ``answerProblems()`` does with
    /// problem details.
    ///
    /// ```swift
    /// @Schema struct Failure { var message: String; var fields: [String] }
    ///
    /// app.group("/api") { api in
    ///     api.answerErrors { problem, _ in
    ///         JSON(Failure(message: problem.detail ?? "", fields: problem.problems.map(\.code)))
    ///     }
    /// }
    /// ```
    /// The response keeps the error's status unless the result sets another than 200.
    /// - Parameter convert: makes the content of what a client may know of an error.
    public func answerErrors<R: ResponseConvertible>(
        _ convert: @escaping @Sendable (ProblemDetails, Request) async throws -> R
    ) {
        routes.changeErrorHandlers { handlers in
            handlers.remaining = { error, request in
                let problem = ProblemDetails(error, for: request)
                var response = try await convert(problem, request).response(for: request)
                if response.status == .ok { response.status = problem.status }
                return response
            }
            handlers.content = .own(ResponseDescription.all(of: R.self, isEncoded: false))
        }
    }
}
