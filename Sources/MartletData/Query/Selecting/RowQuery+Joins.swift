// The tables of a query grow by one with each join. A parameter pack can name their type, but a closure's parameters are
// not made of one, so each number has its functions.

extension RowQuery {
    /// Joins a table: only rows for which the condition holds.
    public func join<Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (Tables, Table.Reference) -> SQLCondition
    ) -> RowQuery<(Tables, Table.Reference), Output> {
        let other = table.joined.reference
        return joining(.inner, table, (tables, other), condition(tables, other).node)
    }

    /// Joins a table; rows without one stay, with NULL for it.
    public func leftJoin<Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (Tables, Table.OptionalReference) -> SQLCondition
    ) -> RowQuery<(Tables, Table.OptionalReference), Output> {
        let other = table.joined.optionalReference
        return joining(.left, table, (tables, other), condition(tables, other).node)
    }

    /// Joins a table: each row with each.
    public func crossJoin<Table: JoinableTable>(
        _ table: Table
    ) -> RowQuery<(Tables, Table.Reference), Output> {
        joining(.cross, table, (tables, table.joined.reference), nil)
    }
}

extension RowQuery {
    /// Joins a third table: only rows for which the condition holds.
    public func join<A, B, Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (A, B, Table.Reference) -> SQLCondition
    ) -> RowQuery<(A, B, Table.Reference), Output> where Tables == (A, B) {
        let other = table.joined.reference
        return joining(.inner, table, (tables.0, tables.1, other), condition(tables.0, tables.1, other).node)
    }

    /// Joins a third table; rows without one stay, with NULL for it.
    public func leftJoin<A, B, Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (A, B, Table.OptionalReference) -> SQLCondition
    ) -> RowQuery<(A, B, Table.OptionalReference), Output> where Tables == (A, B) {
        let other = table.joined.optionalReference
        return joining(.left, table, (tables.0, tables.1, other), condition(tables.0, tables.1, other).node)
    }

    /// Joins a third table: each row with each.
    public func crossJoin<A, B, Table: JoinableTable>(
        _ table: Table
    ) -> RowQuery<(A, B, Table.Reference), Output> where Tables == (A, B) {
        joining(.cross, table, (tables.0, tables.1, table.joined.reference), nil)
    }
}

extension RowQuery {
    /// Joins a fourth table: only rows for which the condition holds.
    public func join<A, B, C, Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (A, B, C, Table.Reference) -> SQLCondition
    ) -> RowQuery<(A, B, C, Table.Reference), Output> where Tables == (A, B, C) {
        let other = table.joined.reference
        return joining(
            .inner, table, (tables.0, tables.1, tables.2, other), condition(tables.0, tables.1, tables.2, other).node)
    }

    /// Joins a fourth table; rows without one stay, with NULL for it.
    public func leftJoin<A, B, C, Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (A, B, C, Table.OptionalReference) -> SQLCondition
    ) -> RowQuery<(A, B, C, Table.OptionalReference), Output> where Tables == (A, B, C) {
        let other = table.joined.optionalReference
        return joining(
            .left, table, (tables.0, tables.1, tables.2, other), condition(tables.0, tables.1, tables.2, other).node)
    }

    /// Joins a fourth table: each row with each.
    public func crossJoin<A, B, C, Table: JoinableTable>(
        _ table: Table
    ) -> RowQuery<(A, B, C, Table.Reference), Output> where Tables == (A, B, C) {
        joining(.cross, table, (tables.0, tables.1, tables.2, table.joined.reference), nil)
    }
}

extension RowQuery {
    /// Joins a fifth table: only rows for which the condition holds.
    public func join<A, B, C, D, Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (A, B, C, D, Table.Reference) -> SQLCondition
    ) -> RowQuery<(A, B, C, D, Table.Reference), Output> where Tables == (A, B, C, D) {
        let other = table.joined.reference
        return joining(
            .inner, table, (tables.0, tables.1, tables.2, tables.3, other),
            condition(tables.0, tables.1, tables.2, tables.3, other).node)
    }

    /// Joins a fifth table; rows without one stay, with NULL for it.
    public func leftJoin<A, B, C, D, Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (A, B, C, D, Table.OptionalReference) -> SQLCondition
    ) -> RowQuery<(A, B, C, D, Table.OptionalReference), Output> where Tables == (A, B, C, D) {
        let other = table.joined.optionalReference
        return joining(
            .left, table, (tables.0, tables.1, tables.2, tables.3, other),
            condition(tables.0, tables.1, tables.2, tables.3, other).node)
    }

    /// Joins a fifth table: each row with each.
    public func crossJoin<A, B, C, D, Table: JoinableTable>(
        _ table: Table
    ) -> RowQuery<(A, B, C, D, Table.Reference), Output> where Tables == (A, B, C, D) {
        joining(.cross, table, (tables.0, tables.1, tables.2, tables.3, table.joined.reference), nil)
    }
}

extension RowQuery {
    /// Joins a sixth table: only rows for which the condition holds.
    public func join<A, B, C, D, E, Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (A, B, C, D, E, Table.Reference) -> SQLCondition
    ) -> RowQuery<(A, B, C, D, E, Table.Reference), Output> where Tables == (A, B, C, D, E) {
        let other = table.joined.reference
        return joining(
            .inner, table, (tables.0, tables.1, tables.2, tables.3, tables.4, other),
            condition(tables.0, tables.1, tables.2, tables.3, tables.4, other).node)
    }

    /// Joins a sixth table; rows without one stay, with NULL for it.
    public func leftJoin<A, B, C, D, E, Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (A, B, C, D, E, Table.OptionalReference) -> SQLCondition
    ) -> RowQuery<(A, B, C, D, E, Table.OptionalReference), Output> where Tables == (A, B, C, D, E) {
        let other = table.joined.optionalReference
        return joining(
            .left, table, (tables.0, tables.1, tables.2, tables.3, tables.4, other),
            condition(tables.0, tables.1, tables.2, tables.3, tables.4, other).node)
    }

    /// Joins a sixth table: each row with each.
    public func crossJoin<A, B, C, D, E, Table: JoinableTable>(
        _ table: Table
    ) -> RowQuery<(A, B, C, D, E, Table.Reference), Output> where Tables == (A, B, C, D, E) {
        joining(.cross, table, (tables.0, tables.1, tables.2, tables.3, tables.4, table.joined.reference), nil)
    }
}

extension RowQuery {
    /// Joins a table of which all rows stay, with NULL for the first table where it has none.
    public func rightJoin<Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (TableReference<Output>, Table.Reference) -> SQLCondition
    ) -> RowQuery<(OptionalTableReference<Output>, Table.Reference), Output?>
    where Output: Model, Tables == TableReference<Output> {
        let other = table.joined.reference
        return widened(.right, table, other, condition(tables, other).node)
    }

    /// Joins a table; all rows of both stay, with NULL for what the other lacks. MariaDB and MySQL have no such join.
    public func fullJoin<Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (TableReference<Output>, Table.Reference) -> SQLCondition
    ) -> RowQuery<(OptionalTableReference<Output>, Table.OptionalReference), Output?>
    where Output: Model, Tables == TableReference<Output> {
        let joined = table.joined
        return widened(.full, table, joined.optionalReference, condition(tables, joined.reference).node)
    }

    private func widened<Table: JoinableTable, Other>(
        _ kind: JoinKind, _ table: Table, _ other: Other, _ condition: SQLNode
    ) -> RowQuery<(OptionalTableReference<Output>, Other), Output?>
    where Output: Model, Tables == TableReference<Output> {
        let first = OptionalTableReference<Output>(tables.name)
        let joined = joining(kind, table, (first, other), condition)
        let read = first.selection.read
        return RowQuery<(OptionalTableReference<Output>, Other), Output?>(joined.statement, joined.tables) {
            try read($0, 0)
        }
    }

    /// Joins a query that is asked anew for each row, whose columns it may use. SQLite and MariaDB have no such join.
    public func joinLateral<Table: JoinableTable>(
        _ table: @Sendable (Tables) -> Table
    ) -> RowQuery<(Tables, Table.Reference), Output> {
        let table = table(tables)
        return joining(.inner, table, (tables, table.joined.reference), .text("1 = 1"), isLateral: true)
    }

    /// Joins a query that is asked anew for each row, whose columns it may use; rows for which it finds nothing stay.
    /// SQLite and MariaDB have no such join.
    public func leftJoinLateral<Table: JoinableTable>(
        _ table: @Sendable (Tables) -> Table
    ) -> RowQuery<(Tables, Table.OptionalReference), Output> {
        let table = table(tables)
        return joining(.left, table, (tables, table.joined.optionalReference), .text("1 = 1"), isLateral: true)
    }
}
