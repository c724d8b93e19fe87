extension TableSchema {
    /// The same table as migrations record it: with the indexes that its foreign keys need, and without what only says
    /// where something came from.
    var resolved: TableSchema {
        var table = self
        table.renamedFrom = nil
        for index in table.columns.indices { table.columns[index].renamedFrom = nil }
        for (position, key) in table.foreignKeys.enumerated() {
            if key.isIndexed, !table.covers(key.columns) { table.indexes.append(IndexSchema(columns: key.columns)) }
            table.foreignKeys[position].isIndexed = true
        }
        return table
    }

    /// Whether an index begins with these columns, so that rows are found by them.
    func covers(_ columns: [String]) -> Bool {
        func begins(_ names: [String]) -> Bool { Array(names.prefix(columns.count)) == columns }
        if begins(primaryKey) { return true }
        if columns.count == 1, let only = columns.first, column(only)?.isUnique == true { return true }
        for case .unique(let constraint) in constraints where constraint.condition == nil && begins(constraint.columns)
        {
            return true
        }
        return indexes.contains { index in
            let names = index.parts.map { part -> String in
                if case .column(let name) = part.content { name } else { "" }
            }
            return index.condition == nil && index.method == nil && begins(names)
        }
    }

    /// What makes no sense as a table, one sentence each.
    package var mistakes: [String] {
        var found = faults
        func check(_ names: [String], _ what: String) {
            for name in names where column(name) == nil {
                found.append("\(what) of `\(self.name)` names the column `\(name)`, which the table does not have")
            }
        }
        var seen: Set<String> = []
        for column in columns where !seen.insert(column.name).inserted {
            found.append("`\(name)` has two columns `\(column.name)`")
        }
        check(primaryKey, "the primary key")
        for key in foreignKeys {
            check(key.columns, "a foreign key")
            if key.columns.count != key.referencedColumns.count || key.columns.isEmpty {
                found.append(
                    "a foreign key of `\(name)` has \(key.columns.count) columns and refers to \(key.referencedColumns.count)"
                )
            }
        }
        var names: Set<String> = []
        for index in indexes {
            for case .column(let column) in index.parts.map(\.content) { check([column], "an index") }
            let indexName = self.name(of: index)
            if !names.insert(indexName).inserted {
                found.append("`\(name)` has two indexes named `\(indexName)`; give one of them another name")
            }
        }
        for constraint in constraints {
            if case .unique(let unique) = constraint { check(unique.columns, "the constraint `\(unique.name)`") }
            if !names.insert(constraint.name).inserted {
                found.append("`\(name)` has two constraints named `\(constraint.name)`; give one of them another name")
            }
        }
        return found
    }
}
