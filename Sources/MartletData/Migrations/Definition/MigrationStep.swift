/// One thing that a migration does to the database.
enum MigrationStep: Sendable {
    /// Runs a statement.
    case sql(String)
    /// Runs a statement that the migration gives itself; nobody can tell afterwards whether it has run.
    case given(String)
    /// Puts a table of another shape in a table's place (SQLite).
    case rebuild(TableRebuild)
    /// Runs code.
    case data(DataMigration)

    /// The step on one short line, for messages.
    var summary: String {
        let text =
            switch self {
            case .sql(let text), .given(let text): text
            case .rebuild(let rebuild): "rebuild of the table `\(rebuild.new.name)`"
            case .data(let data): "the data migration `\(data.name)`"
            }
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 100 ? line.prefix(99) + "…" : line
    }

    /// Whether it changes rows alone, so that a transaction holds it and its record together on every database.
    var changesRows: Bool {
        guard case .given(let text) = self else { return false }
        let words = ["INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"]
        return SQLDefinition.tokens(of: text).first?.keyword.map(words.contains) ?? false
    }

    /// The step as SQL, for reading and for running by hand.
    func text() throws -> [String] {
        switch self {
        case .sql(let text), .given(let text): [text]
        case .rebuild(let rebuild): try rebuild.statements
        case .data(let data): ["-- data migration: \(data.name)"]
        }
    }
}

/// A change of a table that SQLite's `ALTER TABLE` cannot make: a new table takes the rows, then the place of the old one.
///
/// Source: <https://sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes>
struct TableRebuild: Sendable {
    let dialect: any Dialect
    let old: TableSchema
    let new: TableSchema
    /// What stands in the new columns, as SQL over the old ones.
    var values: [(column: String, expression: String)]

    /// The name of the new table until it takes the old one's place.
    var temporaryName: String { "martlet_new_\(new.name)" }

    private var writer: DefinitionWriter { DefinitionWriter(dialect: dialect) }

    /// The indexes of the old table that the migrations know, by name.
    var knownIndexes: Set<String> { Set(old.indexes.map(old.name) + old.constraints.map(\.name)) }

    /// The statements as far as the migrations know them.
    var statements: [String] { get throws { try statements(keeping: HandMadeParts()) } }

    /// The statements up to the old table's end; triggers and other indexes are read before them.
    func statements(keeping parts: HandMadeParts) throws -> [String] {
        var table = new
        table.name = temporaryName
        // Names of constraints stay those of the table, and its references to itself too.
        let create = try writer.createTable(new, keeping: parts).first ?? ""
        let start = "CREATE TABLE \(writer.quote(new.name)) ("
        let definition = create.hasPrefix(start) ? String(create.dropFirst(start.count)) : create
        let temporary = writer.quote(table.name)
        let searches = old.indexes.filter { $0.method == DefinitionWriter.textSearch }
        var statements = try searches.flatMap { try writer.dropIndex($0, on: old) }
        statements.append("CREATE TABLE \(temporary) (\(definition)")
        let values = values + parts.copied.map { ($0, writer.quote($0)) }
        if !values.isEmpty {
            statements.append(
                "INSERT INTO \(temporary) (\(writer.list(values.map(\.column))))"
                    + " SELECT \(values.map(\.expression).joined(separator: ", ")) FROM \(writer.quote(old.name))")
        }
        if old.singleKey?.isGenerated == true, new.singleKey?.isGenerated == true {
            // The number after the last one that was ever given, also to rows that are gone.
            let literal = SQLLiteral(dialect: dialect)
            let oldName = try literal.quote(old.name)
            let newName = try literal.quote(table.name)
            statements.append("DELETE FROM sqlite_sequence WHERE name = \(newName)")
            statements.append(
                "INSERT INTO sqlite_sequence (name, seq) SELECT \(newName), seq FROM sqlite_sequence WHERE name = \(oldName)"
            )
        }
        statements.append("DROP TABLE \(writer.quote(old.name))")
        statements.append("ALTER TABLE \(temporary) RENAME TO \(writer.quote(new.name))")
        statements += try writer.createTable(new).dropFirst()
        return statements
    }

    /// This rebuild and the next one of the same table as one; `nil` when the second needs what the first wrote.
    func followed(by next: TableRebuild) -> TableRebuild? {
        guard next.old == new else { return nil }
        var merged: [(column: String, expression: String)] = []
        for (column, expression) in next.values {
            guard expression == writer.quote(column) else { return nil }
            guard let first = values.first(where: { $0.column == column }) else { return nil }
            merged.append(first)
        }
        return TableRebuild(dialect: dialect, old: old, new: next.new, values: merged)
    }
}
