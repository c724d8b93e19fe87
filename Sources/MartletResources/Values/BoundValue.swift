import MartletData

/// A value of whatever type its column has, to be bound.
struct BoundValue: ColumnValue, Hashable {
    static var columnType: ColumnType { .text }
    let databaseValue: DatabaseValue
    init(databaseValue: DatabaseValue) { self.databaseValue = databaseValue }
    init(_ value: DatabaseValue) { databaseValue = value }
}

extension Model {
    /// The place of the model's own table in a query, for columns that are known by their names.
    static var place: TablePath { TablePath(root: schema.name) }
}
