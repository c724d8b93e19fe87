import Synchronization

/// Finds out whether a form's type takes files, so that those that nobody asks for are not written to disk.
///
/// The type is decoded once from made-up values; asking for an ``Upload`` is noted. A type that refuses the values, since
/// it checks them, counts as one that takes files.
enum UploadProbe {
    private static let known = Mutex<[ObjectIdentifier: Bool]>([:])

    static func takesFiles<Value: Decodable>(_ type: Value.Type) -> Bool {
        let key = ObjectIdentifier(type)
        if let answer = known.withLock({ $0[key] }) { return answer }
        let note = Note()
        let isRefused = (try? Value(from: ProbeDecoder(note: note, isRoot: true))) == nil
        let answer = note.takesFiles || isRefused
        known.withLock { $0[key] = answer }
        return answer
    }
}

/// A form asked for a file that was not kept.
struct UploadNotKept: Error, CustomStringConvertible {
    let name: String
    var description: String {
        "the file `\(name)` was not kept, since the form's type asks for files in some cases only; "
            + "let its init(from:) decode an Upload? in all cases"
    }
}

private final class Note {
    var takesFiles = false
}

/// Has a value for everything but a struct inside of the form's.
private struct ProbeDecoder: Decoder, SingleValueDecodingContainer, UploadField {
    let note: Note
    let isRoot: Bool
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard isRoot else { throw refusal }
        return KeyedDecodingContainer(ProbeFields<Key>(note: note))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { ProbeList(note: note) }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let value = MadeUpValue.of(type) as? Value { return value }
        return try Value(from: ProbeDecoder(note: note, isRoot: false))
    }

    func upload() throws -> Upload {
        note.takesFiles = true
        throw refusal
    }

    private var refusal: DecodingError { .dataCorrupted(.init(codingPath: [], debugDescription: "")) }
}

private struct ProbeFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let note: Note
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { Key(stringValue: "1").map { [$0] } ?? [] }
    private var field: ProbeDecoder { ProbeDecoder(note: note, isRoot: false) }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try field.decode(type) }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try field.container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer { field.unkeyedContainer() }
    func superDecoder() -> any Decoder { ProbeDecoder(note: note, isRoot: true) }
    func superDecoder(forKey key: Key) -> any Decoder { field }
}

/// A list of one value.
private struct ProbeList: UnkeyedDecodingContainer {
    let note: Note
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    var isAtEnd: Bool { currentIndex > 0 }
    private var field: ProbeDecoder { ProbeDecoder(note: note, isRoot: false) }

    init(note: Note) { self.note = note }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        currentIndex += 1
        return try field.decode(type)
    }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        try field.container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer {
        currentIndex += 1
        return field.unkeyedContainer()
    }
    mutating func superDecoder() -> any Decoder { field }
}
