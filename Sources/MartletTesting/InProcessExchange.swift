import HTTPTypes
import MartletHTTP
import NIOCore
import NIOPosix
import Synchronization

/// Hands requests to the application without a socket.
struct InProcessExchange: TestExchange {
    let application: InProcessApp

    var host: String { "localhost" }

    func send(
        _ method: HTTPRequest.Method, _ target: String, _ headers: Headers, _ body: ByteBuffer
    ) async throws -> TestResponse {
        let (response, work) = await application.respond(method, target, headers: headers, body: body)
        guard response.headersAreSafe else { throw TestFailure("a header field of the response contains a line break") }
        let hasContent = response.status.allowsContent
        let collector = Collector()
        if hasContent, method != .head { try await collect(response.body, into: collector) }
        for step in work { await step() }
        var fields = response.headers
        let length = hasContent ? response.body.length : 0
        if response.status.announcesLength, let length { fields[.contentLength] = String(length) }
        let (collected, trailers) = collector.contents
        return TestResponse(status: response.status, headers: fields, body: collected, trailers: trailers)
    }

    private func collect(_ body: ResponseBody, into collector: Collector) async throws {
        switch body.storage {
        case .empty: break
        case .string(let text): try await collector.write(ByteBuffer(string: text))
        case .buffer(let buffer): try await collector.write(buffer)
        case .file(let slice):
            let bytes = try await NIOThreadPool.singleton.runIfActive { try slice.read() }
            try await collector.write(bytes)
        case .stream(let length, let write):
            try await write(ResponseWriter(collector))
            let (collected, _) = collector.contents
            guard length == nil || length == collected.readableBytes else {
                throw TestFailure("the stream announced \(length ?? 0) bytes and wrote \(collected.readableBytes)")
            }
        }
    }
}

/// Keeps what a stream writes.
private final class Collector: ResponseSink {
    private let state = Mutex((bytes: ByteBuffer(), trailers: Headers()))

    var contents: (ByteBuffer, Headers) { state.withLock { ($0.bytes, $0.trailers) } }

    func write(_ buffer: ByteBuffer) async throws { state.withLock { _ = $0.bytes.writeImmutableBuffer(buffer) } }

    func setTrailers(_ trailers: Headers) { state.withLock { $0.trailers = trailers } }
}

extension FileSlice {
    /// The bytes of the slice.
    fileprivate func read() throws -> ByteBuffer {
        let file = try self.file ?? OpenFile(path)
        let bytes = try file.read(from: Int(offset), count: length)
        guard bytes.readableBytes == length else {
            throw TestFailure("\(path) ends before the \(length) bytes of its response")
        }
        return bytes
    }
}
