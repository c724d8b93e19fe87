/// What a table of SQLite has that no migration made, and that a rebuild keeps.
struct HandMadeParts: Sendable, Equatable {
    /// The definitions of columns, as they were written.
    var columns: [String] = []
    /// The names of those that have values of their own; others are computed.
    var copied: [String] = []
    /// The words behind the brackets: `WITHOUT ROWID`, `STRICT`.
    var options: [String] = []

    /// What the table has besides what the migrations know.
    /// - Throws: ``DatabaseError`` for a column that a migration adds and somebody has added by hand.
    init(of rebuild: TableRebuild, in session: any QueryExecutor) async throws {
        let old = rebuild.old
        let sql = try await session.query(
            "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = \(old.name)"
        ) { try $0.read(String.self, at: 0) }.first
        guard let sql else { return }
        let rows = try await session.query("SELECT name, hidden FROM pragma_table_xinfo(\(old.name)) ORDER BY cid") {
            (name: try $0.read(String.self, at: 0), isComputed: try $0.read(Int64.self, at: 1) > 1)
        }
        let definition = SQLDefinition(sql)
        for row in rows {
            func isNamed(_ column: ColumnSchema) -> Bool { column.name.lowercased() == row.name.lowercased() }
            guard !old.columns.contains(where: isNamed) else { continue }
            guard !rebuild.new.columns.contains(where: isNamed) else {
                throw DatabaseError(
                    .statement,
                    "`\(old.name)` has a column `\(row.name)` that no migration made, and this one adds it; drop or rename it first",
                    table: old.name, columns: [row.name])
            }
            guard let text = definition.text(ofColumn: row.name) else { continue }
            columns.append(text)
            if !row.isComputed { copied.append(row.name) }
        }
        // A row number that is given by the database needs the rows to have one.
        let isNumbered = rebuild.new.singleKey?.isGenerated == true
        if definition.isWithoutRowNumbers, !isNumbered { options.append("WITHOUT ROWID") }
        if definition.isStrict { options.append("STRICT") }
    }

    /// Nothing that was made by hand.
    init() {}

    /// The ending of the statement that creates the table.
    var ending: String { options.isEmpty ? "" : " " + options.joined(separator: ", ") }
}
