extension Changeset {
    /// Runs a write and turns what the database refuses because of a value into errors of fields.
    func translating(
        _ row: Root, in database: any QueryExecutor,
        _ write: @Sendable (any QueryExecutor) async throws -> Root
    ) async throws -> Root {
        do {
            // On PostgreSQL a statement that is refused ends what the whole transaction can do, unless a savepoint is
            // undone; on the others the statement alone is undone.
            guard database.dialect.family == .postgres, let transaction = database as? Transaction else {
                return try await write(database)
            }
            return try await transaction.transaction { try await write($0) }
        } catch let error as DatabaseError {
            let found = try await fieldErrors(error, row, in: database)
            guard !found.isEmpty else { throw error }
            throw ValidationErrors(inOrder(found))
        }
    }

    private func fieldErrors(
        _ error: DatabaseError, _ row: Root, in database: any QueryExecutor
    ) async throws -> [FieldError] {
        guard error.table == nil || error.table == Root.table.name else { return [] }
        func errors(_ columns: [String], _ code: String, _ message: String) -> [FieldError] {
            columns.map { FieldError(field(of: $0), code, message) }
        }
        let columns = error.columns.isEmpty ? self.columns(of: error.constraint) : error.columns
        switch error.kind {
        case .unique: return errors(columns, FieldError.Code.taken, "is taken")
        case .notNull: return errors(columns, FieldError.Code.required, "is missing")
        case .check: return errors(columns, FieldError.Code.check, "is not allowed")
        case .value: return errors(columns, FieldError.Code.invalid, "cannot be stored")
        case .exclusion: return errors(columns, FieldError.Code.overlap, "overlaps with another")
        case .foreignKey:
            let missing = columns.isEmpty ? try await missingReferences(of: row, in: database) : columns
            return errors(missing, FieldError.Code.reference, "does not exist")
        default: return []
        }
    }

    /// The columns of a constraint, by its name in the schema or the name that databases give it.
    private func columns(of constraint: String?) -> [String] {
        guard let constraint else { return [] }
        let schema = Root.schema
        for rule in schema.constraints where rule.name == constraint {
            switch rule {
            case .unique(let unique): return unique.columns
            case .check(_, let condition): return mentioned(in: condition)
            case .exclusion(let exclusion): return mentioned(in: exclusion.elements.map(\.expression).joined())
            }
        }
        for index in schema.indexes {
            let columns = index.parts.compactMap { part in
                if case .column(let name) = part.content { name } else { nil }
            }
            if constraint == index.name ?? "\(schema.name)_\(columns.joined(separator: "_"))_idx" { return columns }
        }
        for key in schema.foreignKeys {
            let name = "\(schema.name)_\(key.columns.joined(separator: "_"))_fkey"
            if constraint == key.name ?? name { return key.columns }
        }
        return schema.columns.map(\.name).filter { column in
            ["key", "check", "idx"].contains { constraint == "\(schema.name)_\(column)_\($0)" }
        }
    }

    private func mentioned(in sql: String) -> [String] {
        let words = Set(sql.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        return Root.schema.columns.map(\.name).filter(words.contains)
    }

    /// The foreign keys of a row that refer to nothing; SQLite does not say which of them it was.
    private func missingReferences(of row: Root, in database: any QueryExecutor) async throws -> [String] {
        var missing: [String] = []
        for key in Root.schema.foreignKeys {
            let values = row.values(of: key.columns)
            guard !values.contains(.null) else { continue }
            let statement = try SQLWriter.statement(for: database.dialect, isReadOnly: true) { writer in
                writer.text("SELECT 1 FROM ")
                writer.table(key.table, namespace: key.namespace)
                writer.whereEqual(key.referencedColumns, values)
            }
            let found = try await database.query(statement) { _ in true }
            if found.isEmpty { missing += key.columns }
        }
        return missing
    }
}
