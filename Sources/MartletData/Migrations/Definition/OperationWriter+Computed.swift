/// Columns that are taken away and brought back, since no database changes what a column is computed from.
extension OperationWriter {
    /// The steps that take columns away and bring them back, with everything that uses them.
    struct Renewal {
        var taking: [MigrationStep] = []
        var bringing: [MigrationStep] = []
        /// What of the bringing is not the columns themselves.
        var rules: [MigrationStep] = []
        /// All of it, where one statement does most.
        var atOnce: [MigrationStep] = []
    }

    /// Takes columns away and brings them back as they are afterwards, with the keys, indexes and conditions that use them.
    func renewal(of columns: [ColumnSchema], before: TableSchema, after: TableSchema) throws -> Renewal {
        guard !columns.isEmpty else { return Renewal() }
        let names = columns.map(\.name)
        let table = try writer.name(after)
        func alter(_ clauses: [String]) -> [MigrationStep] {
            clauses.isEmpty ? [] : [.sql("ALTER TABLE \(table) \(clauses.joined(separator: ", "))")]
        }
        let taken = try takenClauses(names, before: before)
        let added = try columns.map { "ADD COLUMN \(try writer.column($0, of: after))" }
        let rules = try ruleClauses(columns, after: after)
        let rest = try ruleStatements(columns, after: after)
        // MariaDB drops no column of a foreign key.
        let keys = before.foreignKeys.filter { dialect.family == .mysql && $0.columns.contains(where: names.contains) }
        let dropped = keys.flatMap { alter(["DROP FOREIGN KEY \(writer.quote(before.name(of: $0)))"]) }
        return Renewal(
            taking: dropped + alter(taken), bringing: alter(added + rules) + rest, rules: alter(rules) + rest,
            atOnce: dropped + alter(taken + added + rules) + rest)
    }

    /// The clauses that bring back what uses columns.
    private func ruleClauses(_ columns: [ColumnSchema], after: TableSchema) throws -> [String] {
        let names = columns.map(\.name)
        var clauses = try columns.flatMap { try writer.unique($0, in: after) }
        for check in try checks(of: after) where isUsing(check, names) {
            clauses.append("CONSTRAINT \(writer.quote(check.name)) CHECK (\(check.condition))")
        }
        for constraint in after.constraints where names.contains(where: constraint.uses) {
            if case .check = constraint { continue }
            if let line = try writer.constraint(constraint, of: after) { clauses.append(line) }
        }
        if dialect.family == .mysql {
            for index in after.indexes where names.contains(where: index.uses) {
                clauses.append(try writer.inlineIndex(index, of: after))
            }
        }
        return clauses.map { "ADD \($0)" }
    }

    /// The statements beside `ALTER TABLE` that bring back what uses columns.
    private func ruleStatements(_ columns: [ColumnSchema], after: TableSchema) throws -> [MigrationStep] {
        let names = columns.map(\.name)
        var statements: [String] = []
        for constraint in after.constraints where names.contains(where: constraint.uses) {
            if let index = try writer.index(of: constraint, on: after) { statements.append(index) }
        }
        for index in after.indexes where dialect.family == .postgres && names.contains(where: index.uses) {
            statements += try writer.createIndex(index, on: after)
        }
        for key in after.foreignKeys where key.columns.contains(where: names.contains) {
            statements.append("ALTER TABLE \(try writer.name(after)) ADD \(try writer.foreignKey(key, of: after))")
        }
        for column in columns where dialect.family == .postgres && column.comment != nil {
            statements.append(try writer.comment(on: column, of: after))
        }
        return sql(statements)
    }

    /// The clauses that drop columns; on PostgreSQL all that uses them goes with them.
    private func takenClauses(_ names: [String], before: TableSchema) throws -> [String] {
        var clauses: [String] = []
        if dialect.family == .mysql {
            for check in try checks(of: before) where isUsing(check, names) {
                clauses.append("DROP CONSTRAINT \(writer.quote(check.name))")
            }
            for index in before.indexes where names.contains(where: index.uses) {
                clauses.append("DROP INDEX \(writer.quote(before.name(of: index)))")
            }
            for case .unique(let unique) in before.constraints where unique.columns.contains(where: names.contains) {
                clauses.append("DROP INDEX \(writer.quote(unique.name))")
            }
            for column in before.columns where column.isUnique && names.contains(column.name) {
                clauses.append("DROP INDEX \(writer.quote(before.uniqueName(of: column.name)))")
            }
        }
        return clauses + names.map { "DROP COLUMN \(writer.quote($0))" }
    }

    /// Whether a condition is about one of some columns.
    private func isUsing(_ check: (name: String, condition: String), _ names: [String]) -> Bool {
        !SQLNames.quoted(in: check.condition).isDisjoint(with: names)
    }

    /// Makes a column that MariaDB computed when it was read one that keeps what it computed last.
    func keepValues(of column: ColumnSchema, before: TableSchema, after: TableSchema) throws -> [MigrationStep] {
        let table = try writer.name(after)
        let name = writer.quote(column.name)
        let copy = writer.quote("martlet_new_\(column.name)")
        let renewal = try renewal(of: [column], before: before, after: after)
        let type = try writer.type(of: column, in: after)
        return [
            .sql("ALTER TABLE \(table) ADD COLUMN \(copy) \(type) NULL"), .sql("UPDATE \(table) SET \(copy) = \(name)"),
        ] + renewal.taking + [
            .sql("ALTER TABLE \(table) RENAME COLUMN \(copy) TO \(name)"),
            .sql("ALTER TABLE \(table) MODIFY COLUMN \(try writer.column(column, of: after))"),
        ] + renewal.rules
    }
}
