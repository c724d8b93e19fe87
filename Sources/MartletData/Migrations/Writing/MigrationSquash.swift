/// Makes one migration of several that follow each other.
enum MigrationSquash {
    /// - Throws: ``MigrationError`` when they do not follow each other, or hold code that cannot be written again.
    static func squash(_ history: MigrationHistory, from first: String, to last: String) throws -> Migration {
        let start = try history.find(first)
        let end = try history.find(last)
        guard let from = history.migrations.firstIndex(where: { $0.name == start.name }),
            let to = history.migrations.firstIndex(where: { $0.name == end.name }), from < to
        else {
            throw MigrationError("`\(start.name)` does not come before `\(end.name)`; name the first and then the last")
        }
        let chosen = Array(history.migrations[from...to])
        let names = Set(chosen.map(\.name))
        for migration in chosen {
            for case .runData(let data) in migration.operations {
                throw MigrationError(
                    """
                    `\(migration.name)` has the data migration `\(data.name)`, whose code cannot be written into a squash; \
                    squash up to the migration before it, or from the one after it
                    """)
            }
            guard migration.isAtomic else {
                throw MigrationError(
                    "`\(migration.name)` is not atomic; squash up to the one before it, or from the one after it")
            }
        }
        var replaces: [String] = []
        for migration in chosen { replaces += migration.replaces.isEmpty ? [migration.name] : migration.replaces }
        let outside = chosen.flatMap(\.dependencies).filter { !names.contains($0) && !replaces.contains($0) }
        var dependencies: [String] = []
        for name in outside where !dependencies.contains(name) { dependencies.append(name) }
        let number = start.name.prefix { $0 != "_" }
        return Migration(
            "\(number)_squashed_\(end.name)", dependencies: dependencies, replaces: replaces,
            operations: try fold(chosen.flatMap(\.operations)))
    }

    /// Moves changes of tables into the operations that create these tables.
    static func fold(_ operations: [MigrationOperation]) throws -> [MigrationOperation] {
        var result: [MigrationOperation] = []
        for operation in operations {
            if let merged = try merge(operation, into: result) { result = merged } else { result.append(operation) }
        }
        return result
    }

    /// The operations with one more taken in by an earlier one; `nil` when none can.
    private static func merge(
        _ operation: MigrationOperation, into earlier: [MigrationOperation]
    ) throws -> [MigrationOperation]? {
        guard let name = operation.changedTable else { return nil }
        for position in earlier.indices.reversed() {
            if case .createTable(let table) = earlier[position], table.fullName == name {
                let between = earlier[(position + 1)...]
                // What refers to the table in between would meet another one.
                guard between.allSatisfy({ !$0.mentions(name) }) else { return nil }
                var result = earlier
                if case .dropTable = operation {
                    result.remove(at: position)
                    return result
                }
                if case .addForeignKey(_, let key, _) = operation, key.target != name {
                    let isThere = !between.contains { other in
                        if case .createTable(let table) = other { table.fullName == key.target } else { false }
                    }
                    guard isThere else { return nil }
                }
                var state = SchemaState()
                state.tables = [table]
                try state.apply(operation)
                guard let changed = state.tables.first else { return nil }
                result[position] = .createTable(changed)
                return result
            }
            guard !earlier[position].isBarrier else { return nil }
        }
        return nil
    }
}

extension MigrationOperation {
    /// The table that the operation changes by itself.
    var changedTable: QualifiedName? {
        switch self {
        case .dropTable(let name), .renameTable(let name, _), .addColumn(let name, _, _), .dropColumn(let name, _, _),
            .renameColumn(let name, _, _), .alterColumn(let name, _, _, _), .alterPrimaryKey(let name, _),
            .addForeignKey(let name, _, _), .dropForeignKey(let name, _), .addIndex(let name, _, _),
            .dropIndex(let name, _, _), .renameIndex(let name, _, _), .addConstraint(let name, _, _),
            .dropConstraint(let name, _), .setTableComment(let name, _):
            name
        default: nil
        }
    }

    /// Whether nothing moves over the operation.
    fileprivate var isBarrier: Bool {
        switch self {
        case .runSQL, .runData, .separate, .createView, .dropView, .createTrigger, .dropTrigger, .createExtension,
            .dropExtension, .validateConstraint:
            true
        default: false
        }
    }

    /// Whether the operation changes a table or refers to it.
    fileprivate func mentions(_ name: QualifiedName) -> Bool {
        switch self {
        case .createTable(let table): table.fullName == name || table.foreignKeys.contains { $0.target == name }
        case .addForeignKey(let table, let key, _): table == name || key.target == name
        case .renameTable(let table, let new): table == name || QualifiedName(new, in: table.namespace) == name
        default: changedTable == name || isBarrier
        }
    }
}
