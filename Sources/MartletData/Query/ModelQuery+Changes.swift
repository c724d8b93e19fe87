extension ModelQuery {
    /// Deletes the rows and says how many there were; rows of a model with ``ColumnRole/deleted`` are marked.
    @discardableResult
    public func delete(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        let statement = try deletion(for: database.dialect, CodePlace(fileID: fileID, line: line))
        return try await database.execute(statement).changes
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
        let statement = try restoration(for: database.dialect, CodePlace(fileID: fileID, line: line))
        return try await database.execute(statement).changes
    }

    /// The statement that deletes or marks the rows.
    func deletion(for dialect: any Dialect, _ place: CodePlace) throws -> Statement {
        let change = RowChange(statement, Root.schema)
        guard let column = Root.roles[.deleted] else { return try change.delete(for: dialect, place) }
        return try change.update(set: Self.noted([(column: column, node: .now)]), for: dialect, place)
    }

    /// The statement that takes back the mark of the rows.
    func restoration(for dialect: any Dialect, _ place: CodePlace) throws -> Statement {
        guard let column = Root.roles[.deleted] else {
            throw QueryError(
                "\(Root.schema.name) has no column with the role `.deleted`, so its rows are deleted for good")
        }
        let change = RowChange(onlyDeleted().statement, Root.schema)
        return try change.update(set: Self.noted([(column: column, node: .text("NULL"))]), for: dialect, place)
    }

    /// Assignments with what every change of a row notes in it: the next version, so that an instance that was read
    /// before is stale, and the moment.
    static func noted(_ assignments: [(column: String, node: SQLNode)]) -> [(column: String, node: SQLNode)] {
        var all = assignments
        func note(_ role: ColumnRole, _ node: (String) -> SQLNode) {
            guard let column = Root.roles[role], !all.contains(where: { $0.column == column }) else { return }
            all.append((column: column, node: node(column)))
        }
        note(.version) { .binary(.column(path, $0), "+", .text("1")) }
        note(.updated) { _ in .now }
        return all
    }
}

extension SQLNode {
    /// The moment by the database's clock.
    static var now: SQLNode { .call { $0.now() } }
}
