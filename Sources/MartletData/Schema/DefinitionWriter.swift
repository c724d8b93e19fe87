extension Dialect {
    /// The statements that create a table and its indexes where they are missing.
    func createTable(_ table: TableSchema) -> [String] {
        var lines = table.columns.map { column in
            var line = "\(quote(column.name)) \(typeName(of: column))"
            if table.primaryKey == [column.name] { line += " PRIMARY KEY" }
            if !column.isNullable { line += " NOT NULL" }
            if column.isUnique { line += " UNIQUE" }
            return line
        }
        for column in table.columns {
            if let maximum = column.maximumLength, column.type == .text {
                lines.append("CHECK (length(\(quote(column.name))) <= \(maximum))")
            }
        }
        for key in table.foreignKeys {
            lines.append(
                "FOREIGN KEY (\(key.columns.map(quote).joined(separator: ", "))) REFERENCES \(quote(key.table))"
                    + " (\(key.referencedColumns.map(quote).joined(separator: ", "))) ON DELETE \(key.onDelete.rawValue)"
            )
        }
        var statements = ["CREATE TABLE IF NOT EXISTS \(quote(table.name)) (\(lines.joined(separator: ", ")))"]
        let unique = Set(table.columns.filter(\.isUnique).map(\.name) + table.primaryKey)
        for key in table.foreignKeys where !unique.isSuperset(of: key.columns) {
            let name = "\(table.name)_\(key.columns.joined(separator: "_"))_idx"
            statements.append(
                "CREATE INDEX IF NOT EXISTS \(quote(name)) ON \(quote(table.name))"
                    + " (\(key.columns.map(quote).joined(separator: ", ")))")
        }
        return statements
    }
}
