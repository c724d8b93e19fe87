/// The updates of columns of many rows.
struct UpdatePlan<Root: Model>: Sendable {
    let rows: [WrittenRow<Root>]
    let keys: [[DatabaseValue]]
    /// The positions of the columns that are written.
    let columns: [Int]
    let batches: [Range<Int>]

    init(_ models: some Sequence<Root>, _ chosen: [String]?, for dialect: any Dialect) throws {
        let models = Array(models)
        keys = models.map(\.primaryKey.keyValues)
        rows = try models.map { model in
            var row = WrittenRow(model)
            try row.check(for: dialect)
            row.stamp(.updated)
            return row
        }
        let schema = Root.schema
        columns = schema.columns.indices.filter { position in
            let column = schema.columns[position]
            guard !Root.table.key.contains(column.name), column.computed == nil, column.name != Root.roles[.version],
                column.name != Root.roles[.created], chosen != nil || column.name != Root.roles[.deleted]
            else { return false }
            return chosen.map { $0.contains(column.name) || column.name == Root.roles[.updated] } ?? true
        }
        // Each row is looked for among all rows of its statement.
        let perRow = max(1, columns.count * (Root.table.key.count + 1) + Root.table.key.count)
        let size = max(1, min(200, dialect.maximumBindings / perRow))
        batches = stride(from: 0, to: rows.count, by: size).map { [count = rows.count] in
            $0..<min($0 + size, count)
        }
    }

    func statement(_ batch: Range<Int>, for dialect: any Dialect, _ place: CodePlace) throws -> Statement {
        if let statement = try listed(batch, for: dialect, place) { return statement }
        return try SQLWriter.statement(for: dialect, place: place, isReadOnly: false, isPrepared: false) { writer in
            writer.text("UPDATE ")
            writer.table(Root.table)
            writer.text(" SET ")
            writer.list(columns) { writer, position in
                let column = Root.schema.columns[position]
                writer.identifier(column.name)
                writer.text(" = CASE")
                for row in batch {
                    writer.text(" WHEN ")
                    isKey(row, &writer)
                    writer.text(" THEN ")
                    // The branches have no type on PostgreSQL unless one says it.
                    if dialect.family == .postgres { writer.text("CAST(") }
                    writer.bind(rows[row].values[position])
                    if dialect.family == .postgres { writer.text(" AS \(Self.castName(of: column, for: dialect)))") }
                }
                writer.text(" END")
            }
            if let version = Root.roles[.version] { writer.raise(version) }
            writer.text(" WHERE ")
            if Root.table.key.count == 1, let key = Root.table.key.first {
                writer.identifier(key)
                writer.text(" IN (")
                writer.list(batch) { $0.bind(keys[$1].first ?? .null) }
                writer.text(")")
            } else {
                for row in batch {
                    if row > batch.lowerBound { writer.text(" OR ") }
                    isKey(row, &writer)
                }
            }
        }
    }

    private func isKey(_ row: Int, _ writer: inout SQLWriter) {
        let isComposite = Root.table.key.count > 1
        if isComposite { writer.text("(") }
        writer.equal(Root.table.key, keys[row])
        if isComposite { writer.text(")") }
    }
}
