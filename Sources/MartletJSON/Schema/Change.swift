/// What a partial update says of a member: nothing, or its new value.
///
/// An absent member is left as it is, and `null` is a value where the type has it: absent, null and value are three things.
///
/// ```swift
/// @Schema struct UserChanges {
///     var name: Change<String>          // absent, or a text; null is refused
///     var bio: Change<String?>          // absent, null, or a text
/// }
/// changes.name.apply(to: &user.name)
/// changes.bio.apply(to: &user.bio)
/// ```
public enum Change<Value: SchemaValue>: SchemaValue {
    /// The member is absent.
    case unchanged
    /// The member has a value.
    case set(Value)

    public typealias Constrained = Value.Constrained

    /// The new value; `nil` where there is none.
    @inlinable public var value: Value? {
        switch self {
        case .unchanged: nil
        case .set(let value): value
        }
    }

    /// Sets what is to be changed.
    public func apply(to target: inout Value) {
        if case .set(let value) = self { target = value }
    }

    public static var valueSchema: ValueSchema { Value.valueSchema }
    @inlinable public static var whenAbsent: Change? { .unchanged }

    @inlinable public static func read(from reader: inout JSONReader) throws(JSONSyntaxError) -> Change? {
        guard let value = try Value.read(from: &reader) else { return nil }
        return .set(value)
    }

    @inlinable public static func read(
        from reader: inout JSONReader, following rules: FieldRules<Value.Constrained>
    ) throws(JSONSyntaxError) -> Change? {
        guard let value = try Value.read(from: &reader, following: rules) else { return nil }
        return .set(value)
    }

    /// A struct that is written leaves out what is unchanged; elsewhere that is `null`.
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .unchanged: writer.literal("null")
        case .set(let value): value.write(to: &writer)
        }
    }

    @inlinable public var constrained: Value.Constrained? { value.flatMap(\.constrained) }

    public init(from decoder: any Decoder) throws { self = .set(try Value(from: decoder)) }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .unchanged:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .set(let value): try value.encode(to: encoder)
        }
    }
}

/// A value that a struct leaves out in some cases when it is written.
protocol OmittedValue {}

extension Change: OmittedValue {}

extension Change: Equatable where Value: Equatable {}
extension Change: Hashable where Value: Hashable {}

extension KeyedDecodingContainer {
    /// Decodes what stands for an absent member as unchanged.
    public func decode<Value>(_ type: Change<Value>.Type, forKey key: Key) throws -> Change<Value> {
        guard contains(key) else { return .unchanged }
        return .set(try decode(Value.self, forKey: key))
    }
}

extension KeyedEncodingContainer {
    /// Leaves out what is unchanged.
    public mutating func encode<Value>(_ change: Change<Value>, forKey key: Key) throws {
        if case .set(let value) = change { try encode(value, forKey: key) }
    }
}
