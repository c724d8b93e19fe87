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

    /// Describes an error.
    public init(_ error: any Error) {
        self.init(status: ErrorResponder.status(of: error), detail: (error as? any ResponseError)?.message)
    }

    init(status: HTTPResponse.Status, detail: String?) {
        self.status = status
        self.detail = detail
    }

    public func response(for request: Request) -> Response {
        let title = JSONText.quote(ErrorPage.phrase(status))
        var text = "{\"type\":\"about:blank\",\"title\":\(title),\"status\":\(status.code)"
        if let detail { text += ",\"detail\":\(JSONText.quote(detail))" }
        return Response(
            status, headers: [.contentType: "application/problem+json"], body: .init(string: text + "}\n"))
    }
}
