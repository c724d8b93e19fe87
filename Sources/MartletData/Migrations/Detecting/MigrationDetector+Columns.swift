extension MigrationDetector {
    mutating func changeColumns(of table: TableSchema) throws {
        let name = table.fullName
        for column in table.columns {
            guard let old = try state.table(name).column(column.name) else {
                let fill = needsFill(column) ? try answers.fill(column, of: name) : nil
                try emit(.addColumn(name, column, fill: fill))
                continue
            }
            guard old != column else { continue }
            let fill = old.isNullable && needsFill(column) ? try answers.fill(column, of: name) : nil
            try emit(.alterColumn(name, column, fill: fill))
        }
        if try state.table(name).primaryKey != table.primaryKey { try emit(.alterPrimaryKey(name, table.primaryKey)) }
        if try state.table(name).comment != table.comment { try emit(.setTableComment(name, table.comment)) }
    }

    /// Whether rows that exist would have nothing in the column.
    private func needsFill(_ column: ColumnSchema) -> Bool {
        !column.isNullable && column.defaultValue == nil && !column.isGenerated && column.computed == nil
    }

    mutating func dropColumns(of table: TableSchema) throws {
        let name = table.fullName
        for column in try state.table(name).columns where table.column(column.name) == nil {
            try emit(.dropColumn(name, column.name))
        }
    }
}
