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
        return try await database.atomically(batches.all.count > 1) { database in
            var count = 0
            for batch in batches.all {
                let statement = try batches.statement(batch, for: database.dialect, place: place)
                count += try await database.execute(statement).changes
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
        let batches = try InsertBatches(rows, .inserting, for: database.dialect)
        return try await database.atomically(batches.all.count > 1) { database in
            var result: [Self] = []
            for batch in batches.all {
                let returned = batch.plan.returned
                let statement = try batches.statement(
                    batch, for: database.dialect, returning: returned, place: place)
                var filled: [[DatabaseValue]] = []
                if returned.isEmpty {
                    _ = try await database.execute(statement)
                } else {
                    filled = try await database.query(statement) { row in returned.indices.map { row.value(at: $0) } }
                }
                for (offset, position) in batch.rows.enumerated() {
                    var row = batches.rows[position]
                    if filled.indices.contains(offset) {
                        for (column, value) in zip(returned, filled[offset]) { row.values[column] = value }
                    }
                    result.append(try row.model())
                }
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
    /// Given a ``Database``, all of them are updated or none. Hooks are not called and versions are not checked, but
    /// raised.
    /// - Parameters:
    ///   - rows: the rows, found by their keys.
    ///   - columns: the columns that are written; all but the key by default.
    /// - Returns: how many rows were updated.
    /// - Throws: ``DatabaseError`` when the database refuses a row.
    @discardableResult
    public static func update(
        _ rows: some Sequence<Self>, set columns: ((Fields) -> [any ColumnReference])? = nil,
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        try checkWritable()
        let place = CodePlace(fileID: fileID, line: line)
        let plan = UpdatePlan(rows, columns?(Fields.unplaced).flatMap(\.columnNames), for: database.dialect)
        guard !plan.columns.isEmpty else { return 0 }
        return try await database.atomically(plan.batches.count > 1) { database in
            var count = 0
            for batch in plan.batches {
                count += try await database.execute(plan.statement(batch, for: database.dialect, place)).changes
            }
            return count
        }
    }
}

/// Rows on their way into a table, in the groups that statements insert.
struct InsertBatches<Root: Model>: Sendable {
    /// Rows of one statement, by their positions.
    struct Batch: Sendable {
        let plan: InsertPlan<Root>
        var rows: Range<Int>
    }

    let rows: [WrittenRow<Root>]
    private(set) var all: [Batch] = []

    init(_ models: some Sequence<Root>, _ rule: ConflictRule<Root>, for dialect: any Dialect) throws {
        try Root.checkWritable()
        rows = models.map { model in
            var row = WrittenRow(model)
            row.stamp(.created, .updated)
            return row
        }
        for (position, row) in rows.enumerated() {
            let left = InsertPlan<Root>.columnsLeft(of: row)
            if let last = all.indices.last, all[last].plan.returned == left,
                all[last].rows.count < all[last].plan.rowsPerStatement(for: dialect)
            {
                all[last].rows = all[last].rows.lowerBound..<position + 1
            } else {
                all.append(Batch(plan: InsertPlan(for: row, rule: rule), rows: position..<position + 1))
            }
        }
    }

    func statement(
        _ batch: Batch, for dialect: any Dialect, returning: [Int] = [], place: CodePlace
    ) throws -> Statement {
        // A shorter statement than the others comes once.
        let isFull = batch.rows.count == batch.plan.rowsPerStatement(for: dialect) || batch.rows.count == 1
        return try batch.plan.statement(
            rows[batch.rows], for: dialect, returning: returning, isPrepared: isFull, place: place)
    }
}

/// The updates of columns of many rows.
struct UpdatePlan<Root: Model>: Sendable {
    let rows: [WrittenRow<Root>]
    let keys: [[DatabaseValue]]
    /// The positions of the columns that are written.
    let columns: [Int]
    let batches: [Range<Int>]

    init(_ models: some Sequence<Root>, _ chosen: [String]?, for dialect: any Dialect) {
        let models = Array(models)
        keys = models.map(\.primaryKey.keyValues)
        rows = models.map { model in
            var row = WrittenRow(model)
            row.stamp(.updated)
            return row
        }
        let schema = Root.schema
        columns = schema.columns.indices.filter { position in
            let column = schema.columns[position]
            guard !Root.table.key.contains(column.name), column.computed == nil, column.name != Root.roles[.version],
                column.name != Root.roles[.created]
            else { return false }
            return chosen.map { $0.contains(column.name) || column.name == Root.roles[.updated] } ?? true
        }
        // Each row is looked for among all rows of its statement.
        let perRow = max(1, columns.count * (Root.table.key.count + 1) + Root.table.key.count)
        let size = max(1, min(200, dialect.maximumBindings / perRow))
        batches = stride(from: 0, to: rows.count, by: size).map { [count = rows.count] in
            $0..<min($0 + size, count)
        }
    }

    func statement(_ batch: Range<Int>, for dialect: any Dialect, _ place: CodePlace) -> Statement {
        var statement = RowStatement(dialect, "UPDATE ")
        statement.table(Root.table)
        statement.append(" SET ")
        statement.list(columns) { statement, position in
            let column = Root.schema.columns[position]
            statement.identifier(column.name)
            statement.append(" = CASE")
            for row in batch {
                statement.append(" WHEN ")
                isKey(row, &statement)
                statement.append(" THEN ")
                // The branches have no type on PostgreSQL unless one says it.
                if dialect.family == .postgres { statement.append("CAST(") }
                statement.bind(rows[row].values[position])
                if dialect.family == .postgres { statement.append(" AS \(dialect.typeName(of: column)))") }
            }
            statement.append(" END")
        }
        if let version = Root.roles[.version] {
            statement.append(", ")
            statement.identifier(version)
            statement.append(" = ")
            statement.identifier(version)
            statement.append(" + 1")
        }
        statement.append(" WHERE ")
        if Root.table.key.count == 1, let key = Root.table.key.first {
            statement.identifier(key)
            statement.append(" IN (")
            statement.list(batch) { $0.bind(keys[$1].first ?? .null) }
            statement.append(")")
        } else {
            statement.list(batch, " OR ") { isKey($1, &$0) }
        }
        return statement.finished(isPrepared: false, place: place)
    }

    private func isKey(_ row: Int, _ statement: inout RowStatement) {
        let isComposite = Root.table.key.count > 1
        if isComposite { statement.append("(") }
        statement.list(zip(Root.table.key, keys[row]), " AND ") { statement, pair in
            statement.identifier(pair.0)
            statement.append(" = ")
            statement.bind(pair.1)
        }
        if isComposite { statement.append(")") }
    }
}

extension QueryExecutor {
    /// Runs a body in a transaction when several statements belong together and none is open.
    func atomically<Value: Sendable>(
        _ isNeeded: Bool, _ body: @Sendable (any QueryExecutor) async throws -> Value
    ) async throws -> Value {
        guard isNeeded, let database = self as? Database else { return try await body(self) }
        return try await database.transaction { try await body($0) }
    }
}
