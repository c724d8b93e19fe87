import HTTPTypes
public import MartletCore
import MartletHash

/// Gives responses an entity tag, and answers 304 Not Modified to clients that have the content already.
///
/// It saves the network, not the work: the handler has run by then. Responses to `GET` and `HEAD` with status 200 and
/// content in memory get a tag made from their bytes. It is weak, since middleware around this one may compress them.
/// Left alone are streams, files, content past the limit, responses that set cookies, and those with
/// `Cache-Control: no-store`. A response that has a tag or `Last-Modified` of its own keeps it, and the conditions of
/// the request (RFC 9110 §13) are weighed against it all the same.
///
/// ```swift
/// app.use(ETag())
/// ```
public struct ETag: DescribedMiddleware {
    private let limit: Int

    /// Creates the middleware.
    /// - Parameter limit: the most bytes of content that a tag is made of; 1 MiB by default.
    public init(limit: Int = 1 << 20) { self.limit = limit }

    public func handle(_ request: Request, next: Next) async throws -> Response {
        var response = await next(request)
        guard request.method == .get || request.method == .head, response.status == .ok, response.error == nil else {
            return response
        }
        if !response.headers.contains(.eTag), let tag = tag(of: response) { response.headers[.eTag] = tag.description }
        let tag = response.headers[.eTag].flatMap { EntityTag(parsing: $0) }
        let modified = response.headers[.lastModified].flatMap { HTTPDate.parse($0) }
        guard tag != nil || modified != nil else { return response }
        switch Preconditions(request).outcome(entityTag: tag, modifiedSeconds: modified) {
        case .proceed: return response
        case .notModified: return .notModified(response.headers, length: response.body.length, for: request)
        case .failed: throw HTTPError(.preconditionFailed)
        }
    }

    /// What reading has: the tag, and 304 for a client that has the content.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        guard route.method == .get || route.method == .head else { return MiddlewareDescription() }
        return MiddlewareDescription(
            parameters: [
                ParameterDescription(
                    .header, name: HTTPField.Name.ifNoneMatch.rawName, String.self, isRequired: false,
                    summary: "the tags of content that the client has")
            ],
            responses: [ResponseDescription(.notModified), ResponseDescription(.preconditionFailed)],
            successHeaders: [HTTPField.Name.eTag.rawName: "the tag of the content"])
    }

    private func tag(of response: Response) -> EntityTag? {
        guard !response.headers.contains(.setCookie), let buffer = content(of: response.body) else { return nil }
        let directives = response.headers.list(.cacheControl)
        guard !directives.contains(where: { $0.lowercased() == "no-store" }) else { return nil }
        return EntityTag(ContentHash.digits(of: buffer.readableBytesView), isWeak: true)
    }

    /// The bytes in memory, if there are any and not too many.
    private func content(of body: ResponseBody) -> ByteBuffer? {
        guard let length = body.length, length > 0, length <= limit else { return nil }
        return body.buffer
    }
}
