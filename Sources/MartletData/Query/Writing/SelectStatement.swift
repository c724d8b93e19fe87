/// A `SELECT` in parts, not yet written for a database.
struct SelectStatement: Sendable {
    var commonTables: [CommonTableDefinition] = []
    var projection: Projection
    var distinct = Distinct.no
    var source: TableSource?
    var joins: [Join] = []
    var condition: SQLNode?
    var groups: [SQLNode] = []
    var having: SQLNode?
    var windows: [NamedWindow] = []
    var compounds: [Compound] = []
    var orderings: [Ordering] = []
    var limit: Int?
    var offset: Int?
    var lock: RowLock?

    init(_ projection: Projection, from source: TableSource?) {
        self.projection = projection
        self.source = source
    }

    /// What is selected.
    enum Projection: Sendable {
        /// All columns of a table that stands under a name in the statement.
        case table(TableSchema, as: String)
        /// Expressions.
        case columns([SQLNode])
        /// Expressions with names, for a statement that others read from.
        case named([(name: String, node: SQLNode)])
        /// Several of them, one after the other.
        indirect case joined([Projection])
    }

    enum Distinct: Sendable {
        case no, rows
        /// PostgreSQL's `DISTINCT ON`.
        case on([SQLNode])
    }

    struct Join: Sendable {
        let kind: JoinKind
        let source: TableSource
        let condition: SQLNode?
    }

    struct Compound: Sendable {
        let operation: SetOperation
        let keepsDuplicates: Bool
        let statement: SelectStatement
    }

    /// Narrows the rows further.
    mutating func add(_ node: SQLNode) {
        guard !node.isAlways else { return }
        condition = condition.map { .and($0, node) } ?? node
    }

    /// Whether something other than the condition decides which rows there are.
    var isLimited: Bool {
        if limit != nil || offset != nil || !groups.isEmpty || having != nil || !compounds.isEmpty { return true }
        if case .no = distinct { return false }
        return true
    }
}

/// What stands in `FROM` or behind `JOIN`.
indirect enum TableSource: Sendable {
    case table(String, namespace: String?, as: String)
    case select(SelectStatement, as: String, isLateral: Bool)
    case values([[DatabaseValue]], columns: [String], types: [ColumnType], as: String)
    case function(SQLNode, as: String, column: String)

    init(_ schema: TableSchema, as name: String) {
        self = .table(schema.name, namespace: schema.namespace, as: name)
    }

    /// The name under which columns name it.
    var name: String {
        switch self {
        case .table(_, _, let name), .select(_, let name, _), .values(_, _, _, let name), .function(_, let name, _):
            name
        }
    }
}

/// A query that stands before a statement under a name.
struct CommonTableDefinition: Sendable {
    let name: String
    let columns: [String]
    let body: Body
    let isMaterialized: Bool?

    indirect enum Body: Sendable {
        case select(SelectStatement)
        case recursive(SelectStatement, SelectStatement, keepsDuplicates: Bool)
    }

    var isRecursive: Bool {
        if case .recursive = body { true } else { false }
    }
}

/// How tables are joined.
enum JoinKind: String, Sendable {
    case inner = "JOIN"
    case left = "LEFT JOIN"
    case right = "RIGHT JOIN"
    case full = "FULL JOIN"
    case cross = "CROSS JOIN"
}

/// How the rows of two queries become one list.
enum SetOperation: String, Sendable {
    case union = "UNION"
    case intersect = "INTERSECT"
    case except = "EXCEPT"
}
