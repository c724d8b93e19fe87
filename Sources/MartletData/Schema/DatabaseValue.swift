/// A value as databases know it.
public enum DatabaseValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// What kind of value this is, for messages.
    var kind: String {
        switch self {
        case .null: "NULL"
        case .integer: "an integer"
        case .real: "a real"
        case .text: "a text"
        case .blob: "a blob"
        }
    }
}

/// One row of a result, read by position.
///
/// A driver implements it over its own row, so that decoding a model copies each value once.
public protocol RowSource {
    /// How many columns the row has.
    var count: Int { get }
    /// The value of a column; `null` past the end.
    func value(at index: Int) -> DatabaseValue
}

/// Reads the columns of a model from a row, one after the other.
public struct RowReader {
    private let row: any RowSource
    private let table: TableSchema
    private var position: Int
    private let start: Int

    init(_ row: any RowSource, table: TableSchema, start: Int = 0) {
        self.row = row
        self.table = table
        self.start = start
        position = start
    }

    /// Reads the next column.
    /// - Throws: ``DecodingFailure`` naming table, column, expected and got.
    public mutating func next<Value: ColumnValue>(_ type: Value.Type = Value.self) throws -> Value {
        let index = position
        position += 1
        let column = table.columns.indices.contains(index - start) ? table.columns[index - start].name : "#\(index)"
        guard index < row.count else {
            throw DecodingFailure(table: table.name, column: column, expected: "\(Value.self)", got: "no column")
        }
        let value = row.value(at: index)
        guard let decoded = Value(databaseValue: value) else {
            throw DecodingFailure(table: table.name, column: column, expected: "\(Value.self)", got: value.kind)
        }
        return decoded
    }
}

/// A row held something that its model cannot hold.
public struct DecodingFailure: Error, CustomStringConvertible, Equatable {
    /// The table.
    public let table: String
    /// The column.
    public let column: String
    /// The Swift type that the model wants.
    public let expected: String
    /// What kind of value was there.
    public let got: String

    public var description: String { "\(table).\(column): expected \(expected), got \(got)" }
}
