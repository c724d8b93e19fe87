public import HTTPTypes
public import MartletCore

/// A handler's result with a status and header fields of its own.
///
/// The body is what a handler may return: a value that is sent as JSON, or anything ``ResponseConvertible``. Its type
/// stays visible, unlike that of a ``Response``, so that documentation can be made from it.
///
/// ```swift
/// app.post("/tracks") { (new: JSON<NewTrack>) in
///     Reply(.created, Track(id: 7, title: new.title), headers: [.location: "/tracks/7"])
/// }
/// ```
public struct Reply<Body>: ResponseConvertible {
    /// The status.
    public var status: HTTPResponse.Status
    /// The body.
    public var body: Body
    /// Header fields that replace those of the body's own response.
    public var headers: Headers
    private let convert: @Sendable (Body, Request) async throws -> Response

    /// Creates a reply whose body becomes a response by itself.
    public init(_ status: HTTPResponse.Status, _ body: Body, headers: Headers = Headers())
    where Body: ResponseConvertible {
        self.status = status
        self.body = body
        self.headers = headers
        convert = { body, request in try await body.response(for: request) }
    }

    /// Creates a reply whose body is sent as JSON.
    @_disfavoredOverload
    public init(_ status: HTTPResponse.Status, _ body: Body, headers: Headers = Headers())
    where Body: Encodable & SendableMetatype {
        self.status = status
        self.body = body
        self.headers = headers
        convert = { body, _ in try .json(body) }
    }

    public func response(for request: Request) async throws -> Response {
        var response = try await convert(body, request)
        response.status = status
        for (name, _) in headers { response.headers[named: name] = nil }
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { response.headers.append(name, value) }
        }
        return response
    }
}

extension Reply: ResponseDescribing {
    /// How the body answers; documentation is told of another status than 200 by the route.
    public static var responses: [ResponseDescription] {
        ResponseDescription.all(of: Body.self, isEncoded: !(Body.self is any ResponseConvertible.Type))
    }
}

extension Reply: ServiceRequiring where Body: ServiceRequiring {
    public static var requiredServices: [ServiceRequirement] { Body.requiredServices }
}

extension Reply: Sendable where Body: Sendable {}
