public import HTTPTypes
public import MartletCore

/// A route of a finished application, for extensions that document or check routes.
public struct RouteDescription: Sendable, CustomStringConvertible {
    /// The request method.
    public let method: HTTPRequest.Method
    /// The path with the prefixes of its groups, as it is declared: `/tracks/{id:int}`.
    public let path: String
    /// The placeholders of the path, in order.
    public let placeholders: [RoutePlaceholder]
    /// The host for which it answers; `nil` for any.
    public let host: String?
    /// Its name; `nil` for none.
    public let name: String?
    /// The file and line of its declaration.
    public let location: String
    /// What the handler's parameters and the middleware around it take from the request.
    public package(set) var parameters: [ParameterDescription]
    /// How the handler answers.
    public package(set) var responses: [ResponseDescription]
    /// What the route and its groups ask of clients; all of them.
    public package(set) var security: [RouteSecurity]
    /// What the middleware of the application, its groups and the route says, the outermost first.
    public package(set) var middleware: [MiddlewareDescription]
    /// The errors that the handler, its parameters and the middleware around it say of themselves; several of one status
    /// where more than one of them answers it.
    public package(set) var refusals: [RouteRefusal]
    /// Its other handlers, in the order in which their conditions are asked.
    public package(set) var variants: [RouteVariantDescription]
    /// How errors are answered: their type and media types.
    public let errors: ErrorContent
    /// What extensions keep about it.
    public let annotations: RouteAnnotations

    /// Whether a parameter takes the content of requests.
    public var takesContent: Bool { parameters.contains { $0.location == .body } }

    public var description: String { "\(method) \(path) at \(location)" }
}

/// Another handler of a route, for some requests.
public struct RouteVariantDescription: Sendable {
    /// Which requests it answers.
    public let condition: any RouteCondition
    /// What its parameters and the middleware around it take from the request.
    public let parameters: [ParameterDescription]
    /// How it answers.
    public let responses: [ResponseDescription]
    /// What it, the route's middleware and its groups ask of clients; all of them.
    public let security: [RouteSecurity]
    /// What the middleware of the application, its groups and the route says, the outermost first.
    public let middleware: [MiddlewareDescription]
    /// The errors that it, its parameters and the middleware around it say of themselves.
    public let refusals: [RouteRefusal]
}

/// An error that a route answers.
public struct RouteRefusal: Sendable {
    /// The status, and the header fields that come with it.
    public let response: ResponseDescription
    /// How errors are answered where it is thrown: middleware of the application stands outside of all groups. Of no account
    /// where the response has a type of its own.
    public let errors: ErrorContent
}

/// A placeholder of a path.
public struct RoutePlaceholder: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The name of its converter, `path` for one that takes the rest of the path; `nil` for one segment of any text.
    public let converter: String?
}

/// Credentials that a route asks for: one of some schemes.
public struct RouteSecurity: Sendable {
    /// The schemes of which one is asked for.
    public let schemes: [SecuritySchemeDescription]
    /// The scopes that credentials must have been granted, all of them.
    public let scopes: [String]
    /// Whether the route answers without credentials too.
    public let isOptional: Bool
    /// How a request is answered whose credentials are missing, wrong, or not enough.
    public let refusals: [HTTPResponse.Status]
}

/// How errors are answered below a group.
public enum ErrorContent: Sendable {
    /// As the client likes: problem details, a page, or text.
    case negotiated
    /// Problem details (RFC 9457), whatever the client likes.
    case problemDetails
    /// In a form of the application's own.
    case own([ResponseDescription])
}

extension App {
    /// Looks at all routes, those of mounted applications included, before the port opens and before a command.
    /// - Parameter inspect: gets the routes in the order of their declaration, and returns one sentence for each mistake.
    public func inspectRoutes(_ inspect: @escaping @Sendable ([RouteDescription]) -> [String]) {
        add(inspect)
    }
}
