/// A query whose rows are all that it gives, so that it can stand in another: every ``RowQuery``, and a ``ModelQuery``
/// without relations.
public protocol SelectQuery<Row>: Sendable {
    /// What a row is read as.
    associatedtype Row: Sendable
    /// The statement, with how its rows are read.
    var selected: SelectedRows<Row> { get }
}

/// A statement, with how its rows are read.
public struct SelectedRows<Row: Sendable>: Sendable {
    let statement: SelectStatement
    let read: @Sendable (any RowSource) throws -> Row
}

extension RowQuery: SelectQuery {
    public var selected: SelectedRows<Output> { SelectedRows(statement: statement, read: read) }
}

extension ModelQuery: SelectQuery where Output == Root {
    public var selected: SelectedRows<Root> { SelectedRows(statement: statement, read: Root.decode) }
}

extension SQLExpression {
    /// Whether the value is among those of another query.
    ///
    /// ```swift
    /// Artist.query.where { $0.id.isIn(Album.query.where { $0.title == "Jazz" }.select { $0.artistID }) }
    /// ```
    public func isIn<Other: ColumnValue>(_ query: some SelectQuery<Other>) -> SQLCondition
    where Other.Unwrapped == Value.Unwrapped {
        membership(query.selected.statement, " IN (")
    }

    /// Whether the value is not among those of another query. A NULL among those leaves it open whether it is, so such
    /// rows are passed over.
    public func isNotIn<Other: ColumnValue>(_ query: some SelectQuery<Other>) -> SQLCondition
    where Other.Unwrapped == Value.Unwrapped {
        var statement = query.selected.statement
        if Other.isNullable, statement.isOfOneRowEach, let node = statement.projection.nodes.first {
            statement.add(.isNull(node, negated: true))
        }
        return membership(statement, " NOT IN (")
    }

    private func membership(_ statement: SelectStatement, _ sql: StaticString) -> SQLCondition {
        // MariaDB and MySQL take no limit directly in `IN (…)`.
        let isWrapped = statement.limit != nil || statement.offset != nil
        return SQLCondition(
            .infix { [node] writer in
                writer.collated(node, Value.columnType)
                writer.text(sql)
                if isWrapped, writer.family == .mysql { writer.text("SELECT * FROM (") }
                writer.select(statement)
                if isWrapped, writer.family == .mysql {
                    writer.text(")")
                    writer.named("found")
                }
                writer.text(")")
            })
    }
}

extension SQL {
    /// Whether another query finds any row; it may use the columns of the queries around it.
    ///
    /// ```swift
    /// Artist.query.where { artist in SQL.exists(Album.query.where { $0.artistID == artist.id }) }
    /// ```
    public static func exists(_ query: some SelectQuery) -> SQLCondition {
        SQLCondition(.exists(query.selected.statement.existing))
    }

    /// The value that another query gives; NULL when it finds none, an error of the database when it finds several.
    public static func scalar<Value: ColumnValue>(
        _ query: some SelectQuery<Value>
    ) -> SQLExpression<Value.Unwrapped?> {
        SQLExpression<Value.Unwrapped?>(.scalar(query.selected.statement))
    }
}

extension SQL.StringInterpolation {
    /// Puts in a query, in parentheses.
    public mutating func appendInterpolation(_ query: some SelectQuery) {
        fragments.append(.node(.scalar(query.selected.statement)))
    }
}
