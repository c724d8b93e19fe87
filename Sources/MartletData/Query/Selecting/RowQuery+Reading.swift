extension RowQuery {
    /// All rows.
    public func all(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> [Output] {
        let place = CodePlace(fileID: fileID, line: line)
        return try await database.query(statement.written(for: database.dialect, place), read)
    }

    /// The first row; `nil` when there is none.
    public func first(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Output? {
        try await atMost(1).all(in: database, fileID: fileID, line: line).first
    }

    /// The only row.
    /// - Throws: ``QueryError`` when there is none, or more than one.
    public func one(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Output {
        let rows = try await atMost(2).all(in: database, fileID: fileID, line: line)
        guard let row = rows.first else { throw QueryError("expected one row, got none") }
        guard rows.count == 1 else { throw QueryError("expected one row, got several") }
        return row
    }

    /// How many rows there are, whatever the limit.
    public func count(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        var statement = statement
        statement.limit = nil
        statement.offset = nil
        return try await statement.count(in: database, CodePlace(fileID: fileID, line: line))
    }

    /// Whether there is any row.
    public func exists(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Bool {
        try await statement.exists(in: database, CodePlace(fileID: fileID, line: line))
    }
}
