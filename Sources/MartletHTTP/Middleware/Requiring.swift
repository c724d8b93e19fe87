public import MartletCore

/// Lets requests into a group only if a parameter can be extracted from them; what the parameter refuses is refused.
///
/// The routes below need not take it themselves, and those that do take it get what was extracted here where the type
/// keeps it for the request.
///
/// ```swift
/// app.group("/staff") { staff in
///     staff.use(Requiring(CurrentStaff.self))
///     staff.get("/orders") { … }
/// }
/// ```
public struct Requiring<Parameter: Extractor>: DescribedMiddleware {
    /// Creates the middleware.
    /// - Parameter type: what has to be extracted; one that reads the body leaves nothing of it for the handler.
    public init(_ type: Parameter.Type) {}

    public func handle(_ request: Request, next: Next) async throws -> Response {
        var source = ExtractionSource(request)
        _ = try await Parameter.extract(from: &source)
        return await next(request)
    }

    /// What the parameter takes and asks for; placeholders are known by the path.
    public func description(for route: RouteDescription) -> MiddlewareDescription {
        MiddlewareDescription(
            parameters: Parameter.parameters.filter { $0.location != .path },
            security: [SecurityRequirementDescription.of(Parameter.self)].compactMap { $0 },
            requiredServices: ServiceRequirement.all(of: Parameter.self))
    }
}

/// Middleware that wants to know, in groups and routes, what the route behind it asks of its clients.
package protocol RouteBoundMiddleware: Middleware {
    /// The middleware for a route; that of an application stands before routing, and is not bound.
    /// - Parameter security: what is asked of a request, by the route and the middleware around it.
    func bound(to security: @escaping @Sendable (Request) throws -> [SecurityRequirementDescription]) -> Self
}
