extension Model {
    /// What clients see and set of a column where nothing else is said of it.
    ///
    /// What nobody but the application or the database sets is not taken: generated and computed values, keys that are
    /// made in Swift, such as a UUID, versions, moments. The mark of deletion is hidden.
    package static func clientAccess(to column: ColumnSchema) -> ColumnAccess {
        guard column.access == .readWrite else { return column.access }
        if column.name == roles[.deleted] { return .hidden }
        if case .range = column.type { return .readOnly }
        let isMade = schema.primaryKey.contains(column.name) && initialValue(of: column.name) != nil
        return isAutomatic(column) || isMade ? .readOnly : .readWrite
    }

    /// Whether nobody but the database or the model itself sets a column.
    package static func isAutomatic(_ column: ColumnSchema) -> Bool {
        column.isGenerated || column.computed != nil
            || [.version, .created, .updated].contains { roles[$0] == column.name }
    }

    /// The columns that clients must not set, by their names: those that are read-only or hidden, and those that the
    /// database or the model itself sets.
    public static var untakenMembers: [String] {
        schema.columns.filter { column in
            let access = clientAccess(to: column)
            return access == .readOnly || access == .hidden
        }.map(\.name)
    }
}
