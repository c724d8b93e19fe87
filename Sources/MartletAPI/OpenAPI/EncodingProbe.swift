/// Finds the members of a type that is only `Encodable`: a value of it is encoded, and what it encodes is noted.
enum EncodingProbe {
    /// A member that a value has encoded.
    struct Member {
        let name: String
        let type: Any.Type
        /// What was encoded; `nil` for what was absent.
        let value: (any Encodable)?
        let isRequired: Bool
    }

    /// What a value has encoded; `nil` for one that is no struct or refuses.
    static func members(of value: any Encodable) -> [Member]? {
        let note = Note()
        guard (try? value.encode(to: ProbeEncoder(note: note))) != nil, !note.members.isEmpty else { return nil }
        return note.members
    }

    fileprivate final class Note {
        var members: [Member] = []

        func add<Value: Encodable>(_ key: any CodingKey, _ type: Value.Type, _ value: Value?, isRequired: Bool) {
            guard !members.contains(where: { $0.name == key.stringValue }) else { return }
            members.append(Member(name: key.stringValue, type: type, value: value, isRequired: isRequired))
        }
    }
}

/// Takes whatever it is given.
private struct ProbeEncoder: Encoder, SingleValueEncodingContainer {
    let note: EncodingProbe.Note
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(ProbeMembers<Key>(note: note))
    }
    func unkeyedContainer() -> any UnkeyedEncodingContainer { ProbeElements() }
    func singleValueContainer() -> any SingleValueEncodingContainer { self }
    func encodeNil() {}
    func encode<Value: Encodable>(_ value: Value) throws {
        // A type that encodes itself as what it wraps has the members of that.
        if value is any Collection { return }
        try value.encode(to: self)
    }
    func encode(_ value: Bool) {}
    func encode(_ value: String) {}
    func encode(_ value: Double) {}
    func encode(_ value: Float) {}
    func encode(_ value: Int) {}
    func encode(_ value: Int8) {}
    func encode(_ value: Int16) {}
    func encode(_ value: Int32) {}
    func encode(_ value: Int64) {}
    func encode(_ value: UInt) {}
    func encode(_ value: UInt8) {}
    func encode(_ value: UInt16) {}
    func encode(_ value: UInt32) {}
    func encode(_ value: UInt64) {}
}

private struct ProbeMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let note: EncodingProbe.Note
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {}
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) {
        note.add(key, Value.self, value, isRequired: true)
    }
    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) {
        note.add(key, Value.self, value, isRequired: false)
    }

    // The protocol has its own of these, which would pass over what is absent.
    func encodeIfPresent(_ value: Bool?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: String?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: Double?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: Float?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: Int?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: Int8?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: Int16?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: Int32?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: Int64?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: UInt?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: UInt8?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: UInt16?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: UInt32?, forKey key: Key) { add(value, key) }
    func encodeIfPresent(_ value: UInt64?, forKey key: Key) { add(value, key) }

    private func add<Value: Encodable>(_ value: Value?, _ key: Key) {
        note.add(key, Value.self, value, isRequired: false)
    }

    // What is written into these is known by no type.
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        KeyedEncodingContainer(ProbeMembers<Nested>(note: EncodingProbe.Note()))
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { ProbeElements() }
    func superEncoder() -> any Encoder { ProbeEncoder(note: note) }
    func superEncoder(forKey key: Key) -> any Encoder { ProbeEncoder(note: EncodingProbe.Note()) }
}

/// A list, of which nothing is noted.
private struct ProbeElements: UnkeyedEncodingContainer {
    var codingPath: [any CodingKey] { [] }
    private(set) var count = 0

    mutating func encodeNil() { count += 1 }
    mutating func encode<Value: Encodable>(_ value: Value) { count += 1 }
    func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(ProbeMembers<Key>(note: EncodingProbe.Note()))
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { ProbeElements() }
    func superEncoder() -> any Encoder { ProbeEncoder(note: EncodingProbe.Note()) }
}
