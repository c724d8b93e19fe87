/// What keeps an upsert of MariaDB and MySQL to the key that it names: they update a row that collides in any other one too.
///
/// `ON DUPLICATE KEY UPDATE` does not say which key it was. So the first assignment compares the columns of the named key,
/// and where they differ it asks for a value that there is none of, which ends the statement with error 1242.
package enum CollisionGuard {
    /// A value that cannot be had.
    package static let failing = "(SELECT 1 UNION ALL SELECT 2)"
    /// The error of it, in the words of an upsert.
    package static let message = "a row collides in another key than the one that the upsert names"

    /// Whether rows that are inserted with some columns could collide in another key than the named one.
    static func isNeeded(_ schema: TableSchema, on columns: [String], writing written: [String]) -> Bool {
        var keys = [schema.primaryKey]
        keys += schema.columns.filter(\.isUnique).map { [$0.name] }
        for case .unique(let constraint) in schema.constraints { keys.append(constraint.columns) }
        for index in schema.indexes where index.isUnique {
            keys.append(
                index.parts.compactMap { part in
                    if case .column(let name) = part.content { name } else { nil }
                })
        }
        let named = Set(columns)
        return keys.contains { !$0.isEmpty && Set($0) != named && Set($0).isSubset(of: written) }
    }
}
