extension Model {
    /// The row that fulfils a condition, or a new one.
    ///
    /// ```swift
    /// let (tag, isNew) = try await Tag.findOrCreate(where: { $0.name == "swift" }, in: database) {
    ///     Tag(id: 0, name: "swift")
    /// }
    /// ```
    ///
    /// Several callers at once get the same row when a unique constraint keeps others out.
    /// - Returns: the row, and whether it was inserted.
    /// - Throws: ``DatabaseError`` when the database refuses the new row, ``QueryError`` when the new row collides with
    ///   one that does not fulfil the condition.
    public static func findOrCreate(
        where condition: @Sendable (Fields) -> SQLCondition, in database: some QueryExecutor,
        fileID: StaticString = #fileID, line: UInt = #line, _ create: () throws -> Self
    ) async throws -> (row: Self, isNew: Bool) {
        let query = query.where(condition)
        if let row = try await query.first(in: database) { return (row, false) }
        if let row = try await create().insert(onConflict: .ignore, in: database, fileID: fileID, line: line) {
            return (row, true)
        }
        // In a transaction with a snapshot, MariaDB shows the row that another has inserted to a reader that locks it.
        let again = database.dialect.family == .mysql && database is Transaction ? query.locked(.share) : query
        guard let row = try await again.first(in: database) else {
            let hidden = try await again.unscoped().includingDeleted().first(in: database) != nil
            throw QueryError(
                hidden
                    ? "the row of \(table.name) that findOrCreate asks for is there, but marked as deleted or outside of the "
                        + "model's scope; restore it, or ask for it with includingDeleted() or unscoped()"
                    : "the new row of \(table.name) collides with one that does not fulfil the condition of findOrCreate; "
                        + "ask for the columns of the unique constraint")
        }
        return (row, false)
    }

    /// Changes the row that fulfils a condition, or inserts a new one.
    /// - Parameters:
    ///   - condition: which row; the columns of a unique constraint.
    ///   - create: makes the new row; it is changed before it is inserted.
    ///   - change: what is set in either case; only columns that are different are written.
    /// - Returns: the row as it is stored, and whether it was inserted.
    /// - Throws: as ``findOrCreate(where:in:fileID:line:_:)`` and ``update(in:fileID:line:_:)``.
    public static func updateOrCreate(
        where condition: @Sendable (Fields) -> SQLCondition, in database: some QueryExecutor,
        create: () throws -> Self, change: (inout Self) throws -> Void, fileID: StaticString = #fileID,
        line: UInt = #line
    ) async throws -> (row: Self, isNew: Bool) {
        let (row, isNew) = try await findOrCreate(where: condition, in: database, fileID: fileID, line: line) {
            var row = try create()
            try change(&row)
            return row
        }
        guard !isNew else { return (row, true) }
        return (try await row.update(in: database, fileID: fileID, line: line, change), false)
    }
}
