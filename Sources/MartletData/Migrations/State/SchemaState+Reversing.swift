extension SchemaState {
    /// The operations that undo an operation, which this state is the one before of.
    /// - Throws: ``MigrationError`` for what cannot be undone.
    func reverse(of operation: MigrationOperation) throws -> [MigrationOperation] {
        switch operation {
        case .createTable(let table): return [.dropTable(table.fullName)]
        case .dropTable(let name):
            let triggers = triggers.filter { $0.table == name }.map { MigrationOperation.createTrigger($0) }
            return [.createTable(try table(name))] + triggers
        case .renameTable(let name, let new):
            return [.renameTable(QualifiedName(new, in: name.namespace), to: name.name)]
        case .addColumn(let name, let column, _): return [.dropColumn(name, column.name)]
        case .dropColumn(let name, let column, let refill):
            return [.addColumn(name, try table(name).requireColumn(column), fill: refill)]
        case .renameColumn(let name, let old, let new): return [.renameColumn(name, new, to: old)]
        case .alterColumn(let name, let column, _, _):
            return [.alterColumn(name, try table(name).requireColumn(column.name))]
        case .alterPrimaryKey(let name, _): return [.alterPrimaryKey(name, try table(name).primaryKey)]
        case .addForeignKey(let name, let key, _):
            return [.dropForeignKey(name, try table(name).name(of: key))]
        case .dropForeignKey(let name, let key): return [.addForeignKey(name, try table(name).requireForeignKey(key))]
        case .addIndex(let name, let index, let concurrently):
            return [.dropIndex(name, try table(name).name(of: index), concurrently: concurrently)]
        case .dropIndex(let name, let index, let concurrently):
            return [.addIndex(name, try table(name).requireIndex(index), concurrently: concurrently)]
        case .renameIndex(let name, let old, let new): return [.renameIndex(name, new, to: old)]
        case .addConstraint(let name, let constraint, _): return [.dropConstraint(name, constraint.name)]
        case .validateConstraint: return []
        case .dropConstraint(let name, let constraint):
            return [.addConstraint(name, try table(name).requireConstraint(constraint))]
        case .setTableComment(let name, _): return [.setTableComment(name, try table(name).comment)]
        case .createView(let view): return [.dropView(view.fullName)]
        case .dropView(let name): return [.createView(try view(name))]
        case .createTrigger(let trigger): return [.dropTrigger(trigger.table, trigger.name)]
        case .dropTrigger(let table, let name): return [.createTrigger(try trigger(table, name))]
        case .createExtension(let name): return [.dropExtension(name)]
        case .dropExtension(let name): return [.createExtension(name)]
        case .runSQL(_, let down, let families):
            guard let down else {
                throw MigrationError(
                    "runSQL has no `down`, so it cannot be undone; write one, down: [] where nothing is to do")
            }
            return [.runSQL(up: down, down: nil, on: families)]
        case .runData(let data):
            guard let down = data.down else {
                throw MigrationError(
                    "the data migration `\(data.name)` has no `down`, so it cannot be undone; write one, down: { _ in } where nothing is to do"
                )
            }
            return [.runData(DataMigration(data.name, up: down))]
        case .separate(let database, let state):
            return [.separate(database: try reverse(of: database), state: try reverse(of: state))]
        }
    }

    /// The operations that undo several, in the order in which they are to run.
    func reverse(of operations: [MigrationOperation]) throws -> [MigrationOperation] {
        var state = self
        var reversed: [MigrationOperation] = []
        for operation in operations {
            reversed = try state.reverse(of: operation) + reversed
            try state.apply(operation)
        }
        return reversed
    }
}
