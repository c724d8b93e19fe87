/// Rows that a program brings along, as a table for joins.
///
/// ```swift
/// let prices = ValueRows("prices", [(1, 0.99), (2, 1.29)])
/// Track.query.join(prices.table) { track, price in track.id == price.0 }
/// ```
public struct ValueRows<each Value: ColumnValue>: Sendable {
    /// The rows as a table.
    public let table:
        DerivedTable<
            (repeat SQLExpression<each Value>), (repeat SQLExpression<(each Value).Unwrapped?>), (repeat each Value)
        >

    /// Wraps rows.
    /// - Parameters:
    ///   - name: the name of the table.
    ///   - rows: its rows; there may be none.
    public init(_ name: String, _ rows: some Sequence<(repeat each Value)>) {
        typealias Table = ValueTable<repeat each Value>
        var types: [ColumnType] = []
        for type in repeat (each Value).self { types.append(type.columnType) }
        let columns = (0..<types.count).map { "c\($0 + 1)" }
        let values = rows.map { row in
            var values: [DatabaseValue] = []
            for value in repeat each row { values.append(value.databaseValue) }
            return values
        }
        table = DerivedTable(
            joined: JoinedTable(
                source: .values(values, columns: columns, types: types, as: name), commonTables: [],
                reference: Table.reference(name), optionalReference: Table.optionalReference(name)),
            projection: Table.projection(name),
            read: { row in
                var positions = (0..<Table.width).makeIterator()
                return (repeat try row.read((each Value).self, at: positions.next() ?? 0))
            })
    }
}
