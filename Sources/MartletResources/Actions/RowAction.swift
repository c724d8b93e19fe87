import HTTPTypes
import MartletCore
import MartletData
import MartletHTTP

/// An action of an application's own on a row of a resource.
struct RowAction<Root: Model>: Sendable {
    let name: String
    let method: HTTPRequest.Method
    /// The action of the resource whose rules are asked.
    let rule: ResourceAction
    let summary: String?
    let details: String?
    let id: String?
    /// Whether it answers with the row as the resource tells rows.
    let tellsRow: Bool
    /// Adds its route.
    let add: @Sendable (RouteGroup, _ path: String, ServedResource<Root>, SourcePlace) -> Route

    init(
        _ name: String, _ method: HTTPRequest.Method, like rule: ResourceAction?, _ summary: String?,
        _ details: String?, _ id: String?, tellsRow: Bool = false,
        add: @escaping @Sendable (RouteGroup, _ path: String, ServedResource<Root>, SourcePlace) -> Route
    ) {
        self.name = name
        self.method = method
        self.rule = rule?.ofOne ?? Self.rule(of: method)
        self.summary = summary
        self.details = details
        self.id = id
        self.tellsRow = tellsRow
        self.add = add
    }

    private static func rule(of method: HTTPRequest.Method) -> ResourceAction {
        switch method {
        case .get, .head: .read
        case .delete: .delete
        default: .update
        }
    }

    /// What is wrong with it, for the start; `nil` where nothing is.
    var mistake: String? {
        let place = "the action `\(name)` of the resource of \(Root.self)"
        if name.isEmpty || name.contains(where: { "/{}?#".contains($0) }) {
            return "\(place) has a name that is no segment of a path"
        }
        if [.list, .create].contains(rule) {
            return "\(place) is like .\(rule.rawValue), which is not about a row that is there"
        }
        return Root.schema.primaryKey.isEmpty ? "\(place) is on a row, and the model has no key" : nil
    }
}

/// Where a resource stands in an application's source.
struct SourcePlace: Sendable {
    let file: String
    let line: Int
}

/// Finds the row of an action before its handler is asked, and asks the rules about it.
struct RowFinding<Root: Model>: Middleware {
    let served: ServedResource<Root>
    let rule: ResourceAction

    func handle(_ request: Request, next: Next) async throws -> Response {
        let database: Database = try await HookParameter.value(of: request)
        let row = try await served.find(request, database)
        // Nobody is asked for a condition, and one that is there counts.
        if rule != .read, request.headers.contains(.ifMatch) { try served.checkConditions(request, row) }
        try await served.check(rule, row, request)
        request.state[FoundRow<Root>.Place.self] = row
        return await next(request)
    }
}

/// The row that an action is about.
struct FoundRow<Root: Model>: Extractor, ServiceRequiring {
    enum Place: StateKey { typealias Value = Root }

    let row: Root

    static var requiredServices: [ServiceRequirement] { Database.requiredServices }

    static func extract(from source: inout ExtractionSource) throws -> FoundRow {
        guard let row = source.request.state[Place.self] else { throw HTTPError(.notFound) }
        return FoundRow(row: row)
    }
}
