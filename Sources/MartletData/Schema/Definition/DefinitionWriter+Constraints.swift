extension DefinitionWriter {
    /// A foreign key as a line of a table.
    func foreignKey(_ key: ForeignKeySchema, of table: TableSchema) throws -> String {
        let place = "`\(table.name)`, foreign key `\(table.name(of: key))`"
        if dialect.family == .mysql, key.onDelete == .setDefault || key.onUpdate == .setDefault {
            throw unsupported("ON DELETE or ON UPDATE SET DEFAULT", place, "use .setNull or .restrict")
        }
        if dialect.family == .mysql, key.deferral != .notDeferrable {
            throw unsupported(
                "constraints that wait for the commit", place, "insert the row that is referred to first, or allow NULL"
            )
        }
        return "CONSTRAINT \(quote(table.name(of: key))) FOREIGN KEY (\(list(key.columns))) REFERENCES "
            + "\(try name(key.table, in: key.namespace)) (\(list(key.referencedColumns)))"
            + " ON DELETE \(key.onDelete.rawValue)"
            + (key.onUpdate == .noAction ? "" : " ON UPDATE \(key.onUpdate.rawValue)") + deferral(key.deferral)
    }

    /// A constraint as a line of a table; `nil` for one that is an index.
    func constraint(_ constraint: ConstraintSchema, of table: TableSchema) throws -> String? {
        let start = "CONSTRAINT \(quote(constraint.name))"
        let place = "`\(table.name)`, constraint `\(constraint.name)`"
        switch constraint {
        case .check(_, let condition): return "\(start) CHECK (\(sql(condition)))"
        case .unique(let unique):
            for name in unique.columns {
                if let column = table.column(name) { try checkIndexable(column, in: table) }
            }
            if unique.condition != nil {
                guard dialect.features.partialIndexes else {
                    throw unsupported(
                        "unique constraints for some rows", place,
                        "make a computed column that is NULL for the other rows unique")
                }
                guard unique.deferral == .notDeferrable else {
                    throw unsupported(
                        "unique constraints for some rows that wait for the commit", place, "drop one of the two")
                }
                return nil
            }
            guard unique.deferral == .notDeferrable || dialect.family == .postgres else {
                throw unsupported(
                    "unique constraints that wait for the commit", place, "change the rows in an order that keeps it")
            }
            guard unique.nullsAreDistinct || dialect.family == .postgres else {
                throw unsupported(
                    "unique constraints for which NULLs are equal", place,
                    "make the column one that may not be NULL, or make an expression such as coalesce unique")
            }
            let nulls = unique.nullsAreDistinct ? "" : "NULLS NOT DISTINCT "
            let stored = try including(unique.including, place)
            return "\(start) UNIQUE \(nulls)(\(list(unique.columns)))\(stored)" + deferral(unique.deferral)
        case .exclusion(let exclusion):
            guard dialect.family == .postgres else {
                throw unsupported(
                    "exclusion constraints", place, "lock the rows that could collide and look at them before writing")
            }
            let elements = exclusion.elements.map { "\($0.expression) WITH \($0.comparison)" }
            let filter = exclusion.condition.map { " WHERE (\($0))" } ?? ""
            return "\(start) EXCLUDE USING \(exclusion.method) (\(elements.joined(separator: ", ")))\(filter)"
                + deferral(exclusion.deferral)
        }
    }

    /// The statement for a constraint that is an index.
    func index(of constraint: ConstraintSchema, on table: TableSchema, ifMissing: Bool = false) throws -> String? {
        guard case .unique(let unique) = constraint, let condition = unique.condition else { return nil }
        let words = ifMissing ? "CREATE UNIQUE INDEX IF NOT EXISTS" : "CREATE UNIQUE INDEX"
        let nulls = unique.nullsAreDistinct ? "" : " NULLS NOT DISTINCT"
        guard unique.nullsAreDistinct || dialect.family == .postgres else {
            throw unsupported(
                "unique constraints for which NULLs are equal", "`\(table.name)`, constraint `\(unique.name)`",
                "make an expression such as coalesce unique")
        }
        return
            "\(words) \(quote(unique.name)) ON \(try name(table)) (\(list(unique.columns)))"
            + "\(try including(unique.including, "`\(table.name)`, constraint `\(unique.name)`"))\(nulls) WHERE \(sql(condition))"
    }

    private func deferral(_ deferral: Deferral) -> String {
        switch deferral {
        case .notDeferrable: ""
        case .initiallyImmediate: " DEFERRABLE INITIALLY IMMEDIATE"
        case .initiallyDeferred: " DEFERRABLE INITIALLY DEFERRED"
        }
    }
}
