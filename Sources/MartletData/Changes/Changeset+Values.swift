extension Changeset {
    /// The value that a column is changed to; `nil` for one that stays as it is, and for a new row without a value of it.
    ///
    /// Of a column that may be NULL the value is optional itself: `.some(nil)` is NULL, as a member that is `null` in a
    /// merge patch.
    ///
    /// ```swift
    /// if let seconds = changes[\.seconds], seconds > 3600 { changes.fail(\.seconds, "is too long") }
    /// ```
    public subscript<Value: ColumnValue>(_ column: KeyPath<Root.Fields, SQLExpression<Value>>) -> Value? {
        Root.Fields.unplaced[keyPath: column].columnNames.first.flatMap { changes[$0] }.flatMap {
            Value(databaseValue: $0)
        }
    }
}
