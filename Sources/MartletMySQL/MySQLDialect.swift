public import MartletData

/// How MariaDB and MySQL write SQL, in sessions whose `sql_mode` has `ANSI_QUOTES`, `PIPES_AS_CONCAT` and
/// `NO_BACKSLASH_ESCAPES`.
public struct MySQLDialect: Dialect {
    /// Whether the server is MySQL and not MariaDB.
    public let isMySQL: Bool

    /// Creates the dialect; of MariaDB by default.
    public init(isMySQL: Bool = false) { self.isMySQL = isMySQL }

    public var name: String { isMySQL ? "MySQL" : "MariaDB" }
    public var family: DatabaseFamily { .mysql }
    public var features: DialectFeatures {
        var features = DialectFeatures()
        features.insertReturning = !isMySQL
        features.updateReturning = false
        features.deleteReturning = !isMySQL
        features.transactionalDefinition = false
        features.aggregateFilter = false
        features.partialIndexes = false
        features.expressionIndexes = isMySQL
        features.nulInText = true
        return features
    }
    /// The collation of texts: byte by byte, with spaces at the end, as on the other databases.
    var collation: String { isMySQL ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin" }
    public func placeholder(_ position: Int) -> String { "?" }
    /// The protocol counts parameters in 16 bits.
    public var maximumBindings: Int { 65_535 }

    public func typeName(of column: ColumnSchema) -> String {
        switch column.type {
        case .boolean: "tinyint(1)"
        case .integer(let width):
            Self.integerName(width) + (width.isSigned ? "" : " unsigned")
        case .real(.float): "float"
        case .real(.double): "double"
        case .decimal(let precision, let scale): "decimal(\(precision ?? 65), \(scale ?? (precision == nil ? 20 : 0)))"
        case .text:
            (column.maximumLength.map { $0 <= 16_383 ? "varchar(\($0))" : "longtext" } ?? "longtext")
                + (column.collation == nil ? " collate \(collation)" : "")
        case .blob: column.maximumLength.map { $0 <= 65_535 ? "varbinary(\($0))" : "longblob" } ?? "longblob"
        case .uuid: isMySQL ? "char(36) character set ascii" : "uuid"
        case .timestamp: "datetime(6)"
        case .date: "date"
        case .time: "time(6)"
        case .duration: "bigint"
        case .json, .array, .range: "json"
        case .custom(let name): name
        }
    }

    public func castName(of type: ColumnType) -> String {
        switch type {
        case .boolean, .duration: "signed"
        case .integer(let width): width.isSigned ? "signed" : "unsigned"
        case .real: "double"
        case .decimal(let precision, let scale): "decimal(\(precision ?? 65), \(scale ?? (precision == nil ? 20 : 0)))"
        case .text: "char"
        case .blob: "binary"
        case .uuid: isMySQL ? "char(36)" : "uuid"
        case .timestamp: "datetime(6)"
        case .date: "date"
        case .time: "time(6)"
        // MariaDB's JSON is text.
        case .json, .array, .range: isMySQL ? "json" : "char"
        case .custom(let name): name
        }
    }

    private static func integerName(_ width: IntegerWidth) -> String {
        switch width.bits {
        case 8: "tinyint"
        case 16: "smallint"
        case 32: "int"
        default: "bigint"
        }
    }
}
