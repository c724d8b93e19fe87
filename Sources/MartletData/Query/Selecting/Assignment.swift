/// A new value of a column.
public struct Assignment: Sendable {
    let column: String?
    let node: SQLNode
}

extension SQLExpression {
    /// Sets the column to a value.
    public func set(to value: Value) -> Assignment { assignment(.value(value.databaseValue)) }

    /// Sets the column to what an expression gives for each row.
    public func set(to expression: SQLExpression) -> Assignment { assignment(expression.node) }

    /// Sets the column to what an expression gives that is never NULL.
    public func set<Wrapped: ColumnValue>(to expression: SQLExpression<Wrapped>) -> Assignment where Value == Wrapped? {
        assignment(expression.node)
    }

    private func assignment(_ value: SQLNode) -> Assignment {
        guard case .column(let path, let name) = node, path.steps.isEmpty else {
            return Assignment(column: nil, node: value)
        }
        return Assignment(column: name, node: value)
    }
}

extension ModelQuery {
    /// Changes all rows in one statement and says how many there were.
    ///
    /// ```swift
    /// try await Track.query.where { $0.album.artist.name == "Queen" }
    ///     .update(in: database) { [$0.price.set(to: $0.price + 1), $0.name.set(to: $0.album.title)] }
    /// ```
    /// What the rows' models check does not run; constraints of the database hold. The columns with the roles
    /// ``ColumnRole/version`` and ``ColumnRole/updated`` are raised and set, unless they are assigned.
    /// - Parameter assignments: the columns of the model's own table with their values, which may come through relations.
    @discardableResult
    public func update(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line,
        _ assignments: @Sendable (Root.Fields) -> [Assignment]
    ) async throws -> Int {
        let place = CodePlace(fileID: fileID, line: line)
        return try await database.execute(update(assignments(fields), returning: false, for: database.dialect, place))
            .changes
    }

    /// Changes all rows in one statement and gives them back as they are now. MariaDB and MySQL cannot.
    public func updateReturning(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line,
        _ assignments: @Sendable (Root.Fields) -> [Assignment]
    ) async throws -> [Output] {
        let place = CodePlace(fileID: fileID, line: line)
        let statement = try update(assignments(fields), returning: true, for: database.dialect, place)
        return try await assemble(database.query(statement, Root.decode), database)
    }

    /// Deletes the rows for good in one statement and gives them back as they were. MySQL cannot.
    public func deleteReturning(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> [Root] {
        var change = RowChange(statement, Root.schema)
        change.returning = columns
        let place = CodePlace(fileID: fileID, line: line)
        return try await database.query(change.delete(for: database.dialect, place), Root.decode)
    }

    private var columns: [SQLNode] { Root.schema.columns.map { .column(Self.path, $0.name) } }

    func update(
        _ assignments: [Assignment], returning: Bool, for dialect: any Dialect, _ place: CodePlace?
    ) throws -> Statement {
        let pairs = try assignments.map { assignment in
            guard let column = assignment.column else {
                throw QueryError(
                    "an update of \(Root.schema.name) sets something that is no column of it; set its own columns")
            }
            return (column: column, node: assignment.node)
        }
        var change = RowChange(statement, Root.schema)
        if returning { change.returning = columns }
        return try change.update(set: pairs.isEmpty ? [] : Self.noted(pairs), for: dialect, place)
    }
}

extension Model {
    /// Inserts what a query finds, in one statement, and says how many rows that were.
    ///
    /// ```swift
    /// try await Archive.insert({ ($0.title, $0.year) }, from: Album.query.select { ($0.title, $0.year) }, in: database)
    /// ```
    /// - Parameters:
    ///   - columns: the columns that are filled, as many and of the same types as the query selects.
    ///   - query: where their values come from.
    @discardableResult
    public static func insert<each Value: ColumnValue>(
        _ columns: (Fields) -> (repeat SQLExpression<each Value>), from query: some SelectQuery<(repeat each Value)>,
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        var names: [String] = []
        for column in repeat each columns(Fields(at: TablePath(root: schema.name))) {
            guard case .column(let path, let name) = column.node, path.steps.isEmpty else {
                throw QueryError("an insert into \(schema.name) names something that is no column of it")
            }
            names.append(name)
        }
        let schema = schema
        let source = query.selected.statement
        let columns = names
        let place = CodePlace(fileID: fileID, line: line)
        let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: false) { writer in
            writer.insert(into: schema, columns)
            writer.text(" ")
            writer.select(source)
        }
        return try await database.execute(statement).changes
    }
}
