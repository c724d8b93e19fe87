extension MigrationDetector {
    /// Adds and changes columns, each once the columns that it names are there.
    mutating func changeColumns(of table: TableSchema) throws {
        let name = table.fullName
        var waiting = try table.columns.filter { column in try state.table(name).column(column.name) != column }
        while !waiting.isEmpty {
            let missing = try waiting.map(\.name).filter { try state.table(name).column($0) == nil }
            // What is computed from a column sees it as it is to be.
            let changing = waiting.filter { $0.computed == nil }.map(\.name)
            let ready = waiting.firstIndex { column in
                let others = column.computed == nil ? missing : missing + changing
                return others.allSatisfy { $0 == column.name || !column.uses($0) }
            }
            try change(waiting.remove(at: ready ?? 0), of: name)
        }
        if try state.table(name).primaryKey != table.primaryKey {
            // A column that goes is numbered for as long as it is the key.
            for column in try state.table(name).columns where column.isGenerated && table.column(column.name) == nil {
                var plain = column
                plain.isGenerated = false
                try emit(.alterColumn(name, plain))
            }
            try emit(.alterPrimaryKey(name, table.primaryKey))
        }
        if try state.table(name).comment != table.comment { try emit(.setTableComment(name, table.comment)) }
    }

    private mutating func change(_ column: ColumnSchema, of name: QualifiedName) throws {
        guard let old = try state.table(name).column(column.name) else {
            let fill = needsFill(column) ? try answers.fill(column, of: name) : nil
            return try emit(.addColumn(name, column, fill: fill))
        }
        let fill = old.isNullable && needsFill(column) ? try answers.fill(column, of: name) : nil
        try emit(.alterColumn(name, column, fill: fill))
    }

    /// Whether rows that exist would have nothing in the column.
    private func needsFill(_ column: ColumnSchema) -> Bool {
        !column.isNullable && column.defaultValue == nil && !column.isGenerated && column.computed == nil
    }

    /// The computed columns that are dropped and added, and not changed: what they are computed from changes its type at the
    /// same time, so that neither the old expression fits the new columns nor the other way round.
    func renewedColumns(of table: TableSchema) -> Set<String> {
        guard let recorded = state.find(table.fullName) else { return [] }
        let changed = recorded.columns.filter { old in
            guard let new = table.column(old.name), new.computed == nil else { return false }
            return new.type != old.type
        }
        let renewed = recorded.columns.filter { old in
            guard old.computed != nil, let new = table.column(old.name), new.computed != old.computed else {
                return false
            }
            return changed.contains { old.uses($0.name) || new.uses($0.name) }
        }
        return Set(renewed.map(\.name))
    }

    /// Drops the computed columns that are gone or made anew, so that what they were computed from can change.
    mutating func dropComputedColumns(of table: TableSchema, renewed: Set<String>) throws {
        let name = table.fullName
        guard let recorded = state.find(name) else { return }
        let gone = recorded.columns.filter {
            $0.computed != nil && (renewed.contains($0.name) || table.column($0.name) == nil)
        }
        for column in gone where try isFree(column.name, in: name) { try emit(.dropColumn(name, column.name)) }
    }

    /// Drops columns, those that others are computed from last.
    mutating func dropColumns(of table: TableSchema) throws {
        let name = table.fullName
        var waiting = try state.table(name).columns.map(\.name).filter { table.column($0) == nil }
        while !waiting.isEmpty {
            let recorded = try state.table(name)
            let free = waiting.firstIndex { column in
                !recorded.columns.contains { $0.name != column && $0.uses(column) }
            }
            let column = try recorded.requireColumn(waiting.remove(at: free ?? 0))
            try emit(.dropColumn(name, column.name, refill: try answers.refill(column, of: name)))
        }
    }

    /// Whether nothing needs a column.
    private func isFree(_ column: String, in name: QualifiedName) throws -> Bool {
        let table = try state.table(name)
        return !table.primaryKey.contains(column) && !table.foreignKeys.contains { $0.columns.contains(column) }
            && !table.indexes.contains { $0.uses(column) } && !table.constraints.contains { $0.uses(column) }
            && !table.columns.contains { $0.name != column && $0.uses(column) }
            && !state.tables.contains {
                $0.foreignKeys.contains { $0.target == name && $0.referencedColumns.contains(column) }
            }
    }
}
