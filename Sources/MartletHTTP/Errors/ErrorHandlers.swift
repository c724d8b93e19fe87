import HTTPTypes
import MartletCore

/// The error handlers of one group.
struct ErrorHandlers: Sendable {
    typealias Handler = @Sendable (any Error, Request) async throws -> Response?
    var byType: [Handler] = []
    var byStatus: [Int: Handler] = [:]
    /// Answers what the others leave.
    var remaining: (@Sendable (any Error, Request) async throws -> Response)?
    /// What it answers; `nil` without one.
    var content: ErrorContent?

    var isEmpty: Bool { byType.isEmpty && byStatus.isEmpty && remaining == nil }
}

/// The one place that turns an error into a response.
///
/// The handlers of the innermost group are asked first, by type and then by status, then its `answerProblems` or `answerErrors`; when none
/// answers, the default page does: JSON for clients that ask for JSON, HTML for browsers, text for the rest. Only a
/// ``ResponseError`` says anything of itself; any other error is a 500 that is logged and, in development, shown.
struct ErrorResponder: Sendable {
    /// Innermost first.
    var handlers: [ErrorHandlers]

    /// How errors are answered.
    var content: ErrorContent { handlers.lazy.compactMap(\.content).first ?? .negotiated }

    func respond(to error: any Error, _ request: Request) async -> Response {
        var response = await handledResponse(to: error, request)
        if response.error == nil { response.error = error }
        // `Allow`, `Retry-After` and the like belong to the status, whoever writes the page.
        if let fields = (error.answered as? any ResponseError)?.headers { response.headers.appendMissing(fields) }
        return response
    }

    private func handledResponse(to cause: any Error, _ request: Request) async -> Response {
        let answer = (cause as? any AnsweredError)?.answer
        let error = answer ?? cause
        let status = Self.status(of: error)
        if answer != nil {
            // It may be a mistake of the application all the same.
            request.logger.notice(
                "request refused", metadata: ["error": "\(cause)", "request.path": "\(request.path)"])
        }
        if status.code >= 500, !(error is any ResponseError) {
            request.logger.error(
                "request failed",
                metadata: [
                    "error": "\(error)", "request.method": "\(request.method)",
                    "request.path": "\(request.path)",
                ])
        }
        for group in handlers {
            do {
                for handler in group.byType {
                    if let response = try await handler(cause, request) { return response }
                }
                for handler in group.byType where answer != nil {
                    if let response = try await handler(error, request) { return response }
                }
                if let response = try await group.byStatus[status.code]?(error, request) { return response }
                if let remaining = group.remaining { return try await remaining(error, request) }
            } catch let failure {
                request.logger.error(
                    "an error handler failed", metadata: ["error": "\(failure)", "handling": "\(error)"])
                return await lastResponse(to: failure, request)
            }
        }
        return ErrorPage.response(status: status, error: error, cause: cause, request)
    }

    /// The response to an error handler's own failure.
    private func lastResponse(to failure: any Error, _ request: Request) async -> Response {
        // Groups further in have been asked and have none.
        if let remaining = handlers.lazy.compactMap(\.remaining).first,
            let response = try? await remaining(failure, request)
        {
            return response
        }
        let error = failure.answered
        return ErrorPage.response(status: Self.status(of: error), error: error, cause: failure, request)
    }

    static func status(of error: any Error) -> HTTPResponse.Status {
        if let error = error as? any ResponseError { return error.status }
        if error is CancellationError { return .serviceUnavailable }
        return .internalServerError
    }
}
