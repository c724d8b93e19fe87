import MartletCore

extension SchemaContent {
    /// Reads the value with its rules where it stands in something else that a client has sent; what `@Schema` calls.
    /// - Returns: `nil` for everything else, such as a column of JSON, which is decoded member by member without rules.
    public static func input(from decoder: any Decoder) throws -> Self? {
        guard let input = decoder as? any JSONInputDecoder, let content = input.content else {
            try JSONInput.current?.refuse()
            return nil
        }
        return try content.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            reader.position = input.offset
            return try reader.input(Self.self, isWhole: false, at: input.pointer)
        }
    }
}

extension KeyedDecodingContainer {
    /// Decodes a member of a struct with `@Schema` without its rules; what `@Schema` calls.
    public func member<Value: SchemaValue>(_ type: Value.Type, forKey key: Key) throws -> Value {
        guard let absent = type.whenAbsent else { return try decode(type, forKey: key) }
        return try decodeIfPresent(type, forKey: key) ?? absent
    }

    /// The same for a member of which `null` may be the new value.
    public func member<Value>(_ type: Change<Value>.Type, forKey key: Key) throws -> Change<Value> {
        try decode(type, forKey: key)
    }
}
