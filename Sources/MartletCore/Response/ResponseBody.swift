public import NIOCore

/// The content of a response: nothing, bytes in memory, a part of a file, or bytes made while they are sent.
public struct ResponseBody: Sendable {
    package enum Storage: Sendable {
        case empty
        case string(String)
        case buffer(ByteBuffer)
        case file(FileSlice)
        case stream(length: Int?, @Sendable (ResponseWriter) async throws -> Void)
    }

    package var storage: Storage

    package init(_ storage: Storage) { self.storage = storage }

    /// No content.
    public static let empty = ResponseBody(.empty)

    /// Text, sent as UTF-8.
    public init(string: String) { self.init(.string(string)) }

    /// Bytes in memory.
    public init(buffer: ByteBuffer) { self.init(.buffer(buffer)) }

    /// Bytes in memory.
    public init(bytes: some Sequence<UInt8>) { self.init(.buffer(ByteBuffer(bytes: bytes))) }

    /// Content made while it is sent; a slow reader slows the writer down.
    /// - Parameters:
    ///   - length: the exact number of bytes if known, which then becomes `Content-Length`; chunked otherwise.
    ///   - write: writes the content. An error thrown here breaks the connection off, as the head is already sent.
    public static func stream(
        length: Int? = nil, _ write: @escaping @Sendable (ResponseWriter) async throws -> Void
    ) -> ResponseBody {
        ResponseBody(.stream(length: length, write))
    }

    /// A part of a file, sent without passing through the application where the connection allows it.
    /// - Parameters:
    ///   - path: the file.
    ///   - offset: the first byte.
    ///   - length: the number of bytes; they must be there when the response is sent, which breaks off otherwise.
    public static func file(path: String, offset: Int64 = 0, length: Int) -> ResponseBody {
        ResponseBody(.file(FileSlice(path: path, offset: offset, length: max(0, length))))
    }

    /// A part of a file that is open, so that what replaces it on disk meanwhile does not matter.
    package static func file(_ file: OpenFile, range: Range<Int>) -> ResponseBody {
        ResponseBody(
            .file(FileSlice(path: file.path, offset: Int64(range.lowerBound), length: range.count, file: file)))
    }

    /// The number of bytes; `nil` when it is known only at the end of a stream.
    public var length: Int? {
        switch storage {
        case .empty: 0
        case .string(let string): string.utf8.count
        case .buffer(let buffer): buffer.readableBytes
        case .file(let slice): slice.length
        case .stream(let length, _): length
        }
    }

    /// The bytes, if they are in memory; `nil` for files and streams.
    public var buffer: ByteBuffer? {
        switch storage {
        case .empty: ByteBuffer()
        case .string(let string): ByteBuffer(string: string)
        case .buffer(let buffer): buffer
        case .file, .stream: nil
        }
    }
}

/// A part of a file that is sent as content.
package struct FileSlice: Sendable {
    package var path: String
    package var offset: Int64
    package var length: Int
    /// The file itself where it is open already; it is opened by its path when it is sent otherwise.
    package var file: OpenFile?

    package init(path: String, offset: Int64, length: Int, file: OpenFile? = nil) {
        self.path = path
        self.offset = offset
        self.length = length
        self.file = file
    }
}

/// Where the bytes of a streamed response go.
///
/// Writing waits while the client is slower than the application.
public struct ResponseWriter: Sendable {
    private let sink: any ResponseSink

    /// Creates a writer, for engines and tests.
    public init(_ sink: any ResponseSink) { self.sink = sink }

    /// Sends bytes and waits until there is room for more.
    /// - Throws: `CancellationError` when the client has gone away or the server stops.
    public func write(_ buffer: ByteBuffer) async throws {
        guard buffer.readableBytes > 0 else { return }
        try await sink.write(buffer)
    }

    /// Sends text as UTF-8 and waits until there is room for more.
    public func write(_ string: String) async throws { try await write(ByteBuffer(string: string)) }

    /// Sets trailer fields (RFC 9110 §6.5), sent after a chunked body; without effect on bodies of known length.
    public func setTrailers(_ trailers: Headers) { sink.setTrailers(trailers) }
}

/// Receives the bytes of a streamed response; an engine or a test implements it.
public protocol ResponseSink: Sendable {
    /// Sends bytes and returns when there is room for more.
    func write(_ buffer: ByteBuffer) async throws
    /// Remembers trailer fields for the end of the body.
    func setTrailers(_ trailers: Headers)
}
