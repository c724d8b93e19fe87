extension OperationWriter {
    /// The steps of an operation on foreign keys, indexes and constraints.
    func ruleSteps(
        _ operation: MigrationOperation, before: SchemaState, after: SchemaState
    ) throws -> [MigrationStep] {
        switch operation {
        case .addIndex(let name, let index, let concurrently):
            return sql(try writer.createIndex(index, on: try after.table(name), concurrently: concurrently))
        case .dropIndex(let name, let index, let concurrently):
            let table = try before.table(name)
            return sql(try writer.dropIndex(try table.requireIndex(index), on: table, concurrently: concurrently))
        case .renameIndex(let name, let old, let new):
            let table = try after.table(name)
            guard dialect.family == .sqlite else { return [.sql(try renameIndex(old, new, of: table))] }
            let recorded = try before.table(name)
            return sql(try writer.dropIndex(try recorded.requireIndex(old), on: recorded))
                + sql(try writer.createIndex(try table.requireIndex(new), on: table))
        case .addForeignKey(let name, let key, let validated):
            let table = try after.table(name)
            if dialect.family == .sqlite { return [rebuild(try before.table(name), table)] }
            let ending = validated || dialect.family != .postgres ? "" : " NOT VALID"
            return [.sql("ALTER TABLE \(try writer.name(table)) ADD \(try writer.foreignKey(key, of: table))\(ending)")]
        case .dropForeignKey(let name, let key):
            let table = try after.table(name)
            if dialect.family == .sqlite { return [rebuild(try before.table(name), table)] }
            let word = dialect.family == .mysql ? "FOREIGN KEY" : "CONSTRAINT"
            return [.sql("ALTER TABLE \(try writer.name(table)) DROP \(word) \(writer.quote(key))")]
        case .addConstraint(let name, let constraint, let validated):
            return try addConstraint(
                constraint, validated, before: try before.table(name), after: try after.table(name))
        case .validateConstraint(let name, let constraint):
            guard dialect.family == .postgres else { return [] }
            let table = try writer.name(name.name, in: name.namespace)
            return [.sql("ALTER TABLE \(table) VALIDATE CONSTRAINT \(writer.quote(constraint))")]
        case .dropConstraint(let name, let constraint):
            return try dropConstraint(
                try before.table(name).requireConstraint(constraint), before: try before.table(name),
                after: try after.table(name))
        default: return []
        }
    }

    private func addConstraint(
        _ constraint: ConstraintSchema, _ validated: Bool, before: TableSchema, after: TableSchema
    ) throws -> [MigrationStep] {
        if let index = try writer.index(of: constraint, on: after) { return [.sql(index)] }
        if dialect.family == .sqlite { return [rebuild(before, after)] }
        guard let line = try writer.constraint(constraint, of: after) else { return [] }
        var ending = ""
        if !validated, dialect.family == .postgres {
            guard case .check = constraint else {
                throw MigrationError(
                    "the constraint `\(constraint.name)` is no check; only checks and foreign keys can be added without looking at the rows"
                )
            }
            ending = " NOT VALID"
        }
        return [.sql("ALTER TABLE \(try writer.name(after)) ADD \(line)\(ending)")]
    }

    private func dropConstraint(
        _ constraint: ConstraintSchema, before: TableSchema, after: TableSchema
    ) throws -> [MigrationStep] {
        let name = writer.quote(constraint.name)
        if try writer.index(of: constraint, on: before) != nil {
            return [.sql("DROP INDEX \(try writer.name(constraint.name, in: before.namespace))")]
        }
        switch dialect.family {
        case .sqlite: return [rebuild(before, after)]
        case .postgres: return [.sql("ALTER TABLE \(try writer.name(after)) DROP CONSTRAINT \(name)")]
        case .mysql:
            let isCheck = if case .check = constraint { true } else { false }
            return [.sql("ALTER TABLE \(try writer.name(after)) DROP \(isCheck ? "CONSTRAINT" : "INDEX") \(name)")]
        }
    }

    private func renameIndex(_ old: String, _ new: String, of table: TableSchema) throws -> String {
        if dialect.family == .mysql {
            return "ALTER TABLE \(try writer.name(table)) RENAME INDEX \(writer.quote(old)) TO \(writer.quote(new))"
        }
        return "ALTER INDEX \(try writer.name(old, in: table.namespace)) RENAME TO \(writer.quote(new))"
    }

    /// Gives the constraints and indexes whose names are made of the table's and columns' names their new ones, so that
    /// later migrations find them.
    /// - Parameter except: indexes that are made anew.
    func renameRules(
        before: TableSchema, after: TableSchema, skipping done: Set<String> = [], except: (IndexSchema) -> Bool
    ) throws -> [MigrationStep] {
        var steps: [MigrationStep] = []
        let table = try writer.name(after)
        for (old, new) in zip(before.indexes, after.indexes)
        where !except(old) && before.name(of: old) != after.name(of: new) {
            if dialect.family == .sqlite {
                guard old.method != DefinitionWriter.textSearch else { continue }
                steps.append(.sql("DROP INDEX \(writer.quote(before.name(of: old)))"))
                steps += sql(try writer.createIndex(new, on: after))
            } else {
                steps.append(.sql(try renameIndex(before.name(of: old), after.name(of: new), of: after)))
            }
        }
        // SQLite's constraints have names for messages alone; the next rebuild writes the new ones.
        guard dialect.family != .sqlite else { return steps }
        var constraints: [(old: String, new: String)] = []
        if dialect.family == .postgres, !before.primaryKey.isEmpty {
            constraints.append((before.primaryKeyName, after.primaryKeyName))
        }
        for (old, new) in zip(before.columns, after.columns) {
            if old.isUnique {
                let names = (before.uniqueName(of: old.name), after.uniqueName(of: new.name))
                if dialect.family == .postgres {
                    constraints.append(names)
                } else if names.0 != names.1 {
                    steps.append(.sql(try renameIndex(names.0, names.1, of: after)))
                }
            }
            let oldChecks = try writer.conditions(of: old, in: before)
            let newChecks = try writer.conditions(of: new, in: after)
            for (oldCheck, newCheck) in zip(oldChecks, newChecks) where !done.contains(oldCheck.name) {
                if dialect.family == .postgres {
                    constraints.append((oldCheck.name, newCheck.name))
                } else if oldCheck.name != newCheck.name {
                    steps.append(
                        .sql(
                            "ALTER TABLE \(table) DROP CONSTRAINT \(writer.quote(oldCheck.name)), "
                                + "ADD CONSTRAINT \(writer.quote(newCheck.name)) CHECK (\(newCheck.condition))"))
                }
            }
        }
        for (old, new) in zip(before.foreignKeys, after.foreignKeys) where before.name(of: old) != after.name(of: new) {
            if dialect.family == .postgres {
                constraints.append((before.name(of: old), after.name(of: new)))
            } else {
                steps.append(.sql("ALTER TABLE \(table) DROP FOREIGN KEY \(writer.quote(before.name(of: old)))"))
                steps.append(.sql("ALTER TABLE \(table) ADD \(try writer.foreignKey(new, of: after))"))
            }
        }
        for (old, new) in constraints where old != new {
            steps.append(.sql("ALTER TABLE \(table) RENAME CONSTRAINT \(writer.quote(old)) TO \(writer.quote(new))"))
        }
        return steps
    }
}
