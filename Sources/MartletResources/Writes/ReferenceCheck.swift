import MartletCore
import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Looks whether the rows that input refers to exist: one query for each foreign key, whatever the number of rows.
struct ReferenceCheck<Root: Model>: Sendable {
    let columns: ResourceColumns<Root>

    /// What is wrong with changes, by the pointers of their rows.
    func problems(
        of rows: [(pointer: String, changes: [String: DatabaseValue])], in database: any QueryExecutor
    ) async throws -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for key in Root.schema.foreignKeys {
            guard key.columns.count == 1, let column = key.columns.first, let target = key.referencedColumns.first,
                let schema = Root.schema.column(column), columns[column]?.access != .hidden
            else { continue }
            var wanted: Set<DatabaseValue> = []
            for row in rows {
                if let value = row.changes[column], value != .null { wanted.insert(value) }
            }
            guard !wanted.isEmpty else { continue }
            let found = try await existing(wanted, target, of: key, schema, in: database)
            for row in rows {
                guard let value = row.changes[column], value != .null, !found.contains(value) else { continue }
                problems.append(FieldProblem(at: "\(row.pointer)/\(column)", "reference", "does not exist"))
            }
        }
        return problems
    }

    private func existing(
        _ wanted: Set<DatabaseValue>, _ column: String, of key: ForeignKeySchema, _ schema: ColumnSchema,
        in database: any QueryExecutor
    ) async throws -> Set<DatabaseValue> {
        let table = Identifier(key.table, in: key.namespace)
        let name = Identifier(column)
        let values = wanted.map { BoundValue($0) }
        let sql: SQL = "SELECT \(name) FROM \(table) WHERE \(name) IN (\(list: values))"
        let rows = try await database.query(sql) { $0.value(at: 0) }
        // Databases without a type for a value give it as another, such as a UUID as text.
        return Set(rows.compactMap { schema.type.ownValue(of: $0) })
    }
}

extension ColumnType {
    /// A value as models have it, of one as a database gives it.
    fileprivate func ownValue(of value: DatabaseValue) -> DatabaseValue? {
        switch self {
        case .uuid: UUID(databaseValue: value)?.databaseValue
        case .decimal: Decimal(databaseValue: value)?.databaseValue
        case .date: CalendarDate(databaseValue: value)?.databaseValue
        case .timestamp: Date(databaseValue: value)?.databaseValue
        default: value
        }
    }
}
