import MartletCore
import NIOCore
import Synchronization

/// Frames a streamed response for HTTP/1: chunked, counted, or until the end of the connection.
final class ConnectionSink: ResponseSink {
    private let connection: HTTP1ConnectionHandler
    private let exchange: Exchange
    private let isChunked: Bool
    private let length: AnnouncedLength
    private let trailers = Mutex(Headers())

    init(connection: HTTP1ConnectionHandler, exchange: Exchange, isChunked: Bool, length: Int?) {
        self.connection = connection
        self.exchange = exchange
        self.isChunked = isChunked
        self.length = AnnouncedLength(length)
    }

    func setTrailers(_ trailers: Headers) { self.trailers.withLock { $0 = trailers } }

    func write(_ buffer: ByteBuffer) async throws {
        try length.count(buffer.readableBytes)
        guard isChunked else { return try await connection.writeStreamed([buffer], exchange) }
        let head = ByteBuffer(string: String(buffer.readableBytes, radix: 16) + "\r\n")
        try await connection.writeStreamed([head, buffer, ByteBuffer(staticString: "\r\n")], exchange)
    }

    func finish() async throws {
        try length.finish()
        guard isChunked else { return }
        var end = ByteBuffer(staticString: "0\r\n")
        for (name, value) in trailers.withLock({ $0 }) where Headers.isSafe(name, value) {
            end.writeString("\(name): \(value)\r\n")
        }
        end.writeStaticString("\r\n")
        try await connection.writeStreamed([end], exchange)
    }
}
