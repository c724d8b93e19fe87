/// What identifies a row: a ``ColumnValue``, or the `Key` that `@Model` writes for a model with several key columns.
public protocol ModelKey: Sendable {
    /// The values of the key's columns, in the order of the table's primary key.
    var keyValues: [DatabaseValue] { get }
}

extension ColumnValue {
    public var keyValues: [DatabaseValue] { [databaseValue] }
}

/// The key of a view or table that has none; nothing can be found, updated or deleted by it.
public struct NoKey: ModelKey, Hashable {
    /// Creates the key.
    public init() {}
    public var keyValues: [DatabaseValue] { [] }
}
