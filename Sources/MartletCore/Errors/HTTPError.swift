public import HTTPTypes

/// An error that knows its response.
///
/// Anything else that a handler throws is answered with a 500 that says nothing about it.
public protocol ResponseError: Error {
    /// The status of the response.
    var status: HTTPResponse.Status { get }
    /// What the client may read; `nil` for the status's own phrase. Must not carry internals.
    var message: String? { get }
    /// Header fields of the response, such as `Allow` or `Retry-After`.
    var headers: Headers { get }
}

extension ResponseError {
    public var message: String? { nil }
    public var headers: Headers { Headers() }
}

/// An error of which some are a client's doing: those are answered as another error that says so, and the rest as any error.
package protocol AnsweredError: Error {
    /// What the client gets; `nil` for what is none of its business.
    var answer: (any ResponseError)? { get }
}

extension Error {
    /// The error as a client gets it.
    package var answered: any Error { (self as? any AnsweredError)?.answer ?? self }
}

/// The error to throw for a plain HTTP status.
///
/// ```swift
/// guard let track = try await Track.find(id, in: db) else { throw HTTPError(.notFound) }
/// ```
public struct HTTPError: ResponseError, CustomStringConvertible {
    public var status: HTTPResponse.Status
    public var message: String?
    public var headers: Headers

    /// Creates an error.
    /// - Parameters:
    ///   - status: the status of the response.
    ///   - message: what the client may read; the status's own phrase when `nil`.
    ///   - headers: header fields of the response.
    public init(_ status: HTTPResponse.Status, _ message: String? = nil, headers: Headers = Headers()) {
        self.status = status
        self.message = message
        self.headers = headers
    }

    public var description: String { "\(status.code) \(message ?? status.reasonPhrase)" }

    package static func contentTooLarge(limit: Int) -> HTTPError {
        HTTPError(.contentTooLarge, "The content is larger than \(limit) bytes.")
    }
}
