import NIOCore

/// Finds the members of a type that is only `Decodable`: it is decoded once from made-up values.
///
/// A type that refuses the values, since it checks them, remains unknown.
package enum TypeProbe {
    /// What a type asked for; `nil` for one that is no struct or refuses to be made.
    package static func members(of type: any Decodable.Type) -> [(name: String, type: Any.Type, isRequired: Bool)]? {
        let note = Note()
        guard (try? type.init(from: ProbeDecoder(note: note))) != nil, note.isKeyed, !note.members.isEmpty else {
            return nil
        }
        return note.members
    }

    /// What a type is decoded from that asks for one value; `nil` for one that asks for several.
    package static func single(_ type: any Decodable.Type) -> Any.Type? {
        let note = Note()
        _ = try? type.init(from: ProbeDecoder(note: note))
        return note.isKeyed ? nil : note.single
    }

    /// What a type asked for, as far as it went.
    package static func asked(by type: any Decodable.Type) -> [Any.Type] {
        let note = Note()
        _ = try? type.init(from: ProbeDecoder(note: note))
        return note.members.map { $0.type } + (note.single.map { [$0] } ?? [])
    }

    /// How far types may hold each other: a case of an enumeration that is made up may hold another value of it.
    private static let depth = 16

    fileprivate final class Note {
        /// How many types stand around the one that asks.
        let depth: Int
        var members: [(name: String, type: Any.Type, isRequired: Bool)] = []
        var isKeyed = false
        var single: Any.Type?

        init(depth: Int = 0) { self.depth = depth }

        func add(_ name: String, _ type: Any.Type, isRequired: Bool) {
            guard !members.contains(where: { $0.name == name }) else { return }
            members.append((name, type, isRequired))
        }
    }

    fileprivate static func madeUp<Value: Decodable>(_ type: Value.Type, in note: Note) throws -> Value {
        if type is Upload.Type, let file = Upload(filename: "", bytes: ByteBuffer()) as? Value { return file }
        if let value = MadeUpValue.of(type) as? Value { return value }
        guard note.depth < depth else {
            throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "types that hold each other"))
        }
        return try Value(from: ProbeDecoder(note: Note(depth: note.depth + 1)))
    }
}

/// Has a value for whatever is asked.
private struct ProbeDecoder: Decoder, SingleValueDecodingContainer {
    let note: TypeProbe.Note
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        note.isKeyed = true
        return KeyedDecodingContainer(ProbeMembers<Key>(note: note))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { EmptyList() }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        note.single = type
        return try TypeProbe.madeUp(type, in: note)
    }
}

private struct ProbeMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let note: TypeProbe.Note
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }

    func decodeNil(forKey key: Key) -> Bool { false }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        note.add(key.stringValue, type, isRequired: true)
        return try TypeProbe.madeUp(type, in: note)
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) -> Value? { absent(type, key) }

    // The protocol has its own of these, which would ask for a value.
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) -> Bool? { absent(type, key) }
    func decodeIfPresent(_ type: String.Type, forKey key: Key) -> String? { absent(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) -> Double? { absent(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) -> Float? { absent(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) -> Int? { absent(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) -> Int8? { absent(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) -> Int16? { absent(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) -> Int32? { absent(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) -> Int64? { absent(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) -> UInt? { absent(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) -> UInt8? { absent(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) -> UInt16? { absent(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) -> UInt32? { absent(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) -> UInt64? { absent(type, key) }

    private func absent<Value>(_ type: Value.Type, _ key: Key) -> Value? {
        note.add(key.stringValue, type, isRequired: false)
        return nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedDecodingContainer<Nested> {
        note.add(key.stringValue, Any.self, isRequired: true)
        return KeyedDecodingContainer(ProbeMembers<Nested>(note: TypeProbe.Note(depth: note.depth)))
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
        note.add(key.stringValue, [Any].self, isRequired: true)
        return EmptyList()
    }
    func superDecoder() -> any Decoder { ProbeDecoder(note: note) }
    func superDecoder(forKey key: Key) -> any Decoder { ProbeDecoder(note: TypeProbe.Note(depth: note.depth)) }
}

private struct EmptyList: UnkeyedDecodingContainer {
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 0 }
    var isAtEnd: Bool { true }
    var currentIndex: Int { 0 }
    private var refusal: DecodingError { .dataCorrupted(.init(codingPath: [], debugDescription: "an empty list")) }

    mutating func decodeNil() throws -> Bool { throw refusal }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { throw refusal }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw refusal
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { throw refusal }
    mutating func superDecoder() throws -> any Decoder { throw refusal }
}
