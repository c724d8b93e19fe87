extension SQLExpression {
    /// The value, or another where there is none.
    public func coalesced(_ other: Value.Unwrapped) -> SQLExpression<Value.Unwrapped> {
        SQLExpression<Value.Unwrapped>(.function("coalesce", [node, .value(other.databaseValue)]))
    }

    /// The value, or that of another expression where there is none.
    public func coalesced<Other>(_ other: SQLExpression<Other>) -> SQLExpression<Other>
    where Other.Unwrapped == Value.Unwrapped {
        SQLExpression<Other>(.function("coalesce", [node, other.node]))
    }

    /// The value, or NULL where it is this one.
    public func nullIf(_ value: Value.Unwrapped) -> SQLExpression<Value.Unwrapped?> {
        SQLExpression<Value.Unwrapped?>(.function("nullif", [node, .value(value.databaseValue)]))
    }

    /// The value as another type of the database.
    ///
    /// What cannot be converted is an error in PostgreSQL and 0 or a part of the value elsewhere.
    public func cast<Other: ColumnValue>(to type: Other.Type) -> SQLExpression<Other> {
        let node = node
        return SQLExpression<Other>(.call { $0.cast(node, to: Other.columnType) })
    }
}

extension SQL {
    /// A value that is bound, for places that take an expression.
    public static func value<Value: ColumnValue>(_ value: Value) -> SQLExpression<Value> { SQLExpression(value) }

    /// The largest of several values; NULL is passed over in PostgreSQL and makes the result NULL elsewhere.
    public static func greatest<Value>(
        _ first: SQLExpression<Value>, _ others: SQLExpression<Value>...
    ) -> SQLExpression<Value> {
        extreme("greatest", "max", [first] + others)
    }

    /// The smallest of several values; NULL is passed over in PostgreSQL and makes the result NULL elsewhere.
    public static func least<Value>(
        _ first: SQLExpression<Value>, _ others: SQLExpression<Value>...
    ) -> SQLExpression<Value> {
        extreme("least", "min", [first] + others)
    }

    private static func extreme<Value>(
        _ name: String, _ sqlite: String, _ values: [SQLExpression<Value>]
    ) -> SQLExpression<Value> {
        SQLExpression<Value>(
            .call { writer in
                writer.text(writer.family == .sqlite ? sqlite : name)
                writer.text("(")
                writer.list(values) { $0.collated($1.node, Value.columnType) }
                writer.text(")")
            })
    }

    /// A random number from 0 up to, but not including, 1; another one for each row.
    public static var random: SQLExpression<Double> {
        SQLExpression<Double>(
            .call { writer in
                switch writer.family {
                case .sqlite: writer.text("((random() & 9007199254740991) / 9007199254740992.0)")
                case .postgres: writer.text("random()")
                case .mysql: writer.text("rand()")
                }
            })
    }

    /// The value that belongs to the first condition that holds.
    ///
    /// ```swift
    /// Track.query.select { track in
    ///     (track.name, SQL.when(track.seconds < 60, then: "short").when(track.seconds > 600, then: "long")
    ///         .otherwise("normal"))
    /// }
    /// ```
    public static func when<Value: ColumnValue>(_ condition: SQLCondition, then value: Value) -> CaseExpression<Value> {
        CaseExpression(cases: [(condition.node, .value(value.databaseValue))])
    }

    /// The value that belongs to the first condition that holds.
    public static func when<Value>(
        _ condition: SQLCondition, then value: SQLExpression<Value>
    ) -> CaseExpression<Value> {
        CaseExpression(cases: [(condition.node, value.node)])
    }
}

/// Conditions with their values, to be ended by what stands where none holds.
public struct CaseExpression<Value: ColumnValue>: Sendable {
    let cases: [(SQLNode, SQLNode)]

    /// A further condition, for rows for which none before holds.
    public func when(_ condition: SQLCondition, then value: Value) -> CaseExpression {
        CaseExpression(cases: cases + [(condition.node, .value(value.databaseValue))])
    }

    /// A further condition, for rows for which none before holds.
    public func when(_ condition: SQLCondition, then value: SQLExpression<Value>) -> CaseExpression {
        CaseExpression(cases: cases + [(condition.node, value.node)])
    }

    /// The value where no condition holds.
    public func otherwise(_ value: Value) -> SQLExpression<Value> { ended(.value(value.databaseValue)) }

    /// The value where no condition holds.
    public func otherwise(_ value: SQLExpression<Value>) -> SQLExpression<Value> { ended(value.node) }

    /// NULL where no condition holds.
    public var otherwiseNull: SQLExpression<Value.Unwrapped?> {
        SQLExpression<Value.Unwrapped?>(ended(nil).node)
    }

    private func ended(_ other: SQLNode?) -> SQLExpression<Value> {
        let cases = cases
        return SQLExpression<Value>(
            .call { writer in
                writer.text("CASE")
                for (condition, value) in cases {
                    writer.text(" WHEN ")
                    writer.condition(condition)
                    writer.text(" THEN ")
                    writer.condition(value)
                }
                if let other {
                    writer.text(" ELSE ")
                    writer.condition(other)
                }
                writer.text(" END")
            })
    }
}

extension SQLWriter {
    /// Appends `CAST(… AS …)`.
    mutating func cast(_ node: SQLNode, to type: ColumnType) {
        if family == .sqlite {
            switch type {
            case .text, .json, .decimal, .array, .range: return call("CAST", node, "TEXT")
            case .uuid:
                // The form of every stored UUID.
                text("lower(")
                call("CAST", node, "TEXT")
                return text(")")
            case .integer, .boolean, .duration: return call("CAST", node, "INTEGER")
            case .real: return call("CAST", node, "REAL")
            case .blob: return call("CAST", node, "BLOB")
            case .timestamp:
                // The form of every stored moment.
                text("strftime('%Y-%m-%d %H:%M:%f000', ")
                condition(node)
                return text(")")
            case .date: return call("date", [node])
            case .time:
                text("strftime('%H:%M:%f000', ")
                condition(node)
                return text(")")
            case .custom(let name): return call("CAST", node, name)
            }
        }
        call("CAST", node, dialect.castName(of: type))
    }

    private mutating func call(_ name: StaticString, _ node: SQLNode, _ type: String) {
        text(name)
        text("(")
        condition(node)
        text(" AS ")
        text(type)
        text(")")
    }
}
