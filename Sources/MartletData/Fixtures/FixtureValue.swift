#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A value of a JSON document.
indirect enum FixtureValue: Decodable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case real(Double)
    case text(String)
    case array([FixtureValue])
    case object([String: FixtureValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else if let value = try? container.decode(UInt64.self) {
            self = .unsigned(value)
        } else if let value = try? container.decode(Double.self) {
            self = .real(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([FixtureValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: FixtureValue].self))
        }
    }

    /// The value as a column of a type has it.
    func databaseValue(for type: ColumnType) -> DatabaseValue {
        if case .json = type {
            if case .null = self { return .null }
            return .json(json)
        }
        switch self {
        case .null: return .null
        case .boolean(let value): return .boolean(value)
        case .integer(let value):
            switch type {
            case .duration: return .duration(microseconds: value)
            case .decimal: return .decimal(String(value))
            default: return .integer(value)
            }
        case .unsigned(let value): return .unsigned(value)
        case .real(let value):
            if case .decimal = type { return .decimal("\(Decimal(value))") }
            return .real(value)
        case .text(let value):
            switch type {
            case .blob: return Data(base64Encoded: value).map { .blob(Array($0)) } ?? .text(value)
            case .decimal: return .decimal(value)
            case .integer: return UInt64(value).map { .unsigned($0) } ?? .text(value)
            case .real: return Double(value).map { .real($0) } ?? .text(value)
            default: return .text(value)
            }
        case .array, .object: return .text(json)
        }
    }

    /// The value as JSON, members in the order of their names.
    private var json: String {
        switch self {
        case .null: return "null"
        case .boolean(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .unsigned(let value): return String(value)
        case .real(let value): return String(value)
        case .text(let value): return ArrayText.quoted(value)
        case .array(let values): return "[\(values.map(\.json).joined(separator: ","))]"
        case .object(let members):
            let texts = members.sorted { $0.key < $1.key }.map { "\(ArrayText.quoted($0.key)):\($0.value.json)" }
            return "{\(texts.joined(separator: ","))}"
        }
    }
}
