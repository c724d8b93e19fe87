/// A column, or an expression over columns, whose value has a Swift type.
///
/// An optional type means that the value may be NULL. What a database computes from NULL is NULL, so what changes the
/// type of a value is defined for values that are there and reached by ``map(_:)`` from an optional:
///
/// ```swift
/// Album.query.where { $0.title.lowercased() == "jazz" }
/// Album.query.select { ($0.title, $0.released.map { $0.year }) }       // [(String, Int?)]
/// ```
public struct SQLExpression<Value: ColumnValue>: Sendable {
    let node: SQLNode

    init(_ node: SQLNode) { self.node = node }

    /// A value that is bound.
    public init(_ value: Value) { node = .value(value.databaseValue) }

    /// A column; what the `@Model` macro writes for each property.
    public init(column: String, at path: TablePath) { node = .column(path, column) }

    /// Sorts from small to large.
    public var ascending: Ordering { ordering(isDescending: false) }
    /// Sorts from large to small.
    public var descending: Ordering { ordering(isDescending: true) }

    private func ordering(isDescending: Bool) -> Ordering {
        // Behind an optional relation every column may be missing, whatever is made of it.
        Ordering(
            node: node, isDescending: isDescending, type: Value.columnType,
            isNullable: Value.isNullable || node.mayBeMissing)
    }

    /// The same expression as one that may be NULL.
    public var optional: SQLExpression<Value.Unwrapped?> { SQLExpression<Value.Unwrapped?>(node) }

    /// The same SQL, read as another Swift type: an enum's raw value, an own type's text.
    public func read<Other: ColumnValue>(as type: Other.Type) -> SQLExpression<Other> { SQLExpression<Other>(node) }

    /// What an expression makes of the value where there is one; NULL where there is none.
    public func map<Wrapped: ColumnValue, Result: ColumnValue>(
        _ transform: (SQLExpression<Wrapped>) -> SQLExpression<Result>
    ) -> SQLExpression<Result?> where Value == Wrapped? {
        SQLExpression<Result?>(transform(SQLExpression<Wrapped>(node)).node)
    }
}

/// A condition on rows.
public typealias SQLCondition = SQLExpression<Bool>

extension SQLExpression where Value == Bool {
    /// Holds for every row.
    public static var always: SQLCondition { SQLCondition(.all([])) }
    /// Holds for no row.
    public static var never: SQLCondition { SQLCondition(.any([])) }

    /// Both conditions.
    public static func && (lhs: SQLExpression<Bool>, rhs: SQLExpression<Bool>) -> SQLExpression<Bool> {
        SQLExpression(.and(lhs.node, rhs.node))
    }
    /// Either condition.
    public static func || (lhs: SQLExpression<Bool>, rhs: SQLExpression<Bool>) -> SQLExpression<Bool> {
        SQLExpression(.or(lhs.node, rhs.node))
    }
    /// The opposite; a condition that is NULL stays so.
    public static prefix func ! (operand: SQLExpression<Bool>) -> SQLExpression<Bool> {
        SQLExpression(.not(operand.node))
    }
}
