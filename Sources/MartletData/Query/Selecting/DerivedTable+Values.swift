/// Names the columns of a table that has no model: `c1`, `c2`, ….
private struct ColumnCounter {
    let path: TablePath
    var count = 0

    mutating func next<Value: ColumnValue>(_ type: Value.Type) -> SQLExpression<Value> {
        count += 1
        return SQLExpression<Value>(column: "c\(count)", at: path)
    }
}

/// A table of values whose columns are expressions of a tuple.
struct ValueTable<each Value: ColumnValue> {
    typealias Reference = (repeat SQLExpression<each Value>)
    typealias OptionalReference = (repeat SQLExpression<(each Value).Unwrapped?>)

    static var width: Int {
        var count = 0
        for _ in repeat (each Value).self { count += 1 }
        return count
    }

    static func reference(_ name: String) -> Reference {
        var columns = ColumnCounter(path: TablePath(root: name))
        return (repeat columns.next((each Value).self))
    }

    static func optionalReference(_ name: String) -> OptionalReference {
        var columns = ColumnCounter(path: TablePath(root: name))
        return (repeat columns.next((each Value).Unwrapped?.self))
    }

    /// The same statement with names for its columns.
    static func named(_ statement: SelectStatement) -> SelectStatement {
        var statement = statement
        let nodes = statement.projection.nodes
        if nodes.count == width {
            statement.projection = .named(nodes.enumerated().map { ("c\($0.offset + 1)", $0.element) })
        } else {
            let message =
                "a query that selects \(nodes.count) columns cannot be a table of \(width); use `asTable` before `map`"
            statement.projection = .columns([.call { $0.fail(DatabaseError(.statement, message)) }])
        }
        return statement
    }

    static func projection(_ name: String) -> SelectStatement.Projection {
        .columns((0..<width).map { .column(TablePath(root: name), "c\($0 + 1)") })
    }
}

extension RowQuery {
    /// The query as a table that stands where it is used; its columns are the elements of a tuple.
    public func asTable<each Value: ColumnValue>(
        _ name: String
    ) -> DerivedTable<(repeat SQLExpression<each Value>), (repeat SQLExpression<(each Value).Unwrapped?>), Output>
    where Output == (repeat each Value) {
        derived(name, .inline)
    }

    /// The query as a common table: `WITH name AS (…)`; its columns are the elements of a tuple.
    /// - Parameters:
    ///   - name: its name.
    ///   - isMaterialized: whether the database computes it once beforehand, or as a part of what uses it; the database
    ///     decides when not given, and always in MariaDB and MySQL.
    public func asCommonTable<each Value: ColumnValue>(
        _ name: String, materialized isMaterialized: Bool? = nil
    ) -> DerivedTable<(repeat SQLExpression<each Value>), (repeat SQLExpression<(each Value).Unwrapped?>), Output>
    where Output == (repeat each Value) {
        derived(name, .common(isMaterialized: isMaterialized))
    }

    /// A common table that begins with the rows of this query and grows by what a further query finds from those found
    /// last, until it finds nothing.
    /// - Parameter keepingDuplicates: whether rows that were found before count again; without, a circle ends.
    public func recursive<each Value: ColumnValue, Step: SelectQuery<Output>>(
        _ name: String, keepingDuplicates: Bool = true,
        _ step: (
            DerivedTable<(repeat SQLExpression<each Value>), (repeat SQLExpression<(each Value).Unwrapped?>), Output>
        ) -> Step
    ) -> DerivedTable<(repeat SQLExpression<each Value>), (repeat SQLExpression<(each Value).Unwrapped?>), Output>
    where Output == (repeat each Value) {
        typealias Table = ValueTable<repeat each Value>
        let reference = Table.reference(name)
        let optional = Table.optionalReference(name)
        let itself = JoinedTable(
            source: .table(name, namespace: nil, as: name), commonTables: [], reference: reference,
            optionalReference: optional)
        let projection = Table.projection(name)
        let further = step(DerivedTable(joined: itself, projection: projection, read: read)).selected.statement
        return DerivedTable(
            joined: .recursive(name, Table.named(statement), further, keepingDuplicates, itself),
            projection: projection, read: read)
    }

    private func derived<each Value: ColumnValue>(
        _ name: String, _ place: DerivedPlace
    ) -> DerivedTable<(repeat SQLExpression<each Value>), (repeat SQLExpression<(each Value).Unwrapped?>), Output>
    where Output == (repeat each Value) {
        typealias Table = ValueTable<repeat each Value>
        return DerivedTable(
            joined: place.joined(
                Table.named(statement), name, Table.reference(name), Table.optionalReference(name)),
            projection: Table.projection(name), read: read)
    }
}
