import HTTPTypes
import Martlet

/// An error as JSON: problem details (RFC 9457).
struct Problem: Encodable, Sendable {
    let type = "about:blank"
    let title: String
    let status: Int
    let detail: String?

    init(_ status: HTTPResponse.Status, _ detail: String? = nil) {
        title = status.reasonPhrase
        self.status = status.code
        self.detail = detail
    }

    /// Answers the errors below a group as JSON, whatever the client asks for.
    static func answerErrors(of routes: RouteGroup) {
        let statuses: [HTTPResponse.Status] = [
            .badRequest, .notFound, .methodNotAllowed, .internalServerError, .serviceUnavailable,
        ]
        for status in statuses {
            routes.onStatus(status) { error, _ in
                let known = error as? any ResponseError
                var response = try Response.json(Problem(status, known?.message), status: status)
                response.headers[.contentType] = "application/problem+json"
                if let allow = known?.headers[.allow] { response.headers[.allow] = allow }
                return response
            }
        }
    }
}
