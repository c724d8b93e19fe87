/// Warns of what would lock or lose data in production, and says the safe way.
struct MigrationLinter {
    let dialect: any Dialect
    /// The tables as the models describe them now.
    let models: [TableSchema]

    /// One warning.
    struct Warning: Equatable, CustomStringConvertible {
        let migration: String
        let message: String
        var description: String { "\(migration): \(message)" }
    }

    /// The warnings about migrations.
    /// - Parameters:
    ///   - migrations: the ones to look at, in order.
    ///   - state: the tables before them.
    func lint(_ migrations: [Migration], from state: SchemaState) throws -> [Warning] {
        var state = state
        var warnings: [Warning] = []
        for migration in migrations {
            // Nobody uses a table that the same migration creates.
            var isNew: Set<QualifiedName> = []
            for operation in migration.operations {
                if case .createTable(let table) = operation { isNew.insert(table.fullName) }
                if operation.changedTable.map({ !isNew.contains($0) }) ?? true {
                    let found = try messages(operation, in: state, of: migration)
                    warnings += found.map { Warning(migration: migration.name, message: $0) }
                }
                try state.apply(operation)
            }
        }
        return warnings
    }

    private var isPostgres: Bool { dialect.family == .postgres }

    private func messages(
        _ operation: MigrationOperation, in state: SchemaState, of migration: Migration
    ) throws -> [String] {
        switch operation {
        case .addColumn(let table, let column, let fill): return adding(column, fill, to: table)
        case .dropColumn(let table, let column, let refill):
            if models.contains(where: { $0.fullName == table && $0.column(column) != nil }) {
                return ["drops `\(table).\(column)`, which the model still has; remove the property first"]
            }
            let dropped = try state.table(table).requireColumn(column)
            let isLost =
                refill == nil && !dropped.isNullable && dropped.defaultValue == nil && !dropped.isGenerated
                && dropped.computed == nil
            return [
                "drops `\(table).\(column)` with its values, and code that still runs reads it; deploy the code without it first, then this"
            ]
                + (isLost
                    ? [
                        "drops `\(table).\(column)`, which may not be NULL and has no default, so that undoing it fails once there are rows; say what they get: `migrate make --refill \(table).\(column)=VALUE`"
                    ] : [])
        case .dropTable(let table):
            if models.contains(where: { $0.fullName == table && $0.isManaged }) {
                return ["drops `\(table)`, which has a model still; remove the model first"]
            }
            return ["drops `\(table)` with its rows; deploy the code without it first, then this"]
        case .renameTable(let table, let new):
            return [
                "renames `\(table)` to `\(new)` while code that still runs uses the old name; stop it first, or create a view `\(table)` of the new table"
            ]
        case .renameColumn(let table, let old, let new):
            return [
                """
                renames `\(table).\(old)` to `\(new)` while code that still runs uses the old name; stop it first, or add \
                `\(new)`, fill it, write both, and drop `\(old)` in a later release
                """
            ]
        case .alterColumn(let table, let column, let fill, _):
            return altering(try state.table(table).requireColumn(column.name), column, fill, of: table)
        case .alterPrimaryKey(let table, _):
            return [
                "changes the primary key of `\(table)`, which rewrites the table and locks it meanwhile; do it in a window without load"
            ]
        case .runSQL(_, nil, _):
            return ["runs SQL that cannot be undone; write `down`, or `down: []` where nothing is to do"]
        case .runData(let data) where data.down == nil:
            return [
                "the data migration `\(data.name)` cannot be undone; write `down`, or `down: { _ in }` where nothing is to do"
            ]
        default: return rules(operation, of: migration)
        }
    }

    private func adding(_ column: ColumnSchema, _ fill: ColumnDefault?, to table: QualifiedName) -> [String] {
        var found: [String] = []
        let name = "`\(table).\(column.name)`"
        if !column.isNullable, column.defaultValue == nil, column.computed == nil, !column.isGenerated {
            found.append(
                "adds \(name), which may not be NULL and has no default: code that still runs inserts rows without it; give it a default, or add it optional and tighten it in a later release"
            )
        }
        if fill != nil, dialect.family != .sqlite {
            found.append(
                "fills \(name) in all rows by one statement, which locks them until it ends; for a large table add it optional, fill it in batches, then forbid NULL"
            )
        }
        if column.isUnique, column.defaultValue != nil || fill != nil {
            found.append(
                "adds \(name), which is unique, with one value for all rows; that fails as soon as there are two")
        }
        if dialect.family != .sqlite, column.defaultValue == .randomUUID || column.computed?.isStored == true {
            found.append(
                "adds \(name), whose value is computed for each row, so the table is rewritten and locked meanwhile; add it optional and fill it in batches"
            )
        }
        return found
    }

    private func altering(
        _ old: ColumnSchema, _ new: ColumnSchema, _ fill: ColumnDefault?, of table: QualifiedName
    ) -> [String] {
        var found: [String] = []
        let name = "`\(table).\(new.name)`"
        if old.type != new.type {
            let loses = old.type.losesValues(as: new.type) ? ", and values that do not fit are lost or refused" : ""
            found.append(
                "changes the type of \(name), which rewrites the table and locks it meanwhile\(loses); add a column of the new type, copy in batches, and switch"
            )
        } else if let limit = new.maximumLength, old.maximumLength.map({ limit < $0 }) ?? true {
            found.append("limits \(name) to \(limit); values that are longer are refused: look for them first")
        }
        if old.isNullable, !new.isNullable, new.computed == nil {
            found.append(
                isPostgres
                    ? "forbids NULL in \(name), which reads the whole table under a lock; add the check `\"\(new.name)\" IS NOT NULL` with validated: false, validate it, then forbid NULL"
                    : "forbids NULL in \(name): rows that have it are refused, and so is code that still runs and inserts it; fill them first"
            )
        }
        if !old.isUnique, new.isUnique {
            found.append(
                isPostgres
                    ? "makes \(name) unique, which locks the table while its index is made; add a unique index with concurrently: true instead"
                    : "makes \(name) unique; values that are there twice are refused: look for them first")
        }
        return found
    }

    private func rules(_ operation: MigrationOperation, of migration: Migration) -> [String] {
        guard isPostgres else { return [] }
        switch operation {
        case .addIndex(let table, _, false):
            return [
                "makes an index of `\(table)` that keeps others from writing until it is done; write concurrently: true, in a migration of its own with isAtomic: false"
            ]
        case .dropIndex(let table, let name, false):
            return [
                "drops the index `\(name)` of `\(table)` under a lock; write concurrently: true, in a migration of its own with isAtomic: false"
            ]
        case .addConstraint(let table, .check(let name, _), true):
            return [
                "adds the check `\(name)` to `\(table)`, which reads the whole table under a lock; write validated: false, and .validateConstraint in a later migration"
            ]
        case .addConstraint(let table, let constraint, _):
            guard case .check = constraint else {
                return [
                    "adds `\(constraint.name)` to `\(table)`, whose index keeps others from writing until it is done; do it in a window without load, or add a unique index with concurrently: true"
                ]
            }
            return []
        case .addForeignKey(let table, let key, true):
            return [
                "adds a foreign key from `\(table)` to `\(key.target)`, which locks both while all rows are checked; write validated: false, and .validateConstraint in a later migration"
            ]
        default: return []
        }
    }
}

extension ColumnType {
    /// Whether values of this type may not fit another.
    fileprivate func losesValues(as other: ColumnType) -> Bool {
        switch (self, other) {
        case (.integer(let old), .integer(let new)): new.bits < old.bits || (old.isSigned && !new.isSigned)
        case (.integer, .decimal), (.integer, .text), (_, .text): false
        case (.real(.float), .real(.double)): false
        case (.json, .custom), (.date, .timestamp): false
        default: true
        }
    }
}
