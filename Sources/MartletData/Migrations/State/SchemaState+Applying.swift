import MartletCore

extension SchemaState {
    /// Applies the operations of a migration.
    /// - Throws: ``MigrationError`` naming the migration.
    mutating func apply(_ migration: Migration) throws {
        do {
            for operation in migration.operations { try apply(operation) }
        } catch let error as MigrationError {
            throw MigrationError("migration `\(migration.name)`: \(error)")
        }
    }

    /// Applies one operation.
    /// - Throws: ``MigrationError`` for one that does not fit.
    mutating func apply(_ operation: MigrationOperation) throws {
        switch operation {
        case .createTable(let table):
            guard find(table.fullName) == nil else {
                throw MigrationError("there is a table `\(table.fullName)` already at this point of the migrations")
            }
            if let mistake = table.mistakes.first { throw MigrationError(mistake) }
            tables.append(table)
        case .dropTable(let name):
            _ = try table(name)
            let referring = tables.filter { other in
                other.fullName != name && other.foreignKeys.contains { $0.target == name }
            }
            if let other = referring.first {
                throw MigrationError(
                    "`\(name)` cannot be dropped while `\(other.fullName)` refers to it; drop that key first")
            }
            tables.removeAll { $0.fullName == name }
            triggers.removeAll { $0.table == name }
        case .renameTable(let name, let new): try rename(name, to: new)
        case .addColumn(let name, let column, _):
            try update(name) { table in
                guard table.column(column.name) == nil else {
                    throw MigrationError("`\(name)` has a column `\(column.name)` already")
                }
                table.columns.append(column)
            }
        case .dropColumn(let name, let column, _): try dropColumn(name, column)
        case .renameColumn(let name, let old, let new): try renameColumn(name, old, to: new)
        case .alterColumn(let name, let column, _, _):
            try update(name) { table in
                _ = try table.requireColumn(column.name)
                if let position = table.position(of: column.name) { table.columns[position] = column }
            }
        case .alterPrimaryKey(let name, let columns):
            try update(name) { table in
                for column in columns { _ = try table.requireColumn(column) }
                table.primaryKey = columns
            }
        case .setTableComment(let name, let comment): try update(name) { $0.comment = comment }
        case .separate(_, let state): for operation in state { try apply(operation) }
        case .runSQL, .runData: break
        case .createView(let view):
            guard !views.contains(where: { $0.name == view.name && $0.namespace == view.namespace }) else {
                throw MigrationError("there is a view `\(view.name)` already")
            }
            views.append(view)
        case .dropView(let name):
            _ = try view(name)
            views.removeAll { $0.fullName == name }
        case .createTrigger(let trigger):
            _ = try table(trigger.table)
            triggers.append(trigger)
        case .dropTrigger(let table, let name):
            _ = try trigger(table, name)
            triggers.removeAll { $0.table == table && $0.name == name }
        case .createExtension(let name): extensions.append(name)
        case .dropExtension(let name): extensions.removeAll { $0 == name }
        default: try applyToRules(operation)
        }
    }

    /// Applies what concerns foreign keys, indexes and constraints.
    private mutating func applyToRules(_ operation: MigrationOperation) throws {
        switch operation {
        case .addForeignKey(let name, let key, _):
            try add(name) { table in
                guard !table.foreignKeys.contains(where: { table.name(of: $0) == table.name(of: key) }) else {
                    throw MigrationError("`\(name)` has a foreign key `\(table.name(of: key))` already")
                }
                table.foreignKeys.append(key)
            }
        case .dropForeignKey(let name, let key):
            try update(name) { table in
                _ = try table.requireForeignKey(key)
                let old = table
                table.foreignKeys.removeAll { old.name(of: $0) == key }
            }
        case .addIndex(let name, let index, _): try add(name) { $0.indexes.append(index) }
        case .dropIndex(let name, let index, _):
            try update(name) { table in
                _ = try table.requireIndex(index)
                let old = table
                table.indexes.removeAll { old.name(of: $0) == index }
            }
        case .renameIndex(let name, let old, let new):
            try update(name) { table in
                _ = try table.requireIndex(old)
                let before = table
                for index in table.indexes.indices where before.name(of: table.indexes[index]) == old {
                    table.indexes[index].name = new
                }
            }
        case .addConstraint(let name, let constraint, _): try add(name) { $0.constraints.append(constraint) }
        case .validateConstraint(let name, let constraint):
            let table = try table(name)
            if !table.foreignKeys.contains(where: { table.name(of: $0) == constraint }) {
                _ = try table.requireConstraint(constraint)
            }
        case .dropConstraint(let name, let constraint):
            try update(name) { table in
                _ = try table.requireConstraint(constraint)
                table.constraints.removeAll { $0.name == constraint }
            }
        default: break
        }
    }

    func view(_ name: QualifiedName) throws -> ViewSchema {
        guard let view = views.first(where: { $0.fullName == name }) else {
            throw MigrationError(
                "no view `\(name)` at this point of the migrations"
                    + NearMatch.hint(for: name.name, among: views.map(\.name)))
        }
        return view
    }

    func trigger(_ table: QualifiedName, _ name: String) throws -> TriggerSchema {
        guard let trigger = triggers.first(where: { $0.table == table && $0.name == name }) else {
            throw MigrationError("`\(table)` has no trigger `\(name)` at this point of the migrations")
        }
        return trigger
    }

    /// Adds something to a table that still has to make sense then.
    private mutating func add(_ name: QualifiedName, _ change: (inout TableSchema) throws -> Void) throws {
        try update(name) { table in
            try change(&table)
            if let mistake = table.mistakes.first { throw MigrationError(mistake) }
        }
    }

    private mutating func rename(_ name: QualifiedName, to new: String) throws {
        let renamed = QualifiedName(new, in: name.namespace)
        guard find(renamed) == nil else { throw MigrationError("there is a table `\(renamed)` already") }
        try update(name) { $0.name = new }
        for index in tables.indices {
            for key in tables[index].foreignKeys.indices where tables[index].foreignKeys[key].target == name {
                tables[index].foreignKeys[key].table = new
            }
        }
        for index in triggers.indices where triggers[index].table == name { triggers[index].table = renamed }
    }

    private mutating func dropColumn(_ name: QualifiedName, _ column: String) throws {
        for other in tables {
            for key in other.foreignKeys where key.target == name && key.referencedColumns.contains(column) {
                throw MigrationError(
                    "`\(name).\(column)` cannot be dropped while the foreign key `\(other.name(of: key))` of `\(other.fullName)` refers to it; drop that first"
                )
            }
        }
        try update(name) { table in
            _ = try table.requireColumn(column)
            func refuse(_ what: String) -> MigrationError {
                MigrationError("`\(name).\(column)` cannot be dropped while \(what) uses it; drop that first")
            }
            if table.primaryKey.contains(column) { throw refuse("the primary key") }
            if let key = table.foreignKeys.first(where: { $0.columns.contains(column) }) {
                throw refuse("the foreign key `\(table.name(of: key))`")
            }
            if let index = table.indexes.first(where: { $0.uses(column) }) {
                throw refuse("the index `\(table.name(of: index))`")
            }
            if let constraint = table.constraints.first(where: { $0.uses(column) }) {
                throw refuse("the constraint `\(constraint.name)`")
            }
            if let other = table.columns.first(where: { $0.name != column && $0.uses(column) }) {
                throw refuse("the column `\(other.name)`")
            }
            table.columns.removeAll { $0.name == column }
        }
    }

    private mutating func renameColumn(_ name: QualifiedName, _ old: String, to new: String) throws {
        func renamed(_ names: [String]) -> [String] { names.map { $0 == old ? new : $0 } }
        try update(name) { table in
            _ = try table.requireColumn(old)
            guard table.column(new) == nil else { throw MigrationError("`\(name)` has a column `\(new)` already") }
            for index in table.columns.indices {
                if table.columns[index].name == old { table.columns[index].name = new }
                let column = table.columns[index]
                table.columns[index].check = column.check.map { SQLNames.rename(old, to: new, in: $0) }
                if let computed = column.computed {
                    table.columns[index].computed?.expression = SQLNames.rename(old, to: new, in: computed.expression)
                }
            }
            table.primaryKey = renamed(table.primaryKey)
            for index in table.foreignKeys.indices {
                table.foreignKeys[index].columns = renamed(table.foreignKeys[index].columns)
            }
            table.indexes = table.indexes.map { $0.renaming(old, to: new) }
            table.constraints = table.constraints.map { $0.renaming(old, to: new) }
        }
        for index in tables.indices {
            for key in tables[index].foreignKeys.indices where tables[index].foreignKeys[key].target == name {
                tables[index].foreignKeys[key].referencedColumns = renamed(
                    tables[index].foreignKeys[key].referencedColumns)
            }
        }
    }
}

extension ViewSchema {
    /// The view's name with its namespace.
    var fullName: QualifiedName { QualifiedName(name, in: namespace) }
}
