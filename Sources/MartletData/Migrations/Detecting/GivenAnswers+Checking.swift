import MartletCore

extension GivenAnswers {
    /// Refuses what names nothing: passed over, a mistyped answer would let a column be dropped with its values.
    /// - Parameters:
    ///   - state: what the migrations have made so far.
    ///   - models: the tables of the models.
    func check(from state: SchemaState, to models: [TableSchema]) throws {
        for (old, new) in renames.sorted(by: { $0.key < $1.key }) {
            if let table = state.tables.first(where: { "\($0.fullName)" == old }) {
                let names = models.filter { $0.namespace == table.namespace }.map(\.name)
                try Self.require(new, in: names, "--rename \(old)=\(new)", "no model has the table `\(new)`")
                continue
            }
            let (table, column) = try Self.find(old, in: state.tables, "--rename \(old)=\(new)", "in the migrations")
            // The table may be renamed too.
            let now = renames["\(table.fullName)"] ?? table.name
            let columns = models.filter {
                $0.namespace == table.namespace && ($0.name == now || $0.renamedFrom == table.name)
            }
            .flatMap(\.columns).map(\.name)
            try Self.require(
                new, in: columns, "--rename \(old)=\(new)", "the model of `\(now)` has no column `\(new)`")
            guard !columns.contains(column) else {
                throw MigrationError(
                    "--rename \(old)=\(new) cannot be: the model of `\(now)` still has the column `\(column)`")
            }
        }
        for name in drops.sorted() where !state.tables.contains(where: { "\($0.fullName)" == name }) {
            _ = try Self.find(name, in: state.tables, "--drop \(name)", "in the migrations")
        }
        for name in fills.keys.sorted() { _ = try Self.find(name, in: models, "--fill \(name)", "in the models") }
        for name in refills.keys.sorted() {
            _ = try Self.find(name, in: state.tables, "--refill \(name)", "in the migrations")
        }
    }

    /// The table and the column that an answer names.
    private static func find(
        _ name: String, in tables: [TableSchema], _ answer: String, _ place: String
    ) throws -> (table: TableSchema, column: String) {
        for table in tables {
            if let column = table.columns.first(where: { "\(table.fullName).\($0.name)" == name }) {
                return (table, column.name)
            }
        }
        let names = tables.flatMap { table in table.columns.map { "\(table.fullName).\($0.name)" } }
        throw MigrationError(
            "\(answer) names nothing: there is no `\(name)` \(place)\(NearMatch.hint(for: name, among: names))")
    }

    private static func require(_ name: String, in names: [String], _ answer: String, _ what: String) throws {
        guard !names.contains(name) else { return }
        throw MigrationError("\(answer) names nothing: \(what)\(NearMatch.hint(for: name, among: names))")
    }
}
