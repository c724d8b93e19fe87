/// How one database writes SQL.
public protocol Dialect: Sendable {
    /// The database's name, for messages.
    var name: String { get }
    /// An identifier in quotes, safe whatever it contains.
    func quote(_ identifier: String) -> String
    /// The placeholder of a value, counted from 1.
    func placeholder(_ position: Int) -> String
    /// The name of a column's type.
    func typeName(of column: ColumnSchema) -> String
    /// How many values a list in one statement may have.
    var maximumListLength: Int { get }
}

extension Dialect {
    /// The operator that matches a pattern regardless of case.
    var caseInsensitiveLike: String { name == "PostgreSQL" ? "ILIKE" : "LIKE" }

    func limitClause(limit: Int?, offset: Int?) -> String {
        switch (limit, offset) {
        case (nil, nil): ""
        case (let limit?, nil): " LIMIT \(limit)"
        case (let limit?, let offset?): " LIMIT \(limit) OFFSET \(offset)"
        // An offset alone needs a limit in SQLite and MySQL; the largest one is understood everywhere.
        case (nil, let offset?): " LIMIT \(Int64.max) OFFSET \(offset)"
        }
    }

    /// The statements that create a table and its indexes where they are missing.
    func createTable(_ table: TableSchema) -> [String] {
        var lines = table.columns.map { column in
            var line = "\(quote(column.name)) \(typeName(of: column))"
            if column.isPrimaryKey { line += " PRIMARY KEY" }
            if !column.isNullable { line += " NOT NULL" }
            if column.isUnique, !column.isPrimaryKey { line += " UNIQUE" }
            return line
        }
        for column in table.columns {
            if let maximum = column.maximumLength, column.type == .text {
                lines.append("CHECK (length(\(quote(column.name))) <= \(maximum))")
            }
            if let reference = column.reference {
                lines.append(
                    "FOREIGN KEY (\(quote(column.name))) REFERENCES \(quote(reference.table)) (\(quote(reference.column)))"
                        + " ON DELETE \(reference.onDelete.rawValue)")
            }
        }
        var statements = ["CREATE TABLE IF NOT EXISTS \(quote(table.name)) (\(lines.joined(separator: ", ")))"]
        let foreignKeys = table.columns.filter { $0.reference != nil && !$0.isUnique && !$0.isPrimaryKey }
        for index in table.indexes + foreignKeys.map({ IndexSchema(columns: [$0.name]) }) {
            let name = "\(table.name)_\(index.columns.joined(separator: "_"))\(index.isUnique ? "_key" : "_idx")"
            statements.append(
                "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX IF NOT EXISTS \(quote(name)) ON \(quote(table.name))"
                    + " (\(index.columns.map(quote).joined(separator: ", ")))")
        }
        return statements
    }
}
