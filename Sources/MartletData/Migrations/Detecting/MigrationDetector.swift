/// Finds the operations that lead from the tables that migrations have made to those that models describe.
struct MigrationDetector {
    /// The tables as the operations found so far leave them.
    private(set) var state: SchemaState
    private(set) var operations: [MigrationOperation] = []
    let models: [TableSchema]
    let target: SchemaState
    let answers: any DetectionAnswers
    /// Foreign keys that are added when everything else stands.
    private(set) var later: [(QualifiedName, ForeignKeySchema)] = []
    /// Indexes that are dropped when their successors stand: a foreign key has need of one of them at any time.
    private(set) var replaced: [(QualifiedName, String)] = []

    /// - Parameters:
    ///   - recorded: the tables as the migrations have made them.
    ///   - models: the tables as the models describe them.
    init(from recorded: SchemaState, to models: [TableSchema], answers: any DetectionAnswers = GivenAnswers()) {
        state = recorded
        self.models = models
        target = SchemaState(models: models)
        self.answers = answers
    }

    /// The operations, in an order in which they can run.
    /// - Throws: ``MigrationError`` for what only a person knows and has not said.
    static func detect(
        from recorded: SchemaState, to models: [TableSchema], answers: any DetectionAnswers = GivenAnswers()
    ) throws -> [MigrationOperation] {
        var detector = MigrationDetector(from: recorded, to: models, answers: answers)
        try detector.run()
        return detector.operations
    }

    private mutating func run() throws {
        try checkModels()
        try forgetUnmanaged()
        try renameTables()
        for table in target.tables where state.find(table.fullName) != nil { try renameColumns(of: table) }
        try dropKeysOfGoingTables()
        for table in target.tables {
            let renewed = renewedColumns(of: table)
            try dropRules(of: table, renewed: renewed)
            try dropComputedColumns(of: table, renewed: renewed)
        }
        try createTables()
        for table in target.tables { try changeColumns(of: table) }
        for table in target.tables { try addRules(to: table) }
        for (table, index) in replaced { try emit(.dropIndex(table, index)) }
        for (table, key) in later { try emit(.addForeignKey(table, key)) }
        for table in target.tables { try dropColumns(of: table) }
        try dropTables()
    }

    mutating func emit(_ operation: MigrationOperation) throws {
        try state.apply(operation)
        operations.append(operation)
    }

    mutating func dropLater(_ index: String, of table: QualifiedName) { replaced.append((table, index)) }

    mutating func addLater(_ key: ForeignKeySchema, to table: QualifiedName) { later.append((table, key)) }

    private func checkModels() throws {
        var names: Set<QualifiedName> = []
        for table in target.tables {
            if let mistake = table.mistakes.first { throw MigrationError("the models do not fit: \(mistake)") }
            guard names.insert(table.fullName).inserted else {
                throw MigrationError(
                    "two models have the table `\(table.fullName)`; name one of them @Model(table: \"…\")")
            }
            for key in table.foreignKeys where !models.contains(where: { $0.fullName == key.target }) {
                throw MigrationError(
                    """
                    `\(table.fullName)` refers to the table `\(key.target)`, which no model of the migrations has; add that \
                    model to the list
                    """)
            }
        }
    }

    /// A table that migrations no longer manage stays as it is.
    private mutating func forgetUnmanaged() throws {
        let unmanaged = Set(models.filter { !$0.isManaged || $0.isView }.map(\.fullName))
        let forgotten = state.tables.map(\.fullName).filter { unmanaged.contains($0) }
        for name in forgotten {
            for table in state.tables where table.fullName != name {
                for key in table.foreignKeys where key.target == name {
                    try emit(.dropForeignKey(table.fullName, table.name(of: key)))
                }
            }
            try emit(.separate(database: [], state: [.dropTable(name)]))
        }
    }

    private mutating func renameTables() throws {
        for model in models where model.isManaged && state.find(model.fullName) == nil {
            guard let old = model.renamedFrom else { continue }
            let name = QualifiedName(old, in: model.namespace)
            if state.find(name) != nil, target.find(name) == nil { try emit(.renameTable(name, to: model.name)) }
        }
        for table in target.tables where state.find(table.fullName) == nil {
            for gone in state.tables where target.find(gone.fullName) == nil {
                if gone.name == table.name {
                    throw MigrationError(
                        """
                        `\(gone.fullName)` would move to `\(table.fullName)`; moving a table between namespaces is written by \
                        hand: .runSQL for the database, and .separate for what the migrations record
                        """)
                }
                let isSame = Set(gone.columns.map(\.name)) == Set(table.columns.map(\.name))
                guard isSame, gone.namespace == table.namespace else { continue }
                if try answers.isRenamed(table: gone.fullName, to: table.fullName) {
                    try emit(.renameTable(gone.fullName, to: table.name))
                    break
                }
            }
        }
    }

    private mutating func renameColumns(of table: TableSchema) throws {
        let name = table.fullName
        let model = models.first { $0.fullName == name } ?? table
        for column in model.columns where try state.table(name).column(column.name) == nil {
            let gone = try state.table(name).columns.filter { table.column($0.name) == nil }
            if let old = column.renamedFrom {
                if gone.contains(where: { $0.name == old }) { try emit(.renameColumn(name, old, to: column.name)) }
                continue
            }
            for old in gone where old.type == column.type {
                if try answers.isRenamed(column: old.name, to: column.name, of: name) {
                    try emit(.renameColumn(name, old.name, to: column.name))
                    break
                }
            }
        }
    }

    private mutating func createTables() throws {
        var waiting = target.tables.filter { state.find($0.fullName) == nil }
        while !waiting.isEmpty {
            // The first one that refers to nothing that is still to come; in a cycle the first one, without its keys.
            let pending = Set(waiting.map(\.fullName))
            let ready = waiting.firstIndex { table in
                table.foreignKeys.allSatisfy { $0.target == table.fullName || !pending.contains($0.target) }
            }
            var table = waiting.remove(at: ready ?? 0)
            let later = table.foreignKeys.filter { key in
                guard key.target != table.fullName else { return false }
                guard let other = state.find(key.target) else { return true }
                // A column that the other table gets only now.
                return key.referencedColumns.contains { other.column($0) == nil }
            }
            table.foreignKeys.removeAll { later.contains($0) }
            try emit(.createTable(table))
            for key in later { addLater(key, to: table.fullName) }
        }
    }

    private mutating func dropTables() throws {
        var waiting = state.tables.filter { target.find($0.fullName) == nil }.reversed().map(\.fullName)
        while !waiting.isEmpty {
            let names = Set(waiting)
            let free = try waiting.firstIndex { name in
                try waiting.allSatisfy { other in
                    try other == name || !state.table(other).foreignKeys.contains { $0.target == name }
                }
            }
            if let free {
                try emit(.dropTable(waiting.remove(at: free)))
                continue
            }
            // They refer to each other in a circle, which ends with the keys of one of them.
            let name = waiting[0]
            let table = try state.table(name)
            for key in table.foreignKeys where key.target != name && names.contains(key.target) {
                try emit(.dropForeignKey(name, table.name(of: key)))
            }
        }
    }
}
