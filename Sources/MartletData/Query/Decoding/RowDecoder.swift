/// Decodes a value of an own type from a row, its properties by the names of the columns.
///
/// A property's column has its name, or its name in snake case: `firstName` is read from `firstName` or `first_name`. A
/// single value is read from the first column.
struct RowDecoder: Decoder {
    let row: any RowSource
    let columns: [String: Int]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(RowContainer<Key>(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw DecodingError.typeMismatch(
            [Any].self,
            DecodingError.Context(codingPath: [], debugDescription: "a row is no list; decode a type with properties"))
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { ValueContainer(row: row, index: 0) }

    /// The positions of the columns by their names.
    static func columns(of row: any RowSource) -> [String: Int] {
        var columns: [String: Int] = [:]
        for index in 0..<row.count {
            if let name = row.name(at: index), columns[name] == nil { columns[name] = index }
        }
        return columns
    }

    func position(of name: String) -> Int? { columns[name] ?? columns[Self.snakeCase(name)] }

    static func snakeCase(_ name: String) -> String {
        var result = ""
        var previousIsLower = false
        for character in name {
            if character.isUppercase {
                if previousIsLower { result.append("_") }
                result.append(contentsOf: character.lowercased())
            } else {
                result.append(character)
            }
            previousIsLower = character.isLowercase || character.isNumber
        }
        return result
    }
}

/// The columns of a row by the names of properties.
private struct RowContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: RowDecoder
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { decoder.columns.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { decoder.position(of: key.stringValue) != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
        guard let index = decoder.position(of: key.stringValue) else { return true }
        return decoder.row.isNull(at: index)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        guard let index = decoder.position(of: key.stringValue) else {
            let known = decoder.columns.sorted { $0.value < $1.value }.map(\.key).joined(separator: ", ")
            throw DecodingFailure(
                table: "result", column: key.stringValue, expected: "\(type)",
                got: known.isEmpty ? "a row without names of columns" : "no such column (\(known))")
        }
        return try ValueContainer(row: decoder.row, index: index).decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw nested(key) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw nested(key) }
    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { decoder }

    private func nested(_ key: Key) -> DecodingFailure {
        DecodingFailure(
            table: "result", column: key.stringValue, expected: "a value of its own", got: "a column, which is flat")
    }
}

/// A column as a value.
private struct ValueContainer: SingleValueDecodingContainer, Decoder {
    let row: any RowSource
    let index: Int
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func decodeNil() -> Bool { row.isNull(at: index) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let column = type as? any ColumnValue.Type, let value = try column.value(of: row, at: index) as? Value {
            return value
        }
        return try Value(from: self)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> { throw flat }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw flat }

    private var flat: DecodingFailure {
        DecodingFailure(
            table: "result", column: row.name(at: index) ?? "#\(index)", expected: "a type that a column holds",
            got: "a type with parts; make it a ColumnValue")
    }
}

extension ColumnValue {
    fileprivate static func value(of row: any RowSource, at index: Int) throws -> Any {
        try row.read(Self.self, at: index)
    }
}
