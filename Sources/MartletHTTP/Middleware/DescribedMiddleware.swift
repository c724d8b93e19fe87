public import MartletCore

/// Middleware that says what it takes from requests and how it answers, for documents and for checks of routes.
///
/// That of the application, of groups and of routes is asked at the start. The library's own says it this way where API
/// clients have to know of it; redirects to another host, `CORS`, compression and security headers are left out.
///
/// ```swift
/// struct OpeningHours: DescribedMiddleware {
///     var isOpen: @Sendable () -> Bool
///
///     func handle(_ request: Request, next: Next) async throws -> Response {
///         guard isOpen() else { throw HTTPError(.serviceUnavailable, headers: [.retryAfter: "3600"]) }
///         return await next(request)
///     }
///
///     func description(for route: RouteDescription) -> MiddlewareDescription {
///         MiddlewareDescription(
///             responses: [ResponseDescription(.serviceUnavailable, headers: ["Retry-After": "seconds until we open"])])
///     }
/// }
/// ```
public protocol DescribedMiddleware: Middleware {
    /// What it does with the requests and the answers of a route.
    /// - Parameter route: the route as one of its handlers describes it, without what middleware says and without its
    ///   other handlers, each of which is asked for alone.
    func description(for route: RouteDescription) -> MiddlewareDescription
}

/// What middleware takes from the requests of a route, how it answers them, and what it adds to other answers.
public struct MiddlewareDescription: Sendable {
    /// What it takes from requests.
    public var parameters: [ParameterDescription]
    /// What it asks of clients, all of it.
    public var security: [SecurityRequirementDescription]
    /// How it answers itself. An error without a type has the content that errors have where it is thrown.
    ///
    /// How parameters and credentials are refused is said by these.
    public var responses: [ResponseDescription]
    /// The header fields that it adds to answers, errors included: a sentence by name.
    public var headers: [String: String]
    /// The header fields that it adds to answers of success alone, those below 400: a sentence by name.
    public var successHeaders: [String: String]
    /// Whether the route should not be used any more.
    public var isDeprecated: Bool
    /// What the application has to have; what is missing stops the start.
    public var requiredServices: [ServiceRequirement]

    /// Creates a description; one that says nothing where nothing is given.
    ///
    /// ```swift
    /// MiddlewareDescription(
    ///     parameters: [ParameterDescription(.header, name: "X-Tenant", String.self, refusals: [.badRequest])],
    ///     responses: [ResponseDescription(.forbidden)], headers: ["X-Plan": "the plan of the tenant"])
    /// ```
    public init(
        parameters: [ParameterDescription] = [], security: [SecurityRequirementDescription] = [],
        responses: [ResponseDescription] = [], headers: [String: String] = [:], successHeaders: [String: String] = [:],
        isDeprecated: Bool = false, requiredServices: [ServiceRequirement] = []
    ) {
        self.parameters = parameters
        self.security = security
        self.responses = responses
        self.headers = headers
        self.successHeaders = successHeaders
        self.isDeprecated = isDeprecated
        self.requiredServices = requiredServices
    }
}
