extension Model {
    /// Inserts the row.
    ///
    /// A generated key that is 0 is left to the database, as is an optional property that is `nil` and has a default
    /// there; moments with a ``ColumnRole`` are set, and ``willSave(in:)`` and ``didSave(in:)`` are called.
    /// - Returns: the row as it is stored.
    /// - Throws: ``DatabaseError`` when the database refuses it.
    @discardableResult
    public func insert(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Self {
        var model = self
        try await model.willSave(in: database)
        let place = CodePlace(fileID: fileID, line: line)
        let saved = try await model.written(.inserting, in: database, place)
        guard let saved else { return model }
        try await saved.didSave(in: database)
        return saved
    }

    /// Inserts the row unless the database has one that collides with it.
    /// - Parameter rule: what collides, and what happens then.
    /// - Returns: the row as it is stored; `nil` when the row that was there was left alone.
    /// - Throws: ``DatabaseError`` when the database refuses it for another reason.
    @discardableResult
    public func insert(
        onConflict rule: ConflictRule<Self>, in database: some QueryExecutor, fileID: StaticString = #fileID,
        line: UInt = #line
    ) async throws -> Self? {
        var model = self
        try await model.willSave(in: database)
        let saved = try await model.written(rule, in: database, CodePlace(fileID: fileID, line: line))
        try await saved?.didSave(in: database)
        return saved
    }

    private func written(
        _ rule: ConflictRule<Self>, in database: any QueryExecutor, _ place: CodePlace
    ) async throws -> Self? {
        try Self.checkWritable()
        if rule.isIgnoring, database.dialect.family == .mysql {
            // `ON DUPLICATE KEY UPDATE` returns the row that is there as if it were new, and a statement that was refused
            // leaves the transaction as it was.
            do {
                return try await written(.inserting, in: database, place)
            } catch let error as DatabaseError where error.kind == .unique {
                return nil
            }
        }
        var row = WrittenRow(self)
        try row.check(for: database.dialect)
        row.stamp(.created, .updated)
        let plan = InsertPlan<Self>(for: row, rule: rule)
        let dialect = database.dialect
        if rule.isPlain, plan.returned.isEmpty {
            _ = try await database.execute(plan.statement(row, for: dialect, place: place))
            return try row.model()
        }
        if rule.isPlain, dialect.family != .postgres, let key = plan.onlyGeneratedKey {
            let result = try await database.execute(plan.statement(row, for: dialect, place: place))
            row.values[key] = .integer(result.lastInsertedKey)
            return try row.model()
        }
        // What is returned of a row that was there already is the row itself.
        let returned = rule.isPlain ? plan.returned : Array(Self.schema.columns.indices)
        guard dialect.features.insertReturning else {
            let result = try await database.execute(plan.statement(row, for: dialect, place: place))
            return try await fetched(row, result, plan, rule, in: database)
        }
        let statement = try plan.statement(row, for: dialect, returning: returned, place: place)
        let rows = try await database.query(statement) { source in returned.indices.map { source.value(at: $0) } }
        guard let values = rows.first else { return rule.isPlain ? try row.model() : nil }
        for (position, value) in zip(returned, values) { row.values[position] = value }
        return try row.model()
    }

    /// Reads what was written, where the database cannot return it.
    private func fetched(
        _ row: WrittenRow<Self>, _ result: WriteResult, _ plan: InsertPlan<Self>, _ rule: ConflictRule<Self>,
        in database: any QueryExecutor
    ) async throws -> Self? {
        if !rule.isPlain, result.changes == 0, !rule.updates { return nil }
        var row = row
        if !rule.columns.isEmpty {
            let values = rule.columns.map { row[$0] ?? .null }
            return try await Self.fetchRow(rule.columns, values, in: database)
        }
        if plan.leavesKey, let position = Self.schema.columns.firstIndex(where: \.isGenerated) {
            row.values[position] = .integer(result.lastInsertedKey)
        }
        let key = Self.table.key.map { row[$0] ?? .null }
        return try await Self.fetchRow(Self.table.key, key, in: database)
    }

    static func fetchRow(
        _ columns: [String], _ values: [DatabaseValue], in database: any QueryExecutor
    ) async throws -> Self? {
        let query = query.unscoped().includingDeleted().adding(has(columns, values))
        return try await query.limit(1).fetchModels(in: database).first
    }

    static func checkWritable() throws {
        guard schema.isView else { return }
        throw QueryError("\(table.name) is a view, to which nothing can be written; write to the tables behind it")
    }
}
