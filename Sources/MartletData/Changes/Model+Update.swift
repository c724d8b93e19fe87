extension Model {
    /// Writes all columns of the row that has this one's key.
    ///
    /// The moment of creation stays, and so does a mark of deletion, which ``delete(in:fileID:line:)`` and
    /// ``restore(in:fileID:line:)`` change. Where the model has a version, it is raised, and the update is refused when another
    /// has changed the row since it was read.
    /// - Returns: the row as it is stored.
    /// - Throws: ``RowConflict`` when there is no such row or it was changed by another, ``DatabaseError`` when the
    ///   database refuses it.
    @discardableResult
    public func update(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Self {
        try await updated(from: nil, in: database, CodePlace(fileID: fileID, line: line))
    }

    /// Changes the row and writes only the columns that are different then.
    ///
    /// ```swift
    /// let renamed = try await album.update(in: database) { $0.title = "A Night at the Opera" }
    /// ```
    ///
    /// When nothing is different, nothing is sent. A key that is different is written too.
    /// - Returns: the row as it is stored.
    /// - Throws: as ``update(in:fileID:line:)``.
    @discardableResult
    public func update(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line,
        _ change: (inout Self) throws -> Void
    ) async throws -> Self {
        var model = self
        try change(&model)
        return try await model.updated(from: self, in: database, CodePlace(fileID: fileID, line: line))
    }

    /// Inserts the row when it has no key yet or is not there, updates it otherwise.
    /// - Returns: the row as it is stored.
    /// - Throws: as ``update(in:fileID:line:)`` and ``insert(in:fileID:line:)``.
    @discardableResult
    public func save(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Self {
        if Self.schema.singleKey?.isGenerated == true, primaryKey.keyValues == [.integer(0)] {
            return try await insert(in: database, fileID: fileID, line: line)
        }
        do {
            return try await update(in: database, fileID: fileID, line: line)
        } catch let conflict as RowConflict where conflict.reason == .missing {
            return try await insert(in: database, fileID: fileID, line: line)
        }
    }

    /// The row as it is in the database now.
    /// - Throws: ``RowConflict`` when it is no longer there.
    public func reloaded(in database: some QueryExecutor) async throws -> Self {
        guard let row = try await Self.fetchRow(Self.table.key, primaryKey.keyValues, in: database) else {
            throw conflict(.missing)
        }
        return row
    }

    func conflict(_ reason: RowConflict.Reason) -> RowConflict {
        RowConflict(reason: reason, table: Self.table.name, key: primaryKey.keyValues)
    }

    private func updated(
        from original: Self?, in database: any QueryExecutor, _ place: CodePlace
    ) async throws -> Self {
        try Self.checkWritable()
        let schema = Self.schema
        let old = original.map { WrittenRow($0) }
        func changed(_ row: WrittenRow<Self>) -> [Int] {
            schema.columns.indices.filter { position in
                let column = schema.columns[position]
                guard column.computed == nil, column.name != Self.roles[.created],
                    column.name != Self.roles[.version], row.values.indices.contains(position)
                else { return false }
                if let old { return old.values[position] != row.values[position] }
                return !Self.table.key.contains(column.name) && column.name != Self.roles[.deleted]
            }
        }
        guard original == nil || !changed(WrittenRow(self)).isEmpty else { return self }
        var model = self
        try await model.willSave(in: database)
        var row = WrittenRow(model)
        try row.check(for: database.dialect)
        row.stamp(.updated)
        let positions = changed(row)
        guard !positions.isEmpty else {
            // A row that is nothing but its key.
            guard try await Self.fetchRow(Self.table.key, primaryKey.keyValues, in: database) != nil else {
                throw conflict(.missing)
            }
            return model
        }

        // A key that was changed names the row by what it was.
        let key = (original ?? self).primaryKey.keyValues
        var written = positions.map { (schema.columns[$0].name, row.values[$0]) }
        var columns = Self.table.key
        var values = key
        if let version = Self.roles[.version], case .integer(let number)? = row[version] {
            let next = DatabaseValue.integer(number &+ 1)
            written.append((version, next))
            columns.append(version)
            values.append(.integer(number))
            row[version] = next
        }
        let computed = schema.columns.indices.filter { schema.columns[$0].computed != nil }
        let returns = !computed.isEmpty && database.dialect.features.updateReturning
        let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: false) { writer in
            writer.text("UPDATE ")
            writer.table(Self.table)
            writer.text(" SET ")
            writer.list(written) { writer, pair in
                writer.identifier(pair.0)
                writer.text(" = ")
                writer.bind(pair.1)
            }
            writer.whereEqual(columns, values)
            if returns { writer.returning(computed.map { schema.columns[$0].name }) }
        }
        var isThere: Bool
        if returns {
            let rows = try await database.query(statement) { source in computed.indices.map { source.value(at: $0) } }
            isThere = !rows.isEmpty
            for (position, value) in zip(computed, rows.first ?? []) { row.values[position] = value }
        } else {
            isThere = try await database.execute(statement).changes > 0
        }
        guard isThere else {
            let remains = try await Self.fetchRow(Self.table.key, key, in: database) != nil
            throw conflict(remains && Self.roles[.version] != nil ? .stale : .missing)
        }
        var saved = try row.model()
        if !returns, !computed.isEmpty { saved = try await saved.reloaded(in: database) }
        try await saved.didSave(in: database)
        return saved
    }
}
