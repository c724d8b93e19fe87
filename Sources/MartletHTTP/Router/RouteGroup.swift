public import HTTPTypes
public import MartletCore
import Synchronization

/// Routes that share a prefix, a host, middleware and error handlers (Flask's blueprints).
///
/// Groups nest, and a group in its own file is a function that receives it:
///
/// ```swift
/// func albums(_ routes: RouteGroup) {
///     routes.use(StaffOnly())
///     routes.get("/") { … }
///     routes.get("/{id:int}") { (id: Path<Int>) in … }
/// }
/// app.group("/albums", albums)
/// ```
public final class RouteGroup: RouteBuilder, Sendable {
    struct Contents {
        var routes: [Route] = []
        var groups: [RouteGroup] = []
        var middleware: [any Middleware] = []
        var errorHandlers = ErrorHandlers()
        var annotations = RouteAnnotations()
    }

    let prefix: String
    let host: String?
    let location: SourceLocation
    private let contents = Mutex(Contents())

    init(prefix: String, host: String? = nil, location: SourceLocation) {
        self.prefix = prefix
        self.host = host
        self.location = location
    }

    public var routes: RouteGroup { self }

    var current: Contents { contents.withLock { $0 } }

    func add(
        _ method: HTTPRequest.Method, _ path: String, _ name: (any RouteNaming)?, _ location: SourceLocation,
        _ handler: RouteHandler
    ) -> Route {
        let route = Route(method: method, path: path, name: name, location: location, handler: handler)
        contents.withLock { $0.routes.append(route) }
        return route
    }

    func add(_ group: RouteGroup) { contents.withLock { $0.groups.append(group) } }
    func add(_ middleware: any Middleware) { contents.withLock { $0.middleware.append(middleware) } }
    /// Keeps something about all routes of the group, for extensions that look at them (``App/inspectRoutes(_:)``).
    public func annotate<Annotation: Sendable>(_ annotation: Annotation) {
        contents.withLock { $0.annotations.append(annotation) }
    }

    func changeErrorHandlers(_ change: (inout ErrorHandlers) -> Void) {
        contents.withLock { change(&$0.errorHandlers) }
    }
}

extension RouteBuilder {
    /// Opens a group of routes below a prefix.
    /// - Parameters:
    ///   - prefix: stands before the path of each route, such as `/api/v1`; placeholders are allowed.
    ///   - host: the group answers only for this host: a name, or `*.example.com` for all names below it.
    ///   - build: adds the group's routes.
    /// - Returns: the group.
    @discardableResult
    public func group(
        _ prefix: String = "", host: String? = nil, file: String = #fileID, line: Int = #line,
        _ build: (RouteGroup) -> Void = { _ in }
    ) -> RouteGroup {
        let group = RouteGroup(prefix: prefix, host: host, location: SourceLocation(file: file, line: line))
        routes.add(group)
        build(group)
        return group
    }

    /// Puts middleware around all routes of this application or group; the first added is the outermost.
    ///
    /// An application's middleware sees every request, also those that no route answers, and before routing; a group's
    /// middleware sees those below its prefix.
    public func use(_ middleware: some Middleware) { routes.add(middleware) }

    /// Looks at each request first; a response from here is the answer, `nil` lets the request go on.
    public func before(_ hook: @escaping @Sendable (Request) async throws -> Response?) {
        routes.add(BeforeHook(hook: hook))
    }

    /// Changes each response on its way out.
    public func after(_ hook: @escaping @Sendable (Request, Response) async throws -> Response) {
        routes.add(AfterHook(hook: hook))
    }

    /// Answers errors of one type that are thrown below this application or group.
    ///
    /// The innermost group that handles an error answers it.
    public func onError<Failure: Error, R: ResponseConvertible>(
        _ type: Failure.Type, _ handler: @escaping @Sendable (Failure, Request) async throws -> R
    ) {
        routes.changeErrorHandlers { handlers in
            handlers.byType.append { error, request in
                guard let error = error as? Failure else { return nil }
                return try await handler(error, request).response(for: request)
            }
        }
    }

    /// Answers errors of one status (`.notFound`, `.internalServerError`) below this application or group.
    ///
    /// The response keeps that status unless the handler sets another than 200.
    public func onStatus<R: ResponseConvertible>(
        _ status: HTTPResponse.Status, _ handler: @escaping @Sendable (any Error, Request) async throws -> R
    ) {
        routes.changeErrorHandlers { handlers in
            handlers.byStatus[status.code] = { error, request in
                var response = try await handler(error, request).response(for: request)
                if response.status == .ok { response.status = status }
                return response
            }
        }
    }
}

private struct BeforeHook: Middleware {
    let hook: @Sendable (Request) async throws -> Response?
    func handle(_ request: Request, next: Next) async throws -> Response {
        if let response = try await hook(request) { return response }
        return await next(request)
    }
}

private struct AfterHook: Middleware {
    let hook: @Sendable (Request, Response) async throws -> Response
    func handle(_ request: Request, next: Next) async throws -> Response {
        try await hook(request, await next(request))
    }
}
