import MartletHTTP

/// A value of a session as JSON has it, before anybody says what type it should be.
enum SessionValue: Codable, Sendable, Hashable {
    case null
    case flag(Bool)
    case whole(Int64)
    case number(Double)
    case text(String)
    case list([SessionValue])
    case object([String: SessionValue])

    /// The value as a type of its user; `nil` when it is none.
    func decoded<Value: Decodable>(as type: Value.Type) -> Value? {
        try? JSONCoding.decodeOwn([Value].self, from: JSONCoding.encode([self])).first
    }

    /// - Throws: `EncodingError` for a value that cannot be JSON.
    static func encoded(_ value: some Encodable) throws -> SessionValue {
        try JSONCoding.decodeOwn([SessionValue].self, from: JSONCoding.encode([value])).first ?? .null
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let whole = try? container.decode(Int64.self) {
            self = .whole(whole)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([SessionValue].self) {
            self = .list(list)
        } else {
            self = .object(try container.decode([String: SessionValue].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .flag(let flag): try container.encode(flag)
        case .whole(let whole): try container.encode(whole)
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        case .list(let list): try container.encode(list)
        case .object(let object): try container.encode(object)
        }
    }
}
