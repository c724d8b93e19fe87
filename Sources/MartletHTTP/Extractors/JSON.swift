public import HTTPTypes
public import MartletCore
package import NIOCore
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The content of the request, decoded from JSON; as a result, a value that is sent as JSON.
///
/// Content of another type than `application/json` (or `…+json`) is a 415, malformed JSON a 400, and JSON that is not a
/// `Value` a 422 that says where. A struct with `@Schema`, wherever it stands, is a 422 with everything that is wrong with it
/// (``ValidationError``).
///
/// ```swift
/// struct NewTrack: Decodable { var title: String; var seconds: Int }
/// app.post("/tracks") { (track: JSON<NewTrack>) in "\(track.title)" }
/// ```
@dynamicMemberLookup
public struct JSON<Value: Sendable>: Sendable {
    /// The value.
    public var value: Value

    /// Wraps a value.
    public init(_ value: Value) { self.value = value }

    /// The members of the value.
    public subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member { value[keyPath: path] }
}

extension JSON: Extractor where Value: Decodable {
    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> JSON {
        let request = source.request
        try ContentType.require(["application/json", "+json"], of: request)
        let buffer = try await request.body.collect()
        let value = try JSONCoding.decode(Value.self, from: buffer)
        try await RequestValidation.check(value, in: request)
        return JSON(value)
    }

    public static var readsBody: Bool { true }

    public static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                .body, Value.self, contentTypes: ["application/json"], refusals: ContentType.refusals)
        ]
    }
}

extension JSON: ResponseConvertible where Value: Encodable {
    public func response(for request: Request) throws -> Response { try .json(value) }
}

extension JSON: ResponseDescribing where Value: Encodable {
    public static var responses: [ResponseDescription] {
        ResponseDescription.all(of: Value.self, isEncoded: true)
    }
}

extension Response {
    /// A value as JSON (RFC 8259), dates as ISO 8601.
    /// - Throws: `EncodingError` when the value cannot be JSON, such as a number that is not finite.
    public static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(status, headers: .json, body: .init(buffer: try JSONCoding.encode(value)))
    }
}

/// The coders behind JSON content.
package enum JSONCoding {
    private static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        // Foundation's own takes no fractions of seconds, which browsers write.
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let seconds = MomentText.seconds(text) else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "Expected a moment (RFC 3339)."))
            }
            return Date(timeIntervalSince1970: seconds)
        }
        return decoder
    }()

    package static func encode(_ value: some Encodable) throws -> ByteBuffer {
        guard let writable = value as? any JSONWritable else {
            return ByteBuffer(bytes: try JSONValueEncoder.encode(value))
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        try writable.write(json: &bytes)
        return ByteBuffer(bytes: bytes)
    }

    /// Decodes what a client has sent: types that read themselves do so, with their rules, wherever they stand.
    package static func decode<Value: Decodable>(_ type: Value.Type, from buffer: ByteBuffer) throws -> Value {
        if let readable = type as? any JSONReadable.Type,
            let value = try buffer.withUnsafeReadableBytes({ try read(readable, $0, as: type) })
        {
            return value
        }
        let data = buffer.withUnsafeReadableBytes { Data($0) }
        guard String(validating: data, as: UTF8.self) != nil else {
            throw HTTPError(.badRequest, "The content is not valid UTF-8.")
        }
        if RuledTypes.contain(type) { return try JSONFailure.decode(type, from: Array(data), isInput: true) }
        let input = JSONInput()
        let result = JSONInput.$current.withValue(input) { Result { try decoder.decode(type, from: data) } }
        // Asked of the input, since a type may have caught the error.
        if input.needsRules {
            RuledTypes.insert(type)
            return try JSONFailure.decode(type, from: Array(data), isInput: true)
        }
        do {
            return try result.get()
        } catch let error as DecodingError {
            throw JSONFailure.error(for: error, decoding: type, from: Array(data))
        }
    }

    /// Reads a type that is another's by another name; a value in an existential would be copied once more.
    private static func read<Readable: JSONReadable, Value>(
        _ readable: Readable.Type, _ json: UnsafeRawBufferPointer, as type: Value.Type
    ) throws -> Value? { try Readable.read(json: json) as? Value }

    /// Decodes what the application has written itself: members that clients must not set are read too.
    package static func decodeOwn<Value: Decodable>(_ type: Value.Type, from buffer: ByteBuffer) throws -> Value {
        let data = buffer.withUnsafeReadableBytes { Data($0) }
        do {
            return try decoder.decode(type, from: data)
        } catch let error as DecodingError {
            throw JSONFailure.error(for: error, decoding: type, from: Array(data))
        }
    }
}

/// The types in which some with rules were found, so that Foundation need not find them again.
private enum RuledTypes {
    private static let known = Mutex<Set<ObjectIdentifier>>([])

    static func contain(_ type: Any.Type) -> Bool { known.withLock { $0.contains(ObjectIdentifier(type)) } }
    static func insert(_ type: Any.Type) { known.withLock { _ = $0.insert(ObjectIdentifier(type)) } }
}

/// The media type of content.
package enum ContentType {
    /// How content that is decoded is refused.
    package static let refusals: [HTTPResponse.Status] = [
        .badRequest, .contentTooLarge, .unsupportedMediaType, .unprocessableContent,
    ]

    /// Refuses content of another type.
    /// - Throws: ``HTTPError`` 415 when the type is missing or is none of those accepted; `+json` accepts a suffix.
    package static func require(_ accepted: [String], of request: Request) throws {
        try requirePlain(request)
        // Most clients write a type just so.
        if let value = request.headers[.contentType], accepted.contains(value) { return }
        let type = essence(of: request)
        let isAccepted = accepted.contains { $0.hasPrefix("+") ? type.hasSuffix($0) : type == $0 }
        guard isAccepted else {
            let expected = accepted.filter { !$0.hasPrefix("+") }.joined(separator: " or ")
            throw HTTPError(.unsupportedMediaType, refusal(of: type, expected: expected))
        }
    }

    /// What is wrong with a type, in a sentence.
    package static func refusal(of type: String, expected: String) -> String {
        type.isEmpty
            ? "The content must be \(expected), and say so by Content-Type."
            : "The content must be \(expected), not \(type)."
    }

    /// Refuses content that is coded, by gzip for instance, and that nobody has decoded (RFC 9110 §15.5.16).
    /// - Throws: ``HTTPError`` 415 with `Accept-Encoding`.
    package static func requirePlain(_ request: Request) throws {
        guard request.headers.contains(.contentEncoding) else { return }
        let codings = request.headers.list(.contentEncoding).filter { !$0.isEmpty && $0.lowercased() != "identity" }
        guard let coding = codings.first else { return }
        throw HTTPError(
            .unsupportedMediaType,
            "The content must not be coded, as it is by `\(Expectation.shortened(String(coding)))`.",
            headers: [.acceptEncoding: "identity"])
    }

    /// The type without its parameters, in lower case.
    package static func essence(of request: Request) -> String {
        guard let value = request.headers[.contentType] else { return "" }
        let type = value.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
        return type.trimmingSpaces().lowercased()
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends (RFC 9110 §5.6.3).
    package func trimmingSpaces() -> String {
        var bytes = Substring(self).utf8
        while let first = bytes.first, first == 0x20 || first == 0x09 { bytes = bytes.dropFirst() }
        while let last = bytes.last, last == 0x20 || last == 0x09 { bytes = bytes.dropLast() }
        return String(Substring(bytes))
    }
}
