/// A model as fixtures see it.
struct FixtureTable: Sendable {
    let schema: TableSchema
    /// The rows as JSON objects.
    let dump: @Sendable (any QueryExecutor) async throws -> [String]
    /// The values of a row, which has a number for messages.
    let values: @Sendable ([String: FixtureValue], Int) throws -> [DatabaseValue]
    let insert: @Sendable ([[DatabaseValue]], any QueryExecutor) async throws -> Void

    static func of<Root: Model>(_ model: Root.Type) -> FixtureTable {
        FixtureTable(
            schema: Root.schema,
            dump: { database in
                var query = Root.query.unscoped().includingDeleted()
                for key in Root.table.key {
                    query.core.orderings.append(
                        Ordering(node: .column(ModelQuery<Root, Root>.path, key), isDescending: false))
                }
                return try await query.fetchModels(in: database).map { try object($0) }
            },
            values: { row, number in try values(row, number, Root.self) },
            insert: { rows, database in try await insert(rows, Root.self, in: database) })
    }

    private static func object<Root: Model>(_ model: Root) throws -> String {
        let members = try zip(Root.schema.columns, model.databaseValues).compactMap { column, value -> String? in
            guard column.computed == nil else { return nil }
            guard let text = ArrayText.element(value) else {
                throw FixtureError("\(Root.schema.name).\(column.name) holds \(value.kind), which JSON cannot hold")
            }
            return "\(ArrayText.quoted(column.name)): \(text)"
        }
        return "{\(members.joined(separator: ", "))}"
    }

    private static func values<Root: Model>(
        _ row: [String: FixtureValue], _ number: Int, _ model: Root.Type
    ) throws -> [DatabaseValue] {
        let schema = Root.schema
        let place = "row \(number) of \(schema.name)"
        for name in row.keys.sorted() where schema.column(name) == nil {
            let names = schema.columns.map(\.name).joined(separator: ", ")
            throw FixtureError("\(place) has a column `\(name)`, expected \(names)")
        }
        let values = try schema.columns.map { column in
            guard let value = row[column.name] else {
                if column.computed != nil { return DatabaseValue.null }
                let initial = Root.initialValue(of: column.name)
                guard let value = initial ?? (column.isNullable ? DatabaseValue.null : nil) else {
                    throw FixtureError("\(place) has no `\(column.name)`, which has no initial value; add it")
                }
                return value
            }
            return value.databaseValue(for: column.type)
        }
        // A computed column has no value yet, so that the row cannot be read as its model.
        guard !schema.columns.contains(where: { $0.computed != nil }) else { return values }
        do {
            var reader = RowReader(ValueRow(values: values), table: schema)
            return try Root(reading: &reader).databaseValues
        } catch let failure as DecodingFailure {
            throw FixtureError("\(place): \(failure)")
        }
    }

    private static func insert<Root: Model>(
        _ rows: [[DatabaseValue]], _ model: Root.Type, in database: any QueryExecutor
    ) async throws {
        try Root.checkWritable()
        let schema = Root.schema
        let positions = schema.columns.indices.filter { schema.columns[$0].computed == nil }
        let columns = positions.map { schema.columns[$0].name }
        let size = max(1, min(500, database.dialect.maximumBindings / max(1, columns.count)))
        for start in stride(from: 0, to: rows.count, by: size) {
            let chunk = rows[start..<min(start + size, rows.count)].map { row in
                positions.map { row.indices.contains($0) ? row[$0] : .null }
            }
            let statement = try SQLWriter.statement(for: database.dialect, isReadOnly: false, isPrepared: false) {
                $0.insert(into: schema, columns, rows: chunk)
            }
            _ = try await database.execute(statement)
        }
        try await resetSequences(of: schema, in: database)
    }

    /// PostgreSQL counts keys beside the table, and does not see those that are inserted.
    private static func resetSequences(of schema: TableSchema, in database: any QueryExecutor) async throws {
        guard database.dialect.family == .postgres else { return }
        for column in schema.columns where column.isGenerated {
            let statement = try SQLWriter.statement(for: database.dialect, isReadOnly: false) { writer in
                let name = ([schema.namespace, schema.name].compactMap(\.self)).map(writer.dialect.quote)
                writer.text("SELECT setval(pg_get_serial_sequence(")
                writer.literal(name.joined(separator: "."))
                writer.text(", ")
                writer.literal(column.name)
                writer.text("), (SELECT COALESCE(max(")
                writer.identifier(column.name)
                writer.text("), 0) + 1 FROM ")
                writer.table(schema.name, namespace: schema.namespace)
                writer.text("), false)")
            }
            _ = try await database.query(statement) { _ in true }
        }
    }
}
