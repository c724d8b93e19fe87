/// Columns that are taken away and brought back, since no database changes what a column is computed from.
extension OperationWriter {
    /// The steps that take columns away and bring them back, with everything that uses them.
    struct Renewal {
        var taking: [MigrationStep] = []
        var bringing: [MigrationStep] = []
        /// Both, where one statement does it.
        var atOnce: [MigrationStep] = []
    }

    /// Takes columns away and brings them back as they are afterwards, with the keys, indexes and conditions that use them.
    func renewal(of columns: [ColumnSchema], before: TableSchema, after: TableSchema) throws -> Renewal {
        guard !columns.isEmpty else { return Renewal() }
        let names = columns.map(\.name)
        let table = try writer.name(after)
        let taken = try takingClauses(names, before: before)
        var brought = try columns.map { "ADD COLUMN \(try writer.column($0, of: after))" }
        for column in columns { brought += try writer.unique(column, in: after).map { "ADD \($0)" } }
        var keys: [MigrationStep] = []
        var rest: [MigrationStep] = []
        for key in before.foreignKeys where key.columns.contains(where: names.contains) {
            keys.append(.sql("ALTER TABLE \(table) DROP FOREIGN KEY \(writer.quote(before.name(of: key)))"))
        }
        for check in try checks(of: after) where isUsing(check, names, in: after) {
            brought.append("ADD CONSTRAINT \(writer.quote(check.name)) CHECK (\(check.condition))")
        }
        for constraint in after.constraints where names.contains(where: constraint.uses) {
            if case .check = constraint { continue }
            if let index = try writer.index(of: constraint, on: after) {
                rest.append(.sql(index))
            } else if let line = try writer.constraint(constraint, of: after) {
                brought.append("ADD \(line)")
            }
        }
        for index in after.indexes where names.contains(where: index.uses) {
            if dialect.family == .mysql {
                brought.append("ADD \(try writer.inlineIndex(index, of: after))")
            } else {
                rest += sql(try writer.createIndex(index, on: after))
            }
        }
        for key in after.foreignKeys where key.columns.contains(where: names.contains) {
            rest.append(.sql("ALTER TABLE \(table) ADD \(try writer.foreignKey(key, of: after))"))
        }
        if dialect.family == .postgres {
            for column in columns where column.comment != nil {
                rest.append(.sql(try writer.comment(on: column, of: after)))
            }
            keys = []
        }
        func alter(_ clauses: [String]) -> MigrationStep {
            .sql("ALTER TABLE \(table) \(clauses.joined(separator: ", "))")
        }
        return Renewal(
            taking: keys + [alter(taken)], bringing: [alter(brought)] + rest,
            atOnce: keys + [alter(taken + brought)] + rest)
    }

    /// The clauses that drop columns; on PostgreSQL all that uses them goes with them.
    private func takingClauses(_ names: [String], before: TableSchema) throws -> [String] {
        var clauses: [String] = []
        if dialect.family == .mysql {
            for check in try checks(of: before) where isUsing(check, names, in: before) {
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
    private func isUsing(
        _ check: (name: String, condition: String), _ names: [String], in table: TableSchema
    ) -> Bool {
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
        ] + (try broughtRules(of: column, after: after))
    }

    /// The rules of a column that is there already.
    private func broughtRules(of column: ColumnSchema, after: TableSchema) throws -> [MigrationStep] {
        let table = try writer.name(after)
        var clauses = try writer.unique(column, in: after).map { "ADD \($0)" }
        for check in try checks(of: after) where isUsing(check, [column.name], in: after) {
            clauses.append("ADD CONSTRAINT \(writer.quote(check.name)) CHECK (\(check.condition))")
        }
        for constraint in after.constraints where constraint.uses(column.name) {
            if case .check = constraint { continue }
            clauses += try writer.constraint(constraint, of: after).map { "ADD \($0)" }.map { [$0] } ?? []
        }
        clauses += try after.indexes.filter { $0.uses(column.name) }.map {
            "ADD \(try writer.inlineIndex($0, of: after))"
        }
        return clauses.isEmpty ? [] : [.sql("ALTER TABLE \(table) \(clauses.joined(separator: ", "))")]
    }
}
