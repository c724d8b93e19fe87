public import HTTPTypes
package import NIOCore

/// One HTTP response: status, header fields and content.
///
/// `Content-Length`, `Date` and `Transfer-Encoding` are the engine's business and need not be set.
///
/// ```swift
/// app.get("/teapot") {
///     Response(.init(code: 418, reasonPhrase: "I'm a teapot"), text: "short and stout")
/// }
/// ```
public struct Response: Sendable {
    /// The status; `.ok` by default.
    public var status: HTTPResponse.Status
    /// The header fields.
    public var headers: Headers
    /// The content.
    public var body: ResponseBody
    /// The error that this response answers; `nil` for any other response. Never sent to the client.
    public var error: (any Error)?
    /// Takes over the connection after a 101 (RFC 9110 §15.2.2); set by protocol switches such as WebSocket.
    package var upgrade: ConnectionUpgrade?
    /// Whether a client that closes its side of the connection wants no more of a streamed body.
    package var endsWithInput = false

    /// Creates a response.
    public init(_ status: HTTPResponse.Status = .ok, headers: Headers = Headers(), body: ResponseBody = .empty) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Creates a response of plain text in UTF-8.
    public init(_ status: HTTPResponse.Status = .ok, text: String) {
        self.init(status, headers: .plainText, body: .init(string: text))
    }

    /// A response without content.
    /// - Parameter status: 204 No Content by default.
    public static func empty(_ status: HTTPResponse.Status = .noContent) -> Response { Response(status) }

    /// Sends the client elsewhere.
    /// - Parameters:
    ///   - location: a path of this site or a whole URL. Never pass on what a client sent without checking it.
    ///   - status: 303 See Other by default, with which a form's `POST` leads to a `GET`.
    public static func redirect(to location: String, status: HTTPResponse.Status = .seeOther) -> Response {
        Response(status, headers: [.location: location])
    }
}

/// What happens to a connection that leaves HTTP after a 101 response.
package struct ConnectionUpgrade: Sendable {
    /// Rebuilds the pipeline; runs on the connection's event loop once the 101 has been written.
    package var install: @Sendable (any Channel) -> EventLoopFuture<Void>
    /// The upgraded conversation; the connection closes when it returns.
    package var run: @Sendable () async -> Void

    package init(
        install: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>, run: @escaping @Sendable () async -> Void
    ) {
        self.install = install
        self.run = run
    }
}

extension Headers {
    package static let plainText: Headers = [.contentType: "text/plain; charset=utf-8"]
    package static let html: Headers = [.contentType: "text/html; charset=utf-8"]
    package static let json: Headers = [.contentType: "application/json; charset=utf-8"]
}
