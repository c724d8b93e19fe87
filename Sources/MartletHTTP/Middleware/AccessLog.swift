import Logging
public import MartletCore

/// Logs each request with its method, path, route, status and duration.
public struct AccessLog: Middleware {
    /// Creates the middleware.
    public init() {}

    public func handle(_ request: Request, next: Next) async throws -> Response {
        let clock = ContinuousClock()
        let start = clock.now
        let response = await next(request)
        let duration = clock.now - start
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        request.logger.info(
            "request",
            metadata: [
                "http.method": "\(request.method)", "http.path": "\(request.path)",
                "http.route": "\(request.context.routePattern ?? "")", "http.status": "\(response.status.code)",
                "duration.us": "\(microseconds)",
            ])
        return response
    }
}

extension DefaultMiddleware {
    /// The middleware behind the options, outermost first.
    var middleware: [any Middleware] {
        var result: [any Middleware] = []
        if contains(.requestID) { result.append(RequestID()) }
        if contains(.accessLog) { result.append(AccessLog()) }
        if contains(.securityHeaders) { result.append(SecurityHeaders()) }
        return result
    }
}
