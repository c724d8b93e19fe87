extension ModelQuery {
    /// The query as one whose rows are what it selects; so far its models.
    var rows: RowQuery<TableReference<Root>, Root> {
        RowQuery(statement, TableReference<Root>(path), Root.decode)
    }

    /// The same for joins by which rows of the other table stay that have none here: the model's scope narrows the table
    /// and not what is joined, or it would take those rows away.
    var rowsBeforeJoin: RowQuery<TableReference<Root>, Root> {
        guard let source = core.source,
            let scope = Root.visible(at: Self.path, isScoped: isScoped, deleted)
        else { return rows }
        var statement = core
        statement.source = source.narrowed(by: scope)
        return RowQuery(statement, TableReference<Root>(path), Root.decode)
    }

    /// Selects one expression, or the table.
    public func select<Item: Selectable>(
        _ item: @Sendable (TableReference<Root>) -> Item
    ) -> RowQuery<TableReference<Root>, Item.Selected> {
        rows.select(item)
    }

    /// Selects several expressions, or tables; a row is a tuple of them.
    ///
    /// ```swift
    /// Album.query.select { ($0.title, $0.artist.name) }                     // [(String, String)]
    /// ```
    public func select<each Item: Selectable>(
        _ items: @Sendable (TableReference<Root>) -> (repeat each Item)
    ) -> RowQuery<TableReference<Root>, (repeat (each Item).Selected)> {
        rows.select(items)
    }

    /// Makes one row of all rows with the same value; a further expression divides the groups.
    public func group<Value>(
        _ expression: @Sendable (TableReference<Root>) -> SQLExpression<Value>
    ) -> RowQuery<TableReference<Root>, Root> {
        rows.group(expression)
    }

    /// Names a window, for several functions that look over the same rows: `over: .named("w")`.
    public func window(
        _ name: String, _ window: @Sendable (TableReference<Root>) -> Window
    ) -> RowQuery<TableReference<Root>, Root> {
        rows.window(name, window)
    }

    /// Leaves out rows that equal another.
    public func distinct() -> ModelQuery { changed { $0.distinct = .rows } }

    /// Only the first row, in the query's order, of those with the same value. The order has to begin with it.
    ///
    /// Only PostgreSQL has it; elsewhere ``SQL/rowNumber(over:)`` does the same.
    public func distinct<Value>(on expression: @Sendable (Root.Fields) -> SQLExpression<Value>) -> ModelQuery {
        changed { $0.addDistinct(on: expression(fields).node) }
    }
}
