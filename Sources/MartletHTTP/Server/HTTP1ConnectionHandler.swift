import HTTPTypes
import MartletCore
import NIOCore
import NIOHTTP1

/// One HTTP/1 connection: takes decoded requests in, runs the application, writes responses in order.
///
/// One handler does all of it, so that a request whose handler does not suspend is answered within the read that
/// brought it, and all responses of one read leave in one write.
final class HTTP1ConnectionHandler: ChannelDuplexHandler, LoopConnection, @unchecked Sendable {
    // safe: every mutable member is touched on the channel's event loop only
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = IOData

    let engine: Engine
    let loopState: LoopState
    let info: ConnectionInfo
    /// The handlers before this one, removed when the connection leaves HTTP.
    var upstream: [any RemovableChannelHandler] = []

    var context: ChannelHandlerContext?
    /// The exchange that is being answered.
    var exchange: Exchange?
    /// A request whose small body is awaited before its handler starts.
    var held: HeldRequest?
    /// Parts of later requests that wait for their turn.
    private var waiting = CircularBuffer<HTTPServerRequestPart>()
    private var waitingRequests = 0
    /// Responses that have not been passed on yet.
    var out = ByteBuffer()
    private var isReading = false
    private var readIsPending = false
    private var refused = false

    /// When the head of a request began to arrive, or the connection opened.
    var headStarted: NIODeadline?
    /// When the connection last made progress.
    var lastProgress: NIODeadline
    var isDraining = false
    var hasServed = false
    /// How many heads have been decoded; the byte guard looks for changes.
    private(set) var requestsSeen = 0
    private(set) var state = ConnectionState.open
    private var upgrading = false
    /// Continuations of writers that wait for room.
    var writers: [CheckedContinuation<Void, any Error>] = []

    enum ConnectionState {
        case open
        /// Our side is closed; what still arrives is thrown away so that the client can read the last response.
        case lingering(until: NIODeadline)
        case closed
    }

    init(engine: Engine, loopState: LoopState, info: ConnectionInfo) {
        self.engine = engine
        self.loopState = loopState
        self.info = info
        lastProgress = loopState.now
        headStarted = loopState.now
        isDraining = loopState.isDraining
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loopState.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        loopState.remove(self)
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        state = .closed
        let error = HTTPError(.badRequest, "The client closed the connection in the middle of the request.")
        exchange?.bodyStream?.fail(error)
        exchange?.task?.cancel()
        resumeWriters(throwing: CancellationError())
        waiting.removeAll()
        held = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !upgrading else { return context.fireChannelRead(data) }
        guard case .open = state, !refused else { return }
        isReading = true
        let part = unwrapInboundIn(data)
        if let exchange, exchange.requestIsComplete {
            if case .head = part { waitingRequests += 1 }
            waiting.append(part)
        } else {
            take(part)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        if let held {
            // The rest of the body did not come with the head: the handler starts and reads it as it arrives.
            self.held = nil
            startStreaming(held)
        }
        flush()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        guard mayRead else {
            readIsPending = true
            return
        }
        context.read()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        lastProgress = loopState.now
        if context.channel.isWritable {
            resumeWriters()
            resumeReading()
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            inputClosed()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard case .open = state else { return }
        if let refusal = refusal(for: error) {
            refuse(refusal)
        } else {
            // A broken connection has nobody to answer.
            close()
        }
    }

    // MARK: Requests

    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): take(head)
        case .body(let buffer):
            lastProgress = loopState.now
            if held != nil {
                held?.body.writeImmutableBuffer(buffer)
            } else if let exchange {
                exchange.received(buffer)
            }
        case .end(let trailers):
            headStarted = nil
            lastProgress = loopState.now
            if let held {
                self.held = nil
                start(held, body: RequestBody(held.body), stream: nil)
                exchange?.requestIsComplete = true
                finishExchangeIfDone()
            } else if let exchange {
                exchange.requestIsComplete = true
                exchange.bodyStream?.finish(trailers: trailers.map { Headers($0) } ?? Headers())
                finishExchangeIfDone()
            }
        }
    }

    private func take(_ head: HTTPRequestHead) {
        requestsSeen &+= 1
        headStarted = nil
        lastProgress = loopState.now
        let isHTTP11 = head.version.minor >= 1
        let checked: CheckedRequestHead
        do {
            checked = try CheckedRequestHead(head, requiresHost: isHTTP11)
        } catch {
            return refuse(error)
        }
        let request = HeldRequest(
            head: checked, isHTTP11: isHTTP11, keepAlive: head.isKeepAlive, body: ByteBuffer())
        guard checked.hasBody else { return start(request, body: .empty, stream: nil) }
        let isSmall = (checked.contentLength ?? .max) <= HeldRequest.maximumHeldBody
        if isSmall, !checked.expectsContinue {
            held = request
        } else {
            startStreaming(request)
        }
    }

    private func startStreaming(_ held: HeldRequest) {
        let loop = loopState.loop
        let stream = RequestBodyStream(expectedLength: held.head.contentLength) { [weak self] in
            guard let self else { return }
            if loop.inEventLoop { self.bodyDemanded() } else { loop.execute { self.bodyDemanded() } }
        }
        if held.body.readableBytes > 0 { stream.push(held.body) }
        start(held, body: RequestBody(source: stream), stream: stream)
    }

    private func start(_ held: HeldRequest, body: RequestBody, stream: RequestBodyStream?) {
        let exchange = Exchange(
            held, bodyStream: stream, started: loopState.now,
            remaining: (held.head.contentLength ?? 0) - held.body.readableBytes)
        self.exchange = exchange
        hasServed = true
        let request = engine.request(held.head, body: body, info)
        exchange.requestContext = request.context
        let application = engine.application
        exchange.task = Task.immediate(executorPreference: loopState.executor) { [self] in
            let response = await application.respond(to: request)
            await send(response, for: request, exchange)
        }
        if exchange.isAnswered { exchange.task = nil }
    }

    /// Called when a handler waits for bytes of the body.
    private func bodyDemanded() {
        guard let exchange, exchange.bodyStream != nil else { return }
        if exchange.expectsContinue, !exchange.headIsWritten, !exchange.requestIsComplete {
            exchange.expectsContinue = false
            out.writeStaticString("HTTP/1.1 100 Continue\r\n\r\n")
            flush()
        }
        resumeReading()
    }

    /// The response has been written; goes on with the next request once this one was read to its end.
    func finishExchangeIfDone() {
        guard let exchange, exchange.isAnswered else { return }
        guard exchange.requestIsComplete else {
            // Nobody wants the rest of the body: a short one is passed over, for a long one the connection goes.
            if exchange.expectsContinue || exchange.isChunked || exchange.remaining > HeldRequest.maximumDiscardedBody {
                flush()
                linger()
            } else {
                resumeReading()
            }
            return
        }
        self.exchange = nil
        if !exchange.keepAlive {
            flush()
            close()
            return
        }
        headStarted = waiting.isEmpty ? nil : loopState.now
        takeWaiting()
    }

    private var isTakingWaiting = false

    private func takeWaiting() {
        // A handler that answers at once comes back here; the loop below goes on instead of recursing.
        guard !isTakingWaiting else { return }
        isTakingWaiting = true
        defer { isTakingWaiting = false }
        while exchange == nil || exchange?.requestIsComplete == false, case .open = state, let part = waiting.popFirst()
        {
            if case .head = part { waitingRequests -= 1 }
            take(part)
        }
        if !isReading {
            if let held, waiting.isEmpty {
                self.held = nil
                startStreaming(held)
            }
            flush()
        }
        resumeReading()
    }

    // MARK: Reading

    private var mayRead: Bool {
        if waitingRequests >= engine.configuration.limits.pipelinedRequests { return false }
        if let stream = exchange?.bodyStream, exchange?.isAnswered == false,
            stream.queuedBytes >= HeldRequest.maximumQueuedBody
        {
            return false
        }
        if let context, !context.channel.isWritable, exchange?.bodyStream == nil { return false }
        return true
    }

    func resumeReading() {
        guard readIsPending, mayRead, let context else { return }
        readIsPending = false
        context.read()
    }

    private func inputClosed() {
        guard case .open = state else { return close() }
        if let exchange {
            exchange.keepAlive = false
            if !exchange.requestIsComplete {
                exchange.bodyStream?.fail(
                    HTTPError(.badRequest, "The client closed the connection in the middle of the request."))
            }
        } else {
            flush()
            close()
        }
    }

    // MARK: Refusing and closing

    /// Answers a request that the application does not see, then closes.
    func refuse(_ error: RefusedRequest) {
        guard !refused else { return }
        refused = true
        waiting.removeAll()
        held = nil
        if let exchange {
            // An earlier response may be on its way; the broken request behind it only ends the connection.
            exchange.keepAlive = false
            exchange.bodyStream?.fail(HTTPError(error.status, error.message))
            if exchange.isAnswered || exchange.headIsWritten, exchange.requestIsComplete == false {
                exchange.requestIsComplete = true
                if exchange.isAnswered {
                    flush()
                    linger()
                }
            }
            return
        }
        let text = "\(error.status.code) \(error.status.reasonPhrase)\n\(error.message ?? "")\n"
        var response = Response(error.status, text: text)
        response.headers[.connection] = "close"
        ResponseHeadEncoder.write(
            response, length: text.utf8.count, isHTTP11: true, keepAlive: false,
            constantHeaders: loopState.constantHeaders,
            into: &out)
        out.writeString(text)
        flush()
        linger()
    }

    /// Closes our side and reads on for a while, since closing with unread bytes would reset the connection and take
    /// the response with it.
    func linger() {
        guard case .open = state, let context else { return }
        state = .lingering(until: loopState.now + .seconds(2))
        context.close(mode: .output, promise: nil)
        readIsPending = false
        context.read()
    }

    func close() {
        guard let context else { return }
        if case .closed = state { return }
        state = .closed
        context.close(promise: nil)
    }

    func flush() {
        guard let context, out.readableBytes > 0 else { return }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(out)), promise: nil)
        if out.capacity > 16 << 10 { out = ByteBuffer() } else { out.clear() }
    }

    /// Passes bytes on behind what waits in `out`, so that writes of streams keep their order.
    func pass(_ data: IOData, promise: EventLoopPromise<Void>?) {
        guard let context else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        flush()
        context.writeAndFlush(wrapOutboundOut(data), promise: promise)
    }

    var isInReadBurst: Bool { isReading }

    // MARK: Deadlines and draining

    func tick(_ now: NIODeadline) {
        let limits = engine.configuration.limits
        if case .lingering(let until) = state {
            if now >= until { close() }
            return
        }
        guard case .open = state, !upgrading else { return }
        if let exchange {
            tick(exchange, now)
        } else if let headStarted {
            if now - headStarted > TimeAmount(limits.headerTime) {
                if hasServed || readAnything {
                    refuse(RefusedRequest(408, "The request did not arrive in time."))
                } else {
                    close()
                }
            }
        } else if now - lastProgress > TimeAmount(limits.idleTime) || (isDraining && now - lastProgress > .seconds(1)) {
            close()
        }
    }

    /// Whether any byte of a request has arrived since the connection opened; told by the byte guard.
    var readAnything = false

    private func tick(_ exchange: Exchange, _ now: NIODeadline) {
        let limits = engine.configuration.limits
        if !exchange.headIsWritten {
            let limit = exchange.requestContext?.timeLimit ?? limits.handlerTime
            let bodyIsArriving = !exchange.requestIsComplete
            if bodyIsArriving, now - lastProgress > TimeAmount(limits.idleTime) {
                exchange.bodyStream?.fail(HTTPError(.requestTimeout, "The content did not arrive in time."))
                exchange.keepAlive = false
            } else if !bodyIsArriving, now - max(exchange.started, lastProgress) > TimeAmount(limit), !exchange.timedOut
            {
                timeOut(exchange)
            }
        } else if !exchange.isAnswered, context?.channel.isWritable == false,
            now - lastProgress > TimeAmount(limits.idleTime)
        {
            // A client that takes nothing for so long is gone.
            close()
        } else if exchange.isAnswered, now - lastProgress > TimeAmount(limits.idleTime) {
            close()
        }
    }

    private func timeOut(_ exchange: Exchange) {
        exchange.timedOut = true
        exchange.task?.cancel()
        exchange.keepAlive = false
        let text = "503 Service Unavailable\nThe answer took too long.\n"
        var response = Response(.serviceUnavailable, text: text)
        response.headers[.connection] = "close"
        ResponseHeadEncoder.write(
            response, length: text.utf8.count, isHTTP11: true, keepAlive: false,
            constantHeaders: loopState.constantHeaders,
            into: &out)
        if exchange.method != .head { out.writeString(text) }
        exchange.headIsWritten = true
        exchange.isAnswered = true
        flush()
        finishExchangeIfDone()
    }

    func drain() {
        isDraining = true
        exchange?.keepAlive = false
        // An idle connection may have a request on its way: it is closed by a tick a moment later.
    }

    // MARK: Leaving HTTP

    /// Removes HTTP from the pipeline after a 101 has been written.
    func upgrade(_ upgrade: ConnectionUpgrade) {
        guard let context else { return }
        upgrading = true
        loopState.remove(self)
        let channel = context.channel
        let engine = engine
        upgrade.install(channel).flatMap {
            // Bytes that came behind the request are handed on when the decoder goes.
            EventLoopFuture.andAllSucceed(
                (self.upstream + [self]).map { channel.pipeline.syncOperations.removeHandler($0) },
                on: channel.eventLoop)
        }.whenComplete { result in
            switch result {
            case .success:
                engine.background.start {
                    await upgrade.run()
                    try? await channel.close()
                }
            case .failure:
                channel.close(promise: nil)
            }
        }
        channel.read()
    }
}

extension HTTP1ConnectionHandler: RemovableChannelHandler {}

/// A request whose handler has not started yet.
struct HeldRequest {
    /// Bodies up to this size are awaited with their head, so that reading them does not suspend the handler.
    static let maximumHeldBody = 64 << 10
    /// How much of an unread body is passed over to keep the connection.
    static let maximumDiscardedBody = 256 << 10
    /// How many unread bytes of a body wait in memory before reading pauses.
    static let maximumQueuedBody = 256 << 10

    var head: CheckedRequestHead
    var isHTTP11: Bool
    var keepAlive: Bool
    var body: ByteBuffer
}

/// One request and its response, while both are in progress.
final class Exchange: @unchecked Sendable {  // safe: touched on the connection's event loop only
    let method: HTTPRequest.Method
    let isHTTP11: Bool
    let isChunked: Bool
    let bodyStream: RequestBodyStream?
    let started: NIODeadline
    var expectsContinue: Bool
    var keepAlive: Bool
    /// Announced bytes of the body that have not arrived.
    var remaining: Int
    private(set) var receivedBytes = 0
    var isChunkedResponse = false
    var requestIsComplete = false
    var headIsWritten = false
    var isAnswered = false
    var timedOut = false
    var task: Task<Void, Never>?
    var requestContext: RequestContext?

    init(_ held: HeldRequest, bodyStream: RequestBodyStream?, started: NIODeadline, remaining: Int) {
        method = held.head.method
        isHTTP11 = held.isHTTP11
        isChunked = held.head.isChunked
        expectsContinue = held.head.expectsContinue && held.isHTTP11
        keepAlive = held.keepAlive
        self.bodyStream = bodyStream
        self.started = started
        self.remaining = remaining
    }

    func received(_ buffer: ByteBuffer) {
        remaining -= buffer.readableBytes
        receivedBytes += buffer.readableBytes
        expectsContinue = false
        if !isAnswered { bodyStream?.push(buffer) }
    }
}

extension TimeAmount {
    /// The same length of time; lengths past the range of nanoseconds become the longest there is.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self = overflow ? .nanoseconds(.max) : .nanoseconds(nanoseconds &+ attoseconds / 1_000_000_000)
    }
}
