import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Writes one `Encodable` value as JSON, straight into bytes.
///
/// Members stand in the order in which they were encoded, those of dictionaries sorted by their names. Dates are RFC 3339 in UTC to the microsecond, `Data` is Base64, URLs are their
/// text, `Decimal` is a number; numbers that are not finite are an error.
final class JSONValueEncoder: Encoder {
    /// What has been opened for the value.
    enum Shape { case nothing, object, array, whole }

    let sink: JSONSink
    @exclusivity(unchecked) private(set) var shape = Shape.nothing
    @exclusivity(unchecked) private(set) var count = 0
    /// Where each member of a dictionary begins; `nil` for values whose order is their own.
    @exclusivity(unchecked) private var members: [JSONSink.Member]?
    /// The names of the members that are told; `nil` for all.
    @exclusivity(unchecked) private var toldMembers: Set<String>?
    private let parent: JSONValueEncoder?
    private let key: (any CodingKey)?

    init(sink: JSONSink, parent: JSONValueEncoder? = nil, key: (any CodingKey)? = nil) {
        self.sink = sink
        self.parent = parent
        self.key = key
    }

    /// Writes a whole value.
    /// - Throws: `EncodingError` when the value cannot be JSON.
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONValueEncoder(sink: JSONSink(capacity: 256))
        try encoder.write(value)
        guard encoder.shape != .nothing else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: [], debugDescription: "The value did not encode anything."))
        }
        encoder.close()
        return encoder.sink.finished()
    }

    var codingPath: [any CodingKey] { (parent?.codingPath ?? []) + (key.map { [$0] } ?? []) }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        open(.object)
        // A dictionary has another order in each process, so that tags and caches would see another text.
        if ObjectIdentifier(Key.self) == DictionaryKey.type, members == nil { members = [] }
        let members = JSONObjectContainer<Key>(encoder: self)
        guard let toldMembers else { return KeyedEncodingContainer(members) }
        return KeyedEncodingContainer(JSONPartContainer(members: members, told: toldMembers))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        open(.array)
        return JSONArrayContainer(encoder: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { JSONSingleContainer(encoder: self) }

    /// Opens the braces of the value; asking twice for the same goes on where the first left off.
    private func open(_ wanted: Shape) {
        guard shape == .nothing else { return }
        shape = wanted
        sink.write(UInt8(ascii: wanted == .object ? "{" : "["))
    }

    /// Closes what is open. A value that encoded nothing is an empty object, as in Foundation.
    func close() {
        switch shape {
        case .nothing: sink.writeLiteral("{}")
        case .object:
            if let members { sink.sort(members) }
            sink.write(UInt8(ascii: "}"))
        case .array: sink.write(UInt8(ascii: "]"))
        case .whole: return
        }
        shape = .whole
    }

    // MARK: Members

    func begin(_ key: some CodingKey) {
        if count > 0 { sink.write(UInt8(ascii: ",")) }
        count += 1
        members?.append(JSONSink.Member(name: key.stringValue, start: sink.bytes.count))
        sink.write(key.stringValue)
        sink.write(UInt8(ascii: ":"))
    }

    func beginElement() {
        if count > 0 { sink.write(UInt8(ascii: ",")) }
        count += 1
    }

    /// An encoder for a value whose end is not known here; its text is put in its place at the end.
    func detached(_ key: any CodingKey) -> JSONValueEncoder {
        let child = JSONValueEncoder(sink: JSONSink(capacity: 64), parent: self, key: key)
        sink.leavePlace(for: child)
        return child
    }

    // MARK: Values

    /// Marks the value as written by one text.
    func writeWhole(_ body: (JSONSink) -> Void) {
        body(sink)
        shape = .whole
    }

    func write<Value: Encodable>(_ value: Value) throws {
        // Comparing identities first spares most values the casts.
        switch ObjectIdentifier(Value.self) {
        case ObjectIdentifier(String.self):
            if let value = value as? String { return writeWhole { $0.write(value) } }
        case ObjectIdentifier(Date.self):
            if let value = value as? Date {
                return writeWhole { $0.write(MomentText.text(value.timeIntervalSince1970)) }
            }
        case ObjectIdentifier(Data.self):
            if let value = value as? Data { return writeWhole { $0.write(value.base64EncodedString()) } }
        case ObjectIdentifier(URL.self):
            if let value = value as? URL { return writeWhole { $0.write(value.absoluteString) } }
        case ObjectIdentifier(Decimal.self):
            if let value = value as? Decimal {
                guard value.isFinite else { throw notFinite(value) }
                return writeWhole { $0.writeRaw(value.description) }
            }
        default: break
        }
        // A type with a form of its own knows what of it must not be told, wherever it stands.
        if let form = value as? any JSONForm {
            // Into bytes of its own: what an error leaves behind would be part of the text otherwise.
            var text: [UInt8] = []
            if try form.writeItself(to: &text) { return writeWhole { $0.writeRaw(text) } }
            toldMembers = type(of: form).toldMembers
        }
        try value.encode(to: self)
    }

    /// Writes a member that is a value of its own.
    func writeNested(_ value: some Encodable, _ key: @autoclosure () -> any CodingKey) throws {
        let child = JSONValueEncoder(sink: sink, parent: self, key: key())
        try child.write(value)
        child.close()
    }

    func writeNumber(_ value: some BinaryFloatingPoint & CustomStringConvertible) throws {
        guard sink.write(value) else { throw notFinite(value) }
        shape = .whole
    }

    private func notFinite(_ value: Any) -> EncodingError {
        .invalidValue(
            value, .init(codingPath: codingPath, debugDescription: "JSON has no number for \(value) (RFC 8259 §6)."))
    }
}

/// The place of an element in an array, or the name of the encoder behind `superEncoder`.
struct JSONIndex: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ index: Int) {
        stringValue = "Index \(index)"
        intValue = index
    }
    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }
    init?(intValue: Int) { self.init(intValue) }
}

/// The type of key by which dictionaries encode themselves, which the standard library keeps to itself.
private enum DictionaryKey {
    static let type: ObjectIdentifier? = {
        let probe = Probe()
        try? ["": 0].encode(to: probe)
        return probe.type
    }()

    private final class Probe: Encoder {
        private(set) var type: ObjectIdentifier?
        private let encoder = JSONValueEncoder(sink: JSONSink(capacity: 16))
        var codingPath: [any CodingKey] { [] }
        var userInfo: [CodingUserInfoKey: Any] { [:] }

        func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
            self.type = ObjectIdentifier(type)
            return KeyedEncodingContainer(JSONObjectContainer<Key>(encoder: encoder))
        }
        func unkeyedContainer() -> any UnkeyedEncodingContainer { encoder.unkeyedContainer() }
        func singleValueContainer() -> any SingleValueEncodingContainer { encoder.singleValueContainer() }
    }
}
