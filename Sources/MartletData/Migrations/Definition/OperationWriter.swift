/// Writes what an operation does to one database.
struct OperationWriter {
    let dialect: any Dialect
    var writer: DefinitionWriter { DefinitionWriter(dialect: dialect) }

    /// The steps of several operations.
    /// - Parameter state: the tables before them, and then after them.
    func steps(_ operations: [MigrationOperation], from state: inout SchemaState) throws -> [MigrationStep] {
        var steps: [MigrationStep] = []
        for operation in operations {
            let before = state
            try state.apply(operation)
            for step in try self.steps(operation, before: before, after: state) {
                if case .rebuild(let next) = step, case .rebuild(let last)? = steps.last,
                    let merged = last.followed(by: next)
                {
                    steps[steps.count - 1] = .rebuild(merged)
                } else {
                    steps.append(step)
                }
            }
        }
        return steps
    }

    /// The steps of one operation.
    func steps(_ operation: MigrationOperation, before: SchemaState, after: SchemaState) throws -> [MigrationStep] {
        switch operation {
        case .createTable(let table): return sql(try writer.createTable(table))
        case .dropTable(let name): return sql(try dropTable(try before.table(name)))
        case .renameTable(let name, let new):
            return try renameTable(try before.table(name), try after.table(QualifiedName(new, in: name.namespace)))
        case .setTableComment(let name, _):
            let table = try after.table(name)
            switch dialect.family {
            case .sqlite: return []
            case .postgres: return [.sql(try writer.comment(on: table))]
            case .mysql:
                let text = try SQLLiteral(dialect: dialect).quote(table.comment ?? "")
                return [.sql("ALTER TABLE \(try writer.name(table)) COMMENT=\(text)")]
            }
        case .addColumn(let name, let column, let fill):
            return try addColumn(column, fill, before: try before.table(name), after: try after.table(name))
        case .dropColumn(let name, let column, _):
            return try dropColumn(column, before: try before.table(name), after: try after.table(name))
        case .renameColumn(let name, let old, let new):
            return try renameColumn(old, new, before: try before.table(name), after: try after.table(name))
        case .alterColumn(let name, let column, let fill, let using):
            return try alterColumn(
                column, fill, using, before: try before.table(name), after: try after.table(name))
        case .alterPrimaryKey(let name, _):
            return try alterPrimaryKey(before: try before.table(name), after: try after.table(name))
        case .separate(let database, _):
            var state = before
            return try steps(database, from: &state)
        case .runSQL(let up, _, let families):
            guard families?.contains(dialect.family) ?? true else { return [] }
            return up.map { .given($0) }
        case .runData(let data): return [.data(data)]
        case .createView(let view): return [.sql(try createView(view))]
        case .dropView(let name):
            let view = try before.view(name)
            let kind = view.isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
            return [.sql("DROP \(kind) \(try writer.name(name.name, in: name.namespace))")]
        case .createTrigger(let trigger): return sql(trigger.statements(for: dialect.family))
        case .dropTrigger(let table, let name):
            let trigger = try before.trigger(table, name)
            guard !trigger.statements(for: dialect.family).isEmpty else { return [] }
            let place = dialect.family == .postgres ? " ON \(try writer.name(table.name, in: table.namespace))" : ""
            return [.sql("DROP TRIGGER \(writer.quote(name))\(place)")]
        case .createExtension(let name):
            guard dialect.family == .postgres else { return [] }
            return [.sql("CREATE EXTENSION IF NOT EXISTS \(writer.quote(name))")]
        case .dropExtension(let name):
            guard dialect.family == .postgres else { return [] }
            return [.sql("DROP EXTENSION IF EXISTS \(writer.quote(name))")]
        default: return try ruleSteps(operation, before: before, after: after)
        }
    }

    func sql(_ statements: [String]) -> [MigrationStep] { statements.map { .sql($0) } }

    private func dropTable(_ table: TableSchema) throws -> [String] {
        let searches =
            dialect.family == .sqlite ? table.indexes.filter { $0.method == DefinitionWriter.textSearch } : []
        return try searches.flatMap { try writer.dropIndex($0, on: table) } + ["DROP TABLE \(try writer.name(table))"]
    }

    private func createView(_ view: ViewSchema) throws -> String {
        let name = try writer.name(view.name, in: view.namespace)
        guard view.isMaterialized else { return "CREATE VIEW \(name) AS \(view.query)" }
        guard dialect.family == .postgres else {
            throw writer.unsupported(
                "views whose rows are stored", "`\(view.name)`", "fill a table of your own, or leave isMaterialized out"
            )
        }
        return "CREATE MATERIALIZED VIEW \(name) AS \(view.query)"
    }

    private func renameTable(_ before: TableSchema, _ after: TableSchema) throws -> [MigrationStep] {
        var steps: [MigrationStep] = []
        let searches =
            dialect.family == .sqlite ? before.indexes.filter { $0.method == DefinitionWriter.textSearch } : []
        for index in searches { steps += sql(try writer.dropIndex(index, on: before)) }
        let target =
            dialect.family == .mysql ? try writer.name(after) : writer.quote(after.name)
        steps.append(.sql("ALTER TABLE \(try writer.name(before)) RENAME TO \(target)"))
        if dialect.family == .sqlite, try before.columns.contains(where: { try isNamed($0, in: before) }) {
            // The names of constraints are made of the table's, and SQLite renames none.
            var moved = before
            moved.name = after.name
            moved.indexes.removeAll { $0.method == DefinitionWriter.textSearch }
            moved.indexes = moved.indexes.map { index in
                var index = index
                index.name = before.name(of: index)
                return index
            }
            return steps + [rebuild(moved, after)]
        }
        steps += try renameRules(before: before, after: after, except: { _ in false })
        for index in after.indexes where dialect.family == .sqlite && index.method == DefinitionWriter.textSearch {
            steps += sql(try writer.createIndex(index, on: after))
        }
        return steps
    }

    private func alterPrimaryKey(before: TableSchema, after: TableSchema) throws -> [MigrationStep] {
        let table = try writer.name(after)
        let key = writer.list(after.primaryKey)
        switch dialect.family {
        case .sqlite: return [rebuild(before, after)]
        case .postgres:
            let name = writer.quote(after.primaryKeyName)
            var changes: [String] = []
            if !before.primaryKey.isEmpty { changes.append("DROP CONSTRAINT \(name)") }
            if !after.primaryKey.isEmpty { changes.append("ADD CONSTRAINT \(name) PRIMARY KEY (\(key))") }
            // A key forbids NULL; what leaves it may allow it again.
            for column in before.primaryKey where !after.primaryKey.contains(column) {
                guard after.column(column)?.isNullable == true else { continue }
                changes.append("ALTER COLUMN \(writer.quote(column)) DROP NOT NULL")
            }
            return changes.isEmpty ? [] : [.sql("ALTER TABLE \(table) \(changes.joined(separator: ", "))")]
        case .mysql:
            var changes: [String] = []
            if !before.primaryKey.isEmpty { changes.append("DROP PRIMARY KEY") }
            // What belongs to a key has a length and no NULL.
            for (old, new) in zip(before.columns, after.columns) where old.name == new.name {
                let definition = try writer.column(new, of: after)
                if try writer.column(old, of: before) != definition { changes.append("MODIFY COLUMN \(definition)") }
            }
            if !after.primaryKey.isEmpty { changes.append("ADD PRIMARY KEY (\(key))") }
            return changes.isEmpty ? [] : [.sql("ALTER TABLE \(table) \(changes.joined(separator: ", "))")]
        }
    }

    /// A new table of the new shape with the old one's rows.
    /// - Parameter expressions: what stands in columns, where it is not what stood there before.
    func rebuild(_ before: TableSchema, _ after: TableSchema, _ expressions: [String: String] = [:]) -> MigrationStep {
        let values = after.columns.compactMap { column -> (column: String, expression: String)? in
            guard column.computed == nil else { return nil }
            if let expression = expressions[column.name] { return (column.name, expression) }
            guard before.column(column.name) != nil else { return nil }
            return (column.name, writer.quote(column.name))
        }
        return .rebuild(TableRebuild(dialect: dialect, old: before, new: after, values: values))
    }
}
