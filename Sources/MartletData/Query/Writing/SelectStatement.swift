import Synchronization

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
    /// Which query of the program it is, to tell its own table from one of the same name around; 0 where that is not known.
    var query = 0

    private static let queries = Atomic<Int>(0)

    /// A number that no query has yet.
    static func nextQuery() -> Int { queries.wrappingAdd(1, ordering: .relaxed).newValue }

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

    /// The rows as a table of which all columns are selected: whatever is said from then on is about the rows as they are.
    func wrapped(as name: String) -> SelectStatement {
        var inner = self
        inner.commonTables = []
        inner.projection = projection.named
        var outer = SelectStatement(
            .columns(inner.projection.names.map { .column(TablePath(root: name), $0) }),
            from: .select(inner, as: name, isLateral: false))
        outer.commonTables = commonTables
        return outer
    }

    /// Makes united queries a table, so that a further clause is about all their rows and not about those of the first;
    /// the order and the limit stay outside.
    mutating func wrapCompounds() {
        guard !compounds.isEmpty else { return }
        var inner = self
        inner.orderings = []
        inner.limit = nil
        inner.offset = nil
        inner.lock = nil
        var outer = inner.wrapped(as: "united")
        outer.orderings = orderings
        outer.limit = limit
        outer.offset = offset
        outer.lock = lock
        self = outer
    }

    /// Whether each row of the tables that fulfils the condition gives one row, whatever is selected.
    var isOfOneRowEach: Bool { !isLimited && projection.isOfOneRow }

    /// The statement for the question whether it gives any row.
    var existing: SelectStatement {
        var inner = self
        inner.lock = nil
        guard projection.isOfOneRow, compounds.isEmpty, groups.isEmpty, having == nil else { return inner }
        // Distinct rows that are passed over have to be counted as they are.
        // Inside of EXISTS some databases pass over the word, so they are a table there.
        if case .rows = distinct, offset != nil {
            var outer = inner.wrapped(as: "found")
            outer.projection = .columns([.text("1")])
            return outer
        }
        inner.projection = .columns([.text("1")])
        if case .no = distinct { inner.orderings = [] }
        return inner
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
