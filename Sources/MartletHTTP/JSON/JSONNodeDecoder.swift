#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why a value cannot be what its member wants: the sentence behind its pointer.
struct JSONMismatch: Error {
    let sentence: String
}

/// Decodes a type from a JSON text that has been taken apart, for the sake of its errors: each says where it is, what was
/// expected and what was got, as a ``JSONMismatch`` inside of the `DecodingError` that types may look for.
///
/// Types that have rules find the JSON of their value here.
struct JSONNodeDecoder: JSONInputDecoder, SingleValueDecodingContainer {
    let content: [UInt8]?
    let node: JSONNode
    let codingPath: [any CodingKey]
    var offset: Int { node.offset }
    var pointer: String { JSONFailure.pointer(codingPath) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = node.value else { throw mismatch([String: JSONNode].self, "an object") }
        return KeyedDecodingContainer(
            JSONObjectDecoder<Key>(content: content, members: members, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = node.value else { throw mismatch([JSONNode].self, "an array") }
        return JSONArrayDecoder(content: content, elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    // MARK: Values

    func decodeNil() -> Bool { if case .null = node.value { true } else { false } }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard case .bool(let value) = node.value else { throw mismatch(type, "true or false") }
        return value
    }

    func decode(_ type: String.Type) throws -> String {
        guard case .string(let value) = node.value else { throw mismatch(type, "a string") }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double { try number(type) { Double($0) } }
    func decode(_ type: Float.Type) throws -> Float { try number(type) { Float($0) } }
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
        // In two steps, since nothing would be an optional `Value` too.
        if let value = try foundation(type), let value = value as? Value { return value }
        do {
            return try Value(from: self)
        } catch DecodingError.dataCorrupted(let context)
            where type is any RawRepresentable.Type && context.underlyingError == nil
        {
            throw mismatch(type, Expectation.choice(type))
        }
    }

    private func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        // `1.0` and `1e3` are whole numbers as well.
        guard case .number(let text) = node.value else { throw mismatch(type, "a whole number") }
        guard let value = Value(text) ?? Double(text).flatMap({ Value(exactly: $0) }) else {
            throw mismatch(type, Expectation.wholeNumber(type, not: text))
        }
        return value
    }

    private func number<Value: BinaryFloatingPoint>(_ type: Value.Type, _ read: (String) -> Value?) throws -> Value {
        guard case .number(let text) = node.value else { throw mismatch(type, "a number") }
        guard let value = read(text), value.isFinite else {
            let limit = Value.greatestFiniteMagnitude
            throw mismatch(type, "a number from -\(limit) to \(limit)")
        }
        return value
    }

    /// The types of Foundation, whose own decoding is that of the coder; `nil` for others.
    private func foundation(_ type: any Decodable.Type) throws -> (any Decodable)? {
        func text<Value>(_ expected: String, _ read: (String) -> Value?) throws -> Value {
            guard case .string(let text) = node.value, let value = read(text) else { throw mismatch(type, expected) }
            return value
        }
        switch type {
        case is Date.Type:
            return try text("a time such as \"2026-01-31T12:00:00Z\"") { text in
                MomentText.seconds(text).map { Date(timeIntervalSince1970: $0) }
            }
        case is UUID.Type: return try text("a UUID") { UUID(uuidString: $0) }
        case is URL.Type: return try text("a URL") { URL(string: $0) }
        case is Data.Type: return try text("bytes in Base64") { Data(base64Encoded: $0) }
        case is Decimal.Type:
            guard case .number(let text) = node.value, let value = Decimal(string: text) else {
                throw mismatch(type, "a number")
            }
            return value
        default: return nil
        }
    }

    private func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        let context = DecodingError.Context(
            codingPath: codingPath, debugDescription: "expected \(expected), got \(node.shown)",
            underlyingError: JSONMismatch(sentence: "must be \(expected), not \(node.shown)."))
        return if case .null = node.value { .valueNotFound(type, context) } else { .typeMismatch(type, context) }
    }
}

private struct JSONObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let content: [UInt8]?
    let members: [String: JSONNode]
    let codingPath: [any CodingKey]
    var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try member(key).decode(type)
    }
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try member(key).container(keyedBy: type) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }
    func superDecoder() -> any Decoder { parent(JSONIndex(stringValue: "super")) }
    func superDecoder(forKey key: Key) -> any Decoder { parent(key) }

    /// What is absent is `null`.
    private func parent(_ key: some CodingKey) -> JSONNodeDecoder {
        let node = members[key.stringValue] ?? JSONNode(value: .null, offset: content?.count ?? 0)
        return JSONNodeDecoder(content: content, node: node, codingPath: codingPath + [key])
    }

    private func member(_ key: Key) throws -> JSONNodeDecoder {
        guard let node = members[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: "no member `\(key.stringValue)`"))
        }
        return JSONNodeDecoder(content: content, node: node, codingPath: codingPath + [key])
    }
}

private struct JSONArrayDecoder: UnkeyedDecodingContainer {
    let content: [UInt8]?
    let elements: [JSONNode]
    let codingPath: [any CodingKey]
    var currentIndex = 0
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    init(content: [UInt8]?, elements: [JSONNode], codingPath: [any CodingKey]) {
        self.content = content
        self.elements = elements
        self.codingPath = codingPath
    }

    mutating func decodeNil() throws -> Bool {
        guard try element(JSONNode?.self).decodeNil() else { return false }
        currentIndex += 1
        return true
    }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let value = try element(type).decode(type)
        currentIndex += 1
        return value
    }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let container = try element(type).container(keyedBy: type)
        currentIndex += 1
        return container
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try element([JSONNode].self).unkeyedContainer()
        currentIndex += 1
        return container
    }
    mutating func superDecoder() throws -> any Decoder {
        let decoder = try element((any Decoder).self)
        currentIndex += 1
        return decoder
    }

    private func element(_ type: Any.Type) throws -> JSONNodeDecoder {
        let path = codingPath + [JSONIndex(currentIndex)]
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type,
                .init(
                    codingPath: path, debugDescription: "the array is too short",
                    underlyingError: JSONMismatch(
                        sentence: "is required; the array has \(elements.count) elements.")))
        }
        return JSONNodeDecoder(content: content, node: elements[currentIndex], codingPath: path)
    }
}
