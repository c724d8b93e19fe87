public import HTTPTypes
public import MartletHTTP

/// A response with its whole content.
public struct TestResponse: Sendable {
    /// The status.
    public let status: HTTPResponse.Status
    /// The header fields.
    public let headers: Headers
    /// The content; that of streams and files too.
    public let body: ByteBuffer
    /// The trailer fields of a chunked response.
    public let trailers: Headers
    /// Path and query of the request that was answered, which differs from the first one after redirects.
    public internal(set) var path = ""

    init(status: HTTPResponse.Status, headers: Headers, body: ByteBuffer, trailers: Headers = Headers()) {
        self.status = status
        self.headers = headers
        self.body = body
        self.trailers = trailers
    }

    /// The content as text; bytes that are not UTF-8 appear as replacement characters.
    public var text: String { String(buffer: body) }

    /// The content, decoded from JSON.
    /// - Throws: ``TestFailure`` with the content when it is not JSON of this type.
    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        do {
            return try JSONCoding.decodeOwn(type, from: body)
        } catch {
            throw TestFailure("expected JSON of \(type), got \(status.code) with \(text.prefix(2_000)): \(error)")
        }
    }
}

extension TestResponse: CustomStringConvertible {
    public var description: String { "\(status.code) \(text.prefix(2_000))" }
}
