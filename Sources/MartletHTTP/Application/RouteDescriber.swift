import HTTPTypes
import MartletCore

/// Describes a route: what its handlers say, and the middleware around them.
struct RouteDescriber {
    /// The route as it stands in its groups, before anything is said of its handlers.
    private let plain: RouteDescription
    private let handlers: RouteHandlers
    private let layers: [Layer]
    private let services: Services
    /// What each handler is surrounded by: that of the route's own first, then those of its variants.
    private let surroundings: [[MiddlewareDescription]]

    /// Middleware, and how errors are answered that it throws.
    struct Layer {
        let middleware: any DescribedMiddleware
        let errors: ErrorContent

        /// Those of some middleware that say something.
        static func of(_ middleware: [any Middleware], _ errors: ErrorContent) -> [Layer] {
            middleware.compactMap { $0 as? any DescribedMiddleware }.map { Layer(middleware: $0, errors: errors) }
        }
    }

    /// - Parameters:
    ///   - handlers: those of the route.
    ///   - plain: the route as it stands in its groups, without anything of its handlers.
    ///   - layers: what stands around it, the outermost first.
    ///   - services: what the application has.
    init(_ handlers: RouteHandlers, _ plain: RouteDescription, behind layers: [Layer], services: Services) {
        self.handlers = handlers
        self.plain = plain
        self.layers = layers
        self.services = services
        surroundings = handlers.all.map { handler in
            let described = Self.describe(handler, in: plain, services)
            return layers.map { $0.middleware.description(for: described) }
        }
    }

    /// The route with everything that is said of it.
    var description: RouteDescription {
        var description = describe(handlers.own, surroundings.first ?? [])
        description.variants = zip(handlers.variants, surroundings.dropFirst()).map { variant, middleware in
            let described = describe(variant.handler, middleware)
            return RouteVariantDescription(
                condition: variant.condition, parameters: described.parameters, responses: described.responses,
                security: described.security, middleware: described.middleware, refusals: described.refusals)
        }
        return description
    }

    /// What the middleware around a handler says of itself: around the route's own at 0, then around its variants.
    func middleware(of index: Int) -> [MiddlewareDescription] {
        surroundings.indices.contains(index) ? surroundings[index] : []
    }

    /// What the middleware around the route needs of the application.
    var requirements: [ServiceRequirement] { surroundings.flatMap { $0 }.flatMap(\.requiredServices) }

    /// What the route and the middleware around it ask of a request.
    var security: @Sendable (Request) throws -> [SecurityRequirementDescription] {
        let own = (surroundings.first ?? []).flatMap(\.security) + handlers.own.security
        let others = zip(handlers.variants, surroundings.dropFirst()).map { variant, middleware in
            (condition: variant.condition, security: middleware.flatMap(\.security) + variant.handler.security)
        }
        return { request in
            for other in others where try other.condition.holds(for: request) { return other.security }
            return own
        }
    }

    private func describe(_ handler: RouteHandler, _ middleware: [MiddlewareDescription]) -> RouteDescription {
        var description = Self.describe(handler, in: plain, services)
        description.middleware = middleware
        description.parameters += middleware.flatMap(\.parameters)
        description.security =
            middleware.flatMap(\.security).map { RouteSecurity($0, services) } + description.security
        for (layer, said) in zip(layers, middleware) {
            let statuses = said.parameters.flatMap(\.refusals) + said.security.flatMap(\.refusals)
            let responses = statuses.map { ResponseDescription($0) } + said.responses.filter { $0.status.code >= 400 }
            description.refusals += responses.map { RouteRefusal(response: $0, errors: layer.errors) }
        }
        return description
    }

    /// A handler by itself.
    private static func describe(
        _ handler: RouteHandler, in plain: RouteDescription, _ services: Services
    ) -> RouteDescription {
        var description = plain
        description.parameters = handler.parameters
        description.responses = handler.responses
        description.security = handler.security.map { RouteSecurity($0, services) }
        let statuses = handler.parameters.flatMap(\.refusals) + handler.security.flatMap(\.refusals)
        let responses = statuses.map { ResponseDescription($0) } + handler.responses.filter { $0.status.code >= 400 }
        description.refusals = responses.map { RouteRefusal(response: $0, errors: plain.errors) }
        return description
    }
}

extension RouteSecurity {
    fileprivate init(_ requirement: SecurityRequirementDescription, _ services: Services) {
        schemes = requirement.schemes(in: services)
        scopes = requirement.scopes
        isOptional = requirement.isOptional
        refusals = requirement.refusals
    }
}
