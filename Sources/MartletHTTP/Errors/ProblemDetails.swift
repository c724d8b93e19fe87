public import HTTPTypes
public import MartletCore

/// An error as problem details (RFC 9457), which is what clients that ask for JSON get by themselves.
///
/// A group answers every error so, whatever its clients ask for, by ``RouteBuilder/answerProblems()``; an error handler
/// returns one for the errors that it chooses:
///
/// ```swift
/// api.onStatus(.conflict) { error, _ in ProblemDetails(error) }
/// ```
/// Only a ``ResponseError`` says anything of itself; any other error is a 500 without a `detail`.
public struct ProblemDetails: ResponseConvertible, Sendable {
    /// The status of the response, `status` in its content.
    public let status: HTTPResponse.Status
    /// What the client may know; `nil` leaves `detail` out.
    public let detail: String?
    private let problem: (any Problem)?

    /// Describes an error; one that is a ``Problem`` with its type, title and extensions.
    public init(_ error: any Error) {
        status = ErrorResponder.status(of: error)
        detail = (error as? any ResponseError)?.message
        problem = error as? any Problem
    }

    public func response(for request: Request) -> Response {
        let title = JSONText.quote(problem?.title ?? ErrorPage.phrase(status))
        var text = "{\"type\":\(JSONText.quote(problem?.type ?? "about:blank"))"
        text += ",\"title\":\(title),\"status\":\(status.code)"
        if let detail { text += ",\"detail\":\(JSONText.quote(detail))" }
        for (name, value) in (problem?.extensions ?? [:]).sorted(by: { $0.key < $1.key })
        where !Self.members.contains(name) {
            do {
                let value = String(decoding: try JSONValueEncoder.encode(value), as: UTF8.self)
                text += ",\(JSONText.quote(name)):\(value)"
            } catch {
                request.logger.error(
                    "a member of a problem cannot be encoded", metadata: ["member": "\(name)", "error": "\(error)"])
            }
        }
        return Response(
            status, headers: [.contentType: "application/problem+json"], body: .init(string: text + "}\n"))
    }

    /// The members that RFC 9457 §3.1 defines.
    private static let members: Set<String> = ["type", "title", "status", "detail", "instance"]
}
