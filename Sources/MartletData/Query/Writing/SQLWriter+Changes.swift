extension SQLWriter {
    /// Appends `INSERT INTO … (…) VALUES (…), (…)`.
    mutating func insert(into schema: TableSchema, _ columns: [String], rows: some Sequence<[DatabaseValue]>) {
        insert(into: schema, columns)
        text(" VALUES ")
        list(rows) { writer, row in
            writer.text("(")
            writer.list(row) { $0.bind($1) }
            writer.text(")")
        }
    }

    /// Appends `INSERT INTO … (…)`, behind which rows or a query follow.
    mutating func insert(into schema: TableSchema, _ columns: [String]) {
        text("INSERT INTO ")
        table(schema.name, namespace: schema.namespace)
        text(" (")
        list(columns) { $0.identifier($1) }
        text(")")
    }

    /// Appends `UPDATE … SET …`; the condition follows as a ``clause(_:_:)``.
    mutating func update(
        _ schema: TableSchema, of query: Int = 0, set assignments: some Sequence<(column: String, node: SQLNode)>
    ) {
        text("UPDATE ")
        target(schema, of: query)
        text(" SET ")
        self.assignments(assignments)
    }

    /// Appends assignments with commas between them.
    mutating func assignments(_ assignments: some Sequence<(column: String, node: SQLNode)>) {
        list(assignments) { writer, assignment in
            writer.identifier(assignment.column)
            writer.text(" = ")
            writer.condition(assignment.node)
        }
    }

    /// Appends `DELETE FROM …`; the condition follows as a ``clause(_:_:)``.
    mutating func delete(from schema: TableSchema, of query: Int = 0) {
        text("DELETE FROM ")
        target(schema, of: query)
    }

    /// Appends the table that is written to and makes its columns known to conditions.
    /// - Parameter query: the query that finds its rows, as ``TablePath/query`` names it.
    mutating func target(_ schema: TableSchema, of query: Int = 0) {
        let start = buffers.bytes.count
        table(schema.name, namespace: schema.namespace)
        remember(schema.name, from: start, of: query)
    }

    /// Appends a table's name, in its namespace.
    mutating func table(_ table: TableName) { self.table(table.name, namespace: table.namespace) }

    /// Appends `, "version" = "version" + 1` to a list of assignments.
    mutating func raise(_ version: String) {
        text(", ")
        identifier(version)
        text(" = ")
        identifier(version)
        text(" + 1")
    }

    /// Appends ` WHERE "a" = ? AND "b" = ?`.
    mutating func whereEqual(_ columns: [String], _ values: [DatabaseValue]) {
        text(" WHERE ")
        equal(columns, values)
    }

    /// Appends `"a" = ? AND "b" = ?`.
    mutating func equal(_ columns: [String], _ values: [DatabaseValue]) {
        for (index, pair) in zip(columns, values).enumerated() {
            if index > 0 { text(" AND ") }
            identifier(pair.0)
            text(" = ")
            bind(pair.1)
        }
    }

    /// Appends `RETURNING …`; nothing when there are no columns.
    mutating func returning(_ columns: [String]) {
        guard !columns.isEmpty else { return }
        text(" RETURNING ")
        list(columns) { $0.identifier($1) }
    }
}
