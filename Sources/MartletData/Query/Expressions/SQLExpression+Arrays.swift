// Arrays and ranges of PostgreSQL; the other databases store arrays as JSON and have no ranges.

/// A type that is stored as an array of a database.
public protocol ArrayColumnValue<Element>: ColumnValue {
    /// What the array holds.
    associatedtype Element: ColumnValue
}

extension Array: ArrayColumnValue where Element: ColumnValue {}

extension SQLExpression where Value.Unwrapped: ArrayColumnValue {
    /// Whether the array has an element.
    public func contains(_ element: Value.Unwrapped.Element) -> SQLCondition {
        SQLCondition(.infix { [node] in $0.array(node, contains: element.databaseValue) })
    }

    /// Whether the array has all elements of another.
    public func contains(all elements: Value.Unwrapped) -> SQLCondition { postgres("@>", elements) }

    /// Whether the array and another have an element in common.
    public func overlaps(_ elements: Value.Unwrapped) -> SQLCondition { postgres("&&", elements) }

    /// Whether all elements of the array are in another.
    public func isContained(in elements: Value.Unwrapped) -> SQLCondition { postgres("<@", elements) }

    private func postgres(_ sql: String, _ other: Value.Unwrapped) -> SQLCondition {
        SQLCondition(
            .infix { [node] writer in
                if !writer.features.arraysAndRanges {
                    writer.unsupported(
                        "array operators", "ask for single elements with `contains`, or keep them in a table")
                }
                writer.node(.binary(node, sql, .value(other.databaseValue)))
            })
    }
}

extension SQLExpression {
    /// Whether the value equals any element of an array.
    public func isAny<List: ArrayColumnValue>(of array: SQLExpression<List>) -> SQLCondition
    where List.Element == Value.Unwrapped {
        quantified(" = ANY (", array.node)
    }

    /// Whether the value differs from all elements of an array.
    public func isNone<List: ArrayColumnValue>(of array: SQLExpression<List>) -> SQLCondition
    where List.Element == Value.Unwrapped {
        quantified(" <> ALL (", array.node)
    }

    private func quantified(_ sql: StaticString, _ array: SQLNode) -> SQLCondition {
        SQLCondition(
            .infix { [node] writer in
                if !writer.features.arraysAndRanges {
                    writer.unsupported("ANY and ALL of arrays", "keep the elements in a table and use `exists`")
                }
                writer.operand(node)
                writer.text(sql)
                writer.condition(array)
                writer.text(")")
            })
    }
}

extension SQLWriter {
    fileprivate mutating func array(_ node: SQLNode, contains element: DatabaseValue) {
        switch family {
        case .postgres:
            bind(element)
            text(" = ANY (")
            condition(node)
            text(")")
        case .sqlite:
            text("EXISTS (SELECT 1 FROM json_each(")
            condition(node)
            text(") WHERE json_each.value = ")
            bind(element)
            text(")")
        case .mysql:
            text("json_contains(")
            condition(node)
            text(", json_array(")
            bind(element)
            text("))")
        }
    }
}

/// A type that is stored as a range of a database.
public protocol RangeColumnValue<Bound>: ColumnValue {
    /// What the range holds.
    associatedtype Bound: ColumnValue
}

extension Range: RangeColumnValue where Bound: RangeBound {}
extension ClosedRange: RangeColumnValue where Bound: RangeBound {}

extension SQLExpression where Value.Unwrapped: RangeColumnValue {
    /// Whether the range holds a value.
    public func contains(_ value: Value.Unwrapped.Bound) -> SQLCondition { range("@>", value.databaseValue) }
    /// Whether the range holds all of another.
    public func contains(_ other: Value.Unwrapped) -> SQLCondition { range("@>", other.databaseValue) }
    /// Whether both ranges have a value in common.
    public func overlaps(_ other: Value.Unwrapped) -> SQLCondition { range("&&", other.databaseValue) }
    /// Whether the range ends before another begins.
    public func isBefore(_ other: Value.Unwrapped) -> SQLCondition { range("<<", other.databaseValue) }
    /// Whether the range begins after another has ended.
    public func isAfter(_ other: Value.Unwrapped) -> SQLCondition { range(">>", other.databaseValue) }
    /// Whether one range begins where the other ends.
    public func isAdjacent(to other: Value.Unwrapped) -> SQLCondition { range("-|-", other.databaseValue) }
    /// Whether the range holds nothing.
    public var isEmpty: SQLCondition {
        SQLCondition(
            .call { [node] writer in
                writer.needsRanges()
                writer.call("isempty", [node])
            })
    }
    /// Where the range begins; NULL for no bound.
    public var lowerBound: SQLExpression<Value.Unwrapped.Bound.Unwrapped?> { bound("lower") }
    /// Where the range ends; NULL for no bound.
    public var upperBound: SQLExpression<Value.Unwrapped.Bound.Unwrapped?> { bound("upper") }

    private func bound(_ name: String) -> SQLExpression<Value.Unwrapped.Bound.Unwrapped?> {
        SQLExpression<Value.Unwrapped.Bound.Unwrapped?>(
            .call { [node] writer in
                writer.needsRanges()
                writer.call(name, [node])
            })
    }

    private func range(_ sql: String, _ other: DatabaseValue) -> SQLCondition {
        SQLCondition(
            .infix { [node] writer in
                writer.needsRanges()
                writer.node(.binary(node, sql, .value(other)))
            })
    }
}

extension SQLWriter {
    fileprivate mutating func needsRanges() {
        if !features.arraysAndRanges { unsupported("ranges", "store both ends in columns and compare them") }
    }
}
