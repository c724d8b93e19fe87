extension ModelQuery {
    /// Deletes the rows and says how many there were; rows of a model with ``ColumnRole/deleted`` are marked.
    @discardableResult
    public func delete(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        let place = CodePlace(fileID: fileID, line: line)
        let change = RowChange(statement, Root.schema)
        if let column = Root.roles[.deleted] {
            let mark = [(column: column, node: SQLNode.call { $0.now() })]
            return try await database.execute(change.update(set: mark, for: database.dialect, place)).changes
        }
        return try await database.execute(change.delete(for: database.dialect, place)).changes
    }

    /// Deletes the rows for good, also those of a model with ``ColumnRole/deleted``, and says how many there were.
    @discardableResult
    public func deletePermanently(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        let place = CodePlace(fileID: fileID, line: line)
        return try await database.execute(RowChange(statement, Root.schema).delete(for: database.dialect, place))
            .changes
    }

    /// Takes back the mark of rows that are only marked as deleted, and says how many there were.
    @discardableResult
    public func restore(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        guard let column = Root.roles[.deleted] else {
            throw QueryError(
                "\(Root.schema.name) has no column with the role `.deleted`, so its rows are deleted for good")
        }
        let change = RowChange(onlyDeleted().statement, Root.schema)
        let place = CodePlace(fileID: fileID, line: line)
        let statement = try change.update(
            set: [(column: column, node: .text("NULL"))], for: database.dialect, place)
        return try await database.execute(statement).changes
    }
}
