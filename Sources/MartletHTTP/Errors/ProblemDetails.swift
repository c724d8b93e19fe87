public import HTTPTypes
public import MartletCore

/// An error as problem details (RFC 9457), which is what clients that ask for JSON get by themselves.
///
/// A group that answers every error so, whatever its clients ask for:
///
/// ```swift
/// app.group("/api") { api in
///     api.onError((any Error).self) { error, _ in ProblemDetails(error) }
/// }
/// ```
/// Only a ``ResponseError`` says anything of itself; any other error is a 500 without a `detail`.
public struct ProblemDetails: ResponseConvertible, Sendable {
    /// The status of the response, `status` in its content.
    public let status: HTTPResponse.Status
    /// What the client may know; `nil` leaves `detail` out.
    public let detail: String?

    /// What is wrong with the input, `errors` in the content; left out where it is empty.
    public let problems: [FieldProblem]

    /// Describes an error.
    public init(_ error: any Error) { self.init(error, status: ErrorResponder.status(of: error)) }

    init(_ error: any Error, status: HTTPResponse.Status) {
        problems = (error as? ValidationError)?.problems ?? []
        // Several would only be told twice.
        detail = problems.count > 1 ? nil : (error as? any ResponseError)?.message
        self.status = status
    }

    public func response(for request: Request) -> Response {
        let title = JSONText.quote(ErrorPage.phrase(status))
        var text = "{\"type\":\"about:blank\",\"title\":\(title),\"status\":\(status.code)"
        if let detail { text += ",\"detail\":\(JSONText.quote(detail))" }
        if !problems.isEmpty {
            let messages = request.services[ProblemMessages.self]
            let list = problems.map { Self.text(of: $0, messages?.detail($0, request)) }
            text += ",\"errors\":[\(list.joined(separator: ","))]"
        }
        return Response(
            status, headers: [.contentType: "application/problem+json"], body: .init(string: text + "}\n"))
    }

    private static func text(of problem: FieldProblem, _ detail: String?) -> String {
        let place =
            switch problem.place {
            case .pointer(let pointer): "\"pointer\":\(JSONText.quote(pointer))"
            case .parameter(let name): "\"parameter\":\(JSONText.quote(name))"
            }
        let words = JSONText.quote(detail ?? problem.detail)
        return "{\(place),\"code\":\(JSONText.quote(problem.code)),\"detail\":\(words)}"
    }
}
