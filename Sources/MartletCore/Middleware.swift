/// Code around handlers: it sees each request on the way in and each response on the way out.
///
/// An error that is thrown further in has become a response by the time `next` returns, so middleware sees every
/// response, those of errors too (``Response/error`` tells the cause). What a middleware itself throws becomes a
/// response for the middleware around it.
///
/// ```swift
/// struct ServerName: Middleware {
///     func handle(_ request: Request, next: Next) async throws -> Response {
///         var response = await next(request)
///         response.headers[.server] = "martlet"
///         return response
///     }
/// }
/// ```
public protocol Middleware: Sendable {
    /// Answers a request, usually by calling `next` and looking at what comes back.
    func handle(_ request: Request, next: Next) async throws -> Response
}

/// The rest of the chain: further middleware and finally the handler.
public struct Next: Sendable {
    // Runs where its caller runs: a switch of executors would cost more than most of what stands in a chain.
    private let respond: nonisolated(nonsending) @Sendable (Request) async -> Response

    /// Creates a chain from a function, for engines and tests.
    public init(_ respond: nonisolated(nonsending) @escaping @Sendable (Request) async -> Response) {
        self.respond = respond
    }

    /// Runs the rest of the chain, where its caller runs: for middleware that is an actor the work between two handlers is
    /// done there, one request at a time.
    nonisolated(nonsending) public func callAsFunction(_ request: Request) async -> Response { await respond(request) }
}
