/// The columns by which loaded rows belong to those that a relation starts from.
struct LinkPlace: Sendable {
    let path: TablePath
    let columns: [String]
    let schema: TableSchema

    var nodes: [SQLNode] { columns.map { .column(path, $0) } }

    /// The condition that the columns have one of these keys.
    func isIn(_ keys: ArraySlice<RelationKey>) -> SQLNode {
        if columns.count == 1, let column = columns.first {
            let type = schema.column(column)?.type ?? .text
            return .inList(.column(path, column), keys.map(\.first), of: type, negated: false)
        }
        return .any(keys.map { key in .all(zip(nodes, key.values).map { .binary($0, "=", .value($1)) }) })
    }
}

extension ModelQuery {
    /// The rows whose columns have one of these keys, each with its output; in chunks that a statement can hold.
    /// - Parameter count: how many rows of each key; all when not given.
    func fetch(
        where columns: [String], isIn keys: some Collection<RelationKey>, first count: Int? = nil,
        in database: any QueryExecutor
    ) async throws -> [(Root, Output)] {
        let place = LinkPlace(path: Self.path, columns: columns, schema: Root.schema)
        var result: [(Root, Output)] = []
        for chunk in try chunks(of: keys, columns, for: database.dialect) {
            let models = try await adding(place.isIn(chunk)).firstOfEach(place, count).fetchModels(in: database)
            result += zip(models, try await assemble(models, database))
        }
        return result
    }

    /// Keys in the groups that one statement can hold.
    func chunks(
        of keys: some Collection<RelationKey>, _ columns: [String], for dialect: any Dialect
    ) throws -> [ArraySlice<RelationKey>] {
        guard !columns.isEmpty, !keys.isEmpty else { return [] }
        let taken = isWholeTable ? 0 : try written(for: dialect, nil).bindings.count
        let limit = max(1, (dialect.maximumBindings - taken) / columns.count)
        // Databases take fewer alternatives than values of a list.
        let size = columns.count == 1 ? limit : min(limit, 500)
        let keys = Array(keys)
        return stride(from: 0, to: keys.count, by: size).map { keys[$0..<min($0 + size, keys.count)] }
    }

    /// Whether nothing was said of the rows, so that the statement has no values.
    private var isWholeTable: Bool {
        guard case .table = core.projection, case .table = core.source else { return false }
        return !core.isLimited && core.condition == nil && core.joins.isEmpty && core.orderings.isEmpty
            && core.commonTables.isEmpty && core.windows.isEmpty && scope == nil
    }

    /// The first rows of each group with the same key: numbered by a window, and cut off around it.
    func firstOfEach(_ place: LinkPlace, _ count: Int?) -> ModelQuery {
        guard let count else { return self }
        var window = Window()
        window.partitions = place.nodes
        window.orderings = core.orderings
        if window.orderings.isEmpty {
            window.orderings = Root.table.key.map { Ordering(node: .column(Self.path, $0), isDescending: false) }
        }
        let numbering = window
        var inner = statement
        let columns = inner.projection.nodes
        inner.orderings = []
        let number = SQLNode.call { writer in
            writer.text("row_number()")
            writer.over(numbering)
        }
        inner.projection = SelectStatement.Projection.columns(columns + [number]).named
        let outer = TablePath(root: "numbered")
        let last = SQLNode.column(outer, "c\(columns.count + 1)")
        var numbered = SelectStatement(
            .columns(columns.indices.map { .column(outer, "c\($0 + 1)") }),
            from: .select(inner, as: outer.root, isLateral: false))
        numbered.condition = .binary(last, "<=", .value(.integer(Int64(count))))
        numbered.orderings = [Ordering(node: last, isDescending: false)]
        // The scope stands in the inner query.
        var query = self
        query.core = numbered
        query.isScoped = false
        query.deleted = .included
        return query
    }
}
