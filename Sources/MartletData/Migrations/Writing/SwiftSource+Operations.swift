extension SwiftSource {
    /// Each operation on one line, for the checksum.
    static func operations(_ operations: [MigrationOperation]) -> [String] { operations.map { operation($0).line } }

    static func name(_ name: QualifiedName) -> SwiftExpression {
        guard let namespace = name.namespace else { return .string(name.name) }
        return .call("QualifiedName", [("", .string(name.name)), ("in", .string(namespace))])
    }

    static func operation(_ operation: MigrationOperation) -> SwiftExpression {
        var arguments = SwiftArguments()
        let word: String
        switch operation {
        case .createTable(let table):
            word = "createTable"
            arguments.add("", Self.table(table))
        case .dropTable(let table):
            word = "dropTable"
            arguments.add("", name(table))
        case .renameTable(let table, let new):
            word = "renameTable"
            arguments.add("", name(table))
            arguments.add("to", .string(new))
        case .setTableComment(let table, let comment):
            word = "setTableComment"
            arguments.add("", name(table))
            arguments.add("", comment.map { .string($0) } ?? .text("nil"))
        case .addColumn(let table, let column, let fill):
            word = "addColumn"
            arguments.add("", name(table))
            arguments.add("", Self.column(column))
            if let fill { arguments.add("fill", defaultValue(fill)) }
        case .dropColumn(let table, let column, let refill):
            word = "dropColumn"
            arguments.add("", name(table))
            arguments.add("", .string(column))
            if let refill { arguments.add("refill", defaultValue(refill)) }
        case .renameColumn(let table, let old, let new):
            word = "renameColumn"
            arguments.add("", name(table))
            arguments.add("", .string(old))
            arguments.add("to", .string(new))
        case .alterColumn(let table, let column, let fill, let using):
            word = "alterColumn"
            arguments.add("", name(table))
            arguments.add("", Self.column(column))
            if let fill { arguments.add("fill", defaultValue(fill)) }
            arguments.add("using", using)
        case .alterPrimaryKey(let table, let columns):
            word = "alterPrimaryKey"
            arguments.add("", name(table))
            arguments.add("", .strings(columns))
        default: return ruleOperation(operation)
        }
        return .call("." + word, arguments.list)
    }

    /// Operations on foreign keys, indexes and constraints.
    private static func ruleOperation(_ operation: MigrationOperation) -> SwiftExpression {
        var arguments = SwiftArguments()
        let word: String
        func start(_ table: QualifiedName, _ second: SwiftExpression) {
            arguments.add("", name(table))
            arguments.add("", second)
        }
        switch operation {
        case .addForeignKey(let table, let key, let validated):
            word = "addForeignKey"
            start(table, foreignKey(key))
            arguments.add("validated", validated, default: true)
        case .dropForeignKey(let table, let key):
            word = "dropForeignKey"
            start(table, .string(key))
        case .addIndex(let table, let index, let concurrently):
            word = "addIndex"
            start(table, Self.index(index))
            arguments.add("concurrently", concurrently, default: false)
        case .dropIndex(let table, let index, let concurrently):
            word = "dropIndex"
            start(table, .string(index))
            arguments.add("concurrently", concurrently, default: false)
        case .renameIndex(let table, let old, let new):
            word = "renameIndex"
            start(table, .string(old))
            arguments.add("to", .string(new))
        case .addConstraint(let table, let constraint, let validated):
            word = "addConstraint"
            start(table, Self.constraint(constraint))
            arguments.add("validated", validated, default: true)
        case .validateConstraint(let table, let constraint):
            word = "validateConstraint"
            start(table, .string(constraint))
        case .dropConstraint(let table, let constraint):
            word = "dropConstraint"
            start(table, .string(constraint))
        default: return otherOperation(operation)
        }
        return .call("." + word, arguments.list)
    }

    private static func otherOperation(_ operation: MigrationOperation) -> SwiftExpression {
        var arguments = SwiftArguments()
        switch operation {
        case .createView(let view):
            arguments.add("name", .string(view.name))
            arguments.add("namespace", view.namespace)
            arguments.add("query", .string(view.query))
            arguments.add("isMaterialized", view.isMaterialized, default: false)
            return .call(".createView", [("", .call("ViewSchema", arguments.list))])
        case .dropView(let view): return .call(".dropView", [("", name(view))])
        case .createTrigger(let trigger):
            arguments.add("name", .string(trigger.name))
            arguments.add("table", name(trigger.table))
            arguments.add("sqlite", trigger.sqlite)
            arguments.add("postgres", trigger.postgres)
            arguments.add("mysql", trigger.mysql)
            return .call(".createTrigger", [("", .call("TriggerSchema", arguments.list))])
        case .dropTrigger(let table, let trigger):
            return .call(".dropTrigger", [("", name(table)), ("", .string(trigger))])
        case .createExtension(let name): return .call(".createExtension", [("", .string(name))])
        case .dropExtension(let name): return .call(".dropExtension", [("", .string(name))])
        case .runSQL(let up, let down, let families):
            arguments.add("up", .strings(up))
            if let down { arguments.add("down", .strings(down)) }
            if let families { arguments.add("on", .array(families.map { .text(".\($0)") })) }
            return .call(".runSQL", arguments.list)
        case .runData(let data): return .call(".runData", [("", .call("DataMigration", [("", .string(data.name))]))])
        case .separate(let database, let state):
            return .call(
                ".separate",
                [
                    ("database", .array(database.map(Self.operation))), ("state", .array(state.map(Self.operation))),
                ])
        default: return .text("")
        }
    }
}
