/// A value that may be null where leaving it out means something else, as in partial updates.
///
/// A member of this type is optional: `nil` leaves it out, `.null` sends null, `.value(…)` or a literal sends a value.
///
/// ```swift
/// UpdateUser(bio: "Likes engines", image: .null)
/// UpdateUser(image: Nullable(form.image))  // null where the form has none
/// ```
public enum Nullable<Value: Codable & Sendable & Hashable>: Codable, Sendable, Hashable {
    case null
    case value(Value)

    /// The value, or null where there is none.
    public init(_ value: Value?) { self = value.map { .value($0) } ?? .null }

    /// The value; `nil` for null.
    public var value: Value? {
        switch self {
        case .null: nil
        case .value(let value): value
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self = container.decodeNil() ? .null : .value(try container.decode(Value.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .value(let value): try container.encode(value)
        }
    }
}

extension Nullable: ExpressibleByBooleanLiteral where Value: ExpressibleByBooleanLiteral {
    public init(booleanLiteral value: Value.BooleanLiteralType) { self = .value(Value(booleanLiteral: value)) }
}

extension Nullable: ExpressibleByIntegerLiteral where Value: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Value.IntegerLiteralType) { self = .value(Value(integerLiteral: value)) }
}

extension Nullable: ExpressibleByFloatLiteral where Value: ExpressibleByFloatLiteral {
    public init(floatLiteral value: Value.FloatLiteralType) { self = .value(Value(floatLiteral: value)) }
}

extension Nullable: ExpressibleByUnicodeScalarLiteral where Value: ExpressibleByUnicodeScalarLiteral {
    public init(unicodeScalarLiteral value: Value.UnicodeScalarLiteralType) {
        self = .value(Value(unicodeScalarLiteral: value))
    }
}

extension Nullable: ExpressibleByExtendedGraphemeClusterLiteral
where Value: ExpressibleByExtendedGraphemeClusterLiteral {
    public init(extendedGraphemeClusterLiteral value: Value.ExtendedGraphemeClusterLiteralType) {
        self = .value(Value(extendedGraphemeClusterLiteral: value))
    }
}

extension Nullable: ExpressibleByStringLiteral where Value: ExpressibleByStringLiteral {
    public init(stringLiteral value: Value.StringLiteralType) { self = .value(Value(stringLiteral: value)) }
}

/// Holds a value apart, so that a struct can have a member of its own type.
@propertyWrapper
public indirect enum Indirect<Value> {
    case stored(Value)

    public init(wrappedValue: Value) { self = .stored(wrappedValue) }

    public var wrappedValue: Value {
        get {
            switch self {
            case .stored(let value): value
            }
        }
        set { self = .stored(newValue) }
    }
}

extension Indirect: Sendable where Value: Sendable {}
extension Indirect: Equatable where Value: Equatable {}
extension Indirect: Hashable where Value: Hashable {}

extension Indirect: Codable where Value: Codable {
    public init(from decoder: any Decoder) throws { self = .stored(try Value(from: decoder)) }

    public func encode(to encoder: any Encoder) throws { try wrappedValue.encode(to: encoder) }
}

// What the compiler writes for `Codable` takes these for members of the types above.
extension KeyedDecodingContainer {
    func decodeIfPresent<Value>(_ type: Nullable<Value>.Type, forKey key: Key) throws -> Nullable<Value>? {
        contains(key) ? try decode(type, forKey: key) : nil
    }

    func decode<Value: Codable>(_ type: Indirect<Value?>.Type, forKey key: Key) throws -> Indirect<Value?> {
        Indirect(wrappedValue: try decodeIfPresent(Value.self, forKey: key))
    }

    func decode<Value>(
        _ type: Indirect<Nullable<Value>?>.Type, forKey key: Key
    ) throws -> Indirect<Nullable<Value>?> {
        Indirect(wrappedValue: try decodeIfPresent(Nullable<Value>.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    mutating func encode<Value: Codable>(_ value: Indirect<Value?>, forKey key: Key) throws {
        try encodeIfPresent(value.wrappedValue, forKey: key)
    }
}
