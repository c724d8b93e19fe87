public import MartletCore
public import NIOCore

/// The parts of a multipart form as they arrive, for handlers that do not want whole forms.
///
/// Nothing is kept: a part's content has to be read before the next part is asked for; what was not read is passed
/// over. Content of another type is a 415, a malformed form a 400 and one past its limits a 413, thrown from the loop.
///
/// ```swift
/// app.post("/import") { (parts: MultipartStream) in
///     var sizes: [String: Int] = [:]
///     for try await part in parts {
///         for try await bytes in part.body { sizes[part.name, default: 0] += bytes.readableBytes }
///     }
///     return sizes
/// }
/// .bodyLimit(2 << 30)
/// ```
public struct MultipartStream: Extractor, AsyncSequence {
    private let reader: MultipartReader

    init(_ request: Request) throws {
        try ContentType.require([Self.mediaType], of: request)
        reader = try MultipartReader(request, limits: .of(request))
    }

    static let mediaType = "multipart/form-data"

    public static func extract(from source: inout ExtractionSource) throws -> MultipartStream {
        try MultipartStream(source.request)
    }

    public static var parameters: [ParameterDescription] {
        [
            ParameterDescription(
                .body, MultipartStream.self, contentTypes: [mediaType],
                refusals: [.badRequest, .contentTooLarge, .unsupportedMediaType])
        ]
    }

    /// Reads the parts in the order in which they arrive.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let reader: MultipartReader

        public mutating func next() async throws -> MultipartPart? { try await reader.nextPart() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader) }
}

/// One part of a multipart form, whose content is still arriving.
public struct MultipartPart: Sendable {
    /// The name of the form's input.
    public let name: String
    /// The file's name as the client says, without folders and control characters; `nil` for parts that are no files.
    ///
    /// Show it, store it in a column, but make up your own names for files on disk.
    public let filename: String?
    /// The media type as the client says; `nil` when it said none.
    public let contentType: String?
    /// All header fields of the part.
    public let headers: Headers
    /// The content; it can be read once, before the next part is asked for.
    public let body: Body
    /// Whether this is a file input that was left empty, if no content follows.
    let hasEmptyFilename: Bool

    init(_ head: MultipartPartHead, number: Int, reader: MultipartReader) {
        name = head.name
        filename = head.filename
        contentType = head.contentType
        headers = head.headers
        hasEmptyFilename = head.hasEmptyFilename
        body = Body(reader: reader, number: number)
    }

    /// The content as text.
    /// - Parameter limit: the most bytes to take; 64 KiB by default.
    /// - Throws: ``HTTPError`` 413 past the limit, 400 for bytes that are not UTF-8 and for a NUL.
    public func text(upTo limit: Int = 64 << 10) async throws -> String {
        try await text(
            upTo: limit,
            past: HTTPError(.contentTooLarge, "The field `\(name)` is larger than \(limit) bytes."))
    }

    func text(upTo limit: Int, past error: HTTPError) async throws -> String {
        var whole = ByteBuffer()
        for try await bytes in body {
            guard whole.readableBytes + bytes.readableBytes <= limit else { throw error }
            whole.writeImmutableBuffer(bytes)
        }
        guard let text = String(validating: whole.readableBytesView, as: UTF8.self), !text.utf8.contains(0) else {
            throw HTTPError(.badRequest, "The field `\(name)` is not valid UTF-8 text.")
        }
        return text
    }

    /// The content as a file, in memory or on disk by the limits of the form.
    /// - Throws: what reading throws; ``UploadError`` when the file cannot be written.
    public func upload() async throws -> Upload {
        var spool = UploadSpool(limits: body.reader.limits)
        for try await bytes in body { try await spool.write(bytes) }
        return Upload(
            filename: filename ?? "", contentType: contentType ?? Upload.unknownType, storage: try await spool.finish())
    }

    /// A file of which nothing but its size is kept.
    func passedOver() async throws -> Upload {
        var size = 0
        for try await bytes in body { size += bytes.readableBytes }
        return Upload(
            filename: filename ?? "", contentType: contentType ?? Upload.unknownType,
            storage: UploadStorage(.memory(ByteBuffer()), size: size, isKept: false))
    }

    /// The content of a part as it arrives.
    public struct Body: AsyncSequence, Sendable {
        let reader: MultipartReader
        let number: Int

        /// Reads the content piece by piece.
        public struct AsyncIterator: AsyncIteratorProtocol {
            let reader: MultipartReader
            let number: Int

            public mutating func next() async throws -> ByteBuffer? { try await reader.nextBytes(ofPart: number) }
        }

        public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: reader, number: number) }
    }
}
