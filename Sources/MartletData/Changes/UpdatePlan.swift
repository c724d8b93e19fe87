/// The updates of columns of many rows.
struct UpdatePlan<Root: Model>: Sendable {
    let rows: [WrittenRow<Root>]
    /// What names each row: its key, and the version that it was read with.
    let keys: [[DatabaseValue]]
    /// The columns of ``keys``.
    let matched: [String]
    /// The positions of the columns that are written.
    let columns: [Int]
    let batches: [Range<Int>]

    init(_ models: some Sequence<Root>, _ chosen: [String]?, for dialect: any Dialect) throws {
        let models = Array(models)
        rows = try models.map { model in
            var row = WrittenRow(model)
            try row.check(for: dialect)
            row.stamp(.updated)
            return row
        }
        let version = Root.roles[.version]
        matched = Root.table.key + (version.map { [$0] } ?? [])
        keys = zip(models, rows).map { model, row in
            model.primaryKey.keyValues + (version.flatMap { row[$0] }.map { [$0] } ?? [])
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
        let perRow = max(1, columns.count * (matched.count + 1) + matched.count)
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
            if matched.count == 1, let key = matched.first {
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

    /// Refuses what was not written since it is gone or was changed by another.
    /// - Parameter changes: how many rows of a batch were written.
    func check(_ changes: Int, of batch: Range<Int>, in database: any QueryExecutor) async throws {
        guard Root.roles[.version] != nil, changes < Set(keys[batch]).count else { return }
        for row in batch {
            let key = Array(keys[row].prefix(Root.table.key.count))
            guard let stored = try await Root.fetchRow(Root.table.key, key, in: database) else {
                throw RowConflict(reason: .missing, table: Root.table.name, key: key)
            }
            // What was written has the next version.
            if let version = Root.roles[.version], case .integer(let read)? = rows[row][version],
                case .integer(let now)? = WrittenRow(stored)[version], now != read &+ 1
            {
                throw RowConflict(reason: .stale, table: Root.table.name, key: key)
            }
        }
        // One that was written meanwhile once more; which of them, nobody knows.
        throw RowConflict(
            reason: .stale, table: Root.table.name,
            key: batch.first.map { Array(keys[$0].prefix(Root.table.key.count)) } ?? [])
    }

    private func isKey(_ row: Int, _ writer: inout SQLWriter) {
        let isComposite = matched.count > 1
        if isComposite { writer.text("(") }
        writer.equal(matched, keys[row])
        if isComposite { writer.text(")") }
    }
}
