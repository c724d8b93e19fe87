extension ModelQuery {
    /// Joins a table: only rows for which the condition holds. What is read stays the model until ``RowQuery/select(_:)``.
    ///
    /// ```swift
    /// Album.query.join(Track.table) { album, track in track.albumID == album.id }
    ///     .select { album, track in (album.title, track.name) }             // [(String, String)]
    /// ```
    public func join<Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (TableReference<Root>, Table.Reference) -> SQLCondition
    ) -> RowQuery<(TableReference<Root>, Table.Reference), Root> {
        rows.join(table, on: condition)
    }

    /// Joins a table; rows without one stay, with NULL for it.
    public func leftJoin<Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (TableReference<Root>, Table.OptionalReference) -> SQLCondition
    ) -> RowQuery<(TableReference<Root>, Table.OptionalReference), Root> {
        rows.leftJoin(table, on: condition)
    }

    /// Joins a table: each row with each.
    public func crossJoin<Table: JoinableTable>(
        _ table: Table
    ) -> RowQuery<(TableReference<Root>, Table.Reference), Root> {
        rows.crossJoin(table)
    }

    /// Joins a table of which all rows stay, with NULL for the model where it has none.
    public func rightJoin<Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (TableReference<Root>, Table.Reference) -> SQLCondition
    ) -> RowQuery<(OptionalTableReference<Root>, Table.Reference), Root?> {
        rowsBeforeJoin.rightJoin(table, on: condition)
    }

    /// Joins a table; all rows of both stay, with NULL for what the other lacks. MariaDB and MySQL have no such join.
    public func fullJoin<Table: JoinableTable>(
        _ table: Table, on condition: @Sendable (TableReference<Root>, Table.Reference) -> SQLCondition
    ) -> RowQuery<(OptionalTableReference<Root>, Table.OptionalReference), Root?> {
        rowsBeforeJoin.fullJoin(table, on: condition)
    }

    /// Joins a query that is asked anew for each row, whose columns it may use. SQLite and MariaDB have no such join.
    ///
    /// ```swift
    /// Artist.query.joinLateral { artist in
    ///     Album.query.where { $0.artistID == artist.id }.order { $0.released.descending }.limit(1).asTable("latest")
    /// }
    /// ```
    public func joinLateral<Table: JoinableTable>(
        _ table: @Sendable (TableReference<Root>) -> Table
    ) -> RowQuery<(TableReference<Root>, Table.Reference), Root> {
        rows.joinLateral(table)
    }

    /// Joins a query that is asked anew for each row, whose columns it may use; rows for which it finds nothing stay.
    /// SQLite and MariaDB have no such join.
    public func leftJoinLateral<Table: JoinableTable>(
        _ table: @Sendable (TableReference<Root>) -> Table
    ) -> RowQuery<(TableReference<Root>, Table.OptionalReference), Root> {
        rows.leftJoinLateral(table)
    }
}
