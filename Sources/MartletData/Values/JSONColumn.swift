#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A `Codable` type whose values are stored in a column as JSON.
///
/// ```swift
/// struct Preferences: JSONColumn {
///     var theme = "light"
///     var emails = true
/// }
///
/// @Model struct User {
///     var id: Int
///     var preferences: Preferences
/// }
/// ```
///
/// Keys are sorted, so that equal values are equal text; dates are ISO 8601 in UTC with microseconds, data is Base64. A
/// value that cannot be encoded is refused when it is bound, a document of another form is a ``DecodingFailure``.
public protocol JSONColumn: ColumnValue, JSONElement {}

/// What the values of a dictionary in a column can be: `[String: Int]`, `[String: [String]]`.
public protocol JSONElement: Codable, Sendable {}

extension JSONColumn {
    public static var columnType: ColumnType { .json }
    public init?(databaseValue: DatabaseValue) {
        guard let value = JSONText.decode(Self.self, databaseValue) else { return nil }
        self = value
    }
    public var databaseValue: DatabaseValue { JSONText.encode(self) }
}

extension Bool: JSONElement {}
extension Int: JSONElement {}
extension Double: JSONElement {}
extension Decimal: JSONElement {}
extension String: JSONElement {}
extension Date: JSONElement {}
extension UUID: JSONElement {}
extension Optional: JSONElement where Wrapped: JSONElement {}
extension Array: JSONElement where Element: JSONElement {}
extension Dictionary: JSONElement where Key == String, Value: JSONElement {}
extension Dictionary: ModelKey where Key == String, Value: JSONElement {}

/// A dictionary is a JSON object.
extension Dictionary: ColumnValue where Key == String, Value: JSONElement {
    public static var columnType: ColumnType { .json }
    public init?(databaseValue: DatabaseValue) {
        guard let value = JSONText.decode(Self.self, databaseValue) else { return nil }
        self = value
    }
    public var databaseValue: DatabaseValue { JSONText.encode(self) }
}

/// JSON documents as columns hold them.
enum JSONText {
    static func encode(_ value: some Encodable) -> DatabaseValue {
        do {
            return .json(String(decoding: try encoder().encode(value), as: UTF8.self))
        } catch {
            return .unstorable("a \(type(of: value)) that is no JSON (\(error))")
        }
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ value: DatabaseValue) -> Value? {
        switch value {
        case .json(let text), .text(let text): try? decoder().decode(type, from: Data(text.utf8))
        case .blob(let bytes): try? decoder().decode(type, from: Data(bytes))
        default: nil
        }
    }

    static func encoder() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            guard case .timestamp(let microseconds) = date.databaseValue else {
                let context = EncodingError.Context(
                    codingPath: encoder.codingPath, debugDescription: "a date outside what databases hold")
                throw EncodingError.invalidValue(date, context)
            }
            var container = encoder.singleValueContainer()
            try container.encode(TimestampText.format(microseconds))
        }
        return encoder
    }

    static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            let text = try container.decode(String.self)
            guard let microseconds = TimestampText.parse(text) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "expected a date in ISO 8601, got \"\(text)\"")
            }
            return Date(microsecondsSince1970: microseconds)
        }
        return decoder
    }
}
