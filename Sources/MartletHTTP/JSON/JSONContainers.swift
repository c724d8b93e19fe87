/// The containers through which values write themselves as JSON.
struct JSONObjectContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: JSONValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    private func write(_ key: Key, _ body: (JSONSink) -> Void) {
        encoder.begin(key)
        body(encoder.sink)
    }

    func encodeNil(forKey key: Key) { write(key) { $0.writeLiteral("null") } }
    func encode(_ value: Bool, forKey key: Key) { write(key) { $0.writeLiteral(value ? "true" : "false") } }
    func encode(_ value: String, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: Double, forKey key: Key) throws {
        encoder.begin(key)
        try number(value, key)
    }
    func encode(_ value: Float, forKey key: Key) throws {
        encoder.begin(key)
        try number(value, key)
    }
    func encode(_ value: Int, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: Int8, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: Int16, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: Int32, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: Int64, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: UInt, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: UInt8, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: UInt16, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: UInt32, forKey key: Key) { write(key) { $0.write(value) } }
    func encode(_ value: UInt64, forKey key: Key) { write(key) { $0.write(value) } }

    private func number(_ value: some BinaryFloatingPoint & CustomStringConvertible & Encodable, _ key: Key) throws {
        guard encoder.sink.write(value) else { return try encoder.writeNested(value, key) }
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        encoder.begin(key)
        try encoder.writeNested(value, key)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        encoder.begin(key)
        return encoder.detached(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        encoder.begin(key)
        return encoder.detached(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        let key = JSONIndex(stringValue: "super")
        encoder.begin(key)
        return encoder.detached(key)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        encoder.begin(key)
        return encoder.detached(key)
    }
}

/// An object of which some members are told alone.
struct JSONPartContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let members: JSONObjectContainer<Key>
    let told: Set<String>

    var codingPath: [any CodingKey] { members.codingPath }

    /// Takes what is not told, and keeps nothing of it.
    private var nowhere: JSONValueEncoder { JSONValueEncoder(sink: JSONSink(capacity: 16)) }

    private func tells(_ key: Key) -> Bool { told.contains(key.stringValue) }

    func encodeNil(forKey key: Key) {
        if tells(key) { members.encodeNil(forKey: key) }
    }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        if tells(key) { try members.encode(value, forKey: key) }
    }
    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        tells(key) ? members.nestedContainer(keyedBy: type, forKey: key) : nowhere.container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        tells(key) ? members.nestedUnkeyedContainer(forKey: key) : nowhere.unkeyedContainer()
    }
    func superEncoder() -> any Encoder { told.contains("super") ? members.superEncoder() : nowhere }
    func superEncoder(forKey key: Key) -> any Encoder { tells(key) ? members.superEncoder(forKey: key) : nowhere }
}

struct JSONArrayContainer: UnkeyedEncodingContainer {
    let encoder: JSONValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }
    var count: Int { encoder.count }

    private func write(_ body: (JSONSink) -> Void) {
        encoder.beginElement()
        body(encoder.sink)
    }

    func encodeNil() { write { $0.writeLiteral("null") } }
    func encode(_ value: Bool) { write { $0.writeLiteral(value ? "true" : "false") } }
    func encode(_ value: String) { write { $0.write(value) } }
    func encode(_ value: Double) throws {
        encoder.beginElement()
        try number(value)
    }
    func encode(_ value: Float) throws {
        encoder.beginElement()
        try number(value)
    }
    func encode(_ value: Int) { write { $0.write(value) } }
    func encode(_ value: Int8) { write { $0.write(value) } }
    func encode(_ value: Int16) { write { $0.write(value) } }
    func encode(_ value: Int32) { write { $0.write(value) } }
    func encode(_ value: Int64) { write { $0.write(value) } }
    func encode(_ value: UInt) { write { $0.write(value) } }
    func encode(_ value: UInt8) { write { $0.write(value) } }
    func encode(_ value: UInt16) { write { $0.write(value) } }
    func encode(_ value: UInt32) { write { $0.write(value) } }
    func encode(_ value: UInt64) { write { $0.write(value) } }

    private func number(_ value: some BinaryFloatingPoint & CustomStringConvertible & Encodable) throws {
        guard encoder.sink.write(value) else { return try encoder.writeNested(value, JSONIndex(count - 1)) }
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        encoder.beginElement()
        try encoder.writeNested(value, JSONIndex(count - 1))
    }

    func nestedContainer<NestedKey: CodingKey>(keyedBy type: NestedKey.Type) -> KeyedEncodingContainer<NestedKey> {
        detached().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { detached().unkeyedContainer() }

    func superEncoder() -> any Encoder { detached() }

    private func detached() -> JSONValueEncoder {
        encoder.beginElement()
        return encoder.detached(JSONIndex(count - 1))
    }
}

struct JSONSingleContainer: SingleValueEncodingContainer {
    let encoder: JSONValueEncoder

    var codingPath: [any CodingKey] { encoder.codingPath }

    func encodeNil() { encoder.writeWhole { $0.writeLiteral("null") } }
    func encode(_ value: Bool) { encoder.writeWhole { $0.writeLiteral(value ? "true" : "false") } }
    func encode(_ value: String) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: Double) throws { try encoder.writeNumber(value) }
    func encode(_ value: Float) throws { try encoder.writeNumber(value) }
    func encode(_ value: Int) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: Int8) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: Int16) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: Int32) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: Int64) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: UInt) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: UInt8) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: UInt16) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: UInt32) { encoder.writeWhole { $0.write(value) } }
    func encode(_ value: UInt64) { encoder.writeWhole { $0.write(value) } }

    func encode<Value: Encodable>(_ value: Value) throws { try encoder.write(value) }
}
