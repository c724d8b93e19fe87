extension UpdatePlan {
    /// `UPDATE … FROM unnest(…)`, PostgreSQL's form: its text is the same for any number of rows, so that it is kept prepared.
    ///
    /// It sees each row once, so every key may stand in it once only.
    func listed(_ batch: Range<Int>, for dialect: any Dialect, _ place: CodePlace) throws -> Statement? {
        let key = matched.compactMap { Root.schema.column($0) }
        let written = columns.map { Root.schema.columns[$0] }
        guard dialect.family == .postgres, !key.isEmpty, key.count == matched.count,
            Set(keys[batch]).count == batch.count
        else { return nil }
        var lists: [DatabaseValue] = []
        for (position, column) in key.enumerated() {
            guard let list = Self.list(keys[batch].lazy.map { $0.count > position ? $0[position] : .null }, column)
            else { return nil }
            lists.append(list)
        }
        for (position, column) in zip(columns, written) {
            guard let list = Self.list(rows[batch].lazy.map { $0.values[position] }, column) else { return nil }
            lists.append(list)
        }
        return try SQLWriter.statement(for: dialect, place: place, isReadOnly: false) { writer in
            writer.text("UPDATE ")
            writer.table(Root.table)
            writer.text(" SET ")
            writer.list(written.enumerated()) { writer, column in
                writer.identifier(column.element.name)
                writer.text(" = \"new_values\".\"v\(column.offset)\"")
            }
            if let version = Root.roles[.version] {
                writer.text(", ")
                writer.identifier(version)
                writer.text(" = ")
                writer.identifier(Root.table.name)
                writer.text(".")
                writer.identifier(version)
                writer.text(" + 1")
            }
            writer.text(" FROM unnest(")
            writer.list(zip(key + written, lists)) { writer, pair in
                writer.text("CAST(")
                writer.bind(pair.1)
                writer.text(" AS \(Self.castName(of: pair.0, for: dialect))[])")
            }
            writer.text(") AS \"new_values\" (")
            writer.list(key.indices) { $0.text("\"k\($1)\"") }
            for position in written.indices { writer.text(", \"v\(position)\"") }
            writer.text(") WHERE ")
            for (position, column) in key.enumerated() {
                if position > 0 { writer.text(" AND ") }
                writer.identifier(Root.table.name)
                writer.text(".")
                writer.identifier(column.name)
                writer.text(" = \"new_values\".\"k\(position)\"")
            }
        }
    }

    /// The type for a CAST: without a length, to which a CAST would cut texts off and an assignment refuses them.
    static func castName(of column: ColumnSchema, for dialect: any Dialect) -> String {
        var column = column
        column.maximumLength = nil
        return dialect.typeName(of: column)
    }

    /// The values of a column as a list; `nil` for what no list of the column's type holds.
    private static func list(_ values: some Sequence<DatabaseValue>, _ column: ColumnSchema) -> DatabaseValue? {
        var list: [DatabaseValue] = []
        for value in values {
            switch (value, column.type) {
            case (.null, .boolean), (.null, .integer), (.null, .real), (.null, .decimal), (.null, .text),
                (.null, .blob),
                (.null, .uuid), (.null, .timestamp), (.null, .date), (.null, .time), (.null, .duration), (.null, .json),
                (.boolean, .boolean), (.integer, .integer), (.unsigned, .integer(.uint64)), (.real, .real),
                (.decimal, .decimal), (.text, .text), (.blob, .blob), (.uuid, .uuid), (.timestamp, .timestamp),
                (.date, .date), (.time, .time), (.duration, .duration), (.json, .json):
                list.append(value)
            default: return nil
            }
        }
        // What has more than 63 bits is numeric there.
        if case .integer(.uint64) = column.type { return .array(list, of: .decimal(precision: nil, scale: nil)) }
        return .array(list, of: column.type)
    }
}
