extension Model {
    /// Inserts many rows, in statements of as many rows as the database takes.
    ///
    /// Given a ``Database``, all of them are inserted or none. Generated keys that are 0 are left to the database; hooks
    /// are not called.
    /// - Parameters:
    ///   - rows: the rows.
    ///   - rule: what happens when a row collides with one that is there; an error by default.
    /// - Returns: how many rows were inserted or updated; MariaDB and MySQL count an updated one twice.
    /// - Throws: ``DatabaseError`` when the database refuses a row.
    @discardableResult
    public static func insert(
        _ rows: some Sequence<Self>, onConflict rule: ConflictRule<Self>? = nil, in database: some QueryExecutor,
        fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        let place = CodePlace(fileID: fileID, line: line)
        let batches = try InsertBatches(rows, rule ?? .inserting, for: database.dialect)
        guard let first = try batches.first() else { return 0 }
        return try await database.atomically(!batches.isLast(first)) { database in
            var count = 0
            var next: InsertBatches<Self>.Batch? = first
            while let batch = next {
                count += try await database.execute(batch.statement(place)).changes
                next = try batches.next(after: batch)
            }
            return count
        }
    }

    /// Inserts many rows and returns them as they are stored, with their keys and what the database filled in.
    ///
    /// Given a ``Database``, all of them are inserted or none. Hooks are not called.
    /// - Throws: ``DatabaseError`` when the database refuses a row, and of kind ``DatabaseError/Kind/unsupported`` on
    ///   MySQL, which cannot return rows.
    public static func insertReturning(
        _ rows: some Sequence<Self>, in database: some QueryExecutor, fileID: StaticString = #fileID,
        line: UInt = #line
    ) async throws -> [Self] {
        guard database.dialect.features.insertReturning else {
            throw DatabaseError(
                .unsupported,
                "\(database.dialect.name) has no INSERT … RETURNING; insert row by row, or query the rows afterwards")
        }
        let place = CodePlace(fileID: fileID, line: line)
        let batches = try InsertBatches(rows, .inserting, for: database.dialect, returns: true)
        guard let first = try batches.first() else { return [] }
        return try await database.atomically(!batches.isLast(first)) { database in
            var result: [Self] = []
            result.reserveCapacity(batches.models.count)
            var next: InsertBatches<Self>.Batch? = first
            while let batch = next {
                let returned = batch.plan.returned
                var filled: [[DatabaseValue]] = []
                if returned.isEmpty {
                    _ = try await database.execute(batch.statement(place))
                } else {
                    filled = try await database.query(batch.statement(place)) { row in
                        returned.indices.map { row.value(at: $0) }
                    }
                    guard filled.count == batch.rows.count else {
                        throw QueryError(
                            "the database returned \(filled.count) rows of \(batch.rows.count) that were inserted into "
                                + "\(table.name), as where a trigger refuses some; insert them one by one")
                    }
                }
                for (offset, position) in batch.rows.enumerated() {
                    var row = try batches.row(position)
                    if filled.indices.contains(offset) {
                        for (column, value) in zip(returned, filled[offset]) { row.values[column] = value }
                    }
                    result.append(try row.model())
                }
                next = try batches.next(after: batch)
            }
            return result
        }
    }

    /// Writes columns of many rows, in statements of as many rows as the database takes.
    ///
    /// ```swift
    /// try await Track.update(tracks, set: { [$0.price] }, in: database)
    /// ```
    ///
    /// Given a ``Database``, all of them are updated or none. Hooks are not called. Where the model has a version, those of
    /// the rows are compared and raised: the rows in hand are those from before, so read them again to write them again.
    /// - Parameters:
    ///   - rows: the rows, found by their keys.
    ///   - columns: the columns that are written; all but the key by default.
    /// - Returns: how many rows were updated.
    /// - Throws: ``RowConflict`` when a row with a version is gone or was changed by another, ``DatabaseError`` when the
    ///   database refuses a row.
    @discardableResult
    public static func update(
        _ rows: some Sequence<Self>, set columns: ((Fields) -> [any ColumnReference])? = nil,
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        try checkWritable()
        let place = CodePlace(fileID: fileID, line: line)
        let plan = try UpdatePlan(rows, columns?(Fields.unplaced).flatMap(\.columnNames), for: database.dialect)
        guard !plan.columns.isEmpty else { return 0 }
        let isChecked = roles[.version] != nil
        return try await database.atomically(plan.batches.count > 1 || isChecked, nested: isChecked) { database in
            var count = 0
            for batch in plan.batches {
                let changes = try await database.execute(plan.statement(batch, for: database.dialect, place)).changes
                try await plan.check(changes, of: batch, in: database)
                count += changes
            }
            return count
        }
    }
}

extension QueryExecutor {
    /// Runs a body in a transaction when several statements belong together and none is open.
    /// - Parameter nested: whether one that is open gets a savepoint, for a body that refuses what it has done.
    func atomically<Value: Sendable>(
        _ isNeeded: Bool, _ options: TransactionOptions = .default, nested: Bool = false,
        _ body: @Sendable (any QueryExecutor) async throws -> Value
    ) async throws -> Value {
        if isNeeded, nested, let transaction = self as? Transaction {
            return try await transaction.transaction { try await body($0) }
        }
        guard isNeeded, let database = self as? Database else { return try await body(self) }
        return try await database.transaction(options) { try await body($0) }
    }
}
