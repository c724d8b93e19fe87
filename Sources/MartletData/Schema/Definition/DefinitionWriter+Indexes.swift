extension DefinitionWriter {
    /// The statements that create an index.
    /// - Parameter concurrently: whether PostgreSQL makes it while others write.
    func createIndex(
        _ index: IndexSchema, on table: TableSchema, ifMissing: Bool = false, concurrently: Bool = false
    ) throws -> [String] {
        if index.method == Self.textSearch { return try textSearch(index, on: table, ifMissing: ifMissing) }
        let kind = index.isUnique ? "UNIQUE INDEX" : "INDEX"
        let words = concurrently && dialect.family == .postgres ? " CONCURRENTLY" : ""
        let method = try method(of: index, in: table)
        return [
            "CREATE \(kind)\(words)\(ifMissing ? " IF NOT EXISTS" : "") \(quote(table.name(of: index)))"
                + " ON \(try name(table))\(dialect.family == .postgres ? method : "")"
                + " \(try parts(of: index, in: table))\(try ending(of: index, in: table))"
                + "\(dialect.family == .postgres ? "" : method)"
        ]
    }

    /// The statements that drop an index.
    func dropIndex(_ index: IndexSchema, on table: TableSchema, concurrently: Bool = false) throws -> [String] {
        let indexName = table.name(of: index)
        switch dialect.family {
        case .mysql: return ["DROP INDEX \(quote(indexName)) ON \(try name(table))"]
        case .postgres:
            return ["DROP INDEX \(concurrently ? "CONCURRENTLY " : "")\(try name(indexName, in: table.namespace))"]
        case .sqlite where index.method == Self.textSearch:
            return TextSearchTable.triggers(of: indexName).map { "DROP TRIGGER \(quote($0))" }
                + ["DROP TABLE \(quote(indexName))"]
        case .sqlite: return ["DROP INDEX \(quote(indexName))"]
        }
    }

    /// The method that means text search on every database.
    static let textSearch = "fulltext"

    /// An index as a line of MariaDB's `CREATE TABLE`.
    func inlineIndex(_ index: IndexSchema, of table: TableSchema) throws -> String {
        let isText = index.method == Self.textSearch
        let kind = isText ? "FULLTEXT KEY" : index.isUnique ? "UNIQUE KEY" : "KEY"
        let method = isText ? "" : try method(of: index, in: table)
        return "\(kind) \(quote(table.name(of: index))) \(try parts(of: index, in: table))"
            + "\(try ending(of: index, in: table))\(method)"
    }

    private func place(_ index: IndexSchema, _ table: TableSchema) -> String {
        "`\(table.name)`, index `\(table.name(of: index))`"
    }

    private func method(of index: IndexSchema, in table: TableSchema) throws -> String {
        guard let method = index.method, method != Self.textSearch else { return "" }
        if dialect.family == .sqlite {
            guard method != "btree" else { return "" }
            throw unsupported("index method `\(method)`", place(index, table), "leave the method out")
        }
        guard method.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
            throw DatabaseError(.statement, "`\(method)` is no index method; expected a word such as gin")
        }
        if dialect.family == .mysql, !["btree", "hash"].contains(method) {
            throw unsupported("index method `\(method)`", place(index, table), "use btree, hash or fulltext")
        }
        return " USING \(method)"
    }

    private func parts(of index: IndexSchema, in table: TableSchema) throws -> String {
        let place = place(index, table)
        let parts = try index.parts.map { part -> String in
            var text: String
            switch part.content {
            case .column(let name):
                text = quote(name)
                if dialect.family == .mysql, index.method == nil, let column = table.column(name) {
                    if index.isUnique {
                        try checkIndexable(column, in: table)
                    } else {
                        text += prefix(of: column, in: table)
                    }
                }
            case .expression(let expression):
                guard dialect.features.expressionIndexes else {
                    throw unsupported("indexes of expressions", place, "index a computed column")
                }
                text = "(\(sql(expression)))"
            }
            if let collation = part.collation {
                guard dialect.family != .mysql else {
                    throw unsupported("collations of indexes", place, "give the column the collation")
                }
                text += " COLLATE \(quote(collation))"
            }
            if let operatorClass = part.operatorClass {
                guard dialect.family == .postgres else {
                    throw unsupported("operator classes", place, "leave the operator class out")
                }
                text += " \(operatorClass)"
            }
            return text + (part.isDescending ? " DESC" : "")
        }
        guard !parts.isEmpty else {
            throw DatabaseError(.statement, "the index `\(table.name(of: index))` of `\(table.name)` has no columns")
        }
        return "(\(parts.joined(separator: ", ")))"
    }

    /// MariaDB indexes the start of a text without a limit.
    private func prefix(of column: ColumnSchema, in table: TableSchema) -> String {
        let isLong = (try? type(of: column, in: table)).map { $0.hasPrefix("long") } ?? false
        return isLong ? "(255)" : ""
    }

    /// MySQL makes no text without a limit unique; MariaDB compares a hash.
    func checkIndexable(_ column: ColumnSchema, in table: TableSchema) throws {
        guard dialect.name == "MySQL", try type(of: column, in: table).hasPrefix("long") else { return }
        throw unsupported(
            "unique texts without a limit", "`\(table.name).\(column.name)`",
            "give the column a maximum: @Column(max: 255)")
    }

    /// What stands for an index of some rows: a computed column, which is NULL in the others, where the index is unique.
    private func advice(_ index: IndexSchema, _ condition: String) -> String {
        guard index.isUnique else { return "leave the condition out" }
        var value = "…"
        if index.parts.count == 1, case .column(let column)? = index.parts.first?.content { value = "\"\(column)\"" }
        return "make a computed column unique, which is NULL in the other rows: "
            + "@Column(unique: true, computed: #\"CASE WHEN \(condition) THEN \(value) END\"#)"
    }

    private func ending(of index: IndexSchema, in table: TableSchema) throws -> String {
        var ending = ""
        ending += try including(index.including, place(index, table))
        if index.isUnique, !index.nullsAreDistinct {
            guard dialect.family == .postgres else {
                throw unsupported(
                    "unique indexes for which NULLs are equal", place(index, table),
                    "make an expression such as coalesce unique")
            }
            ending += " NULLS NOT DISTINCT"
        }
        if let condition = index.condition {
            guard dialect.features.partialIndexes else {
                throw unsupported("indexes of some rows", place(index, table), advice(index, condition))
            }
            ending += " WHERE \(sql(condition))"
        }
        return ending
    }

    /// Columns that are stored in an index beside those that order it.
    func including(_ columns: [String], _ place: String) throws -> String {
        guard !columns.isEmpty else { return "" }
        guard dialect.features.coveringIndexes else {
            throw unsupported("columns stored in indexes", place, "make them further columns of the index")
        }
        return " INCLUDE (\(list(columns)))"
    }

    /// An index for text search.
    private func textSearch(_ index: IndexSchema, on table: TableSchema, ifMissing: Bool) throws -> [String] {
        let columns = index.fullTextColumns
        guard columns.count == index.parts.count, !columns.isEmpty, !index.isUnique else {
            throw DatabaseError(
                .statement,
                "the text search `\(table.name(of: index))` of `\(table.name)` takes columns alone and is not unique")
        }
        let indexName = quote(table.name(of: index))
        let missing = ifMissing ? "IF NOT EXISTS " : ""
        switch dialect.family {
        case .mysql:
            return ["CREATE FULLTEXT INDEX \(missing)\(indexName) ON \(try name(table)) (\(list(columns)))"]
        case .postgres:
            let text = columns.map { "coalesce(\(quote($0)), '')" }.joined(separator: " || ' ' || ")
            return [
                "CREATE INDEX \(missing)\(indexName) ON \(try name(table)) USING gin (to_tsvector('simple', \(text)))"
            ]
        case .sqlite:
            guard let key = table.singleKey, case .integer = key.type else {
                throw unsupported(
                    "text search without a key of one whole number", place(index, table),
                    "give the table an id of type Int")
            }
            return TextSearchTable(
                name: table.name(of: index), table: table.name, key: key.name, columns: columns, writer: self
            ).statements(ifMissing: ifMissing)
        }
    }
}

/// SQLite's text search: a virtual table beside the table, kept the same by triggers.
///
/// Source: <https://sqlite.org/fts5.html#external_content_tables>
struct TextSearchTable {
    let name: String
    let table: String
    let key: String
    let columns: [String]
    let writer: DefinitionWriter

    /// The names of the triggers that keep it.
    static func triggers(of name: String) -> [String] { ["\(name)_insert", "\(name)_update", "\(name)_delete"] }

    /// The statements that make it, and fill it with the rows that are there.
    func statements(ifMissing: Bool) -> [String] {
        let missing = ifMissing ? "IF NOT EXISTS " : ""
        let index = writer.quote(name)
        let content = writer.quote(table)
        let names = writer.list(columns)
        func values(_ row: String) -> String {
            ([key] + columns).map { "\(row).\(writer.quote($0))" }.joined(separator: ", ")
        }
        let add = "INSERT INTO \(index)(rowid, \(names)) VALUES (\(values("new")));"
        let remove = "INSERT INTO \(index)(\(index), rowid, \(names)) VALUES ('delete', \(values("old")));"
        let triggers = Self.triggers(of: name).map(writer.quote)
        let options = "content=\(table.quoted("'")), content_rowid=\(key.quoted("'"))"
        return [
            "CREATE VIRTUAL TABLE \(missing)\(index) USING fts5(\(names), \(options))",
            "CREATE TRIGGER \(missing)\(triggers[0]) AFTER INSERT ON \(content) BEGIN \(add) END",
            "CREATE TRIGGER \(missing)\(triggers[1]) AFTER UPDATE ON \(content) BEGIN \(remove) \(add) END",
            "CREATE TRIGGER \(missing)\(triggers[2]) AFTER DELETE ON \(content) BEGIN \(remove) END",
            "INSERT INTO \(index)(\(index)) VALUES ('rebuild')",
        ]
    }
}
