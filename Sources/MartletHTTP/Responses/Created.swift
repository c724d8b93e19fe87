public import MartletCore

/// A handler's result for something that was made: a 201 with its address and itself (RFC 9110 §15.3.2).
///
/// ```swift
/// app.post("/tracks") { (new: JSON<NewTrack>) in
///     let track = try await tracks.add(new.value)
///     return Created(track, at: "/tracks/\(track.id)")
/// }
/// ```
public struct Created<Body>: ResponseConvertible {
    /// What was made.
    public var body: Body {
        get { reply.body }
        set { reply.body = newValue }
    }
    /// Its address; `nil` sends none.
    public var location: String?
    private var reply: Reply<Body>

    /// Creates the result of a body that becomes a response by itself.
    public init(_ body: Body, at location: String? = nil) where Body: ResponseConvertible {
        reply = Reply(.created, body)
        self.location = location
    }

    /// Creates the result of a body that is sent as JSON.
    @_disfavoredOverload
    public init(_ body: Body, at location: String? = nil) where Body: Encodable & SendableMetatype {
        reply = Reply(.created, body)
        self.location = location
    }

    public func response(for request: Request) async throws -> Response {
        var response = try await reply.response(for: request)
        if let location { response.headers[.location] = location }
        return response
    }
}

extension Created: ResponseDescribing {
    public static var responses: [ResponseDescription] {
        Reply<Body>.responses.map { response in
            guard response.status == .ok else { return response }
            var response = response
            response.status = .created
            response.headers["Location"] = "the address of what was made"
            return response
        }
    }
}

extension Created: ServiceRequiring where Body: ServiceRequiring {
    public static var requiredServices: [ServiceRequirement] { Body.requiredServices }
}

extension Created: Sendable where Body: Sendable {}

/// A handler's result without content: a 204.
///
/// ```swift
/// app.delete("/tracks/{id:int}") { (id: Path<Int>) in
///     try await tracks.remove(id.value)
///     return NoContent()
/// }
/// ```
public struct NoContent: ResponseConvertible, ResponseDescribing, Sendable {
    /// Creates the result.
    public init() {}

    public func response(for request: Request) -> Response { Response(.noContent) }

    public static var responses: [ResponseDescription] { [ResponseDescription(.noContent)] }
}
