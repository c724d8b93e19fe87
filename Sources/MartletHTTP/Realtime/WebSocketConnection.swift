import MartletCore
import NIOCore
import NIOWebSocket

/// One WebSocket on its event loop: takes frames in, keeps the rules of closing, writes frames.
final class WebSocketConnection: ChannelDuplexHandler, @unchecked Sendable {
    // safe: every mutable member is touched on the channel's event loop only; the inbox has its own lock
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    let channel: any Channel
    let inbox: WebSocketInbox
    private let options: WebSocketOptions
    private let drain: DrainSignal
    private var drainID: Int?
    private var context: ChannelHandlerContext?
    private var phase = Phase.open
    private var assembler: WebSocketAssembler
    private var readIsPending = false
    private var writers: [PendingWrite] = []
    /// The answer to the newest ping that came while the peer took nothing.
    private var unsentPong: ByteBuffer?
    private var liveness = WebSocketLiveness()
    private var timers: [Scheduled<Void>] = []
    private var closeIsWritten: EventLoopFuture<Void>?
    private var handlerTask: Task<Void, any Error>?

    private enum Phase {
        case open
        /// Our close is out, theirs is awaited.
        case closing
        /// Both closes are out; the connection ends when ours has left.
        case ending
        /// The peer broke the protocol: what still arrives is thrown away so that it can read why.
        case lingering
        case closed
    }

    init(channel: any Channel, options: WebSocketOptions, drain: DrainSignal) {
        self.channel = channel
        self.options = options
        self.drain = drain
        assembler = WebSocketAssembler(limit: options.messageBytes)
        let wake = Wake()
        inbox = WebSocketInbox(maximumBytes: options.messageBytes) { [loop = channel.eventLoop] in
            if loop.inEventLoop {
                wake.connection?.resumeReading()
            } else {
                loop.execute { wake.connection?.resumeReading() }
            }
        }
        wake.connection = self
    }

    /// Puts the connection into the pipeline that HTTP leaves.
    func install() -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let largest = min(max(options.messageBytes, 125), Int(UInt32.max))
            try channel.pipeline.syncOperations.addHandlers([
                ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: largest)), WebSocketFrameEncoder(), self,
            ])
        }
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        limitUnconfirmedTime()
        scheduleLivenessCheck()
        drainID = drain.observe { [weak self] in self?.onLoop { $0.close(WebSocketClose(.goingAway)) } }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        broken()
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        broken()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase == .open || phase == .closing else { return }
        do {
            switch try assembler.take(unwrapInboundIn(data)) {
            case .message(let message): if phase == .open { inbox.push(message) }
            case .ping(let data): if phase == .open { answer(data) }
            case .close(let close): peerCloses(close)
            case .pong, nil: break
            }
        } catch {
            fail(error)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        liveness.heard()
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        // Once the messages have ended, what arrives is thrown away and needs no room.
        guard phase != .open || inbox.hasRoom else {
            readIsPending = true
            return
        }
        context.read()
    }

    func resumeReading() {
        guard readIsPending, let context else { return }
        readIsPending = false
        // The answer to a ping may have been among what was not read.
        liveness.heard()
        read(context: context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        liveness.sent()
        if context.channel.isWritable {
            if let pong = unsentPong, phase == .open {
                unsentPong = nil
                answer(pong)
            }
            let waiting = writers
            writers = []
            for writer in waiting { writer.resume(nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed, phase != .ending { context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case NIOWebSocketError.invalidFrameLength: fail(.tooLarge(options.messageBytes))
        case NIOWebSocketError.fragmentedControlFrame: fail(.breach("a control frame cannot be fragmented"))
        case NIOWebSocketError.multiByteControlFrameLength: fail(.breach("a control frame has at most 125 bytes"))
        // What arrives behind a frame that was refused, and an end in the middle of one.
        case is ByteToMessageDecoderError: break
        default: context.close(promise: nil)
        }
    }

    // MARK: Sending

    /// Sends a message; returns when there is room for more.
    /// - Throws: ``WebSocketClose`` once the conversation has ended, `CancellationError` when the task was cancelled.
    func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) async throws {
        try Task.checkCancellation()
        let write = PendingWrite()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                onLoop { connection in
                    write.continuation = continuation
                    connection.send(opcode, data, write)
                }
            }
        } onCancel: {
            onLoop { _ in write.cancel() }
        }
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ pending: PendingWrite) {
        guard phase == .open, let context else {
            return pending.resume(inbox.close ?? WebSocketClose(.abnormal))
        }
        write(opcode, data, context)
        if context.channel.isWritable {
            pending.resume(nil)
        } else if pending.isCancelled {
            pending.resume(CancellationError())
        } else {
            writers.append(pending)
        }
    }

    private func write(
        _ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext,
        promise: EventLoopPromise<Void>? = nil
    ) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: promise)
    }

    /// Answers a ping. While the peer takes nothing only the newest answer is kept (RFC 6455 §5.5.3).
    private func answer(_ ping: ByteBuffer) {
        guard let context else { return }
        if context.channel.isWritable { write(.pong, ping, context) } else { unsentPong = ping }
    }

    // MARK: Closing

    /// Begins to close, unless the conversation has ended already.
    func close(_ close: WebSocketClose) {
        guard phase == .open else { return }
        phase = .closing
        endConversation(close, isFailure: false)
        writeClose(close)
        resumeReading()
    }

    private func peerCloses(_ close: WebSocketClose) {
        if phase == .open {
            endConversation(close, isFailure: false)
            writeClose(close)
        }
        phase = .ending
        guard let closeIsWritten else { return channel.close(promise: nil) }
        closeIsWritten.whenComplete { [channel] _ in channel.close(promise: nil) }
    }

    private func fail(_ close: WebSocketClose) {
        switch phase {
        case .open:
            endConversation(close, isFailure: true)
            phase = .lingering
            writeClose(close)
            // Closing with unread bytes would reset the connection and take the reason with it.
            closeIsWritten?.whenComplete { [channel] _ in channel.close(mode: .output, promise: nil) }
            resumeReading()
        case .closing: channel.close(promise: nil)
        case .ending, .lingering, .closed: break
        }
    }

    private func broken() {
        guard phase != .closed else { return }
        endConversation(WebSocketClose(.abnormal, "the connection broke off"), isFailure: true)
        phase = .closed
        for timer in timers { timer.cancel() }
        timers = []
        drain.forget(drainID)
    }

    /// Tells whoever reads or sends. The handler may finish what it does; its task is cancelled after a while.
    private func endConversation(_ close: WebSocketClose, isFailure: Bool) {
        guard inbox.close == nil else { return }
        inbox.finish(close, isFailure: isFailure)
        let waiting = writers
        writers = []
        for writer in waiting { writer.resume(close) }
        unsentPong = nil
        cancelHandlerLater()
    }

    private func writeClose(_ close: WebSocketClose) {
        guard let context else { return }
        var data = ByteBuffer()
        if close.code != .noStatus {
            data.writeInteger(close.code.rawValue)
            data.writeString(close.reason)
        }
        let promise = context.eventLoop.makePromise(of: Void.self)
        closeIsWritten = promise.futureResult
        write(.connectionClose, data, context, promise: promise)
        timers.append(
            context.eventLoop.scheduleTask(in: TimeAmount(options.closeTime)) { [channel] in
                channel.close(promise: nil)
            })
    }

    // MARK: The handler

    /// Takes the handler's task, which is cancelled when it does not return at the end of the conversation.
    func handlerStarted(_ task: Task<Void, any Error>) {
        onLoop { connection in
            connection.handlerTask = task
            if connection.inbox.close != nil { connection.cancelHandlerLater() }
        }
    }

    func handlerEnded() { onLoop { $0.handlerTask = nil } }

    private func cancelHandlerLater() {
        guard handlerTask != nil else { return }
        channel.eventLoop.scheduleTask(in: TimeAmount(options.closeTime)) { self.handlerTask?.cancel() }
    }

    // MARK: Whether the peer is there

    private func scheduleLivenessCheck() {
        guard let interval = options.pingInterval else { return }
        let delay = TimeAmount(max(interval, .seconds(1)))
        timers = [channel.eventLoop.scheduleTask(in: delay) { [weak self] in self?.checkLiveness() }]
    }

    /// Lets the system give the connection up when the peer's system has not confirmed a ping for two intervals: while the
    /// handler is behind, nothing else tells that it is gone. Sockets that are not TCP have no such option.
    private func limitUnconfirmedTime() {
        #if os(Linux)
            guard let interval = options.pingInterval else { return }
            // `TCP_USER_TIMEOUT` (linux/tcp.h), in milliseconds.
            let option = ChannelOptions.tcpOption(NIOBSDSocket.Option(rawValue: 18))
            let milliseconds = TimeAmount(max(interval, .seconds(1))).nanoseconds / 1_000_000
            _ = channel.setOption(option, value: Int(CInt(clamping: 2 * milliseconds)))
        #endif
    }

    private func checkLiveness() {
        guard phase == .open, let context else { return }
        let unsent = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        switch liveness.check(unsentBytes: unsent, isReading: !readIsPending) {
        case .dead:
            // Behind what the peer does not take, a close would not arrive either; it has its time to.
            fail(WebSocketClose(.internalError, "no answer to a ping"))
        case .ask:
            write(.ping, ByteBuffer(), context)
            scheduleLivenessCheck()
        case .wait: scheduleLivenessCheck()
        }
    }

    private func onLoop(_ work: @escaping @Sendable (WebSocketConnection) -> Void) {
        if channel.eventLoop.inEventLoop { work(self) } else { channel.eventLoop.execute { work(self) } }
    }
}

/// Leads from the inbox back to its connection.
private final class Wake: @unchecked Sendable {  // safe: set once, before the inbox is used
    weak var connection: WebSocketConnection?
}

/// A sender that waits for room.
private final class PendingWrite: @unchecked Sendable {  // safe: touched on the connection's event loop only
    var continuation: CheckedContinuation<Void, any Error>?
    private(set) var isCancelled = false

    func resume(_ error: (any Error)?) {
        guard let continuation = continuation.take() else { return }
        if let error { continuation.resume(throwing: error) } else { continuation.resume() }
    }

    func cancel() {
        isCancelled = true
        resume(CancellationError())
    }
}
