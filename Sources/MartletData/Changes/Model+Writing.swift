extension Model {
    /// Inserts the row.
    ///
    /// A generated key that is 0 is left to the database.
    /// - Returns: the row as it is stored, with its key.
    /// - Throws: ``DatabaseError`` when the database refuses it.
    @discardableResult
    public func insert(in database: some QueryExecutor) async throws -> Self {
        let schema = Self.schema
        let values = databaseValues
        let generates = schema.singleKey?.isGenerated == true && primaryKey.databaseValue == .integer(0)
        let kept = schema.columns.indices.filter { !(generates && schema.primaryKey.contains(schema.columns[$0].name)) }
        var builder = SQLBuilder(dialect: database.dialect)
        let statement = builder.insert(schema, kept.map { schema.columns[$0] }, rows: [kept.map { values[$0] }])
        let result = try await database.execute(statement)
        guard generates, let key = ID(databaseValue: .integer(result.lastInsertedKey)) else { return self }
        return withPrimaryKey(key)
    }

    /// Writes all columns of the row that has this one's key.
    /// - Throws: ``QueryError`` when there is no such row, ``DatabaseError`` when the database refuses it.
    public func update(in database: some QueryExecutor) async throws {
        let schema = Self.schema
        let pairs = zip(schema.columns, databaseValues).filter { !schema.primaryKey.contains($0.0.name) }.map {
            ($0.0.name, $0.1)
        }
        guard !pairs.isEmpty else { return }
        var builder = SQLBuilder(dialect: database.dialect)
        let statement = builder.update(schema, set: pairs, key: (Self.primaryKeyName, primaryKey.databaseValue))
        guard try await database.execute(statement).changes > 0 else {
            throw QueryError("\(schema.name) has no row with the key \(primaryKey); it was deleted or never inserted")
        }
    }

    /// Deletes the row that has this one's key.
    /// - Returns: whether there was one.
    @discardableResult
    public func delete(in database: some QueryExecutor) async throws -> Bool {
        let column = SQLNode.column(TablePath(root: Self.schema.name), Self.primaryKeyName)
        return try await Self.query.adding(.binary(column, "=", .value(primaryKey.databaseValue))).delete(in: database)
            > 0
    }

    /// Inserts many rows, with their keys as they are, in statements of as many rows as the database takes.
    public static func insert(_ rows: some Sequence<Self>, in database: some QueryExecutor) async throws {
        let schema = Self.schema
        let perStatement = max(1, database.dialect.maximumBindings / max(1, schema.columns.count))
        var chunk: [[DatabaseValue]] = []
        func flush() async throws {
            guard !chunk.isEmpty else { return }
            var builder = SQLBuilder(dialect: database.dialect)
            _ = try await database.execute(builder.insert(schema, schema.columns, rows: chunk))
            chunk.removeAll(keepingCapacity: true)
        }
        for row in rows {
            chunk.append(row.databaseValues)
            if chunk.count == perStatement { try await flush() }
        }
        try await flush()
    }
}
