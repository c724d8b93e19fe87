import HTTPTypes
import MartletCore
import NIOCore
import NIOHTTP1

/// One HTTP/2 stream: a single request and its response, as parts.
final class HTTPStreamHandler: ChannelDuplexHandler, LoopConnection, @unchecked Sendable {
    // safe: every mutable member is touched on the stream's event loop only
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    let engine: Engine
    let loopState: LoopState
    private let info: ConnectionInfo
    var context: ChannelHandlerContext?
    var bodyStream: RequestBodyStream?
    private var requestContext: RequestContext?
    private var task: Task<Void, Never>?
    /// When the handler last waited for the client, or began.
    private var handlerSince: NIODeadline
    var lastProgress: NIODeadline
    private var readIsPending = false
    var requestIsComplete = false
    /// Whether the client waits for a `100 Continue` before it sends the content.
    private var expectsContinue = false
    var headIsWritten = false
    /// Whether the response is written as far as the handler is concerned.
    var isFinished = false
    /// Whether all of it has left.
    var isSent = false
    /// How much content has arrived that nobody wants, once the response is out.
    private var unwantedBytes = 0
    var isHead = false
    let writers = WaitingWriters()

    init(engine: Engine, loopState: LoopState, info: ConnectionInfo) {
        self.engine = engine
        self.loopState = loopState
        self.info = info
        handlerSince = loopState.now
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
        writers.fail()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Once the response is out, the time that the rest of the request may take counts from there.
        if !isFinished { lastProgress = loopState.now }
        switch unwrapInboundIn(data) {
        case .head(let head): start(head)
        case .body(let buffer):
            expectsContinue = false
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
        if context.channel.isWritable { writers.resume() }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func start(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        var checked: CheckedRequestHead
        do {
            checked = try CheckedRequestHead(head, requiresHost: true, limits: engine.configuration.limits)
            // A stream cannot go on in another protocol (RFC 9113 §8.6).
            checked.asksForUpgrade = false
        } catch {
            sendAtOnce(engine.refuse(error, head, info))
            return
        }
        let loop = loopState.loop
        let stream = RequestBodyStream(expectedLength: checked.contentLength) { [weak self] in
            guard let self else { return }
            if loop.inEventLoop { self.bodyDemanded() } else { loop.execute { self.bodyDemanded() } }
        }
        bodyStream = stream
        expectsContinue = checked.expectsContinue
        let mayHaveBody = checked.contentLength.map { $0 > 0 } ?? !(checked.method == .get || checked.method == .head)
        let request = engine.request(checked, body: mayHaveBody ? RequestBody(source: stream) : .empty, info)
        requestContext = request.context
        let application = engine.application
        loopState.runningHandlers += 1
        task = Task.immediate(executorPreference: loopState.executor) { [self] in
            let response = await application.respond(to: request)
            await send(response, for: request)
            engine.runAfterResponse(request)
            loopState.runningHandlers -= 1
        }
    }

    /// Called when a handler waits for bytes of the body.
    private func bodyDemanded() {
        // The time that the client may take counts from here: before, nothing was read from it.
        lastProgress = .now()
        if expectsContinue, !headIsWritten, !requestIsComplete, let context {
            expectsContinue = false
            let interim = HTTPResponseHead(version: .http2, status: .continue)
            context.writeAndFlush(wrapOutboundOut(.head(interim)), promise: nil)
        }
        resumeReading()
    }

    func resumeReading() {
        guard readIsPending, let context else { return }
        readIsPending = false
        context.read()
    }

    /// Lets the end of a short request come in; stops a client that goes on sending what nobody wants, which RFC 9113
    /// §8.1 allows behind a whole response.
    private func throwAway(_ count: Int) {
        unwantedBytes += count
        stopUnwantedRequest()
    }

    func stopUnwantedRequest() {
        if isSent, unwantedBytes > HeldRequest.maximumQueuedBody { stopRequest() }
    }

    private func stopRequest() {
        requestIsComplete = true
        context?.triggerUserOutboundEvent(StreamEvent.requestIsNotWanted, promise: nil)
    }

    func tick(_ now: NIODeadline) {
        let limits = engine.configuration.limits
        let silence = now - lastProgress
        let look = requestIsComplete || isFinished ? nil : bodyStream?.look(minimumRate: limits.bodyRate)
        if look?.isAwaited == true || look?.hasMoved == true { handlerSince = now }
        if isSent {
            if !requestIsComplete, silence > .seconds(2) { stopRequest() }
        } else if isFinished || headIsWritten && context?.channel.isWritable == false {
            // A client that takes nothing for so long is gone.
            if silence > TimeAmount(clamping: limits.idleTime) { context?.close(promise: nil) }
        } else if let look, look.isAwaited {
            guard silence > TimeAmount(clamping: limits.idleTime) || look.isTooSlow else { return }
            bodyStream?.fail(HTTPError(.requestTimeout, "The content did not arrive in time."))
        } else if !headIsWritten {
            let limit = TimeAmount(clamping: requestContext?.timeLimit ?? limits.handlerTime)
            guard now - handlerSince > limit else { return }
            task?.cancel()
            sendAtOnce(Response(.serviceUnavailable, text: "503 Service Unavailable\nThe answer took too long.\n"))
        }
    }

    func abort() { context?.close(promise: nil) }

    var isBusy: Bool { !isFinished }

    /// Streams end by themselves; their connection announces that it goes.
    func drain() {}
}

/// What the handler of a stream asks of the handlers that speak its protocol.
package enum StreamEvent: Sendable {
    /// The response is out and the rest of the request is not wanted: the stream ends without an error.
    case requestIsNotWanted
}
