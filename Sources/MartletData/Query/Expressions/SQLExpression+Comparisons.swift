// Comparisons: with a value, with another expression whether it may be NULL or not, and for optional ones with `nil`.

extension SQLExpression {
    /// Whether the value is equal; with `nil`, whether there is none.
    public static func == (lhs: SQLExpression, rhs: Value) -> SQLExpression<Bool> { equals(lhs, rhs, negated: false) }
    /// Whether both values are equal.
    public static func == <Other>(lhs: SQLExpression, rhs: SQLExpression<Other>) -> SQLExpression<Bool>
    where Other.Unwrapped == Value.Unwrapped {
        compare(lhs.node, "=", rhs.node)
    }
    /// Whether the value is different; with `nil`, whether there is one.
    public static func != (lhs: SQLExpression, rhs: Value) -> SQLExpression<Bool> { equals(lhs, rhs, negated: true) }
    /// Whether both values are different.
    public static func != <Other>(lhs: SQLExpression, rhs: SQLExpression<Other>) -> SQLExpression<Bool>
    where Other.Unwrapped == Value.Unwrapped {
        compare(lhs.node, "<>", rhs.node)
    }
    /// Whether the value is smaller.
    public static func < (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression<Bool> {
        compare(lhs.node, "<", .value(rhs.databaseValue))
    }
    /// Whether the first value is smaller.
    public static func < <Other>(lhs: SQLExpression, rhs: SQLExpression<Other>) -> SQLExpression<Bool>
    where Other.Unwrapped == Value.Unwrapped {
        compare(lhs.node, "<", rhs.node)
    }
    /// Whether the value is smaller or equal.
    public static func <= (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression<Bool> {
        compare(lhs.node, "<=", .value(rhs.databaseValue))
    }
    /// Whether the first value is smaller or equal.
    public static func <= <Other>(lhs: SQLExpression, rhs: SQLExpression<Other>) -> SQLExpression<Bool>
    where Other.Unwrapped == Value.Unwrapped {
        compare(lhs.node, "<=", rhs.node)
    }
    /// Whether the value is larger.
    public static func > (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression<Bool> {
        compare(lhs.node, ">", .value(rhs.databaseValue))
    }
    /// Whether the first value is larger.
    public static func > <Other>(lhs: SQLExpression, rhs: SQLExpression<Other>) -> SQLExpression<Bool>
    where Other.Unwrapped == Value.Unwrapped {
        compare(lhs.node, ">", rhs.node)
    }
    /// Whether the value is larger or equal.
    public static func >= (lhs: SQLExpression, rhs: Value.Unwrapped) -> SQLExpression<Bool> {
        compare(lhs.node, ">=", .value(rhs.databaseValue))
    }
    /// Whether the first value is larger or equal.
    public static func >= <Other>(lhs: SQLExpression, rhs: SQLExpression<Other>) -> SQLExpression<Bool>
    where Other.Unwrapped == Value.Unwrapped {
        compare(lhs.node, ">=", rhs.node)
    }

    private static func equals(_ lhs: SQLExpression, _ rhs: Value, negated: Bool) -> SQLExpression<Bool> {
        let value = rhs.databaseValue
        // In SQL nothing equals NULL; a comparison with `nil` asks whether there is a value.
        if case .null = value { return SQLExpression<Bool>(.isNull(lhs.node, negated: negated)) }
        return compare(lhs.node, negated ? "<>" : "=", .value(value))
    }

    static func compare(_ left: SQLNode, _ sql: String, _ right: SQLNode) -> SQLExpression<Bool> {
        guard case .decimal = Value.columnType else { return SQLExpression<Bool>(.binary(left, sql, right)) }
        return SQLExpression<Bool>(
            .infix { writer in
                writer.collated(left, .decimal)
                writer.text(" ")
                writer.text(sql)
                writer.text(" ")
                writer.operand(right)
            })
    }
}
