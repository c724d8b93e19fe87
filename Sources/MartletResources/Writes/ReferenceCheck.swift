import MartletCore
import MartletData

/// Looks whether the rows that input refers to are there for queries: one query for each foreign key, whatever the number
/// of rows.
struct ReferenceCheck<Root: Model>: Sendable {
    let columns: ResourceColumns<Root>

    /// What is wrong with changes, by the pointers of their rows.
    func problems(
        of rows: [(pointer: String, changes: [String: DatabaseValue])], in database: any QueryExecutor
    ) async throws -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for key in Root.schema.foreignKeys {
            guard key.columns.count == 1, let column = key.columns.first, let target = key.referencedColumns.first,
                let schema = Root.schema.column(column), let member = columns[column], member.access != .hidden
            else { continue }
            var wanted: Set<DatabaseValue> = []
            for row in rows {
                if let value = row.changes[column], value != .null { wanted.insert(value) }
            }
            guard !wanted.isEmpty else { continue }
            let found = try await existing(wanted, target, of: key, schema, in: database)
            // A collation may take other letters for the same; what it is asked for is found out by the foreign key.
            if schema.type == .text, !found.isSubset(of: wanted) { continue }
            for row in rows {
                guard let value = row.changes[column], value != .null, !found.contains(value) else { continue }
                let pointer = "\(row.pointer)/\(JSONPointer.escape(member.member))"
                problems.append(FieldProblem(at: pointer, "reference", "does not exist"))
            }
        }
        return problems
    }

    /// The values that there are, as models have them: databases without a type for a value give it as another.
    private func existing(
        _ wanted: Set<DatabaseValue>, _ column: String, of key: ForeignKeySchema, _ schema: ColumnSchema,
        in database: any QueryExecutor
    ) async throws -> Set<DatabaseValue> {
        let type = schema.type.comparedType
        if let type, let model = schema.referred {
            return try await type.existing(wanted, column, of: model, in: database)
        }
        let table = Identifier(key.table, in: key.namespace)
        let name = Identifier(column)
        let values = wanted.map { BoundValue($0) }
        let sql: SQL = "SELECT \(name) FROM \(table) WHERE \(name) IN (\(list: values))"
        let rows = try await database.query(sql) { $0.value(at: 0) }
        return Set(rows.compactMap { value in type.map { $0.own(value) } ?? value })
    }
}

extension ComparedValue {
    /// The value of a model, of one as a database gives it.
    fileprivate static func own(_ value: DatabaseValue) -> DatabaseValue? { Self(databaseValue: value)?.databaseValue }

    /// Those of the values that rows of a model have in a column, as far as queries see the rows.
    fileprivate static func existing<Target: Model>(
        _ wanted: Set<DatabaseValue>, _ column: String, of target: Target.Type, in database: any QueryExecutor
    ) async throws -> Set<DatabaseValue> {
        let key = SQLExpression<Self>(column: column, at: Target.place)
        let values = wanted.compactMap { Self(databaseValue: $0) }
        let found = try await Target.query.where { _ in key.isIn(values) }.select { _ in key }.all(in: database)
        return Set(found.map(\.databaseValue))
    }
}
