public import MartletData

/// How SQLite writes SQL.
public struct SQLiteDialect: Dialect {
    /// Creates the dialect.
    public init() {}

    public var name: String { "SQLite" }
    public var family: DatabaseFamily { .sqlite }
    public var features: DialectFeatures {
        var features = DialectFeatures()
        features.rowLocks = false
        features.altersTables = false
        features.comments = false
        features.namespaces = false
        return features
    }
    public func placeholder(_ position: Int) -> String { "?\(position)" }
    /// SQLite takes 32,766 parameters (<https://sqlite.org/limits.html>); shorter lists are parsed faster.
    public var maximumBindings: Int { 10_000 }

    public func typeName(of column: ColumnSchema) -> String {
        switch column.type {
        case .integer, .boolean, .duration: "INTEGER"
        case .real: "REAL"
        // A column of decimals has a collation besides, which the definition of its table writes.
        case .text, .uuid, .timestamp, .date, .time, .decimal, .json, .array, .range: "TEXT"
        case .blob: "BLOB"
        case .custom(let name): name
        }
    }
}
