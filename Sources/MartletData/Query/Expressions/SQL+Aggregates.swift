extension SQL {
    /// How many rows there are.
    /// - Parameters:
    ///   - condition: which rows are counted; all by default.
    ///   - window: the window that is looked at; the group when not given.
    public static func count(where condition: SQLCondition? = nil, over window: Window? = nil) -> SQLExpression<Int> {
        let filter = condition?.node
        return SQLExpression<Int>(
            .call { writer in
                writer.text("count(")
                if let filter, !writer.features.aggregateFilter {
                    writer.text("CASE WHEN ")
                    writer.condition(filter)
                    writer.text(" THEN 1 END)")
                } else {
                    writer.text("*)")
                    writer.filter(filter)
                }
                if let window { writer.over(window) }
            })
    }
}

extension SQLExpression {
    /// How many rows have a value here.
    /// - Parameters:
    ///   - distinct: whether equal values count once.
    ///   - condition: which rows are counted; all by default.
    ///   - window: the window that is looked at; the group when not given.
    public func count(
        distinct: Bool = false, where condition: SQLCondition? = nil, over window: Window? = nil
    ) -> SQLExpression<Int> {
        SQLExpression<Int>(.aggregate("count", node, distinct: distinct, condition, window))
    }

    /// The smallest value; NULL when there is none.
    public func minimum(where condition: SQLCondition? = nil, over window: Window? = nil) -> SQLExpression<
        Value.Unwrapped?
    > {
        extreme("min", "bool_and", condition, window)
    }

    /// The largest value; NULL when there is none.
    public func maximum(where condition: SQLCondition? = nil, over window: Window? = nil) -> SQLExpression<
        Value.Unwrapped?
    > {
        extreme("max", "bool_or", condition, window)
    }

    private func extreme(
        _ name: String, _ ofBooleans: String, _ condition: SQLCondition?, _ window: Window?
    ) -> SQLExpression<Value.Unwrapped?> {
        let collated = SQLNode.infix { [node] in $0.collated(node, Value.columnType) }
        guard case .boolean = Value.columnType else {
            let isDecimal = if case .decimal = Value.columnType { true } else { false }
            return SQLExpression<Value.Unwrapped?>(
                .aggregate(name, isDecimal ? collated : node, distinct: false, condition, window))
        }
        return SQLExpression<Value.Unwrapped?>(.booleanAggregate(ofBooleans, name, node, condition, window))
    }
}

extension SQLExpression where Value.Unwrapped: SQLNumeric {
    /// The sum; NULL of no values. SQLite adds decimals exactly, by a function of its driver.
    /// - Parameters:
    ///   - distinct: whether equal values are added once.
    ///   - condition: which rows are added; all by default.
    ///   - window: the window that is looked at; the group when not given.
    public func sum(
        distinct: Bool = false, where condition: SQLCondition? = nil, over window: Window? = nil
    ) -> SQLExpression<Value.Unwrapped?> {
        SQLExpression<Value.Unwrapped?>(
            .aggregate(
                "sum", sqliteDecimal: "martlet_decimal_sum", node, Value.columnType, distinct: distinct, condition,
                window))
    }

    /// The average; NULL of no values. That of decimals is rounded to a real.
    /// - Parameters:
    ///   - distinct: whether equal values count once.
    ///   - condition: which rows count; all by default.
    ///   - window: the window that is looked at; the group when not given.
    public func average(
        distinct: Bool = false, where condition: SQLCondition? = nil, over window: Window? = nil
    ) -> SQLExpression<Double?> {
        let node = node
        // MariaDB and MySQL give the average of whole numbers four decimals.
        let real = SQLNode.call { writer in
            guard writer.family == .mysql else { return writer.condition(node) }
            writer.text("CAST(")
            writer.condition(node)
            writer.text(" AS double)")
        }
        return SQLExpression<Double?>(.aggregate("avg", real, distinct: distinct, condition, window))
    }

    /// The variance of a whole population; NULL of no values. SQLite has none.
    public func variance(where condition: SQLCondition? = nil, over window: Window? = nil) -> SQLExpression<Double?> {
        statistic("var_pop", condition, window)
    }

    /// The variance as a sample suggests it; NULL of fewer than two values. SQLite has none.
    public func sampleVariance(
        where condition: SQLCondition? = nil, over window: Window? = nil
    ) -> SQLExpression<Double?> {
        statistic("var_samp", condition, window)
    }

    /// The standard deviation of a whole population; NULL of no values. SQLite has none.
    public func standardDeviation(
        where condition: SQLCondition? = nil, over window: Window? = nil
    ) -> SQLExpression<Double?> {
        statistic("stddev_pop", condition, window)
    }

    /// The standard deviation as a sample suggests it; NULL of fewer than two values. SQLite has none.
    public func sampleStandardDeviation(
        where condition: SQLCondition? = nil, over window: Window? = nil
    ) -> SQLExpression<Double?> {
        statistic("stddev_samp", condition, window)
    }

    private func statistic(_ name: String, _ condition: SQLCondition?, _ window: Window?) -> SQLExpression<Double?> {
        let aggregate = SQLNode.aggregate(name, node, distinct: false, condition, window)
        return SQLExpression<Double?>(
            .call { writer in
                if writer.family == .sqlite {
                    writer.unsupported(
                        "variance and standard deviation", "read `average()` of the value and of its square instead")
                }
                writer.node(aggregate)
            })
    }
}

extension SQLExpression where Value.Unwrapped: SQLNumeric & FixedWidthInteger {
    /// The sum, which may be larger than the values' own type holds; NULL of no values.
    /// - Parameters:
    ///   - distinct: whether equal values are added once.
    ///   - condition: which rows are added; all by default.
    ///   - window: the window that is looked at; the group when not given.
    public func sum(
        distinct: Bool = false, where condition: SQLCondition? = nil, over window: Window? = nil
    ) -> SQLExpression<Int?> {
        SQLExpression<Int?>(.aggregate("sum", node, distinct: distinct, condition, window))
    }
}

extension SQLExpression where Value.Unwrapped == Bool {
    /// Whether all values are true; NULL of no values.
    public func all(where condition: SQLCondition? = nil, over window: Window? = nil) -> SQLExpression<Bool?> {
        SQLExpression<Bool?>(.booleanAggregate("bool_and", "min", node, condition, window))
    }

    /// Whether any value is true; NULL of no values.
    public func any(where condition: SQLCondition? = nil, over window: Window? = nil) -> SQLExpression<Bool?> {
        SQLExpression<Bool?>(.booleanAggregate("bool_or", "max", node, condition, window))
    }
}

extension SQLExpression where Value.Unwrapped == String {
    /// The texts of all rows, one behind the other; NULL of no values.
    /// - Parameters:
    ///   - separator: what stands between them.
    ///   - ordering: their order; any when not given. SQLite has none.
    ///   - distinct: whether equal texts stand there once.
    ///   - condition: which rows count; all by default.
    public func joined(
        separator: String = ",", order ordering: Ordering? = nil, distinct: Bool = false,
        where condition: SQLCondition? = nil
    ) -> SQLExpression<String?> {
        let node = node
        let filter = condition?.node
        return SQLExpression<String?>(
            .call { writer in
                writer.text(writer.family == .postgres ? "string_agg(" : "group_concat(")
                if distinct { writer.text("DISTINCT ") }
                writer.filtered(node, filter)
                switch writer.family {
                case .mysql:
                    if let ordering { writer.orders([ordering]) }
                    writer.text(" SEPARATOR ")
                    writer.literal(separator)
                case .postgres:
                    writer.text(", ")
                    writer.bind(.text(separator))
                    if let ordering { writer.orders([ordering]) }
                case .sqlite:
                    if distinct, separator != "," {
                        writer.unsupported(
                            "a separator of distinct texts other than \",\"", "leave the separator or `distinct` out")
                    }
                    if !distinct {
                        writer.text(", ")
                        writer.bind(.text(separator))
                    }
                    if ordering != nil {
                        writer.unsupported(
                            "an order of joined texts before its version 3.44",
                            "join the texts of an ordered subquery, or join them in Swift")
                    }
                }
                writer.text(")")
                writer.filter(filter)
            })
    }
}

extension SQLNode {
    /// A call of an aggregate.
    static func aggregate(
        _ name: String, sqliteDecimal: String? = nil, _ node: SQLNode, _ type: ColumnType = .text, distinct: Bool,
        _ condition: SQLCondition?, _ window: Window?
    ) -> SQLNode {
        let filter = condition?.node
        return .call { writer in
            if let sqliteDecimal, writer.family == .sqlite, case .decimal = type {
                writer.text(sqliteDecimal)
            } else {
                writer.text(name)
            }
            writer.text(distinct ? "(DISTINCT " : "(")
            writer.filtered(node, filter)
            writer.text(")")
            writer.filter(filter)
            if let window { writer.over(window) }
        }
    }

    /// PostgreSQL has aggregates of booleans; elsewhere they are the numbers 0 and 1.
    static func booleanAggregate(
        _ name: String, _ ofNumbers: String, _ node: SQLNode, _ condition: SQLCondition?, _ window: Window?
    ) -> SQLNode {
        let filter = condition?.node
        return .call { writer in
            writer.text(writer.family == .postgres ? name : ofNumbers)
            writer.text("(")
            writer.filtered(node, filter)
            writer.text(")")
            writer.filter(filter)
            if let window { writer.over(window) }
        }
    }
}

extension SQLWriter {
    /// Appends an aggregate's argument; where there is no `FILTER`, rows that are left out have NULL there.
    mutating func filtered(_ node: SQLNode, _ filter: SQLNode?) {
        guard let filter, !features.aggregateFilter else { return condition(node) }
        text("CASE WHEN ")
        condition(filter)
        text(" THEN ")
        condition(node)
        text(" END")
    }

    /// Appends `FILTER (WHERE …)` where there is one.
    mutating func filter(_ filter: SQLNode?) {
        guard let filter, features.aggregateFilter else { return }
        text(" FILTER (WHERE ")
        condition(filter)
        text(")")
    }
}
