/// A place in a query: the model that is asked for, or one that relations lead to from there.
public struct TablePath: Sendable, Hashable {
    struct Step: Sendable, Hashable {
        let relation: String
        let table: String
        let namespace: String?
        /// The columns here that refer there.
        let local: [String]
        let foreign: [String]
        let isOptional: Bool
        /// What a row has to fulfil besides, to be joined.
        var filter: RelationFilter?
    }

    let root: String
    var steps: [Step] = []
    /// The query whose closure got the place; 0 where only the name says which table is meant.
    var query = 0

    /// The same place in a query that others of the same table may stand around.
    static func root(_ name: String, of query: Int) -> TablePath {
        var path = TablePath(root: name)
        path.query = query
        return path
    }

    /// The model that a query asks for.
    /// - Parameter root: the name of its table, or the alias under which it stands in the query.
    public init(root: String) { self.root = root }

    func joining(
        _ relation: String, table: String, namespace: String? = nil, local: String, foreign: String, isOptional: Bool
    ) -> TablePath {
        joining(
            relation, table: table, namespace: namespace, local: [local], foreign: [foreign], isOptional: isOptional)
    }

    func joining(
        _ relation: String, table: String, namespace: String? = nil, local: [String], foreign: [String],
        isOptional: Bool, filter: RelationFilter? = nil
    ) -> TablePath {
        var path = self
        // Everything behind an optional step may be missing too.
        let optional = isOptional || steps.contains(where: \.isOptional)
        path.steps.append(
            Step(
                relation: relation, table: table, namespace: namespace, local: local, foreign: foreign,
                isOptional: optional, filter: filter))
        return path
    }
}

/// What the rows of a model fulfil that queries see: its scope, and that they are not marked as deleted.
struct RelationFilter: Sendable, Hashable {
    private let model: ObjectIdentifier
    let condition: @Sendable (TablePath) -> SQLNode?

    init<Root: Model>(_ model: Root.Type) {
        self.model = ObjectIdentifier(model)
        condition = { Root.visible(at: $0) }
    }

    static func == (lhs: RelationFilter, rhs: RelationFilter) -> Bool { lhs.model == rhs.model }
    func hash(into hasher: inout Hasher) { hasher.combine(model) }
}
