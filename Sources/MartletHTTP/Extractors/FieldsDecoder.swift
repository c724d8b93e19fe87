import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Decodes a struct from named texts: a query, an urlencoded form, the fields of a multipart form.
///
/// A scalar takes the first value of its name, an array all of them. An empty text is an absent value for optionals
/// and a wrong one for numbers. Switches as browsers send them (`on`) are `true`.
struct FieldsDecoder {
    let fields: QueryParameters

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try Value(from: FieldsRoot(fields: fields))
        } catch let error as DecodingError {
            throw FieldFailure.error(for: error)
        }
    }
}

/// Says of a decoding error which field is wrong and what was expected.
enum FieldFailure {
    static func error(for error: DecodingError) -> HTTPError {
        switch error {
        case .keyNotFound(let key, _): HTTPError(.unprocessableContent, "`\(key.stringValue)` is required.")
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
            HTTPError(.unprocessableContent, context.debugDescription)
        @unknown default: HTTPError(.unprocessableContent, "The fields do not have the expected form.")
        }
    }
}

private struct FieldsRoot: Decoder {
    let fields: QueryParameters
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(FieldsContainer<Key>(fields: fields))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw notAStruct }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw notAStruct }

    private var notAStruct: DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "fields are decoded into a struct with named members"))
    }
}

private struct FieldsContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: QueryParameters
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { Set(fields.map(\.name)).compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }

    func decodeNil(forKey key: Key) -> Bool { fields[key.stringValue]?.isEmpty ?? true }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let values = fields.values(key.stringValue)
        guard !values.isEmpty || type is any ListType.Type else {
            throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: "absent"))
        }
        return try FieldDecoder(name: key.stringValue, values: values).decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw tooDeep(key) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        FieldList(name: key.stringValue, values: fields.values(key.stringValue))
    }
    func superDecoder() throws -> any Decoder { FieldsRoot(fields: fields) }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw tooDeep(key) }

    private func tooDeep(_ key: Key) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: "`\(key.stringValue)` cannot be a struct of its own."))
    }
}

/// The texts of one field.
private struct FieldDecoder: Decoder, SingleValueDecodingContainer {
    let name: String
    let values: [String]
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw DecodingError.dataCorrupted(
            .init(codingPath: [], debugDescription: "`\(name)` cannot be a struct of its own."))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { FieldList(name: name, values: values) }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { values.first?.isEmpty ?? true }
    func decode(_ type: Bool.Type) throws -> Bool {
        switch values.first?.lowercased() {
        case "true", "1", "on", "yes": true
        case "false", "0", "off", "no": false
        default: throw FieldText.mismatch(name, "true or false", values.first ?? "")
        }
    }
    func decode(_ type: String.Type) throws -> String { values.first ?? "" }
    func decode(_ type: Double.Type) throws -> Double {
        guard let value = values.first.flatMap(Double.init), value.isFinite else {
            throw FieldText.mismatch(name, "a number", values.first ?? "")
        }
        return value
    }
    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let value = try FieldText.foundation(type, values.first ?? "", name) { return value }
        do {
            return try Value(from: self)
        } catch DecodingError.dataCorrupted where type is any RawRepresentable.Type {
            throw FieldText.mismatch(name, "one of the known values", values.first ?? "")
        }
    }

    private func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        guard let value = values.first.flatMap({ Value($0) }) else {
            throw FieldText.mismatch(name, "a whole number from \(Value.min) to \(Value.max)", values.first ?? "")
        }
        return value
    }
}

/// The values of a field that stands several times.
private struct FieldList: UnkeyedDecodingContainer {
    let name: String
    let values: [String]
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { values.count }
    var isAtEnd: Bool { currentIndex >= values.count }

    init(name: String, values: [String]) {
        self.name = name
        self.values = values
    }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type, .init(codingPath: [], debugDescription: "`\(name)` has too few values."))
        }
        defer { currentIndex += 1 }
        return try FieldDecoder(name: name, values: [values[currentIndex]]).decode(type)
    }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw FieldText.mismatch(name, "a list of plain values", "")
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw FieldText.mismatch(name, "a list of plain values", "")
    }
    mutating func superDecoder() throws -> any Decoder { FieldDecoder(name: name, values: values) }
}

/// Reads the types of Foundation, whose own decoding expects other forms than people write.
private enum FieldText {
    static func foundation<Value>(_ type: Value.Type, _ text: String, _ name: String) throws -> Value? {
        switch type {
        case is Date.Type:
            let day = text.utf8.count == 10 ? "\(text)T00:00:00Z" : text
            guard isCalendarDay(day), let date = try? Date(day, strategy: .iso8601) else {
                throw mismatch(name, "a date such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z", text)
            }
            return date as? Value
        case is UUID.Type:
            guard let uuid = UUID(uuidString: text) else { throw mismatch(name, "a UUID", text) }
            return uuid as? Value
        case is Decimal.Type:
            guard let decimal = Decimal(string: text) else { throw mismatch(name, "a number", text) }
            return decimal as? Value
        default: return nil
        }
    }

    /// Whether a text begins with a day that exists; Foundation takes February 30th for March 2nd.
    private static func isCalendarDay(_ text: String) -> Bool {
        let parts = text.prefix(10).split(separator: "-").map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return lengths.indices.contains(month - 1) && (1...lengths[month - 1]).contains(day)
    }

    static func mismatch(_ name: String, _ expected: String, _ got: String) -> DecodingError {
        let shown = got.count > 40 ? "\(got.prefix(40))…" : got
        return .dataCorrupted(
            .init(codingPath: [], debugDescription: "`\(name)` must be \(expected), not `\(shown)`."))
    }
}

/// Lists are decoded also where no value was sent: as an empty list.
private protocol ListType {}
extension Array: ListType {}
extension Set: ListType {}
