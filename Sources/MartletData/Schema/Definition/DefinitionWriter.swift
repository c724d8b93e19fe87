/// Writes the statements that define tables for one database.
///
/// What the database cannot do is ``DatabaseError`` of kind ``DatabaseError/Kind/unsupported``, thrown before anything is
/// sent; its message names the alternative. Comments alone are left out where a database has none (SQLite), as nothing
/// depends on them.
struct DefinitionWriter {
    let dialect: any Dialect

    func quote(_ name: String) -> String { dialect.quote(name) }
    func list(_ names: [String]) -> String { names.map(quote).joined(separator: ", ") }

    /// The name of a table, with its namespace.
    func name(_ table: TableSchema) throws -> String { try name(table.name, in: table.namespace) }

    /// The name of a table, view or index in a namespace.
    func name(_ name: String, in namespace: String?) throws -> String {
        guard let namespace else { return quote(name) }
        guard dialect.features.namespaces else {
            throw unsupported(
                "namespaces", "`\(namespace).\(name)`", "leave the namespace out, and put it into the table's name")
        }
        return "\(quote(namespace)).\(quote(name))"
    }

    /// SQL of a schema as the database has it: what the standard calls `char_length` is `length` in SQLite.
    func sql(_ text: String) -> String {
        guard dialect.family == .sqlite else { return text }
        return SQLNames.replace(function: "char_length", by: "length", in: text)
    }

    /// What the database cannot do, and what to write instead.
    func unsupported(_ what: String, _ place: String, _ alternative: String) -> DatabaseError {
        DatabaseError(.unsupported, "\(dialect.name) has no \(what) (\(place)); \(alternative)")
    }

    /// The statements that create a table with everything that belongs to it.
    /// - Parameters:
    ///   - ifMissing: whether a table and indexes that exist are left as they are.
    ///   - parts: what else the table has.
    func createTable(
        _ table: TableSchema, ifMissing: Bool = false, keeping parts: HandMadeParts = HandMadeParts()
    ) throws -> [String] {
        if let mistake = table.mistakes.first { throw DatabaseError(.statement, mistake, table: table.name) }
        var lines = try table.columns.map { try column($0, of: table) } + parts.columns
        if let key = try primaryKey(of: table) { lines.append(key) }
        for column in table.columns { lines += try separateConstraints(of: column, in: table) }
        for constraint in table.constraints {
            if let line = try self.constraint(constraint, of: table) { lines.append(line) }
        }
        // MariaDB makes an index of its own for each foreign key that has none yet.
        if dialect.family == .mysql { lines += try table.indexes.map { try inlineIndex($0, of: table) } }
        lines += try table.foreignKeys.map { try foreignKey($0, of: table) }
        var statements: [String] = []
        if let namespace = table.namespace { statements.append(createNamespace(namespace)) }
        let words = ifMissing ? "CREATE TABLE IF NOT EXISTS" : "CREATE TABLE"
        var statement = "\(words) \(try name(table)) (\(lines.joined(separator: ", ")))\(parts.ending)"
        if dialect.family == .mysql, let comment = table.comment {
            statement += " COMMENT=\(try SQLLiteral(dialect: dialect).quote(comment))"
        }
        statements.append(statement)
        for constraint in table.constraints {
            if let index = try index(of: constraint, on: table, ifMissing: ifMissing) { statements.append(index) }
        }
        if dialect.family != .mysql {
            for index in table.indexes { statements += try createIndex(index, on: table, ifMissing: ifMissing) }
        }
        return statements + (try comments(of: table))
    }

    /// The statement that makes a namespace where it is missing.
    func createNamespace(_ namespace: String) -> String {
        let words = dialect.family == .mysql ? "CREATE DATABASE" : "CREATE SCHEMA"
        return "\(words) IF NOT EXISTS \(quote(namespace))"
    }

    /// The primary key as a line of its own; none where it stands with its column.
    private func primaryKey(of table: TableSchema) throws -> String? {
        guard !table.primaryKey.isEmpty, !standsWithColumn(table) else { return nil }
        let name = dialect.family == .mysql ? "" : "CONSTRAINT \(quote(table.primaryKeyName)) "
        return "\(name)PRIMARY KEY (\(list(table.primaryKey)))"
    }

    /// Whether the primary key is written with its column: SQLite's row number alone has to be.
    func standsWithColumn(_ table: TableSchema) -> Bool {
        dialect.family == .sqlite && table.singleKey?.isGenerated == true
    }

    /// The statements for the comments of a table and its columns (PostgreSQL; MariaDB's stand inside the definitions).
    func comments(of table: TableSchema) throws -> [String] {
        guard dialect.family == .postgres else { return [] }
        var statements: [String] = []
        if table.comment != nil { statements.append(try comment(on: table)) }
        for column in table.columns where column.comment != nil {
            statements.append(try comment(on: column, of: table))
        }
        return statements
    }

    /// PostgreSQL's statement for a table's comment.
    func comment(on table: TableSchema) throws -> String {
        "COMMENT ON TABLE \(try name(table)) IS \(try text(table.comment))"
    }

    /// PostgreSQL's statement for a column's comment.
    func comment(on column: ColumnSchema, of table: TableSchema) throws -> String {
        "COMMENT ON COLUMN \(try name(table)).\(quote(column.name)) IS \(try text(column.comment))"
    }

    private func text(_ comment: String?) throws -> String {
        try comment.map { try SQLLiteral(dialect: dialect).quote($0) } ?? "NULL"
    }
}

extension Dialect {
    /// The statements that create a table and its indexes where they are missing.
    func createTable(_ table: TableSchema) throws -> [String] {
        try DefinitionWriter(dialect: self).createTable(table.resolved, ifMissing: true)
    }
}
