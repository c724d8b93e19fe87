import HTTPTypes
public import MartletCore

/// Limits the time that handlers of an application or a group may take; past it the client gets a 503 and the handler's
/// task is cancelled.
///
/// A route's own limit (`.timeLimit(…)`) goes first, then the innermost group's, then the server's.
///
/// ```swift
/// let reports = app.group("/reports")
/// reports.use(TimeLimit(.seconds(120)))
/// ```
public struct TimeLimit: DescribedMiddleware {
    private let limit: Duration

    /// Creates the middleware.
    public init(_ limit: Duration) { self.limit = limit }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        request.context.groupTimeLimit = limit
        return await next(request)
    }

    /// A 503 as text: the server answers it itself.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        MiddlewareDescription(responses: [ResponseDescription(.serviceUnavailable, String.self, ["text/plain"])])
    }
}

/// Limits the content of requests to an application or a group; past it reading throws a 413.
///
/// A route's own limit (`.bodyLimit(…)`) goes first, then the innermost group's; 1 MiB where nothing is said.
///
/// ```swift
/// app.use(BodyLimit(64 << 10))
/// ```
public struct BodyLimit: DescribedMiddleware {
    private let bytes: Int

    /// Creates the middleware.
    /// - Parameter bytes: the most bytes that may be read.
    public init(_ bytes: Int) { self.bytes = bytes }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        var request = request
        request.body.limit = bytes
        return await next(request)
    }

    /// A 413 where there may be content.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        let mayHaveContent = route.takesContent || [.post, .put, .patch].contains(route.method)
        return MiddlewareDescription(responses: mayHaveContent ? [ResponseDescription(.contentTooLarge)] : [])
    }
}
