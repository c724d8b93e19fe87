import MartletCore

/// The tables as a sequence of operations leaves them, known without asking a database.
struct SchemaState: Sendable, Equatable {
    /// The tables, in the order in which they were created.
    var tables: [TableSchema] = []
    var views: [ViewSchema] = []
    var triggers: [TriggerSchema] = []
    var extensions: [String] = []

    /// The state that models describe: their tables, as migrations record them.
    init(models: [TableSchema] = []) { tables = models.filter { $0.isManaged && !$0.isView }.map(\.resolved) }

    func find(_ name: QualifiedName) -> TableSchema? { tables.first { $0.fullName == name } }

    /// The table of a name.
    /// - Throws: ``MigrationError`` naming near tables.
    func table(_ name: QualifiedName) throws -> TableSchema {
        guard let table = find(name) else {
            throw MigrationError(
                "no table `\(name)` at this point of the migrations"
                    + NearMatch.hint(for: name.name, among: tables.map(\.name)))
        }
        return table
    }

    mutating func update(_ name: QualifiedName, _ change: (inout TableSchema) throws -> Void) throws {
        _ = try table(name)
        for index in tables.indices where tables[index].fullName == name { try change(&tables[index]) }
    }
}

extension TableSchema {
    /// The column of a name.
    /// - Throws: ``MigrationError`` naming near columns.
    func requireColumn(_ name: String) throws -> ColumnSchema {
        guard let column = column(name) else {
            throw MigrationError(
                "`\(self.name)` has no column `\(name)` at this point of the migrations"
                    + NearMatch.hint(for: name, among: columns.map(\.name)))
        }
        return column
    }

    func requireForeignKey(_ name: String) throws -> ForeignKeySchema {
        guard let key = foreignKeys.first(where: { self.name(of: $0) == name }) else {
            throw missing("foreign key", name, foreignKeys.map { self.name(of: $0) })
        }
        return key
    }

    func requireIndex(_ name: String) throws -> IndexSchema {
        guard let index = indexes.first(where: { self.name(of: $0) == name }) else {
            throw missing("index", name, indexes.map { self.name(of: $0) })
        }
        return index
    }

    func requireConstraint(_ name: String) throws -> ConstraintSchema {
        guard let constraint = constraints.first(where: { $0.name == name }) else {
            throw missing("constraint", name, constraints.map(\.name))
        }
        return constraint
    }

    private func missing(_ what: String, _ name: String, _ known: [String]) -> MigrationError {
        let list = known.isEmpty ? "it has none" : "it has \(known.map { "`\($0)`" }.joined(separator: ", "))"
        return MigrationError("`\(self.name)` has no \(what) `\(name)` at this point of the migrations; \(list)")
    }
}
