import HTTPTypes
import MartletCore
import NIOCore
import NIOHTTP1
import Synchronization

/// One HTTP/2 stream: a single request and its response, as parts.
final class HTTPStreamHandler: ChannelDuplexHandler, LoopConnection, @unchecked Sendable {
    // safe: every mutable member is touched on the stream's event loop only
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let engine: Engine
    private let loopState: LoopState
    private let info: ConnectionInfo
    private var context: ChannelHandlerContext?
    private var bodyStream: RequestBodyStream?
    private var requestContext: RequestContext?
    private var task: Task<Void, Never>?
    private var started: NIODeadline
    private var lastProgress: NIODeadline
    private var readIsPending = false
    private var requestIsComplete = false
    private var headIsWritten = false
    private var isFinished = false
    /// How much content has arrived that nobody wants, once the response is out.
    private var unwantedBytes = 0
    private var isHead = false
    private var writers: [CheckedContinuation<Void, any Error>] = []

    init(engine: Engine, loopState: LoopState, info: ConnectionInfo) {
        self.engine = engine
        self.loopState = loopState
        self.info = info
        started = loopState.now
        lastProgress = loopState.now
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loopState.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        loopState.remove(self)
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        isFinished = true
        bodyStream?.fail(HTTPError(.badRequest, "The client reset the stream in the middle of the request."))
        task?.cancel()
        for writer in writers { writer.resume(throwing: CancellationError()) }
        writers = []
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Once the response is out, the time that the rest of the request may take counts from there.
        if !isFinished { lastProgress = loopState.now }
        switch unwrapInboundIn(data) {
        case .head(let head): start(head)
        case .body(let buffer):
            guard !isFinished else { return throwAway(buffer.readableBytes) }
            bodyStream?.push(buffer)
        case .end(let trailers):
            requestIsComplete = true
            bodyStream?.finish(trailers: trailers.map { Headers($0) } ?? Headers())
        }
    }

    func read(context: ChannelHandlerContext) {
        if !isFinished, let bodyStream, bodyStream.queuedBytes >= HeldRequest.maximumQueuedBody {
            readIsPending = true
        } else {
            context.read()
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        lastProgress = loopState.now
        if context.channel.isWritable {
            let waiting = writers
            writers = []
            for writer in waiting { writer.resume() }
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func start(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        var checked: CheckedRequestHead
        do {
            checked = try CheckedRequestHead(head, requiresHost: true)
            // A stream cannot go on in another protocol (RFC 9113 §8.6).
            checked.asksForUpgrade = false
        } catch {
            let text = "\(error.status.code) \(error.status.reasonPhrase)\n\(error.message ?? "")\n"
            sendAtOnce(Response(error.status, text: text))
            return
        }
        let loop = loopState.loop
        let stream = RequestBodyStream(expectedLength: checked.contentLength) { [weak self] in
            guard let self else { return }
            if loop.inEventLoop { self.resumeReading() } else { loop.execute { self.resumeReading() } }
        }
        bodyStream = stream
        let mayHaveBody = checked.contentLength.map { $0 > 0 } ?? !(checked.method == .get || checked.method == .head)
        let request = engine.request(checked, body: mayHaveBody ? RequestBody(source: stream) : .empty, info)
        requestContext = request.context
        let application = engine.application
        task = Task.immediate(executorPreference: loopState.executor) { [self] in
            let response = await application.respond(to: request)
            await send(response)
            engine.runAfterResponse(request)
        }
    }

    private func resumeReading() {
        guard readIsPending, let context else { return }
        readIsPending = false
        context.read()
    }

    private func send(_ response: Response) async {
        let isSent = try? await onLoop { self.sendAtOnce(response) }
        guard isSent == false else { return }
        do {
            switch response.body.storage {
            case .stream(_, let write):
                let sink = StreamSink(stream: self)
                try await write(ResponseWriter(sink))
                try await finish(sink.currentTrailers)
            case .file(let slice):
                try await slice.forEachPart { try await self.write($0) }
                try await finish(Headers())
            default: break
            }
        } catch {
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
    private func sendAtOnce(_ response: Response) -> Bool {
        guard !isFinished, !headIsWritten, let context else { return true }
        headIsWritten = true
        var response = response
        if !response.headersAreSafe {
            response = Response(.internalServerError, text: "500 Internal Server Error\n")
        }
        let hasContent = response.status.allowsContent
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
        if hasContent, let length = response.body.length { headers.add(name: "content-length", value: String(length)) }
        let head = HTTPResponseHead(
            version: .http2, status: HTTPResponseStatus(statusCode: response.status.code), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if hasContent, !isHead {
            switch response.body.storage {
            case .empty: break
            case .string(let text):
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: text)))), promise: nil)
            case .buffer(let buffer): context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
            case .file, .stream:
                context.flush()
                return false
            }
        }
        end(Headers())
        return true
    }

    private func end(_ trailers: Headers) {
        guard !isFinished, let context else { return }
        isFinished = true
        let fields = trailers.isEmpty ? nil : HTTPHeaders(trailers.map { ($0.lowercased(), $1) })
        context.writeAndFlush(wrapOutboundOut(.end(fields)), promise: nil)
        lastProgress = loopState.now
        guard !requestIsComplete else { return }
        bodyStream?.fail(CancellationError())
        resumeReading()
    }

    /// Lets the end of a short request come in; stops a client that goes on sending what nobody wants, which RFC 9113
    /// §8.1 allows behind a whole response.
    private func throwAway(_ count: Int) {
        unwantedBytes += count
        if unwantedBytes > HeldRequest.maximumQueuedBody { stopRequest() }
    }

    private func stopRequest() {
        requestIsComplete = true
        context?.triggerUserOutboundEvent(StreamEvent.requestIsNotWanted, promise: nil)
    }

    private func finish(_ trailers: Headers) async throws { try await onLoop { self.end(trailers) } }

    /// Passes bytes on, and waits while the client is slower than the application.
    func write(_ buffer: ByteBuffer) async throws {
        try Task.checkCancellation()
        let loop = loopState.loop
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let write: @Sendable () -> Void = {
                guard !self.isFinished, let context = self.context else {
                    return continuation.resume(throwing: CancellationError())
                }
                context.writeAndFlush(self.wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
                self.lastProgress = self.loopState.now
                if context.channel.isWritable { continuation.resume() } else { self.writers.append(continuation) }
            }
            if loop.inEventLoop { write() } else { loop.execute(write) }
        }
    }

    func tick(_ now: NIODeadline) {
        guard !isFinished else {
            if !requestIsComplete, now - lastProgress > .seconds(2) { stopRequest() }
            return
        }
        let limits = engine.configuration.limits
        if !headIsWritten {
            let limit = requestContext?.timeLimit ?? limits.handlerTime
            if !requestIsComplete, now - lastProgress > TimeAmount(limits.idleTime) {
                bodyStream?.fail(HTTPError(.requestTimeout, "The content did not arrive in time."))
            } else if requestIsComplete, now - max(started, lastProgress) > TimeAmount(limit) {
                task?.cancel()
                sendAtOnce(Response(.serviceUnavailable, text: "503 Service Unavailable\nThe answer took too long.\n"))
            }
        } else if context?.channel.isWritable == false, now - lastProgress > TimeAmount(limits.idleTime) {
            context?.close(promise: nil)
        }
    }

    /// Streams end by themselves; their connection announces that it goes.
    func drain() {}
}

/// What the handler of a stream asks of the handlers that speak its protocol.
package enum StreamEvent: Sendable {
    /// The response is out and the rest of the request is not wanted: the stream ends without an error.
    case requestIsNotWanted
}

/// Hands a streamed response to an HTTP/2 stream.
private final class StreamSink: ResponseSink {
    private let stream: HTTPStreamHandler
    private let trailers = Mutex(Headers())

    init(stream: HTTPStreamHandler) { self.stream = stream }
    var currentTrailers: Headers { trailers.withLock { $0 } }
    func write(_ buffer: ByteBuffer) async throws { try await stream.write(buffer) }
    func setTrailers(_ trailers: Headers) { self.trailers.withLock { $0 = trailers } }
}
