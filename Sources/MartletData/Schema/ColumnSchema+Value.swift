extension ColumnSchema {
    /// A column for values of a Swift type; what the `@Model` macro writes for each property.
    /// - Parameters:
    ///   - name: the name of the column.
    ///   - type: the property's type, from which type and nullability follow.
    ///   - isKey: whether the column alone identifies a row; the database then gives whole numbers.
    ///   - isUnique: whether no two rows may have the same value.
    ///   - maximumLength: the most characters of a text, or bytes of a blob.
    public init<Value: ColumnValue>(
        _ name: String, _ type: Value.Type, isKey: Bool = false, isUnique: Bool = false, maximumLength: Int? = nil
    ) {
        var isInteger = false
        if case .integer = Value.columnType { isInteger = true }
        self.init(
            name: name, type: Value.columnType, isNullable: Value.isNullable, isGenerated: isKey && isInteger,
            isUnique: isUnique, maximumLength: maximumLength)
    }
}
