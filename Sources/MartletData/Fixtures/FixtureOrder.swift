/// The order in which tables and rows can be inserted: what is referred to first.
enum FixtureOrder {
    /// - Throws: ``FixtureError`` when tables refer to each other in a circle that the database checks at once.
    static func tables(_ tables: [FixtureTable]) throws -> [FixtureTable] {
        var waiting = tables
        var result: [FixtureTable] = []
        while !waiting.isEmpty {
            let ready = waiting.filter { table in
                !waiting.contains { $0.schema.name != table.schema.name && refers(table.schema, to: $0.schema) }
            }
            guard !ready.isEmpty else {
                throw FixtureError(
                    "the tables \(waiting.map(\.schema.name).joined(separator: ", ")) refer to each other in a circle; "
                        + "declare one of the foreign keys with `deferral: .initiallyDeferred`")
            }
            result += ready
            waiting.removeAll { table in ready.contains { $0.schema.name == table.schema.name } }
        }
        return result
    }

    private static func refers(_ table: TableSchema, to other: TableSchema) -> Bool {
        table.foreignKeys.contains {
            $0.table == other.name && $0.namespace == other.namespace && $0.deferral != .initiallyDeferred
        }
    }

    /// Rows of a table that refers to itself, those that are referred to first.
    static func rows(_ rows: [[DatabaseValue]], of schema: TableSchema) -> [[DatabaseValue]] {
        let keys = schema.foreignKeys.filter { $0.table == schema.name && $0.namespace == schema.namespace }
        guard !keys.isEmpty else { return rows }
        func value(_ columns: [String], of row: [DatabaseValue]) -> RelationKey {
            RelationKey(
                columns.map { column in
                    guard let position = schema.position(of: column), row.indices.contains(position) else {
                        return .null
                    }
                    return row[position]
                })
        }
        var children: [RelationKey: [Int]] = [:]
        var open = [Int](repeating: 0, count: rows.count)
        for key in keys {
            let there = Set(rows.map { value(key.referencedColumns, of: $0) })
            for (index, row) in rows.enumerated() {
                let parent = value(key.columns, of: row)
                guard there.contains(parent), parent != value(key.referencedColumns, of: row) else { continue }
                children[parent, default: []].append(index)
                open[index] += 1
            }
        }
        var ready = rows.indices.filter { open[$0] == 0 }
        var result: [Int] = []
        while result.count < ready.count {
            let index = ready[result.count]
            result.append(index)
            for columns in Set(keys.map(\.referencedColumns)) {
                for child in children[value(columns, of: rows[index])] ?? [] where open[child] > 0 {
                    open[child] -= 1
                    if open[child] == 0 { ready.append(child) }
                }
            }
        }
        // Rows in a circle are left to the database, which may check them late.
        return result.map { rows[$0] } + rows.indices.filter { open[$0] > 0 }.map { rows[$0] }
    }
}
