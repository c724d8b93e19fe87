public import MartletCore

/// A struct whose values are rows of a table; the ``Model(table:schema:comment:renamedFrom:managed:view:)`` macro writes
/// the conformance.
///
/// The hooks at the end do nothing unless a model has its own; they run for single rows, not for bulk writes.
public protocol Model: Sendable, PartlyTaken, DocumentedByValue {
    /// The type of the primary key.
    associatedtype ID: ModelKey & Hashable
    /// The columns and relations, as queries name them.
    associatedtype Fields: ModelFields

    /// The table and the columns that identify a row.
    static var table: TableName { get }
    /// The description of the table.
    static var schema: TableSchema { get }
    /// The columns that Martlet fills in itself.
    static var roles: ColumnRoles { get }
    /// Reads a row, in the order of the schema's columns.
    init(reading row: inout RowReader) throws
    /// The values of a row, in the order of the schema's columns.
    var databaseValues: [DatabaseValue] { get }
    /// The value that identifies the row.
    var primaryKey: ID { get }
    /// The initial value of a property, as its column stores it; `nil` for one without an initial value.
    static func initialValue(of column: String) -> DatabaseValue?
    /// The rows that queries see; all by default. ``ModelQuery/unscoped()`` sees all.
    static func scope(_ row: Fields) -> SQLCondition

    /// Called before a row is inserted or updated; what it throws prevents that.
    mutating func willSave(in database: any QueryExecutor) async throws
    /// Called after a row was inserted or updated.
    func didSave(in database: any QueryExecutor) async throws
    /// Called before a row is deleted; what it throws prevents that.
    func willDelete(in database: any QueryExecutor) async throws
    /// Called after a row was deleted.
    func didDelete(in database: any QueryExecutor) async throws
}

extension Model {
    public static var roles: ColumnRoles { ColumnRoles() }
    public static func initialValue(of column: String) -> DatabaseValue? { nil }
    public mutating func willSave(in database: any QueryExecutor) async throws {}
    public func didSave(in database: any QueryExecutor) async throws {}
    public func willDelete(in database: any QueryExecutor) async throws {}
    public func didDelete(in database: any QueryExecutor) async throws {}

    /// The name of the table.
    public static var tableName: String { table.name }
}

/// The name of a table and of the columns that identify its rows.
public struct TableName: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The database schema (PostgreSQL) or database (MariaDB); `nil` for the connection's own.
    public let namespace: String?
    /// The columns of the primary key, in order.
    public let key: [String]

    /// Creates a name; the `@Model` macro does.
    public init(_ name: String, in namespace: String? = nil, key: [String]) {
        self.name = name
        self.namespace = namespace
        self.key = key
    }
}

/// The columns and relations of a model, seen from a place in a query.
public protocol ModelFields: Sendable {
    /// Creates the fields as seen from a place.
    init(at path: TablePath)
}

/// What Martlet does with a column by itself.
public enum ColumnRole: String, Sendable, Hashable, CaseIterable {
    /// Set to the moment of the insertion.
    case created
    /// Set to the moment of each insertion and update.
    case updated
    /// `Date?`: deleting sets it instead of removing the row, and queries pass over rows that have it.
    case deleted
    /// A whole number that each update raises; an update of a row that another has changed meanwhile is an error.
    case version
}

/// The columns that Martlet fills in itself, by what it does with them.
public struct ColumnRoles: Sendable, Hashable {
    var columns: [ColumnRole: String] = [:]

    /// Creates a set without any.
    public init() {}

    /// Creates a set; the `@Model` macro does.
    public init(_ columns: [ColumnRole: String]) { self.columns = columns }

    /// These roles and those of an embedded struct whose columns have a prefix.
    public func merging(_ other: ColumnRoles, prefix: String) -> ColumnRoles {
        ColumnRoles(columns.merging(other.columns.mapValues { prefix + $0 }) { own, _ in own })
    }

    /// The column of a role.
    package subscript(_ role: ColumnRole) -> String? { columns[role] }
}
