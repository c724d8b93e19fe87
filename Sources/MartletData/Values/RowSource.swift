/// One row of a result, read by position while the driver stands on it.
///
/// A driver implements it over its own row, so that decoding a model copies each value once. The typed readers are the
/// fast paths of the commonest columns; each has a default through ``value(at:)``.
public protocol RowSource {
    /// How many columns the row has.
    var count: Int { get }
    /// The value of a column; `null` past the end.
    func value(at index: Int) -> DatabaseValue
    /// Whether a column is NULL, or past the end.
    func isNull(at index: Int) -> Bool
    /// The whole number of a column; `nil` when it holds something else.
    func integer(at index: Int) -> Int64?
    /// The floating-point number of a column, also of a whole one; `nil` when it holds something else.
    func real(at index: Int) -> Double?
    /// The text of a column; `nil` when it holds something else.
    func text(at index: Int) -> String?
    /// The moment of a column in microseconds since 1970 UTC; `nil` when it holds something else.
    func timestamp(at index: Int) -> Int64?
    /// Whether there is such a column, for messages.
    func hasColumn(at index: Int) -> Bool
    /// The name of a column, for messages and for rows read by name; `nil` when the driver does not know it.
    func name(at index: Int) -> String?
}

extension RowSource {
    public func isNull(at index: Int) -> Bool { value(at: index) == .null }

    public func integer(at index: Int) -> Int64? {
        if case .integer(let value) = value(at: index) { value } else { nil }
    }

    public func real(at index: Int) -> Double? {
        switch value(at: index) {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    public func text(at index: Int) -> String? {
        if case .text(let value) = value(at: index) { value } else { nil }
    }

    public func timestamp(at index: Int) -> Int64? {
        switch value(at: index) {
        case .timestamp(let microseconds): microseconds
        case .text(let text): TimestampText.parse(text)
        default: nil
        }
    }

    public func hasColumn(at index: Int) -> Bool { index >= 0 && index < count }

    public func name(at index: Int) -> String? { nil }

    /// The value of a column as a Swift type.
    /// - Throws: ``DecodingFailure`` when the column holds something else.
    public func read<Value: ColumnValue>(_ type: Value.Type = Value.self, at index: Int) throws -> Value {
        guard index >= 0, index < count else {
            throw DecodingFailure(table: "result", column: "#\(index)", expected: "\(Value.self)", got: "no column")
        }
        guard let value = Value.read(from: self, at: index) else {
            throw DecodingFailure(
                table: "result", column: name(at: index) ?? "#\(index)", expected: "\(Value.self)",
                got: value(at: index).kind)
        }
        return value
    }
}

/// Reads the columns of a model from a row, one after the other.
public struct RowReader {
    @usableFromInline let row: any RowSource
    private let table: Table
    @usableFromInline var position: Int
    private let start: Int

    /// Whose columns they are: a model says it when it is asked, since copying a schema costs more than reading a row.
    private enum Table {
        case model(any Model.Type)
        indirect case schema(TableSchema)
    }

    /// Creates a reader that starts at a column.
    /// - Parameters:
    ///   - row: the row.
    ///   - table: the table whose columns stand there, in order, for messages.
    ///   - start: the position of the table's first column.
    public init(_ row: any RowSource, table: TableSchema, start: Int = 0) {
        self.row = row
        self.table = .schema(table)
        self.start = start
        position = start
    }

    /// Creates a reader of a model's columns.
    init(_ row: any RowSource, of model: any Model.Type) {
        self.row = row
        table = .model(model)
        start = 0
        position = 0
    }

    /// Reads the next column.
    /// - Throws: ``DecodingFailure`` naming table, column, expected and got.
    @inlinable public mutating func next<Value: ColumnValue>(_ type: Value.Type = Value.self) throws -> Value {
        let index = position
        position += 1
        guard index < row.count, let value = Value.read(from: row, at: index) else { throw failure(type, index) }
        return value
    }

    @usableFromInline func failure(_ type: any ColumnValue.Type, _ index: Int) -> DecodingFailure {
        let table =
            switch table {
            case .model(let model): model.schema
            case .schema(let schema): schema
            }
        let column = table.columns.indices.contains(index - start) ? table.columns[index - start].name : "#\(index)"
        guard index < row.count else {
            return DecodingFailure(table: table.name, column: column, expected: "\(type)", got: "no column")
        }
        return DecodingFailure(
            table: table.name, column: column, expected: ExpectedType.description(of: type),
            got: ExpectedType.description(of: row.value(at: index), for: type))
    }
}

/// What a failed reading says about types and values.
private enum ExpectedType {
    /// The type, with its cases where they can be listed.
    static func description(of type: any ColumnValue.Type) -> String {
        let cases = (type as? any CaseIterable.Type).map { rawValues($0) } ?? []
        return cases.isEmpty ? "\(type)" : "\(type) (\(cases.joined(separator: ", ")))"
    }

    private static func rawValues<Type: CaseIterable>(_ type: Type.Type) -> [String] {
        type.allCases.compactMap { value in (value as? any RawRepresentable).map { "\($0.rawValue)" } }
    }

    /// The kind of a value; the value itself only where it should have been one of a few.
    static func description(of value: DatabaseValue, for type: any ColumnValue.Type) -> String {
        guard type is any RawRepresentable.Type else { return value.kind }
        switch value {
        case .text(let text): return "the text \"\(text.prefix(40))\""
        case .integer(let integer): return "the integer \(integer)"
        default: return value.kind
        }
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

    /// Creates a failure.
    public init(table: String, column: String, expected: String, got: String) {
        self.table = table
        self.column = column
        self.expected = expected
        self.got = got
    }

    public var description: String { "\(table).\(column): expected \(expected), got \(got)" }
}
