import HTTPTypes
import Logging
import MartletCore
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// How much of a response is handed on at a time: what a client takes in bits counts as progress by such parts.
private let partBytes = 16 << 10

/// The most bytes of header fields in a response: SwiftNIO sends them in one frame, which has 16 KiB at least
/// (RFC 9113 §6.5.2).
private let maximumFieldBytes = 16 << 10

extension HTTPStreamHandler {
    func send(_ response: Response, for request: Request) async {
        let isSent = try? await onLoop { self.sendAtOnce(response, request.logger) }
        guard isSent == false else { return }
        do {
            switch response.body.storage {
            case .stream(let length, let write):
                let sink = StreamSink(stream: self, length: length)
                try await write(ResponseWriter(sink))
                try sink.length.finish()
                try await finish(sink.currentTrailers)
            case .file(let slice):
                try await slice.forEachPart { try await self.write($0) }
                try await finish(Headers())
            default: break
            }
        } catch {
            if !(error is CancellationError || error is ChannelError) {
                request.logger.error("a streamed response failed", metadata: ["error": "\(error)"])
            }
            try? await onLoop { self.context?.close(promise: nil) }
        }
    }

    private func onLoop<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws -> Value {
        if loopState.loop.inEventLoop { return work() }
        return try await loopState.loop.submit(work).get()
    }

    /// Writes what can be written without waiting.
    /// - Returns: `false` when content is left that has to be streamed.
    @discardableResult
    func sendAtOnce(_ response: Response, _ logger: @autoclosure () -> Logger? = nil) -> Bool {
        guard !isFinished, !headIsWritten, let context else { return true }
        headIsWritten = true
        var response = response
        if let problem = problem(with: response) {
            logger()?.error("a response was not sent", metadata: ["problem": "\(problem)"])
            response = Response(.internalServerError, text: "500 Internal Server Error\n")
        }
        let hasContent = response.status.allowsContent
        context.write(wrapOutboundOut(.head(head(of: response))), promise: nil)
        if hasContent, !isHead {
            switch response.body.storage {
            case .empty: break
            case .string(let text): write(ByteBuffer(string: text), to: context)
            case .buffer(let buffer): write(buffer, to: context)
            case .file, .stream:
                context.flush()
                return false
            }
        }
        end(Headers())
        return true
    }

    /// Why a response cannot be sent as it is; `nil` when it can.
    private func problem(with response: Response) -> String? {
        if !response.headersAreSafe { return "a header field contains a line break or NUL" }
        if response.status.code < 200 { return "\(response.status.code) is an interim status" }
        var bytes = 0
        for (name, value) in response.headers { bytes += name.utf8.count + value.utf8.count + 8 }
        return bytes > maximumFieldBytes ? "HTTP/2 responses can have 16 KiB of header fields, not \(bytes) bytes" : nil
    }

    private func head(of response: Response) -> HTTPResponseHead {
        var headers = HTTPHeaders()
        headers.reserveCapacity(response.headers.count + 2)
        headers.add(name: "date", value: loopState.date)
        if let name = engine.configuration.serverName { headers.add(name: "server", value: name) }
        for (name, value) in response.headers {
            let name = name.lowercased()
            // Fields of the connection have no place in HTTP/2 (RFC 9113 §8.2.2).
            switch name {
            case "connection", "transfer-encoding", "keep-alive", "upgrade", "proxy-connection", "content-length",
                "date":
                continue
            default: headers.add(name: name, value: value)
            }
        }
        let length = response.status.allowsContent ? response.body.length : 0
        if response.status.announcesLength, let length {
            headers.add(name: "content-length", value: String(length))
        }
        let status = HTTPResponseStatus(statusCode: response.status.code)
        return HTTPResponseHead(version: .http2, status: status, headers: headers)
    }

    private func end(_ trailers: Headers) {
        guard !isFinished, let context else { return }
        isFinished = true
        let safe = trailers.filter { Headers.isSafe($0.name, $0.value) }.map { ($0.name.lowercased(), $0.value) }
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.whenSuccess { self.lastPartLeft() }
        context.writeAndFlush(wrapOutboundOut(.end(safe.isEmpty ? nil : HTTPHeaders(safe))), promise: sent)
        lastProgress = loopState.now
        guard !requestIsComplete else { return }
        bodyStream?.fail(CancellationError())
        resumeReading()
    }

    private func lastPartLeft() {
        isSent = true
        lastProgress = loopState.now
        stopUnwantedRequest()
    }

    private func finish(_ trailers: Headers) async throws { try await onLoop { self.end(trailers) } }

    /// Hands content on in parts, each of which is progress when it leaves.
    private func write(_ buffer: ByteBuffer, to context: ChannelHandlerContext) {
        var rest = buffer
        while rest.readableBytes > partBytes, let part = rest.readSlice(length: partBytes) {
            let sent = context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.whenSuccess { self.lastProgress = self.loopState.now }
            context.write(wrapOutboundOut(.body(.byteBuffer(part))), promise: sent)
        }
        context.write(wrapOutboundOut(.body(.byteBuffer(rest))), promise: nil)
    }

    /// Passes bytes on, and waits while the client is slower than the application.
    func write(_ buffer: ByteBuffer) async throws {
        try await writers.write(on: loopState.loop) {
            guard !self.isFinished, let context = self.context else { return nil }
            self.write(buffer, to: context)
            context.flush()
            // The write may have found that the client has gone, which ends the stream here and now.
            guard !self.isFinished else { return nil }
            self.lastProgress = self.loopState.now
            return context.channel.isWritable
        }
    }
}

/// Hands a streamed response to an HTTP/2 stream.
private final class StreamSink: ResponseSink {
    private let stream: HTTPStreamHandler
    let length: AnnouncedLength
    private let trailers = Mutex(Headers())

    init(stream: HTTPStreamHandler, length: Int?) {
        self.stream = stream
        self.length = AnnouncedLength(length)
    }

    var currentTrailers: Headers { trailers.withLock { $0 } }
    func write(_ buffer: ByteBuffer) async throws {
        try length.count(buffer.readableBytes)
        try await stream.write(buffer)
    }
    func setTrailers(_ trailers: Headers) { self.trailers.withLock { $0 = trailers } }
}
