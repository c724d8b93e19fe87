public import MartletData

/// How PostgreSQL writes SQL.
public struct PostgresDialect: Dialect {
    /// Creates the dialect.
    public init() {}

    public var name: String { "PostgreSQL" }
    public var family: DatabaseFamily { .postgres }
    public var features: DialectFeatures {
        var features = DialectFeatures()
        features.distinctOn = true
        features.arraysAndRanges = true
        features.deferrableConstraints = true
        features.coveringIndexes = true
        features.nonFiniteReals = true
        return features
    }
    public func placeholder(_ position: Int) -> String { "$\(position)" }
    /// The protocol counts parameters in 16 bits.
    public var maximumBindings: Int { 65_535 }

    public func typeName(of column: ColumnSchema) -> String { Self.typeName(column.type, column.maximumLength) }

    private static func typeName(_ type: ColumnType, _ maximumLength: Int?) -> String {
        switch type {
        case .boolean: "boolean"
        case .integer(.int8), .integer(.int16), .integer(.uint8): "smallint"
        case .integer(.int32), .integer(.uint16): "integer"
        case .integer(.int64), .integer(.uint32): "bigint"
        case .integer(.uint64): "numeric(20)"
        case .real(.float): "real"
        case .real(.double): "double precision"
        case .decimal(let precision?, let scale): "numeric(\(precision), \(scale ?? 0))"
        case .decimal(nil, _): "numeric"
        case .text: maximumLength.map { "varchar(\($0))" } ?? "text"
        case .blob: "bytea"
        case .uuid: "uuid"
        case .timestamp: "timestamptz"
        case .date: "date"
        case .time: "time"
        // An interval's months and days have no fixed length.
        case .duration: "bigint"
        case .json: "jsonb"
        case .array(let element): typeName(element, nil) + "[]"
        case .range(let bound): rangeName(bound)
        case .custom(let name): name
        }
    }

    private static func rangeName(_ bound: ColumnType) -> String {
        switch bound {
        case .integer(.int64), .integer(.uint32), .integer(.uint64): "int8range"
        case .integer: "int4range"
        case .date: "daterange"
        case .timestamp: "tstzrange"
        default: "numrange"
        }
    }
}
