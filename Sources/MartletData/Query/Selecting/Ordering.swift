/// One criterion of an order.
///
/// ```swift
/// Album.query.order { $0.released.descending.nullsLast }.order { $0.title.ascending }
/// ```
///
/// Without a word about NULL PostgreSQL sorts it as the largest value, SQLite, MariaDB and MySQL as the smallest.
public struct Ordering: Sendable {
    enum Nulls: Sendable { case first, last }

    let node: SQLNode
    let isDescending: Bool
    var nulls: Nulls?
    var type: ColumnType?
    /// Whether a row may have NULL here.
    var isNullable = true
    /// The number of the column that ``node`` is, of united queries.
    var place: Int?

    init(node: SQLNode, isDescending: Bool, type: ColumnType? = nil, isNullable: Bool = true) {
        self.node = node
        self.isDescending = isDescending
        self.type = type
        self.isNullable = isNullable
    }

    /// The same order with NULL before all values.
    public var nullsFirst: Ordering { placing(.first) }

    /// The same order with NULL behind all values.
    public var nullsLast: Ordering { placing(.last) }

    private func placing(_ nulls: Nulls) -> Ordering {
        var ordering = self
        ordering.nulls = nulls
        return ordering
    }

    /// The order of a fixed direction, for one that is chosen while the program runs.
    public func descending(_ isDescending: Bool) -> Ordering {
        var ordering = Ordering(node: node, isDescending: isDescending, type: type, isNullable: isNullable)
        ordering.nulls = nulls
        ordering.place = place
        return ordering
    }
}
