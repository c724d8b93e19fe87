import HTTPTypes
public import MartletCore
public import MartletHTTP
import NIOCore

/// A result that each client gets in the format that it likes best, by its `Accept` (RFC 9110 §12.5.1).
///
/// ```swift
/// app.get("/tracks") { Negotiated(tracks) }                       // JSON, NDJSON or CSV
/// app.get("/tracks/{id:int}") { (id: Path<Int>) in
///     Negotiated(try find(id.value)).offering(.html) { HTML(page(for: $0)) }
/// }
/// ```
/// Which formats there are is said by ``ContentFormats``; `offering` adds one for a single result. Without `Accept`, and where
/// a client likes several equally, the first is taken. A client that takes none of them gets a 406 that lists them. The
/// response varies on `Accept`, so that caches keep one for each format.
public struct Negotiated<Value: Encodable & Sendable>: ResponseConvertible, Sendable {
    private struct Alternative: Sendable {
        var type: MediaType
        var make: @Sendable (Value, Request) async throws -> Response
    }

    private enum Offer {
        case encoder(any ContentEncoder)
        case alternative(Alternative)
    }

    /// The value.
    public var value: Value
    private var alternatives: [Alternative] = []

    /// Offers a value in the formats of the application or group.
    public init(_ value: Value) { self.value = value }

    /// Offers the value in a media type more, behind the others.
    /// - Parameters:
    ///   - type: the media type, which the response then has.
    ///   - make: makes the response of the value.
    public func offering<R: ResponseConvertible>(
        _ type: MediaType, _ make: @escaping @Sendable (Value) async throws -> R
    ) -> Negotiated {
        var result = self
        result.alternatives.append(
            Alternative(type: type) { value, request in try await make(value).response(for: request) })
        return result
    }

    public func response(for request: Request) async throws -> Response {
        let encoders = ContentFormats.of(request).encoders.filter { $0.canWrite(Value.self) }
        var offers: [(type: MediaType, offer: Offer)] = []
        for encoder in encoders { offers += encoder.mediaTypes.map { ($0, .encoder(encoder)) } }
        for alternative in alternatives { offers.append((alternative.type, .alternative(alternative))) }
        let (type, offer) = try offers.chosen(by: request) { $0.type }
        var response: Response
        switch offer {
        case .encoder(let encoder):
            var bytes = ByteBuffer()
            if let list = value as? any EncodableList {
                try list.write(by: encoder, into: &bytes)
            } else {
                try encoder.encode(value, into: &bytes)
            }
            response = Response(body: ResponseBody(buffer: bytes))
        case .alternative(let alternative): response = try await alternative.make(value, request)
        }
        response.headers[.contentType] = type.description
        response.headers.vary(on: "Accept")
        return response
    }
}

extension Negotiated: ResponseDescribing {
    /// The value in the formats that there are where nothing else is said, and the 406 of a client that takes none.
    public static var responses: [ResponseDescription] {
        let encoders = ContentFormats.standard.encoders.filter { $0.canWrite(Value.self) }
        return [
            ResponseDescription(.ok, Value.self, encoders.flatMap(\.mediaTypes).map(\.essence)),
            ResponseDescription(.notAcceptable),
        ]
    }
}

extension ContentEncoder {
    /// Whether values of a type can be written.
    func canWrite(_ type: any Encodable.Type) -> Bool {
        (type as? any EncodableList.Type)?.canBeWritten(by: self) ?? writesSingleValues
    }
}

extension Array {
    /// The element whose media type the client likes best.
    /// - Throws: ``NotAcceptable`` where it takes none of them.
    func chosen(by request: Request, type: (Element) -> MediaType) throws -> Element {
        let types = map(type)
        guard let index = AcceptedTypes(request.headers).best(of: types) else {
            throw NotAcceptable(available: types.map(\.essence))
        }
        return self[index]
    }
}

/// The client takes none of the media types that there are (RFC 9110 §15.5.7).
struct NotAcceptable: Problem {
    let available: [String]

    var status: HTTPResponse.Status { .notAcceptable }
    var message: String? {
        "There is none of the media types of Accept; there is \(available.joined(separator: ", "))."
    }
    var headers: Headers { [.vary: "Accept"] }
    var extensions: [String: any Encodable & Sendable] { ["available": available] }
}
