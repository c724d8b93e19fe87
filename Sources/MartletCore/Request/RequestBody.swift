public import NIOCore

/// The content of a request: nothing, bytes in memory, or bytes that still arrive.
///
/// A body is an asynchronous sequence of `ByteBuffer`s. Reading it slows the client down to the speed of the reader,
/// so a body of any size passes through flat memory. It can be read once.
///
/// ```swift
/// var size = 0
/// for try await part in request.body { size += part.readableBytes }
/// ```
public struct RequestBody: Sendable {
    package enum Storage: Sendable {
        case empty
        case buffer(ByteBuffer)
        case stream(any RequestBodySource)
    }

    package var storage: Storage

    /// The most bytes that may be read, 1 MiB unless the route says otherwise. Past it reading throws a 413.
    public var limit: Int

    /// What bodies are limited to where nothing else is said: 1 MiB.
    public static let defaultLimit = 1 << 20

    package init(_ storage: Storage, limit: Int = RequestBody.defaultLimit) {
        self.storage = storage
        self.limit = limit
    }

    /// No content.
    public static let empty = RequestBody(.empty)

    /// Content that is in memory.
    public init(_ buffer: ByteBuffer) { self.init(buffer.readableBytes == 0 ? .empty : .buffer(buffer)) }

    /// Content that arrives from a source.
    public init(source: any RequestBodySource) { self.init(.stream(source)) }

    /// The whole content in one buffer, within the body's own ``limit``.
    /// - Throws: ``HTTPError`` 413 past the limit, 400 when the client stopped in the middle.
    nonisolated(nonsending) public func collect() async throws -> ByteBuffer { try await collect(upTo: limit) }

    /// The whole content in one buffer.
    /// - Parameter limit: the most bytes to take, in place of the body's own ``limit``.
    /// - Throws: ``HTTPError`` 413 past the limit, 400 when the client stopped in the middle.
    nonisolated(nonsending) public func collect(upTo limit: Int) async throws -> ByteBuffer {
        switch storage {
        case .empty:
            return ByteBuffer()
        case .buffer(let buffer):
            guard buffer.readableBytes <= limit else { throw HTTPError.contentTooLarge(limit: limit) }
            return buffer
        case .stream(let source):
            if let expected = source.expectedLength, expected > limit { throw HTTPError.contentTooLarge(limit: limit) }
            var whole = ByteBuffer()
            while var part = try await source.next() {
                guard whole.readableBytes + part.readableBytes <= limit else {
                    throw HTTPError.contentTooLarge(limit: limit)
                }
                if whole.readableBytes == 0 { whole = part } else { whole.writeBuffer(&part) }
            }
            return whole
        }
    }

    /// The trailer fields (RFC 9110 §6.5); empty until the body has been read to its end.
    public var trailers: Headers {
        if case .stream(let source) = storage { return source.trailers }
        return Headers()
    }
}

/// Where a streaming request body comes from; an engine or a test implements it.
public protocol RequestBodySource: Sendable {
    /// The number of bytes announced by `Content-Length`; `nil` for chunked bodies.
    var expectedLength: Int? { get }
    /// The trailer fields once the end was reached.
    var trailers: Headers { get }
    /// The next bytes, or `nil` at the end.
    func next() async throws -> ByteBuffer?
}

extension RequestBody: AsyncSequence {
    /// Reads the parts of a body as they arrive, within its limit.
    public struct AsyncIterator: AsyncIteratorProtocol, Sendable {
        private var storage: Storage
        private let limit: Int
        private var taken = 0

        init(_ body: RequestBody) {
            storage = body.storage
            limit = body.limit
        }

        public mutating func next() async throws -> ByteBuffer? {
            let part: ByteBuffer?
            switch storage {
            case .empty:
                part = nil
            case .buffer(let buffer):
                storage = .empty
                part = buffer
            case .stream(let source):
                part = try await source.next()
            }
            guard let part else { return nil }
            taken += part.readableBytes
            guard taken <= limit else { throw HTTPError.contentTooLarge(limit: limit) }
            return part
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}
