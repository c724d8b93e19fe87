/// A piece of a statement, not yet written for a database.
indirect enum SQLNode: Sendable {
    case column(TablePath, String)
    case value(DatabaseValue)
    case binary(SQLNode, String, SQLNode)
    case not(SQLNode)
    case isNull(SQLNode, negated: Bool)
    case inList(SQLNode, [DatabaseValue], negated: Bool)
    case like(SQLNode, pattern: String)
    case function(String, [SQLNode])
    case raw([SQLFragment])
}

/// A column, or an expression over columns, whose value has a Swift type.
public struct SQLExpression<Value: ColumnValue>: Sendable {
    let node: SQLNode

    init(_ node: SQLNode) { self.node = node }

    /// A column; what the `@Model` macro writes for each property.
    public init(column: String, at path: TablePath) { node = .column(path, column) }

    /// Sorts from small to large.
    public var ascending: Ordering { Ordering(node: node, isDescending: false) }
    /// Sorts from large to small.
    public var descending: Ordering { Ordering(node: node, isDescending: true) }

    /// Whether the value is one of these; never for an empty list.
    public func isIn(_ values: some Sequence<Value>) -> Predicate {
        Predicate(.inList(node, values.map(\.databaseValue), negated: false))
    }
}

/// A condition on rows.
public struct Predicate: Sendable {
    let node: SQLNode
    init(_ node: SQLNode) { self.node = node }

    /// Both conditions.
    public static func && (lhs: Predicate, rhs: Predicate) -> Predicate {
        Predicate(.binary(lhs.node, "AND", rhs.node))
    }
    /// Either condition.
    public static func || (lhs: Predicate, rhs: Predicate) -> Predicate { Predicate(.binary(lhs.node, "OR", rhs.node)) }
    /// The opposite; a condition that is NULL stays so.
    public static prefix func ! (operand: Predicate) -> Predicate { Predicate(.not(operand.node)) }
}

/// One criterion of an order.
public struct Ordering: Sendable {
    let node: SQLNode
    let isDescending: Bool
}
