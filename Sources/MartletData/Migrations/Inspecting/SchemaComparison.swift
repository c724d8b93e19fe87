/// Compares the tables that migrations have made with those that a database has.
///
/// SQL that the database prints in its own words, such as a condition, is compared by the name of its rule alone. Tables,
/// indexes and constraints that only the database has are left in peace; somebody made them by hand.
struct SchemaComparison {
    let dialect: any Dialect

    /// What differs, one sentence each.
    func differences(expected: [TableSchema], found: [TableSchema]) throws -> [String] {
        try expected.filter { $0.namespace == nil }.flatMap { table -> [String] in
            guard let other = found.first(where: { $0.name == table.name && !$0.isView }) else {
                return ["the database has no table `\(table.name)`"]
            }
            return try columns(table, other) + rules(table, other)
        }
    }

    private func columns(_ table: TableSchema, _ found: TableSchema) throws -> [String] {
        var differences: [String] = []
        for column in table.columns {
            let place = "`\(table.name).\(column.name)`"
            guard let other = found.column(column.name) else {
                differences.append("the database has no column \(place)")
                continue
            }
            let type = try typeName(column, in: table)
            let otherType = dialect.typeName(of: other).lowercased()
            if type != otherType { differences.append("\(place) is \(otherType) in the database, expected \(type)") }
            let isNullable = column.isNullable && !table.primaryKey.contains(column.name)
            if isNullable != other.isNullable {
                differences.append(
                    "\(place) \(other.isNullable ? "may" : "may not") be NULL in the database, expected the opposite")
            }
            // SQLite numbers each row whose only key is a whole number.
            let isRowNumber = dialect.family == .sqlite && found.primaryKey == [column.name] && other.isGenerated
            if column.isGenerated != other.isGenerated, !isRowNumber {
                differences.append(
                    "\(place) \(other.isGenerated ? "gets" : "gets no") numbers in the database, expected the opposite")
            }
            if (column.defaultValue == nil) != (other.defaultValue == nil) {
                differences.append(
                    "\(place) has \(other.defaultValue == nil ? "no" : "a") default in the database, expected the opposite"
                )
            }
        }
        for column in found.columns where table.column(column.name) == nil {
            differences.append("the database has the column `\(table.name).\(column.name)`, which no migration makes")
        }
        return differences
    }

    private func typeName(_ column: ColumnSchema, in table: TableSchema) throws -> String {
        try DefinitionWriter(dialect: dialect).type(of: column, in: table).lowercased()
    }

    private func rules(_ table: TableSchema, _ found: TableSchema) -> [String] {
        var differences: [String] = []
        if table.primaryKey != found.primaryKey {
            differences.append(
                "the primary key of `\(table.name)` is \(found.primaryKey) in the database, expected \(table.primaryKey)"
            )
        }
        for key in table.foreignKeys.map(bare) where !found.foreignKeys.map(bare).contains(key) {
            differences.append(
                "the database has no foreign key of `\(table.name)` from \(key.columns) to `\(key.table)` ON DELETE \(key.onDelete.rawValue)"
            )
        }
        for key in found.foreignKeys.map(bare) where !table.foreignKeys.map(bare).contains(key) {
            differences.append(
                "the database has a foreign key of `\(table.name)` from \(key.columns) to `\(key.table)` ON DELETE \(key.onDelete.rawValue), which no migration makes"
            )
        }
        let names = Set(found.indexes.map(found.name) + found.constraints.map(\.name))
        // SQLite searches texts in a table beside this one.
        let hidden = dialect.family == .sqlite ? DefinitionWriter.textSearch : nil
        for index in table.indexes where hidden == nil || index.method != hidden {
            let name = table.name(of: index)
            if !names.contains(name) { differences.append("the database has no index `\(name)` of `\(table.name)`") }
        }
        for case .check(let name, _) in table.constraints where !names.contains(name) {
            differences.append("the database has no check `\(name)` of `\(table.name)`")
        }
        for column in table.columns where (column.check == nil) != (found.column(column.name)?.check == nil) {
            differences.append(
                "`\(table.name).\(column.name)` has \(column.check == nil ? "a" : "no") check in the database, expected the opposite"
            )
        }
        for columns in unique(table).subtracting(unique(found)).sorted(by: { "\($0)" < "\($1)" }) {
            differences.append("\(columns) are not unique in `\(table.name)` of the database")
        }
        return differences
    }

    /// A foreign key without its name, and without what the database does not keep.
    private func bare(_ key: ForeignKeySchema) -> ForeignKeySchema {
        var key = key
        key.name = nil
        key.namespace = nil
        key.deferral = .notDeferrable
        // MariaDB refuses both at once.
        if dialect.family == .mysql, key.onUpdate == .restrict { key.onUpdate = .noAction }
        return key
    }

    /// The columns in which no two rows are the same, however that is said.
    private func unique(_ table: TableSchema) -> Set<[String]> {
        var found = Set(table.columns.filter(\.isUnique).map { [$0.name] })
        for case .unique(let unique) in table.constraints where unique.condition == nil { found.insert(unique.columns) }
        for index in table.indexes where index.isUnique && index.condition == nil {
            let names = index.parts.compactMap { part in
                if case .column(let name) = part.content { name } else { nil }
            }
            if names.count == index.parts.count { found.insert(names) }
        }
        return found
    }
}
