public import MartletCore
import MartletHTTP

/// The content of the request, read by its media type: JSON and forms for single values; JSON, NDJSON and CSV for lists.
///
/// ```swift
/// app.post("/tracks") { (track: Content<NewTrack>) in … }
/// app.post("/tracks/import") { (tracks: Content<[NewTrack]>) in … }
/// ```
/// Further formats are added by ``ContentFormats``. A type that none of them understands is a 415 that lists what is understood
/// in `Accept` (RFC 9110 §15.5.16). Malformed content is a 400, content past the route's limit a 413. What is wrong with the
/// values of a list is told all at once, each with its place: `/3/title` is the title of the fourth element.
@dynamicMemberLookup
public struct Content<Value: Decodable & Sendable>: Extractor {
    /// The value.
    public let value: Value

    /// Wraps a value, for tests.
    public init(_ value: Value) { self.value = value }

    /// The members of the value.
    public subscript<Member>(dynamicMember path: KeyPath<Value, Member>) -> Member { value[keyPath: path] }

    nonisolated(nonsending) public static func extract(from source: inout ExtractionSource) async throws -> Content {
        let request = source.request
        if let versioned = Value.self as? any VersionedContent.Type,
            let value = try await versioned.read(request, as: .negotiated) as? Value
        {
            return Content(value)
        }
        let decoder = try decoder(for: request)
        let value = try await decoder.decode(Value.self, from: request)
        try await RequestValidation.check(value, in: request, isOfParameters: decoder is FormFormat)
        return Content(value)
    }

    public static var readsBody: Bool { true }

    public static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                .body, Value.self, contentTypes: understood(by: ContentFormats.standard.decoders),
                refusals: ContentType.refusals)
        ]
    }

    private static func decoder(for request: Request) throws -> any ContentDecoder {
        try ContentType.requirePlain(request)
        let decoders = ContentFormats.of(request).decoders.filter { $0.canDecode(Value.self) }
        let sent = request.headers[.contentType]
        guard let type = sent.flatMap({ MediaType($0) }), type.isUTF8,
            let decoder = decoders.first(where: { $0.understands(type) })
        else { throw UnsupportedContent(sent: sent, understood: understood(by: decoders)) }
        return decoder
    }

    /// What is read: of a versioned value its newest form.
    private static var form: any (Decodable & Sendable).Type {
        (Value.self as? any VersionedContent.Type)?.newest ?? Value.self
    }

    private static func understood(by decoders: [any ContentDecoder]) -> [String] {
        decoders.filter { $0.canDecode(form) }.flatMap(\.readTypes).map(\.essence).filter { !$0.contains("*") }
    }
}

extension MediaType {
    /// Whether text of the type is UTF-8; ASCII is.
    var isUTF8: Bool { ["utf-8", "utf8", "us-ascii"].contains(self["charset"]?.lowercased() ?? "utf-8") }
}
