/// An `UPDATE` or `DELETE` of the rows that a query finds.
///
/// Where the condition is about the table alone it stands in the statement. Where it leads through relations, or a limit
/// chooses the rows, MariaDB and MySQL join the tables in the statement, and the others look the rows up by their key.
struct RowChange: Sendable {
    let query: SelectStatement
    let schema: TableSchema
    /// What is given back of each row.
    var returning: [SQLNode]?

    init(_ query: SelectStatement, _ schema: TableSchema) {
        self.query = query
        self.schema = schema
    }

    /// Whether the condition alone, of the table alone, says which rows there are.
    private var isPlain: Bool { query.joins.isEmpty && query.commonTables.isEmpty && isOfTables }

    /// Whether the condition alone says which rows of the joined tables there are.
    private var isOfTables: Bool { !query.isLimited && !passesOver }

    /// Whether rows that others hold are to be left out, or to be an error: the lock has to be taken by a query.
    private var passesOver: Bool { query.lock.map { $0.waiting != .wait } ?? false }

    func delete(for dialect: any Dialect, _ place: CodePlace?) throws -> Statement {
        try SQLWriter.statement(for: dialect, place: place, isReadOnly: false) { writer in
            writer.check(returning != nil, writer.features.deleteReturning, "DELETE … RETURNING")
            // Its search for the rows to change waits for those that others hold, whatever a subquery passes over.
            writer.check(passesOver, writer.family != .mysql, "SKIP LOCKED and NOWAIT in DELETE and UPDATE")
            if isPlain {
                writer.delete(from: schema, of: query.query)
                writer.clause(" WHERE ", query.condition)
                if !writer.hasJoins(from: 0) { return writer.returning(returning) }
                writer.reset()
            }
            if writer.family == .mysql, isOfTables {
                writer.check(returning != nil, false, "DELETE … RETURNING with joins")
                writer.commonTables(query.commonTables)
                writer.text("DELETE ")
                writer.identifier(schema.name)
                writer.text(" FROM ")
                writer.tables(of: query)
                writer.clause(" WHERE ", query.condition)
                return writer.endScope(from: 0)
            }
            let isBefore = lockedKeys(&writer)
            writer.text("DELETE FROM ")
            writer.table(schema.name, namespace: schema.namespace)
            writer.text(" WHERE ")
            keys(&writer, areBefore: isBefore)
            writer.returning(returning)
        }
    }

    func update(
        set assignments: [(column: String, node: SQLNode)], for dialect: any Dialect, _ place: CodePlace?
    ) throws -> Statement {
        guard !assignments.isEmpty else {
            throw QueryError("an update of \(schema.name) sets no column; set at least one")
        }
        return try SQLWriter.statement(for: dialect, place: place, isReadOnly: false) { writer in
            writer.check(returning != nil, writer.features.updateReturning, "UPDATE … RETURNING")
            // Its search for the rows to change waits for those that others hold, whatever a subquery passes over.
            writer.check(passesOver, writer.family != .mysql, "SKIP LOCKED and NOWAIT in DELETE and UPDATE")
            if isPlain {
                writer.update(schema, of: query.query, set: assignments)
                writer.clause(" WHERE ", query.condition)
                if !writer.hasJoins(from: 0) { return writer.returning(returning) }
                writer.reset()
            }
            if writer.family == .mysql, isOfTables {
                writer.commonTables(query.commonTables)
                writer.text("UPDATE ")
                writer.tables(of: query)
                writer.text(" SET ")
                writer.list(assignments) { writer, assignment in
                    writer.node(.column(TablePath(root: schema.name), assignment.column))
                    writer.text(" = ")
                    writer.condition(assignment.node)
                }
                writer.clause(" WHERE ", query.condition)
                return writer.endScope(from: 0)
            }
            joined(assignments, &writer)
            writer.returning(returning)
        }
    }

    /// `UPDATE … FROM (SELECT key, values …)`, or `UPDATE … JOIN (…) SET`: the values may come from other tables.
    private func joined(_ assignments: [(column: String, node: SQLNode)], _ writer: inout SQLWriter) {
        var source = query
        let keys = schema.primaryKey.map { SQLNode.column(TablePath(root: schema.name), $0) }
        if keys.isEmpty { noKey(&writer) }
        let values = assignments.map { typed($0.node, $0.column) }
        source.projection = SelectStatement.Projection.columns(keys + values).named
        let columns = assignments.enumerated().map { index, assignment in
            (
                column: assignment.column,
                node: SQLNode.column(TablePath(root: "changed"), "c\(keys.count + index + 1)")
            )
        }
        writer.text("UPDATE ")
        writer.target(schema)
        writer.buffers.sources.append(WrittenSource(name: "changed", level: 0, start: 0, end: 0))
        // MariaDB and MySQL join the rows that were found, and want the assignments behind them.
        let isJoined = writer.family == .mysql
        if isJoined {
            writer.text(" JOIN (")
        } else {
            writer.text(" SET ")
            writer.assignments(columns)
            writer.text(" FROM (")
        }
        writer.select(source)
        writer.text(") AS ")
        writer.identifier("changed")
        writer.text(isJoined ? " ON " : " WHERE ")
        for (index, key) in keys.enumerated() {
            if index > 0 { writer.text(" AND ") }
            writer.node(.binary(key, "=", .column(TablePath(root: "changed"), "c\(index + 1)")))
        }
        guard isJoined else { return }
        writer.text(" SET ")
        writer.list(columns) { writer, assignment in
            writer.node(.column(TablePath(root: schema.name), assignment.column))
            writer.text(" = ")
            writer.node(assignment.node)
        }
    }

    /// A constant among selected values, with the type that PostgreSQL would not see there.
    private func typed(_ node: SQLNode, _ column: String) -> SQLNode {
        guard let type = schema.column(column)?.type else { return node }
        switch node {
        case .value(let value): return .call { $0.typed(value, type) }
        case .text("NULL"): return .call { $0.typed(.null, type) }
        default: return node
        }
    }

    /// The query for the keys of the rows.
    private var keyQuery: SelectStatement {
        var source = query
        source.projection = .columns(schema.primaryKey.map { .column(TablePath(root: schema.name), $0) })
        return source
    }

    /// `WITH found AS MATERIALIZED (SELECT key … FOR UPDATE SKIP LOCKED)`: a subquery with a limit that takes locks might
    /// run more than once in PostgreSQL, and each time find other rows.
    private func lockedKeys(_ writer: inout SQLWriter) -> Bool {
        guard writer.family == .postgres, query.lock != nil else { return false }
        writer.text("WITH ")
        writer.identifier("found")
        writer.text(" AS MATERIALIZED (")
        writer.select(keyQuery)
        writer.text(") ")
        return true
    }

    /// `key IN (SELECT key …)`.
    private func keys(_ writer: inout SQLWriter, areBefore: Bool) {
        let keys = schema.primaryKey
        if keys.isEmpty { noKey(&writer) }
        if keys.count > 1 { writer.text("(") }
        writer.list(keys) { $0.identifier($1) }
        if keys.count > 1 { writer.text(")") }
        writer.text(" IN (")
        if areBefore {
            writer.text("SELECT * FROM ")
            writer.identifier("found")
            return writer.text(")")
        }
        let source = keyQuery
        // MariaDB and MySQL refuse to read the table that they change, unless the rows are found beforehand.
        if writer.family == .mysql { writer.text("SELECT * FROM (") }
        writer.select(source)
        if writer.family == .mysql {
            writer.text(")")
            writer.named("found")
        }
        writer.text(")")
    }

    private func noKey(_ writer: inout SQLWriter) {
        writer.fail(
            DatabaseError(
                .unsupported,
                "\(schema.name) has no primary key, so its rows cannot be changed through relations or limits; "
                    + "use a condition on its own columns"))
    }
}

extension SQLWriter {
    /// Remembers that the database lacks a clause that is wanted.
    mutating func check(_ isWanted: Bool, _ isThere: Bool, _ clause: String) {
        if isWanted, !isThere { unsupported(clause, "read the rows first, in the same transaction") }
    }

    /// Appends the tables of a query, without `FROM`.
    mutating func tables(of statement: SelectStatement) {
        if let source = statement.source { tableSource(source) }
        for join in statement.joins { self.join(join) }
    }

    mutating func returning(_ nodes: [SQLNode]?) {
        guard let nodes else { return }
        text(" RETURNING ")
        list(nodes) { $0.condition($1) }
    }
}
