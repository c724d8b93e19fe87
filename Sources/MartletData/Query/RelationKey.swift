/// The values by which rows of two tables belong together.
struct RelationKey: Hashable, Sendable {
    let first: DatabaseValue
    /// Further values, of a composite key.
    let rest: [DatabaseValue]

    init(_ value: DatabaseValue) {
        first = value
        rest = []
    }

    init(_ values: [DatabaseValue]) {
        first = values.first ?? .null
        rest = Array(values.dropFirst())
    }

    /// Whether a value is NULL, so that the key refers to nothing.
    var isNull: Bool { first == .null || rest.contains(.null) }

    var values: [DatabaseValue] { [first] + rest }
}

extension RelationKey: CustomStringConvertible {
    var description: String { values.map { "\($0)" }.joined(separator: ", ") }
}

extension Model {
    /// The values of columns by their names.
    func values(of columns: [String]) -> [DatabaseValue] {
        let values = databaseValues
        return columns.map { column in
            guard let position = Self.schema.position(of: column), values.indices.contains(position) else {
                return .null
            }
            return values[position]
        }
    }

    var relationKey: RelationKey { RelationKey(primaryKey.keyValues) }
}

extension ModelQuery {
    /// The rows whose columns have one of these keys, each with its output; in chunks that a statement can hold.
    func fetch(
        where columns: [String], isIn keys: Set<RelationKey>, in database: any QueryExecutor
    ) async throws -> [(Root, Output)] {
        guard let column = columns.first else { return [] }
        let keys = Array(keys)
        let limit = database.dialect.maximumBindings / columns.count
        // Conditions on several columns are a tree, which databases limit the depth of.
        let size = max(1, columns.count == 1 ? limit : min(limit, 200))
        var result: [(Root, Output)] = []
        var start = 0
        while start < keys.count {
            let chunk = keys[start..<min(start + size, keys.count)]
            start += size
            let node =
                columns.count == 1
                ? SQLNode.inList(.column(Self.path, column), chunk.map(\.first), negated: false)
                : Self.anyOf(chunk.map { Self.equal(columns, $0.values) })
            let models = try await adding(node).fetchModels(in: database)
            result += zip(models, try await assemble(models, database))
        }
        return result
    }

    /// A condition that columns have values.
    static func equal(_ columns: [String], _ values: [DatabaseValue]) -> SQLNode {
        var node: SQLNode?
        for (column, value) in zip(columns, values) {
            let part = SQLNode.binary(.column(path, column), "=", .value(value))
            node = node.map { .binary($0, "AND", part) } ?? part
        }
        return node ?? .binary(.value(.integer(1)), "=", .value(.integer(0)))
    }

    /// Any of the conditions, as a tree without needless depth.
    private static func anyOf(_ nodes: [SQLNode]) -> SQLNode {
        var nodes = nodes[...]
        while nodes.count > 1 {
            var paired: [SQLNode] = []
            while let first = nodes.popFirst() {
                paired.append(nodes.popFirst().map { .binary(first, "OR", $0) } ?? first)
            }
            nodes = paired[...]
        }
        return nodes.first ?? .binary(.value(.integer(1)), "=", .value(.integer(0)))
    }
}
