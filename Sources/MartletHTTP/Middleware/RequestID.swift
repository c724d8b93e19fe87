import HTTPTypes
public import MartletCore

/// Gives each request an id that stands in its logs and in the response's `X-Request-ID`.
///
/// An id that the client or a proxy sent is kept when it is 1 to 128 visible ASCII characters, so that one id follows a
/// request through several machines; anything else is replaced.
public struct RequestID: Middleware {
    /// Creates the middleware.
    public init() {}

    public func handle(_ request: Request, next: Next) async throws -> Response {
        if let sent = request.headers[.xRequestID], Self.isAcceptable(sent) { request.context.id = sent }
        var response = await next(request)
        response.headers.append(.xRequestID, request.id)
        return response
    }

    static func isAcceptable(_ id: String) -> Bool {
        (1...128).contains(id.utf8.count) && id.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
