extension Array: ModelKey where Element: ColumnValue {}

/// A list of values: an array on PostgreSQL, a JSON array elsewhere.
///
/// Bytes are `Data`, which is a blob; `[UInt8]` is a list of numbers.
extension Array: ColumnValue where Element: ColumnValue {
    public static var columnType: ColumnType { .array(Element.columnType) }
    public init?(databaseValue: DatabaseValue) {
        let values: [DatabaseValue]
        switch databaseValue {
        case .array(let elements, _): values = elements
        case .text(let text), .json(let text):
            guard let elements = ArrayText.parse(text, of: Element.columnType) else { return nil }
            values = elements
        default: return nil
        }
        var result: [Element] = []
        result.reserveCapacity(values.count)
        for value in values {
            guard let element = Element(databaseValue: value) else { return nil }
            result.append(element)
        }
        self = result
    }
    public var databaseValue: DatabaseValue { .array(map(\.databaseValue), of: Element.columnType) }
}
