/// The columns of united queries, for their order.
public struct UnitedColumns: Sendable {
    /// A column by its place, from 1.
    public subscript(place: Int) -> UnitedColumn { UnitedColumn(place: place) }
}

/// A column of united queries.
public struct UnitedColumn: Sendable {
    let place: Int
    /// Sorts from small to large.
    public var ascending: Ordering { ordering(isDescending: false) }
    /// Sorts from large to small.
    public var descending: Ordering { ordering(isDescending: true) }

    private func ordering(isDescending: Bool) -> Ordering {
        var ordering = Ordering(node: .text(String(place)), isDescending: isDescending)
        ordering.place = place
        return ordering
    }
}

extension SelectQuery {
    /// The rows of both queries.
    ///
    /// ```swift
    /// let names = Artist.query.select { $0.name }.union(Album.query.select { $0.title }).order { $0[1].ascending }
    /// ```
    /// - Parameter keepingDuplicates: whether equal rows stay, which costs less.
    public func union(
        _ other: some SelectQuery<Row>, keepingDuplicates: Bool = false
    ) -> RowQuery<UnitedColumns, Row> {
        combined(.union, other, keepingDuplicates)
    }

    /// The rows that both queries have.
    /// - Parameter keepingDuplicates: whether equal rows stay as often as both have them; not in SQLite.
    public func intersection(
        _ other: some SelectQuery<Row>, keepingDuplicates: Bool = false
    ) -> RowQuery<UnitedColumns, Row> {
        combined(.intersect, other, keepingDuplicates)
    }

    /// The rows that the other query does not have.
    /// - Parameter keepingDuplicates: whether each row of the other takes away only one of its equals; not in SQLite.
    public func subtracting(
        _ other: some SelectQuery<Row>, keepingDuplicates: Bool = false
    ) -> RowQuery<UnitedColumns, Row> {
        combined(.except, other, keepingDuplicates)
    }

    private func combined(
        _ operation: SetOperation, _ other: some SelectQuery<Row>, _ keepsDuplicates: Bool
    ) -> RowQuery<UnitedColumns, Row> {
        let selected = selected
        var statement = selected.statement
        let isPlain =
            statement.orderings.isEmpty && statement.limit == nil && statement.offset == nil && statement.lock == nil
            && (statement.compounds.isEmpty || operation != .intersect)
        // What was said before is about the first query alone.
        if !isPlain { statement = statement.wrapped(as: "part_1") }
        statement.compounds.append(
            SelectStatement.Compound(
                operation: operation, keepsDuplicates: keepsDuplicates, statement: other.selected.statement))
        return RowQuery(statement, UnitedColumns(), selected.read)
    }
}
