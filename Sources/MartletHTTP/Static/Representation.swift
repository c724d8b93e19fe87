import HTTPTypes
import MartletCore

/// Content with its validators, from which conditions and ranges are answered (RFC 9110 §8).
struct Representation: Sendable {
    enum Content: Sendable {
        case buffer(ByteBuffer)
        case file(OpenFile)
        case embedded(EmbeddedContent)

        /// Content up to this size may be copied into memory for a response.
        private static let maximumCopiedSize = 256 << 10

        var length: Int {
            switch self {
            case .buffer(let buffer): buffer.readableBytes
            case .file(let file): file.status.size
            case .embedded(let content): content.size
            }
        }

        /// Reads a range part by part.
        func forEachPart(_ range: Range<Int>, _ take: (ByteBuffer) async throws -> Void) async throws {
            switch self {
            case .buffer(let buffer):
                try await take(
                    buffer.getSlice(at: buffer.readerIndex + range.lowerBound, length: range.count) ?? ByteBuffer())
            case .file(let file):
                try await FileSlice(
                    path: file.path, offset: Int64(range.lowerBound), length: range.count, file: file
                ).forEachPart(take)
            case .embedded(let content): try await content.forEachPart(range, take)
            }
        }

        /// A part as the body of a response.
        func body(_ range: Range<Int>) -> ResponseBody {
            switch self {
            case .buffer(let buffer):
                ResponseBody(
                    buffer: buffer.getSlice(at: buffer.readerIndex + range.lowerBound, length: range.count)
                        ?? ByteBuffer())
            case .file(let file): .file(file, range: range)
            case .embedded(let content):
                if range.count <= Self.maximumCopiedSize {
                    ResponseBody(buffer: content.read(range))
                } else {
                    .stream(length: range.count) { writer in
                        try await content.forEachPart(range) { try await writer.write($0) }
                    }
                }
            }
        }
    }

    var content: Content
    var entityTag: EntityTag
    /// Seconds since 1970; `nil` when it is not known.
    var modified: Int?
    /// The fields of a whole response, `Content-Type` among them.
    var headers: Headers
    var status = HTTPResponse.Status.ok

    /// The response to a request: 200, 206, 304, 412 or 416.
    /// - Throws: ``HTTPError`` for the last two, so that the application's error handlers answer.
    func response(for request: Request) throws -> Response {
        var headers = headers
        headers[.eTag] = entityTag.description
        if let modified { headers[.lastModified] = HTTPDate.format(secondsSinceEpoch: modified) }
        let whole = 0..<content.length
        // The conditions of other methods are about what the request changes, not about the page that answers it.
        guard request.method == .get || request.method == .head, status == .ok else {
            return Response(status, headers: headers, body: content.body(whole))
        }
        headers[.acceptRanges] = "bytes"
        let preconditions = Preconditions(request)
        switch preconditions.outcome(entityTag: entityTag, modifiedSeconds: modified) {
        case .proceed: break
        case .notModified: return .notModified(headers, length: whole.count, for: request)
        case .failed: throw HTTPError(.preconditionFailed)
        }
        guard preconditions.rangeCounts(entityTag: entityTag, modifiedSeconds: modified) else {
            return Response(headers: headers, body: content.body(whole))
        }
        switch ByteRanges(request, length: whole.count) {
        case .whole: return Response(headers: headers, body: content.body(whole))
        case .single(let range):
            headers[.contentRange] = Self.contentRange(range, of: whole.count)
            return Response(.partialContent, headers: headers, body: content.body(range))
        case .several(let ranges):
            let parts = MultipartByteRanges(ranges, of: content, type: headers[.contentType])
            headers[.contentType] = parts.contentType
            return Response(.partialContent, headers: headers, body: parts.body)
        case .unsatisfiable:
            throw HTTPError(
                .rangeNotSatisfiable, "The content has \(whole.count) bytes.",
                headers: [.contentRange: "bytes */\(whole.count)", .acceptRanges: "bytes"])
        }
    }

    static func contentRange(_ range: Range<Int>, of length: Int) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)"
    }
}

extension Response {
    /// A 304 with the fields of the response that it stands for, without those that describe content (RFC 9110 §15.4.5).
    static func notModified(_ headers: Headers, length: Int?, for request: Request) -> Response {
        request.state[UnmodifiedContent.self] = UnmodifiedContent(
            type: headers[.contentType], length: length, isCoded: headers.contains(.contentEncoding))
        var headers = headers
        for name: HTTPField.Name in [
            .contentType, .contentEncoding, .contentLength, .contentRange, .contentLanguage, .contentDisposition,
            .acceptRanges,
        ] { headers[name] = nil }
        return Response(.notModified, headers: headers)
    }
}

/// What a 304 does not say of the content that it stands for, kept for middleware that needs to know.
package struct UnmodifiedContent: StateKey, Sendable {
    package typealias Value = UnmodifiedContent

    package let type: String?
    package let length: Int?
    /// Whether the content has a `Content-Encoding`.
    package let isCoded: Bool
}
