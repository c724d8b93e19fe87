import MartletCore

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Decodes a struct from named texts and files: a query, an urlencoded form, a multipart form.
///
/// A scalar takes the first value of its name, an array all of them. An empty text is an absent value for optionals
/// and a wrong one for numbers. Switches as browsers send them (`on`) are `true`. Files go to members of type
/// ``Upload`` and to nothing else.
struct FieldsDecoder {
    let fields: QueryParameters
    var files: [(name: String, upload: Upload)] = []

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let readable = type as? any FieldsReadable.Type, let value = try readable.read(fields: fields) as? Value {
            return value
        }
        do {
            return try Value(from: FieldsRoot(fields: fields, files: FieldFiles(files)))
        } catch let error as DecodingError {
            throw FieldFailure.error(for: error)
        }
    }
}

/// Says of a decoding error which field is wrong and what was expected.
enum FieldFailure {
    static func error(for error: DecodingError) -> HTTPError {
        switch error {
        case .keyNotFound(let key, _): HTTPError(.unprocessableContent, "`\(key.stringValue)` is required.")
        case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
            HTTPError(.unprocessableContent, sentence(context))
        @unknown default: HTTPError(.unprocessableContent, unexpected)
        }
    }

    private static let unexpected = "The fields do not have the expected form."

    /// What the decoder says; of what a type says by itself, which is not for clients, only the place.
    private static func sentence(_ context: DecodingError.Context) -> String {
        if let mismatch = context.underlyingError as? FieldMismatch { return mismatch.sentence }
        guard let field = context.codingPath.first else { return unexpected }
        return "`\(field.stringValue)` has a value that is not allowed."
    }
}

/// Why a field cannot be what its member wants.
private struct FieldMismatch: Error {
    let sentence: String
}

/// The place of a field among others.
private struct FieldKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

/// The files of a form by the names of their inputs.
private struct FieldFiles {
    private let uploads: [String: [Upload]]

    init(_ files: [(name: String, upload: Upload)]) {
        uploads = Dictionary(grouping: files, by: \.name).mapValues { $0.map(\.upload) }
    }

    var names: some Sequence<String> { uploads.keys }
    subscript(name: String) -> [Upload] { uploads[name] ?? [] }
}

private struct FieldsRoot: Decoder {
    let fields: QueryParameters
    let files: FieldFiles
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(FieldsContainer<Key>(fields: fields, files: files))
    }
    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw notAStruct }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw notAStruct }

    private var notAStruct: DecodingError {
        FieldText.problem("The fields must be those of a struct with named members.")
    }
}

private struct FieldsContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: QueryParameters
    let files: FieldFiles
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { Set(fields.map(\.name)).union(files.names).compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil || !files[key.stringValue].isEmpty }

    func decodeNil(forKey key: Key) -> Bool {
        files[key.stringValue].isEmpty && (fields[key.stringValue]?.isEmpty ?? true)
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let field = FieldDecoder(
            name: key.stringValue, values: fields.values(key.stringValue), files: files[key.stringValue])
        guard !field.isAbsent || type is any ListType.Type else {
            throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: "absent"))
        }
        return try field.decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw tooDeep(key) }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        FieldList(name: key.stringValue, values: fields.values(key.stringValue), files: files[key.stringValue])
    }
    func superDecoder() throws -> any Decoder { FieldsRoot(fields: fields, files: files) }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw tooDeep(key) }

    private func tooDeep(_ key: Key) -> DecodingError {
        FieldText.problem("`\(key.stringValue)` cannot be a struct of its own.")
    }
}

/// The texts and files of one field.
private struct FieldDecoder: Decoder, SingleValueDecodingContainer, UploadField {
    let name: String
    let values: [String]
    let files: [Upload]
    var isAbsent: Bool { values.isEmpty && files.isEmpty }
    var codingPath: [any CodingKey] { [FieldKey(stringValue: name)] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw FieldText.problem("`\(name)` cannot be a struct of its own.")
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { FieldList(name: name, values: values, files: files) }
    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { files.isEmpty && (values.first?.isEmpty ?? true) }
    func decode(_ type: Bool.Type) throws -> Bool {
        let text = try text()
        switch text.lowercased() {
        case "true", "1", "on", "yes": return true
        case "false", "0", "off", "no": return false
        default: throw FieldText.mismatch(name, "true or false", text)
        }
    }
    func decode(_ type: String.Type) throws -> String { try text() }
    func decode(_ type: Double.Type) throws -> Double {
        let text = try text()
        guard let value = Double(text), value.isFinite else { throw FieldText.mismatch(name, "a number", text) }
        return value
    }
    func decode(_ type: Float.Type) throws -> Float {
        let value = Float(try decode(Double.self))
        guard value.isFinite else {
            throw FieldText.mismatch(name, "a number that a floating point number of 32 bits reaches", try text())
        }
        return value
    }
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
        if FieldText.isFoundation(type), let value = try FieldText.foundation(type, try text(), name) { return value }
        do {
            return try Value(from: self)
        } catch DecodingError.dataCorrupted where type is any RawRepresentable.Type {
            throw FieldText.mismatch(name, Expectation.choice(type), try text())
        }
    }

    func upload() throws -> Upload {
        guard let upload = files.first else {
            throw FieldText.problem(
                "`\(name)` must be a file, not a text: a part with a file name in \(MultipartStream.mediaType).")
        }
        guard upload.isKept else { throw UploadNotKept(name: name) }
        return upload
    }

    private func text() throws -> String {
        guard let text = values.first else {
            if files.isEmpty { return "" }
            throw FieldText.problem("`\(name)` must be a text, not a file.")
        }
        return text
    }

    private func integer<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
        let text = try text()
        guard let value = Value(text) else {
            throw FieldText.mismatch(name, Expectation.wholeNumber(type, not: text), text)
        }
        return value
    }
}

/// The values of a field that stands several times: its files, or its texts where there are none.
private struct FieldList: UnkeyedDecodingContainer {
    let name: String
    let values: [String]
    let files: [Upload]
    var currentIndex = 0
    var codingPath: [any CodingKey] { [FieldKey(stringValue: name)] }
    var count: Int? { files.isEmpty ? values.count : files.count }
    var isAtEnd: Bool { currentIndex >= (files.isEmpty ? values.count : files.count) }

    init(name: String, values: [String], files: [Upload]) {
        self.name = name
        self.values = values
        self.files = files
    }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard !isAtEnd else {
            throw FieldText.problem("`\(name)` has too few values.")
        }
        defer { currentIndex += 1 }
        let field =
            files.isEmpty
            ? FieldDecoder(name: name, values: [values[currentIndex]], files: [])
            : FieldDecoder(name: name, values: [], files: [files[currentIndex]])
        return try field.decode(type)
    }
    mutating func nestedContainer<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        throw FieldText.mismatch(name, "a list of plain values", "")
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw FieldText.mismatch(name, "a list of plain values", "")
    }
    mutating func superDecoder() throws -> any Decoder { FieldDecoder(name: name, values: values, files: files) }
}

/// Reads the types of Foundation, whose own decoding expects other forms than people write.
private enum FieldText {
    static func isFoundation(_ type: any Any.Type) -> Bool {
        type is Date.Type || type is UUID.Type || type is Decimal.Type || type is URL.Type
    }

    static func foundation<Value>(_ type: Value.Type, _ text: String, _ name: String) throws -> Value? {
        switch type {
        case is Date.Type:
            let day = text.utf8.count == 10 ? "\(text)T00:00:00Z" : text
            guard let seconds = MomentText.seconds(day) else {
                throw mismatch(name, Expectation.moment, text)
            }
            return Date(timeIntervalSince1970: seconds) as? Value
        case is UUID.Type:
            guard let uuid = UUID(uuidString: text) else { throw mismatch(name, "a UUID", text) }
            return uuid as? Value
        case is Decimal.Type:
            guard text.isDecimalNumber, let decimal = Decimal(string: text) else {
                throw mismatch(name, "a number", text)
            }
            return decimal as? Value
        case is URL.Type:
            guard let url = URLText.absolute(text) else {
                throw mismatch(name, "a URL such as https://example.com/path", text)
            }
            return url as? Value
        default: return nil
        }
    }

    static func problem(_ sentence: String) -> DecodingError {
        .dataCorrupted(
            .init(
                codingPath: [], debugDescription: "a field does not fit",
                underlyingError: FieldMismatch(sentence: sentence)))
    }

    static func mismatch(_ name: String, _ expected: String, _ got: String) -> DecodingError {
        problem("`\(name)` must be \(expected), not `\(Expectation.shortened(got))`.")
    }
}

/// Lists are decoded also where no value was sent: as an empty list.
private protocol ListType {}
extension Array: ListType {}
extension Set: ListType {}
