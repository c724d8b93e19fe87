extension OperationWriter {
    func addColumn(
        _ column: ColumnSchema, _ fill: ColumnDefault?, before: TableSchema, after: TableSchema
    ) throws -> [MigrationStep] {
        let name = writer.quote(column.name)
        let value = try fill.map { try writer.defaultValue($0, of: column) }
        if dialect.family == .sqlite {
            if canAppend(column, fill) {
                return [
                    .sql("ALTER TABLE \(try writer.name(after)) ADD COLUMN \(try writer.column(column, of: after))")
                ]
            }
            let start = try value ?? column.defaultValue.map { try writer.defaultValue($0, of: column) }
            return [rebuild(before, after, start.map { [column.name: $0] } ?? [:])]
        }
        let table = try writer.name(after)
        var added = column
        // Rows that exist get the value first; then the column may refuse NULL.
        if fill != nil { added.isNullable = true }
        var changes = ["ADD COLUMN \(try writer.column(added, of: after))"]
        if fill == nil || dialect.family == .postgres {
            changes += try writer.separateConstraints(of: column, in: after).map { "ADD \($0)" }
        }
        var steps: [MigrationStep] = [.sql("ALTER TABLE \(table) \(changes.joined(separator: ", "))")]
        if let value {
            steps.append(.sql("UPDATE \(table) SET \(name) = \(value)"))
            if dialect.family == .postgres {
                if !column.isNullable { steps.append(.sql("ALTER TABLE \(table) ALTER COLUMN \(name) SET NOT NULL")) }
            } else {
                var changes = ["MODIFY COLUMN \(try writer.column(column, of: after))"]
                changes += try writer.separateConstraints(of: column, in: after).map { "ADD \($0)" }
                steps.append(.sql("ALTER TABLE \(table) \(changes.joined(separator: ", "))"))
            }
        }
        if dialect.family == .postgres, column.comment != nil {
            steps.append(.sql(try writer.comment(on: column, of: after)))
        }
        return steps
    }

    /// Whether SQLite can add the column at the end of the rows.
    private func canAppend(_ column: ColumnSchema, _ fill: ColumnDefault?) -> Bool {
        guard fill == nil, !column.isUnique, !column.isGenerated, column.computed?.isStored != true else {
            return false
        }
        switch column.defaultValue {
        case nil: return column.isNullable || column.computed != nil
        case .value(let value)?: return column.isNullable || value != .null
        case .now?, .randomUUID?, .expression?: return false
        }
    }

    func dropColumn(_ column: String, before: TableSchema, after: TableSchema) throws -> [MigrationStep] {
        guard let old = before.column(column) else { return [] }
        let table = try writer.name(after)
        let name = writer.quote(column)
        switch dialect.family {
        case .sqlite:
            if old.isUnique { return [rebuild(before, after)] }
            return [.sql("ALTER TABLE \(table) DROP COLUMN \(name)")]
        case .postgres: return [.sql("ALTER TABLE \(table) DROP COLUMN \(name)")]
        case .mysql:
            // A condition on a column keeps it from being dropped.
            var changes = try writer.conditions(of: old, in: before).map { "DROP CONSTRAINT \(writer.quote($0.name))" }
            changes.append("DROP COLUMN \(name)")
            return [.sql("ALTER TABLE \(table) \(changes.joined(separator: ", "))")]
        }
    }

    func renameColumn(_ old: String, _ new: String, before: TableSchema, after: TableSchema) throws -> [MigrationStep] {
        let table = try writer.name(after)
        let rename = "RENAME COLUMN \(writer.quote(old)) TO \(writer.quote(new))"
        if dialect.family == .sqlite,
            try before.columns.contains(where: { try $0.name == old && isNamed($0, in: before) })
        {
            // SQLite renames the column wherever it stands, also in triggers, views and keys of other tables, but no
            // constraint whose name is made of it: those are written anew once it has its name.
            let kept = zip(before.indexes, after.indexes).filter { !isSearch($0.0, of: old) }
            var moved = after
            moved.indexes = kept.map { index, renamed in
                var renamed = renamed
                renamed.name = before.name(of: index)
                return renamed
            }
            return try before.indexes.filter { isSearch($0, of: old) }.flatMap {
                sql(try writer.dropIndex($0, on: before))
            }
                + [.sql("ALTER TABLE \(table) \(rename)"), rebuild(moved, after)]
        }
        guard dialect.family == .mysql else {
            let searches = dialect.family == .sqlite ? before.indexes.filter { isSearch($0, of: old) } : []
            var steps = try searches.flatMap { sql(try writer.dropIndex($0, on: before)) }
            steps.append(.sql("ALTER TABLE \(table) \(rename)"))
            steps += try renameRules(before: before, after: after, except: { isSearch($0, of: old) })
            for index in after.indexes where dialect.family == .sqlite && isSearch(index, of: new) {
                steps += sql(try writer.createIndex(index, on: after))
            }
            return steps
        }
        // MariaDB does not rename a column inside conditions.
        let affected = try checks(of: before).filter { SQLNames.quoted(in: $0.condition).contains(old) }
        let renamed = try checks(of: after).filter { SQLNames.quoted(in: $0.condition).contains(new) }
        var changes = affected.map { "DROP CONSTRAINT \(writer.quote($0.name))" }
        changes.append(rename)
        changes += renamed.map { "ADD CONSTRAINT \(writer.quote($0.name)) CHECK (\($0.condition))" }
        let done = Set(affected.map(\.name))
        return [.sql("ALTER TABLE \(table) \(changes.joined(separator: ", "))")]
            + (try renameRules(before: before, after: after, skipping: done, except: { _ in false }))
    }

    /// Whether a column has constraints whose names are made of its own.
    func isNamed(_ column: ColumnSchema, in table: TableSchema) throws -> Bool {
        try !ruleNames(of: column, in: table).isEmpty
    }

    private func isSearch(_ index: IndexSchema, of column: String) -> Bool {
        index.method == DefinitionWriter.textSearch && index.uses(column)
    }

    /// All conditions of a table, by name.
    func checks(of table: TableSchema) throws -> [(name: String, condition: String)] {
        var found = try table.columns.flatMap { try writer.conditions(of: $0, in: table) }
        for case .check(let name, let condition) in table.constraints { found.append((name, condition)) }
        return found
    }
}
