/// Columns that several models share: a struct in Swift, columns of the model's own table in the database; the
/// ``Embeddable()`` macro writes the conformance.
public protocol ColumnGroup: Sendable {
    /// The columns, as queries name them.
    associatedtype Fields: Sendable

    /// Describes the columns.
    static func addColumns(to table: inout TableBuilder, prefix: String)
    /// The columns that Martlet fills in itself.
    static var roles: ColumnRoles { get }
    /// Reads the columns, in their order.
    init(reading row: inout RowReader) throws
    /// The values of the columns, in their order.
    var databaseValues: [DatabaseValue] { get }
    /// The initial value of a property, as its column stores it; `nil` for one without an initial value.
    static func initialValue(of column: String) -> DatabaseValue?
}

extension ColumnGroup {
    public static var roles: ColumnRoles { ColumnRoles() }
    public static func initialValue(of column: String) -> DatabaseValue? { nil }

    /// The initial value of a column with the prefix that it has in a table.
    public static func initialValue(of column: String, prefix: String) -> DatabaseValue? {
        column.hasPrefix(prefix) ? initialValue(of: String(column.dropFirst(prefix.count))) : nil
    }
}
