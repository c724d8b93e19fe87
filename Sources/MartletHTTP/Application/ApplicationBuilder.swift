import HTTPTypes
import MartletCore

/// Turns what was declared into the application that answers requests, collecting every mistake.
struct ApplicationBuilder {
    let setup: App.Setup
    private let defaultMiddleware: [any Middleware]
    private let health: Health?
    private let reload: PageReload?
    private let publicOrigin: String?
    private var problems: [String]
    private var hosts: [String?: RouteTrieBuilder<Endpoint>] = [:]
    private var seen: [String: SourceLocation] = [:]
    private var names: [String: (pattern: RoutePattern, location: SourceLocation)] = [:]
    private var scopes: [ScopeEntry] = []
    private var table: [RouteTableRow] = []
    private var descriptions: [RouteDescription] = []
    /// The application's own, and how errors are answered outside of groups.
    private var rootMiddleware: [any Middleware] = []
    private var rootErrors = ErrorContent.negotiated
    /// The services that routes need and nobody put in, and those routes, in the order of their declaration.
    private var missing: [(requirement: ServiceRequirement, routes: [String])] = []

    /// - Parameters:
    ///   - setup: what was declared.
    ///   - middleware: the defaults that stand around that of the application.
    ///   - health: what answers load balancers; `nil` for nothing.
    ///   - reload: what reloads pages; `nil` outside of development.
    ///   - publicOrigin: scheme and host of absolute URLs; `nil` for those of each request.
    init(
        setup: App.Setup, middleware: [any Middleware], health: Health?, reload: PageReload?, publicOrigin: String?
    ) {
        self.setup = setup
        defaultMiddleware = middleware
        self.health = health
        self.reload = reload
        self.publicOrigin = publicOrigin
        problems = setup.problems
    }

    /// What a group hands down to its routes and groups.
    private struct Inherited {
        var prefix = ""
        /// How many groups stand around.
        var depth = 0
        var host: String?
        var middleware: [any Middleware] = []
        var errors = ErrorResponder(handlers: [])
        var annotations = RouteAnnotations()
    }

    mutating func build(_ root: RouteGroup) throws -> Application {
        // The application's own middleware stands around routing; that of groups inside.
        var inherited = Inherited()
        let contents = root.current
        inherited.errors = ErrorResponder(handlers: [contents.errorHandlers])
        inherited.annotations = contents.annotations
        check(contents.middleware)
        rootMiddleware = contents.middleware
        rootErrors = inherited.errors.content
        add(contents, inherited)
        for route in health?.routes(except: { seen["GET \($0)"] != nil }) ?? [] { add(route, Inherited()) }
        let links = RouteLinks(patterns: names.mapValues(\.pattern), publicOrigin: publicOrigin)
        for check in setup.checks { problems += check(links) }
        for inspect in setup.inspections { problems += inspect(descriptions) }
        for (requirement, user) in setup.requirements { note(requirement, user) }
        reportMissingServices()
        guard problems.isEmpty else { throw BootError(problems: problems) }

        var services = setup.services
        services[RouteLinks.self] = links
        if setup.environment == .development { services[RoutePlaces.self] = RoutePlaces(table) }
        let context = ApplicationContext(
            services: services, logger: setup.logger, isDevelopment: setup.environment == .development)
        let router = Router(
            tries: hosts.mapValues(RouteTrie.init), scopes: scopes, rootErrors: inherited.errors,
            trailingSlash: setup.trailingSlash)
        var middleware = defaultMiddleware + contents.middleware
        if let reload { middleware = [ReloadRoutes(reload)] + middleware + [ReloadInjection(reload)] }
        let entry = Chain.compose(
            middleware, errors: inherited.errors, around: Next { request in await router.respond(to: request) })
        return Application(
            context: context, entry: entry, table: table.sorted(by: RouteTableRow.ordered), middleware: middleware)
    }

    private mutating func add(_ contents: RouteGroup.Contents, _ inherited: Inherited) {
        for route in contents.routes { add(route, inherited) }
        for group in contents.groups { add(group, inherited) }
    }

    private mutating func add(_ group: RouteGroup, _ inherited: Inherited) {
        let contents = group.current
        var inner = inherited
        inner.depth += 1
        inner.prefix = RoutePattern.join(inherited.prefix, group.prefix)
        if inner.prefix == "/" { inner.prefix = "" }
        inner.host = group.host?.lowercased() ?? inherited.host
        inner.middleware += contents.middleware
        check(contents.middleware)
        inner.errors.handlers.insert(contents.errorHandlers, at: 0)
        inner.annotations.append(contents.annotations)
        do {
            let pattern = try RoutePattern(inner.prefix.isEmpty ? "/" : inner.prefix)
            scopes.append(
                ScopeEntry(
                    host: inner.host, depth: inner.depth, segments: inner.prefix.isEmpty ? [] : pattern.segments,
                    fallback: Chain.compose(
                        inner.middleware, errors: inner.errors, around: Router.fallback(inner.errors))))
        } catch {
            problems.append("the prefix `\(inner.prefix)` of the group at \(group.location) \(error.sentence)")
        }
        add(contents, inner)
    }

    private mutating func add(_ route: Route, _ inherited: Inherited) {
        let path = RoutePattern.join(inherited.prefix, route.path)
        let pattern: RoutePattern
        do {
            pattern = try RoutePattern(path)
        } catch {
            problems.append("the path `\(path)` of the route at \(route.location) \(error.sentence)")
            return
        }
        let settings = route.current
        var handlers = RouteHandlers(route)
        let others = ParameterRule.strict(annotations(of: route, inherited))
        if others != nil { handlers.change { _, handler in ParameterCheck.tell(of: &handler) } }
        let described = describer(of: route, handlers, pattern, inherited)
        check(route, pattern, inherited, requiring: described.requirements)
        if let others { refuseUnknownParameters(of: &handlers, described, besides: others, route, pattern) }
        let errors = inherited.errors
        let handler = handlers.run
        var innermost = Next { request in
            do { return try await handler(request) } catch {
                request.state[RequestDependencies.Place.self]?.handlerFailed(error)
                return await errors.respond(to: error, request)
            }
        }
        if let limit = settings.bodyLimit {
            // Middleware may have set its group's limit; the route's own goes first.
            innermost = Next { [innermost] request in
                var request = request
                request.body.limit = limit
                return await innermost(request)
            }
        }
        if let limits = settings.formLimits {
            innermost = Chain.compose([limits], errors: errors, around: innermost)
        }
        let security = described.security
        let middleware = (inherited.middleware + settings.middleware).map { middleware -> any Middleware in
            (middleware as? any RouteBoundMiddleware)?.bound(to: security) ?? middleware
        }
        let chain = Chain.compose(middleware, errors: errors, around: innermost)
        let fallback = Chain.compose(inherited.middleware, errors: errors, around: Router.fallback(errors))
        let endpoint = Endpoint(
            pattern: path, names: pattern.placeholderNames, handler: chain, fallback: fallback,
            bodyLimit: settings.bodyLimit, timeLimit: settings.timeLimit,
            takesMissingSlash: settings.takesMissingSlash)
        hosts[inherited.host, default: RouteTrieBuilder()].add(
            route.method, pattern, converters: setup.converters, endpoint)
        table.append(
            RouteTableRow(
                method: route.method.rawValue, path: path, host: inherited.host, name: settings.name,
                location: "\(route.location)"))
        // What the framework answers itself is no part of an application's interface.
        guard route.location.line != 0 else { return }
        descriptions.append(described.description)
    }

    private func annotations(of route: Route, _ inherited: Inherited) -> RouteAnnotations {
        var annotations = inherited.annotations
        annotations.append(route.current.annotations)
        return annotations
    }

    /// Puts each handler behind a check of the query.
    private mutating func refuseUnknownParameters(
        of handlers: inout RouteHandlers, _ described: RouteDescriber, besides others: [String], _ route: Route,
        _ pattern: RoutePattern
    ) {
        let locations = [route.location] + handlers.variants.map(\.location)
        var mistakes: [String] = []
        handlers.change { index, handler in
            let check = ParameterCheck(handler, behind: described.middleware(of: index), setup.services, others: others)
            let location = locations.indices.contains(index) ? locations[index] : route.location
            mistakes += check.problems.map { "\($0) (\(route.method) \(pattern) at \(location))" }
            check.stand(around: &handler)
        }
        problems += mistakes
    }

    private mutating func check(_ middleware: [any Middleware]) {
        for case let checked as any CheckedMiddleware in middleware { problems += checked.problems }
    }

    private mutating func check(
        _ route: Route, _ pattern: RoutePattern, _ inherited: Inherited, requiring requirements: [ServiceRequirement]
    ) {
        let settings = route.current
        let described = "\(route.method) \(pattern) at \(route.location)"
        check(settings.middleware + [settings.formLimits].compactMap { $0 })
        problems += settings.problems.map { "\($0) (\(described))" }
        let key = "\(route.method) \(inherited.host ?? "")\(pattern.shape)"
        if let first = seen[key] {
            problems.append("two routes answer \(route.method) \(pattern): one at \(first), one at \(route.location)")
        } else {
            seen[key] = route.location
        }
        check(route.handler, pattern, described)
        for requirement in requirements { note(requirement, described) }
        for variant in settings.variants {
            check(variant.handler, pattern, "\(route.method) \(pattern) at \(variant.location)")
        }
        for case .typed(_, let converter) in pattern.segments where setup.converters[converter] == nil {
            let known = setup.converters.keys.sorted() + ["path"]
            problems.append(
                "no converter is named `\(converter)`, used by \(described)"
                    + NearMatch.hint(for: converter, among: known) + " (known: \(known.joined(separator: ", ")))")
        }
        guard let name = settings.name else { return }
        if let other = names[name], other.pattern.description != pattern.description {
            problems.append("two routes are named `\(name)`: one at \(other.location), one at \(route.location)")
        }
        let placeholders = pattern.placeholderNames.count
        if let expected = settings.expectedParameters, expected != placeholders {
            problems.append(
                "the name `\(name)` has \(expected) parameters, but \(described) has \(placeholders) placeholders")
        }
        names[name] = (pattern, route.location)
    }
}

extension ApplicationBuilder {
    /// Finds what a handler takes and cannot get.
    private mutating func check(_ handler: RouteHandler, _ pattern: RoutePattern, _ described: String) {
        let wanted = handler.parameters.count { $0.location == .path }
        let placeholders = pattern.placeholderNames.count
        if wanted > placeholders {
            problems.append(
                "the handler of \(described) takes \(wanted) Path parameters, but the path has \(placeholders) placeholders"
            )
        }
        checkConverters(handler, pattern, described)
        for requirement in handler.requirements { note(requirement, described) }
        if handler.parameters.count(where: { $0.location == .body }) > 1 {
            problems.append("the handler of \(described) takes the content of the request more than once")
        }
        problems += UntakenInput.mistakes(handler.parameters, described)
    }

    /// Finds parameters that can be nothing of what their placeholders take.
    ///
    /// Only where each placeholder has its ``Path``: an extractor of the application's own may take one unseen.
    private mutating func checkConverters(_ handler: RouteHandler, _ pattern: RoutePattern, _ described: String) {
        let wanted = handler.parameters.filter { $0.location == .path }
        let placeholders = pattern.segments.filter { if case .constant = $0 { false } else { true } }
        guard wanted.count == placeholders.count else { return }
        for (parameter, placeholder) in zip(wanted, placeholders) {
            guard case .typed(let name, let converter) = placeholder,
                setup.converters[converter]?.excluded.contains("\(parameter.type)") == true
            else { continue }
            problems.append(
                "the handler of \(described) takes Path<\(parameter.type)> for the placeholder "
                    + "{\(name):\(converter)}, which never is one; let both say the same")
        }
    }

    private func describer(
        of route: Route, _ handlers: RouteHandlers, _ pattern: RoutePattern, _ inherited: Inherited
    ) -> RouteDescriber {
        let settings = route.current
        let errors = inherited.errors.content
        var limits: [any Middleware] = []
        if let limit = settings.timeLimit { limits.append(TimeLimit(limit)) }
        if let limit = settings.bodyLimit { limits.append(BodyLimit(limit)) }
        let plain = RouteDescription(
            method: route.method, path: RoutePattern.join(inherited.prefix, route.path),
            placeholders: pattern.placeholders, host: inherited.host, name: settings.name,
            location: "\(route.location)", parameters: [], responses: [], security: [], middleware: [], refusals: [],
            variants: [], errors: errors, annotations: annotations(of: route, inherited))
        return RouteDescriber(
            handlers, plain,
            behind: RouteDescriber.Layer.of(rootMiddleware, rootErrors)
                + RouteDescriber.Layer.of(inherited.middleware + settings.middleware + limits, errors),
            services: setup.services)
    }

    private mutating func note(_ requirement: ServiceRequirement, _ route: String) {
        guard !setup.excused.contains(requirement.id), !requirement.isMet(by: setup.services) else { return }
        guard let known = missing.firstIndex(where: { $0.requirement.name == requirement.name }) else {
            return missing.append((requirement, [route]))
        }
        if missing[known].routes.last != route { missing[known].routes.append(route) }
    }

    /// One sentence for each service, since what is missing is often needed everywhere.
    private mutating func reportMissingServices() {
        for (requirement, routes) in missing {
            let more = routes.count > 3 ? " and \(routes.count - 3) more" : ""
            problems.append(
                "no \(requirement.name) is there for \(routes.prefix(3).joined(separator: ", "))\(more); "
                    + requirement.advice)
        }
    }
}

/// What a matched path leads to. A class, so that a request takes one reference and not a copy of each member.
final class Endpoint: Sendable {
    let pattern: String
    let names: [String]
    let handler: Next
    let fallback: Next
    let bodyLimit: Int?
    let timeLimit: Duration?
    let takesMissingSlash: Bool

    init(
        pattern: String, names: [String], handler: Next, fallback: Next, bodyLimit: Int?, timeLimit: Duration?,
        takesMissingSlash: Bool
    ) {
        self.pattern = pattern
        self.names = names
        self.handler = handler
        self.fallback = fallback
        self.bodyLimit = bodyLimit
        self.timeLimit = timeLimit
        self.takesMissingSlash = takesMissingSlash
    }
}

/// A group's prefix and what answers below it where no route does.
struct ScopeEntry: Sendable {
    let host: String?
    /// How many groups stand around, itself included.
    let depth: Int
    let segments: [RoutePattern.Segment]
    let fallback: Next
}

/// Composes middleware into one function, once, at boot.
enum Chain {
    static func compose(_ middleware: [any Middleware], errors: ErrorResponder, around innermost: Next) -> Next {
        middleware.reversed().reduce(innermost) { next, middleware in wrap(middleware, errors, next) }
    }

    /// Opens the existential here, so that a request calls the middleware's method directly.
    private static func wrap<M: Middleware>(_ middleware: M, _ errors: ErrorResponder, _ next: Next) -> Next {
        Next { request in
            do {
                return try await middleware.handle(request, next: next)
            } catch {
                return await errors.respond(to: error, request)
            }
        }
    }
}
