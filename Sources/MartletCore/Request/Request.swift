public import HTTPTypes
public import Logging

/// One HTTP request: what the client sent, and what the application keeps about it while it is answered.
///
/// A request is a value: middleware may change a copy and pass that on. Its ``state`` is shared by all copies.
///
/// ```swift
/// app.get("/whoami") { (request: Request) in
///     "\(request.method) \(request.path) from \(request.headers[.userAgent] ?? "nobody")"
/// }
/// ```
public struct Request: Sendable {
    private var storage: Storage

    /// The parts that all copies of the request share: services, state, identity, connection.
    public let context: RequestContext

    /// Creates a request, for tests and for engines.
    /// - Parameters:
    ///   - method: the request method.
    ///   - target: path and query as in the request line (origin form, RFC 9112 §3.2.1), already validated.
    ///   - headers: the header fields.
    ///   - body: the content; empty by default.
    ///   - context: what copies of the request share.
    public init(
        method: HTTPRequest.Method, target: String, headers: Headers = Headers(), body: RequestBody = .empty,
        context: RequestContext
    ) {
        storage = Storage(method: method, target: target, headers: headers, body: body)
        self.context = context
    }

    /// The request method; `HEAD` stays `HEAD` also where a `GET` route answers it.
    public var method: HTTPRequest.Method {
        get { storage.method }
        set {
            detach()
            storage.method = newValue
        }
    }

    /// Path and query as the client sent them, percent-encoding kept.
    public var target: String {
        get { storage.target }
        set {
            detach()
            storage.target = newValue
        }
    }

    /// The path part of the target, percent-encoding kept; it always begins with `/` (or is `*` for `OPTIONS *`).
    public var path: Substring {
        let target = storage.target
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return Substring(target) }
        return target[..<mark]
    }

    /// The query part of the target without its `?`, percent-encoding kept; `nil` when there is no `?`.
    public var queryString: Substring? {
        let target = storage.target
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return nil }
        return target[target.utf8.index(after: mark)...]
    }

    /// The decoded query: name and value pairs in order.
    /// - Throws: ``HTTPError`` 400 when there are more pairs than ``QueryParameters/maximumCount`` or one is malformed.
    public var query: QueryParameters {
        get throws { try QueryParameters(parsing: queryString ?? "") }
    }

    /// The header fields.
    public var headers: Headers {
        get { storage.headers }
        set {
            detach()
            storage.headers = newValue
        }
    }

    /// The content of the request: empty, in memory, or still arriving.
    public var body: RequestBody {
        get { storage.body }
        set {
            detach()
            storage.body = newValue
        }
    }

    /// The values of the placeholders of the matched route, in the order of the path, decoded.
    public var parameters: PathParameters {
        get { storage.parameters }
        set {
            detach()
            storage.parameters = newValue
        }
    }

    /// The application's services.
    public var services: Services { context.application.services }

    /// The host that the client asked for, with its port if it gave one; a trusted proxy's word comes first.
    public var host: String? { context.client.host ?? headers[named: "host"] }

    /// `http` or `https`, as the client used it; a trusted proxy's word comes first.
    public var scheme: String { context.client.scheme }

    /// The client's IP address; `nil` for Unix sockets and in-process requests. A trusted proxy's word comes first.
    public var clientAddress: String? { context.client.address }

    /// Values that live as long as this request, shared by its middleware and its handler (Flask's `g`).
    public var state: RequestState { context.state }

    /// Runs work once the response has been handed to the connection; a graceful shutdown waits for it.
    /// - Parameter work: runs outside the request, in the order of registration; it handles its own errors.
    public func afterResponse(_ work: @escaping @Sendable () async -> Void) { context.afterResponse(work) }

    /// The identity of this request in logs and responses; a trusted or generated token of visible ASCII.
    public var id: String { context.id }

    /// A logger that carries the request's id; made on first use.
    public var logger: Logger { context.logger }

    private mutating func detach() {
        if !isKnownUniquelyReferenced(&storage) { storage = Storage(copying: storage) }
    }

    private final class Storage: @unchecked Sendable {  // safe: written only through `detach`, when uniquely referenced
        var method: HTTPRequest.Method
        var target: String
        var headers: Headers
        var body: RequestBody
        var parameters: PathParameters

        init(method: HTTPRequest.Method, target: String, headers: Headers, body: RequestBody) {
            self.method = method
            self.target = target
            self.headers = headers
            self.body = body
            parameters = PathParameters()
        }

        init(copying other: Storage) {
            method = other.method
            target = other.target
            headers = other.headers
            body = other.body
            parameters = other.parameters
        }
    }
}
