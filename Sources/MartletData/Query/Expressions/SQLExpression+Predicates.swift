extension SQLExpression {
    /// Whether the value lies between two others, both included.
    public func isBetween(_ lower: Value.Unwrapped, and upper: Value.Unwrapped) -> SQLCondition {
        isBetween(SQLExpression<Value.Unwrapped>(lower), and: SQLExpression<Value.Unwrapped>(upper))
    }

    /// Whether the value lies between two others, both included.
    public func isBetween<Lower, Upper>(_ lower: SQLExpression<Lower>, and upper: SQLExpression<Upper>) -> SQLCondition
    where Lower.Unwrapped == Value.Unwrapped, Upper.Unwrapped == Value.Unwrapped {
        let node = node
        return SQLCondition(
            .infix { writer in
                writer.collated(node, Value.columnType)
                writer.text(" BETWEEN ")
                writer.operand(lower.node)
                writer.text(" AND ")
                writer.operand(upper.node)
            })
    }

    /// Whether the value lies in a range, without its upper bound.
    public func isIn(_ range: Range<Value>) -> SQLCondition where Value: Comparable {
        Self.compare(node, ">=", .value(range.lowerBound.databaseValue))
            && Self.compare(node, "<", .value(range.upperBound.databaseValue))
    }

    /// Whether the value lies in a range.
    public func isIn(_ range: ClosedRange<Value>) -> SQLCondition where Value: Comparable {
        Self.compare(node, ">=", .value(range.lowerBound.databaseValue))
            && Self.compare(node, "<=", .value(range.upperBound.databaseValue))
    }

    /// Whether the value is one of these; never for an empty list. A `nil` among them means "or NULL".
    public func isIn(_ values: some Sequence<Value>) -> SQLCondition {
        var list: [DatabaseValue] = []
        var takesNull = false
        for value in values {
            let value = value.databaseValue
            if case .null = value { takesNull = true } else { list.append(value) }
        }
        let found = SQLNode.inList(node, list, of: Value.columnType, negated: false)
        guard takesNull else { return SQLCondition(found) }
        let isNull = SQLNode.isNull(node, negated: false)
        return SQLCondition(list.isEmpty ? isNull : .or(found, isNull))
    }

    /// Whether the value is none of these; always for an empty list. A row with NULL is passed over, as by `!=`.
    public func isNotIn(_ values: some Sequence<Value>) -> SQLCondition { !isIn(values) }

    /// Whether the value is different, where NULL counts as a value that equals itself.
    public func isDistinct(from value: Value) -> SQLCondition { distinct(from: .value(value.databaseValue)) }

    /// Whether both values are different, where NULL counts as a value that equals itself.
    public func isDistinct<Other>(from other: SQLExpression<Other>) -> SQLCondition
    where Other.Unwrapped == Value.Unwrapped {
        distinct(from: other.node)
    }

    /// Whether the value is equal, where NULL counts as a value that equals itself.
    public func isNotDistinct(from value: Value) -> SQLCondition { !isDistinct(from: value) }

    /// Whether both values are equal, where NULL counts as a value that equals itself.
    public func isNotDistinct<Other>(from other: SQLExpression<Other>) -> SQLCondition
    where Other.Unwrapped == Value.Unwrapped {
        !isDistinct(from: other)
    }

    private func distinct(from other: SQLNode) -> SQLCondition {
        let node = node
        return SQLCondition(
            .infix { writer in
                if writer.family == .mysql { writer.text("NOT (") }
                writer.collated(node, Value.columnType)
                switch writer.family {
                case .sqlite: writer.text(" IS NOT ")
                case .postgres: writer.text(" IS DISTINCT FROM ")
                case .mysql: writer.text(" <=> ")
                }
                writer.operand(other)
                if writer.family == .mysql { writer.text(")") }
            })
    }
}
