public import MartletData

/// How SQLite writes SQL.
public struct SQLiteDialect: Dialect {
    public var name: String { "SQLite" }
    public func quote(_ identifier: String) -> String {
        "\"" + identifier.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
    public func placeholder(_ position: Int) -> String { "?" }
    /// SQLite takes 32,766 parameters (<https://sqlite.org/limits.html>); shorter lists are parsed faster.
    public var maximumListLength: Int { 10_000 }

    public func typeName(of column: ColumnSchema) -> String {
        switch column.type {
        case .integer, .boolean: "INTEGER"
        case .real: "REAL"
        case .text, .uuid, .timestamp, .decimal: "TEXT"
        case .blob: "BLOB"
        }
    }
}
