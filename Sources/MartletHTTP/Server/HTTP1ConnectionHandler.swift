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

    // The members that every request touches do without the run-time check of exclusive access, which costs as much as
    // the access. Nothing that is called while one of them is being changed comes back to this handler.
    @exclusivity(unchecked) var context: ChannelHandlerContext?
    /// The exchange that is being answered.
    @exclusivity(unchecked) var exchange: Exchange?
    /// A request whose small body is awaited before its handler starts.
    @exclusivity(unchecked) var held: HeldRequest?
    /// Parts of later requests that wait for their turn.
    @exclusivity(unchecked) var waiting = CircularBuffer<HTTPServerRequestPart>()
    /// How many whole or partial requests wait, and how many bytes their bodies have.
    var waitingRequests = 0
    var waitingBytes = 0
    /// Responses that have not been passed on yet.
    @exclusivity(unchecked) var out = ByteBuffer()
    private var isReading = false
    /// Whether the channel has room for more of the responses.
    private var hasRoom = true
    var readIsPending = false
    /// Why nothing more is read from this client: answered after the requests that came before.
    var refusal: RefusedRequest?
    /// The head of the request that is refused, where there is one.
    var refusedHead: HTTPRequestHead?
    /// Whether the client has closed its side.
    var inputIsClosed = false

    /// When the head of a request began to arrive, or the connection opened.
    var headStarted: NIODeadline?
    /// When the connection last made progress.
    var lastProgress: NIODeadline
    /// The file that `sendfile` is at.
    var sentFile: SentFile?
    /// How many bytes the system had not taken at the last tick; a smaller number is progress.
    var lastUnsentBytes = 0
    var isDraining = false
    /// When this connection was told to end.
    var drainStarted = NIODeadline.distantPast
    /// How many heads have been decoded; the byte guard looks for changes.
    private(set) var requestsSeen = 0
    var state = ConnectionState.open
    private(set) var upgrading = false
    /// Writers of streams that wait for room.
    let writers = WaitingWriters()

    enum ConnectionState {
        case open
        /// The last response has been written and is on its way to the client.
        case finishing
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
        writers.fail()
        forgetWaiting()
        held = nil
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The end of the request that changes the protocol comes behind the 101.
        guard takesRequests, !upgrading else { return }
        isReading = true
        let part = unwrapInboundIn(data)
        if case .head = part { requestsSeen &+= 1 }
        if mustWait {
            switch part {
            case .head: waitingRequests += 1
            case .body(let buffer): waitingBytes += buffer.readableBytes
            case .end: break
            }
            waiting.append(part)
        } else {
            take(part)
        }
    }

    /// Whether what arrives has to wait: behind a request that is being answered, or for room for the next response. One
    /// read may bring a thousand requests, whose responses would all lie in memory while the client takes none.
    private var mustWait: Bool {
        if let exchange { return exchange.requestIsComplete }
        return held == nil && (!waiting.isEmpty || !hasRoom)
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
        hasRoom = context.channel.isWritable
        if hasRoom {
            writers.resume()
            if exchange == nil, !waiting.isEmpty { takeWaiting() }
            resumeReading()
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            inputIsClosed = true
            if exchange?.endsWithInput == true { return close() }
            switch state {
            case .open: if !upgrading { settleEnd() }
            case .lingering: close()
            case .finishing, .closed: break
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard case .open = state else { return }
        if let refusal = refusal(for: error) {
            refuse(refusal)
        } else if Self.isEarlyEnd(error) {
            // The client closed its side in the middle of a request; the event that says so follows.
        } else {
            // A broken connection has nobody to answer.
            close()
        }
    }

    // MARK: Requests

    func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): take(head)
        case .body(let buffer):
            lastProgress = loopState.now
            if held != nil {
                // Most bodies come in one part, which need not be copied.
                if held?.body.readableBytes == 0 {
                    held?.body = buffer
                } else {
                    held?.body.writeImmutableBuffer(buffer)
                }
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
        headStarted = nil
        lastProgress = loopState.now
        guard head.version.major == 1 else {
            return refuse(RefusedRequest(505, "Only HTTP/1.0 and HTTP/1.1 are understood here."), head: head)
        }
        let isHTTP11 = head.version.minor >= 1
        let checked: CheckedRequestHead
        do {
            checked = try CheckedRequestHead(head, requiresHost: isHTTP11, limits: engine.configuration.limits)
        } catch {
            return refuse(error, head: head)
        }
        if checked.isChunked, !isHTTP11 {
            return refuse(RefusedRequest(400, "HTTP/1.0 has no Transfer-Encoding."), head: head)
        }
        // The decoder stops behind a request that asks for another protocol, so none can follow on the connection.
        let request = HeldRequest(
            head: checked, isHTTP11: isHTTP11, keepAlive: head.isKeepAlive && !checked.asksForUpgrade,
            body: ByteBuffer())
        guard checked.hasBody else { return start(request, body: .empty, stream: nil) }
        let isSmall = (checked.contentLength ?? .max) <= HeldRequest.maximumHeldBody
        if isSmall, !checked.expectsContinue {
            held = request
        } else {
            startStreaming(request)
        }
    }

    func startStreaming(_ held: HeldRequest) {
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
        let request = engine.request(held.head, body: body, info)
        exchange.requestContext = request.context
        // HTTP/1.0 has no Upgrade (RFC 9110 §7.8).
        if exchange.asksForUpgrade, !exchange.isHTTP11 { request.context.offersUpgrade = false }
        let application = engine.application
        loopState.runningHandlers += 1
        exchange.task = Task.immediate(executorPreference: loopState.executor) { [self] in
            let response = await application.respond(to: request)
            await send(response, for: request, exchange)
            loopState.runningHandlers -= 1
        }
        if exchange.isAnswered { exchange.task = nil }
    }

    /// Called when a handler waits for bytes of the body.
    private func bodyDemanded() {
        guard let exchange, exchange.bodyStream != nil else { return }
        // The time that the client may take counts from here: before, nothing was read from it.
        lastProgress = .now()
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
            // Whoever still reads the body is woken: what arrives from now on is thrown away.
            exchange.bodyStream?.fail(CancellationError())
            if exchange.hasUnwantedBody || !exchange.keepAlive { return linger() }
            // While waiting parts are taken, the end of this request may be the next of them.
            if !isTakingWaiting { settleEnd() }
            return resumeReading()
        }
        self.exchange = nil
        guard exchange.keepAlive else { return linger() }
        headStarted = nil
        takeWaiting()
    }

    private(set) var isTakingWaiting = false

    private func takeWaiting() {
        // A handler that answers at once comes back here; the loop below goes on instead of recursing.
        guard !isTakingWaiting else { return }
        isTakingWaiting = true
        defer { isTakingWaiting = false }
        while exchange?.requestIsComplete != true, hasRoom || exchange != nil || held != nil, case .open = state,
            let part = waiting.popFirst()
        {
            switch part {
            case .head: waitingRequests -= 1
            case .body(let buffer): waitingBytes -= buffer.readableBytes
            case .end: break
            }
            take(part)
        }
        if !isReading {
            if let held, waiting.isEmpty {
                self.held = nil
                startStreaming(held)
            }
            flush()
        }
        settleEnd()
        resumeReading()
    }

    func forgetWaiting() {
        waiting.removeAll()
        waitingRequests = 0
        waitingBytes = 0
    }

    // MARK: Reading

    /// Whether what arrives is still taken for requests.
    var takesRequests: Bool {
        guard case .open = state else { return false }
        return refusal == nil
    }

    private var mayRead: Bool {
        // What is thrown away needs no room, and reading it lets the client come to the answer.
        guard takesRequests, !upgrading else { return true }
        if waitingRequests > 0 {
            if isDraining || waitingRequests >= engine.configuration.limits.pipelinedRequests { return false }
            if waitingBytes >= HeldRequest.maximumQueuedBody { return false }
        }
        if let exchange {
            if exchange.asksForUpgrade, exchange.requestIsComplete { return false }
            if let stream = exchange.bodyStream {
                return exchange.isAnswered || stream.queuedBytes < HeldRequest.maximumQueuedBody
            }
        }
        return context?.channel.isWritable ?? true
    }

    func resumeReading() {
        guard readIsPending, mayRead, let context else { return }
        readIsPending = false
        context.read()
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

    /// Whether any byte of a request has arrived since the connection opened; told by the byte guard.
    var readAnything = false

    // MARK: Leaving HTTP

    /// Leaves HTTP after a 101 has been written.
    func upgrade(_ upgrade: ConnectionUpgrade) {
        guard context != nil else { return }
        upgrading = true
        readIsPending = false
        loopState.remove(self)
        // The decoder may be in the middle of this request, whose end it still has to deliver.
        loopState.loop.execute { self.replaceHandlers(upgrade) }
    }

    private func replaceHandlers(_ upgrade: ConnectionUpgrade) {
        guard let channel = context?.channel else { return }
        // The event of a client that has closed its side does not come twice.
        guard !inputIsClosed else { return close() }
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
    let asksForUpgrade: Bool
    let bodyStream: RequestBodyStream?
    /// When the handler last waited for the client, or began; when the response was complete, once it is.
    var handlerSince: NIODeadline
    var expectsContinue: Bool
    var keepAlive: Bool
    /// Announced bytes of the body that have not arrived.
    var remaining: Int
    /// Bytes of the body's content, and of the reads that brought them; the byte guard compares them.
    private(set) var receivedBytes = 0
    var wireBytes = 0
    var isChunkedResponse = false
    /// Whether a client that closes its side wants no more of the response.
    var endsWithInput = false
    var requestIsComplete = false
    var headIsWritten = false
    var isAnswered = false
    var task: Task<Void, Never>?
    var requestContext: RequestContext?

    init(_ held: HeldRequest, bodyStream: RequestBodyStream?, started: NIODeadline, remaining: Int) {
        method = held.head.method
        isHTTP11 = held.isHTTP11
        isChunked = held.head.isChunked
        asksForUpgrade = held.head.asksForUpgrade
        expectsContinue = held.head.expectsContinue && held.isHTTP11
        keepAlive = held.keepAlive
        self.bodyStream = bodyStream
        handlerSince = started
        self.remaining = remaining
    }

    /// Whether more of the body is to come than is worth reading only to keep the connection.
    var hasUnwantedBody: Bool { expectsContinue || isChunked || remaining > HeldRequest.maximumDiscardedBody }

    func received(_ buffer: ByteBuffer) {
        remaining -= buffer.readableBytes
        receivedBytes += buffer.readableBytes
        expectsContinue = false
        if !isAnswered { bodyStream?.push(buffer) }
    }
}
