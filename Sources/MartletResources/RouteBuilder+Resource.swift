import HTTPTypes
import MartletAPI
public import MartletData
public import MartletHTTP

extension RouteBuilder {
    /// Serves a model as a resource of an API, in one line.
    ///
    /// ```swift
    /// app.resource(Track.self)
    /// ```
    /// | | |
    /// | --- | --- |
    /// | `GET /tracks` | a page of rows, filtered, ordered and searched by the query |
    /// | `POST /tracks` | a new row: 201 with `Location` |
    /// | `GET /tracks/{id}` | a row, with its `ETag` where the model has a version |
    /// | `PUT /tracks/{id}` | replaces what clients may set |
    /// | `PATCH /tracks/{id}` | changes some of it: a JSON merge patch (RFC 7396) |
    /// | `DELETE /tracks/{id}` | 204 |
    ///
    /// Members are named like columns unless ``Resource/names(_:)`` says otherwise. Input is checked by the model's schema,
    /// and everything that is wrong is one 422 with a pointer for each problem (``ValidationError``). Everybody may do
    /// everything unless the group that the routes are in, or ``Resource/permit(_:rule:)`` and ``Resource/query(_:)``, say
    /// otherwise.
    /// - Parameters:
    ///   - model: the model; a view is only read.
    ///   - path: where the collection is; `/` and the name of the table by default.
    ///   - build: says what is different from what the model says.
    public func resource<Root: Model>(
        _ model: Root.Type, at path: String? = nil, file: String = #fileID, line: Int = #line,
        _ build: (inout Resource<Root>) -> Void = { _ in }
    ) {
        var resource = Resource<Root>()
        build(&resource)
        ResourceRoutes(resource, at: path ?? "/\(Root.schema.name)", file: file, line: line).add(to: self)
    }
}

/// The routes of a resource.
private struct ResourceRoutes<Root: Model> {
    let resource: Resource<Root>
    let path: String
    let file: String
    let line: Int

    init(_ resource: Resource<Root>, at path: String, file: String, line: Int) {
        self.resource = resource
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.file = file
        self.line = line
    }

    private var base: String { path == "/" ? "" : path }

    private var rowPath: String { base + resource.key.pattern }

    func add(to routes: some RouteBuilder) {
        let served = ServedResource(resource)
        var mistakes = resource.mistakes + ListRules.mistakes(resource, served.rules) + own
        let documentation = ResourceDocumentation(resource, served.rules, at: path)
        for action in ResourceAction.allCases where actions.contains(action) {
            let route = add(action, served, to: routes).annotate(documentation.operation(action))
            switch action {
            // Its answers tell of unknown ones, together with what else is wrong.
            case .list: route.unknownParameters(.ignored)
            case .read, .create, .replace, .update: route.annotate(ParameterRule(taking: ["fields", "include"]))
            case .delete, .createMany, .updateMany, .deleteMany: break
            }
            if !mistakes.isEmpty { route.use(MistakenResource(problems: mistakes)) }
            mistakes = []
            // Who may not repeat a request is refused before it is looked up.
            takeParameters(of: action.ofOne, route)
            if let idempotency = resource.idempotency, action == .create || action == .createMany {
                route.use(idempotency)
            }
        }
        for action in resource.rowActions {
            let route = action.add(
                routes.routes, "\(rowPath)/\(action.name)", served, SourcePlace(file: file, line: line))
            route.annotate(documentation.operation(action))
            if action.tellsRow { route.annotate(ParameterRule(taking: ["fields", "include"])) }
            if !mistakes.isEmpty { route.use(MistakenResource(problems: mistakes)) }
            mistakes = []
            takeParameters(of: action.rule, and: action.tellsRow ? .read : nil, route)
            route.use(RowFinding(served: served, rule: action.rule))
        }
    }

    private func takeParameters(of action: ResourceAction, and other: ResourceAction? = nil, _ route: Route) {
        var parameters = resource.hooks.parameters[action] ?? []
        for parameter in other.flatMap({ resource.hooks.parameters[$0] }) ?? []
        where !parameters.contains(where: { $0.id == parameter.id }) { parameters.append(parameter) }
        if !parameters.isEmpty { route.use(HookParameters(all: parameters)) }
    }

    /// Those that the model allows.
    private var actions: Set<ResourceAction> {
        var actions = resource.actions
        if Root.schema.isView { actions.formIntersection([.list, .read]) }
        if resource.key.columns.isEmpty { actions.formIntersection([.list, .create, .createMany]) }
        return actions
    }

    private var own: [String] {
        var mistakes: [String] = []
        if let name = resource.lookup {
            mistakes += RowKey.mistake(lookup: name, resource.columns).map { [$0] } ?? []
        }
        let isOnMany = !actions.isDisjoint(with: [.createMany, .updateMany, .deleteMany])
        if resource.bulkLimit == nil, isOnMany {
            mistakes.append(
                "the resource of \(Root.self) names an action on many rows; say how many with bulk(limit: 100), and leave "
                    + "out what it shall not have with without(…)")
        }
        if resource.requiresMatch, !actions.isDisjoint(with: [.updateMany, .deleteMany]) {
            mistakes.append(
                "the resource of \(Root.self) requires If-Match, which the forms for many rows do not have; leave them out "
                    + "with without(.updateMany, .deleteMany)")
        }
        for action in resource.documents.words.keys where !actions.contains(action) {
            mistakes.append(
                "the resource of \(Root.self) describes .\(action.rawValue), which it does not serve")
        }
        return mistakes + resource.shapes.mistakes(of: "\(Root.self)")
    }

    private typealias Answer = @Sendable (Request, Database) async throws -> Response

    private func add(_ action: ResourceAction, _ served: ServedResource<Root>, to routes: some RouteBuilder) -> Route {
        let (method, path, answer) = place(action, served)
        return routes.on(method, path, file: file, line: line) { (request: Request, database: Database) in
            try await answer(request, database)
        }
    }

    /// Where an action is, and what answers it.
    private func place(
        _ action: ResourceAction, _ served: ServedResource<Root>
    ) -> (HTTPRequest.Method, String, Answer) {
        let bulkPath = "\(base)/bulk"
        return switch action {
        case .list: (.get, path, served.list)
        case .read: (.get, rowPath, served.read)
        case .create: (.post, path, served.create)
        case .replace: (.put, rowPath, served.replace)
        case .update: (.patch, rowPath, served.update)
        case .delete: (.delete, rowPath, served.delete)
        case .createMany: (.post, bulkPath, served.createMany)
        case .updateMany: (.patch, bulkPath, served.updateMany)
        case .deleteMany: (.delete, bulkPath, served.deleteMany)
        }
    }
}

/// What is wrong with a resource, to be told before the port opens.
private struct MistakenResource: Middleware, CheckedMiddleware {
    let problems: [String]

    func handle(_ request: Request, next: Next) async throws -> Response { await next(request) }
}
