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

    init(_ resource: Resource<Root>) {
        key = resource.key
        columns = ResourceColumns(resource.access)
        rules = ListRules(resource, columns)
        hooks = resource.hooks
        requiresMatch = resource.requiresMatch
        bulkLimit = resource.bulkLimit ?? 0
    }

    // MARK: Reading

    func list(_ request: Request, _ database: Database) async throws -> Response {
        let query = try request.query
        let wish = try ListWish(query, rules)
        let rows = wish.narrowed(try await scope(Root.query, request), rules)
        let page = try await ListPage(wish.page, of: rows, rules, in: database)
        let rendering = try await RowRendering(
            page.items, wish.rows.columns, with: wish.rows.selection, of: rules.includes, in: database)
        var writer = JSONWriter(Self.buffer(for: page.items.count))
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
        let wish = try RowWish(checking: request.query, rules)
        let row = try await find(request, database)
        try await check(.read, row, request)
        let tag = wish.isWholeRow ? entityTag(of: row) : nil
        if let tag {
            switch Preconditions(request).outcome(entityTag: tag) {
            case .proceed: break
            case .notModified: return Response(.notModified, headers: [.eTag: tag.description])
            case .failed: throw HTTPError(.preconditionFailed)
            }
        }
        return try await answer(row, .ok, tag, wish, database)
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
        guard let values = key.values(ofPath: request.parameters.values) else { throw HTTPError(.notFound) }
        let row = try await scope(Root.query, request).where { _ in key.isRow(values) }.first(in: database)
        guard let row else { throw HTTPError(.notFound) }
        return row
    }

    /// - Throws: ``HTTPError`` 403 where a rule of the application says no, and what a rule throws.
    func check(_ action: ResourceAction, _ row: Root, _ request: Request) async throws {
        for rule in hooks.rules[action] ?? [] where try await !rule(request, row) {
            throw HTTPError(.forbidden, "This is not allowed.")
        }
    }

    /// The tag of a row's representation, made of its version; `nil` for a model without one.
    func entityTag(of row: Root) -> EntityTag? {
        guard let version = columns.version, case .integer(let number)? = row.values(of: [version.name]).first else {
            return nil
        }
        return EntityTag("\(number)")
    }

    /// A row as an answer.
    func answer(
        _ row: Root, _ status: HTTPResponse.Status, _ tag: EntityTag?, _ wish: RowWish<Root>,
        _ database: any QueryExecutor
    ) async throws -> Response {
        let rendering = try await RowRendering(
            [row], wish.columns, with: wish.selection, of: rules.includes, in: database)
        var writer = JSONWriter()
        rendering.write(at: 0, to: &writer)
        var response = Response(status, headers: .json, body: .init(bytes: try writer.finish()))
        if let tag { response.headers[.eTag] = tag.description }
        return response
    }

    /// Many rows as an answer.
    func answer(_ rows: [Root], _ status: HTTPResponse.Status) throws -> Response {
        var writer = JSONWriter(Self.buffer(for: rows.count))
        writer.beginObject()
        writer.name(Array("\"items\":".utf8))
        RowRendering(rows, columns.shown).write(to: &writer)
        writer.endObject()
        return Response(status, headers: .json, body: .init(bytes: try writer.finish()))
    }

    private static func buffer(for rows: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + rows * 256)
        return bytes
    }
}
