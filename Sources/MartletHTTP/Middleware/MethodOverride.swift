import HTTPTypes
public import MartletCore

/// Lets HTML forms and old proxies, which only send `POST`, ask for `PUT`, `PATCH` and `DELETE`.
///
/// The method comes from the field `X-HTTP-Method-Override` or from an input named `_method` of an urlencoded form; only
/// a `POST` is changed, and only into one of the three. It has to stand on the application, before routing. A multipart
/// form is not read here, since its files would have to be kept before anybody wants them: there the field decides.
///
/// ```html
/// <form method="post" action="/albums/7"><input type="hidden" name="_method" value="DELETE">…</form>
/// ```
public struct MethodOverride: DescribedMiddleware {
    /// Creates the middleware.
    public init() {}

    public func handle(_ request: Request, next: Next) async throws -> Response {
        guard request.method == .post else { return await next(request) }
        var request = request
        var wanted = request.headers[.methodOverride]
        if wanted == nil, ContentType.essence(of: request) == "application/x-www-form-urlencoded" {
            let limit = request.body.limit
            let content = try await request.body.collect()
            request.body = RequestBody(content)
            request.body.limit = limit
            wanted = try? QueryParameters(parsing: String(buffer: content))["_method"]
        }
        guard let wanted else { return await next(request) }
        switch wanted.uppercased() {
        case "PUT": request.method = .put
        case "PATCH": request.method = .patch
        case "DELETE": request.method = .delete
        default:
            throw HTTPError(.badRequest, "A POST can ask for PUT, PATCH or DELETE, not for `\(wanted)`.")
        }
        return await next(request)
    }

    /// The 400 of a `POST` that asks for another method; what it asks for is described as that method.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        let responses = [ResponseDescription(.badRequest), ResponseDescription(.contentTooLarge)]
        return MiddlewareDescription(responses: route.method == .post ? responses : [])
    }
}

extension HTTPField.Name {
    fileprivate static let methodOverride = known("X-HTTP-Method-Override")
}
