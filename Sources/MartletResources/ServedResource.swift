import HTTPTypes
import MartletCore
import MartletData
import MartletHTTP
import MartletJSON

/// A resource at work: it answers the requests of its routes.
final class ServedResource<Root: Model>: Sendable {
    typealias Rows = ModelQuery<Root, Root>

    let key: RowKey<Root>
    let columns: ResourceColumns<Root>
    let rules: ListRules<Root>
    let hooks: ResourceHooks<Root>
    let requiresMatch: Bool
    let bulkLimit: Int
    /// What is done at the path of many rows.
    private let bulkMethods: [HTTPRequest.Method]

    init(_ resource: Resource<Root>) {
        key = resource.key
        columns = resource.columns
        rules = ListRules(resource, columns)
        hooks = resource.hooks
        requiresMatch = resource.requiresMatch
        bulkLimit = resource.bulkLimit ?? 0
        let methods: [(action: ResourceAction, method: HTTPRequest.Method)] = [
            (.createMany, .post), (.updateMany, .patch), (.deleteMany, .delete),
        ]
        bulkMethods =
            Root.schema.isView ? [] : methods.filter { resource.actions.contains($0.action) }.map(\.method)
    }

    // MARK: Reading

    func list(_ request: Request, _ database: Database) async throws -> Response {
        let query = try request.query
        let rules = try await rules.resolved(for: request)
        let wish = try ListWish(query, rules)
        let rows = wish.narrowed(try await scope(Root.query, request), rules)
        let page = try await ListPage(wish.page, of: rows, rules, with: wish.rows.annotations, in: database)
        let rendering = try await RowRendering(page.found, wish.rows, of: rules.includes, for: request, in: database)
        var writer = JSONWriter(Self.buffer(for: page.found.rows.count))
        writer.beginObject()
        writer.name(Array("\"items\":".utf8))
        rendering.write(to: &writer)
        writer.needsComma = true
        page.writeMembers(to: &writer)
        writer.endObject()
        var response = Response(headers: .json, body: .init(bytes: try writer.finish()))
        response.headers[named: "Link"] = page.links(of: request, query)
        return response
    }

    func read(_ request: Request, _ database: Database) async throws -> Response {
        let rules = try await rules.resolved(for: request)
        let wish = try RowWish(checking: request.query, rules)
        let found = try await find(request, with: wish.annotations, database)
        guard let row = found.rows.first else { throw HTTPError(.notFound) }
        try await check(.read, row, request)
        guard wish.isWholeRow, let version = entityTag(of: row) else {
            return Self.answer(try await content(of: found, wish, request, database), .ok, nil)
        }
        if wish.computed.isEmpty, let answer = try conditionalAnswer(to: request, version) { return answer }
        let content = try await content(of: found, wish, request, database)
        let tag = entityTag(version, of: content, wish)
        if !wish.computed.isEmpty, let answer = try conditionalAnswer(to: request, tag) { return answer }
        return Self.answer(content, .ok, tag)
    }

    // MARK: What the actions have in common

    /// The rows that the request reaches.
    func scope(_ query: Rows, _ request: Request) async throws -> Rows {
        var query = query
        for narrow in hooks.scopes { query = try await narrow(request, query) }
        return query
    }

    /// The row that the path names.
    /// - Throws: ``HTTPError`` 404.
    func find(_ request: Request, _ database: any QueryExecutor) async throws -> Root {
        let row = try await find(request, with: [], database).rows.first
        guard let row else { throw HTTPError(.notFound) }
        return row
    }

    /// The row that the path names, with what is read beside its columns.
    private func find(
        _ request: Request, with annotations: [RowAnnotation], _ database: any QueryExecutor
    ) async throws -> FoundRows<Root> {
        guard let values = key.values(ofPath: request.parameters.values) else { throw unnamed(request) }
        let query = try await scope(Root.query, request).where { _ in key.isRow(values) }
        return try await FoundRows(query.limit(1), with: annotations, in: database)
    }

    /// The error of a path that can name no row: that of many rows takes other methods.
    private func unnamed(_ request: Request) -> HTTPError {
        let isPathOfMany = request.path.hasSuffix("/bulk") || request.path.hasSuffix("/bulk/")
        guard !bulkMethods.isEmpty, key.single != nil, isPathOfMany else {
            return HTTPError(.notFound)
        }
        let allowed = (bulkMethods.map(\.rawValue) + ["OPTIONS"]).sorted()
        return HTTPError(.methodNotAllowed, headers: [.allow: allowed.joined(separator: ", ")])
    }

    /// - Throws: ``HTTPError`` 403 where a rule of the application says no, and what a rule throws.
    func check(_ action: ResourceAction, _ row: Root, _ request: Request) async throws {
        for rule in hooks.rules[action] ?? [] where try await !rule(request, row) {
            throw HTTPError(.forbidden, "This is not allowed.")
        }
    }

    /// A row as an answer, tagged where `isTagged` says so.
    func answer(
        _ row: Root, _ status: HTTPResponse.Status, isTagged: Bool, _ wish: RowWish<Root>, _ request: Request,
        _ database: Database
    ) async throws -> Response {
        let content = try await content(of: FoundRows([row]), wish, request, database)
        let version = isTagged ? entityTag(of: row) : nil
        return Self.answer(content, status, version.map { entityTag($0, of: content, wish) })
    }

    /// Many rows as an answer.
    func answer(
        _ rows: [Root], _ status: HTTPResponse.Status, _ request: Request, _ database: Database
    ) async throws -> Response {
        let rules = try await rules.resolved(for: request)
        let wish = RowWish(columns: columns.shown, computed: rules.computed)
        let rendering = try await RowRendering(FoundRows(rows), wish, of: [], for: request, in: database)
        var writer = JSONWriter(Self.buffer(for: rows.count))
        writer.beginObject()
        writer.name(Array("\"items\":".utf8))
        rendering.write(to: &writer)
        writer.endObject()
        return Response(status, headers: .json, body: .init(bytes: try writer.finish()))
    }

    /// A row as JSON.
    private func content(
        of found: FoundRows<Root>, _ wish: RowWish<Root>, _ request: Request, _ database: Database
    ) async throws -> [UInt8] {
        let rendering = try await RowRendering(found, wish, of: rules.includes, for: request, in: database)
        var writer = JSONWriter()
        rendering.write(at: 0, to: &writer)
        return try writer.finish()
    }

    private static func answer(_ content: [UInt8], _ status: HTTPResponse.Status, _ tag: EntityTag?) -> Response {
        var response = Response(status, headers: .json, body: .init(bytes: content))
        if let tag { response.headers[.eTag] = tag.description }
        return response
    }

    private static func buffer(for rows: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + rows * 256)
        return bytes
    }
}
