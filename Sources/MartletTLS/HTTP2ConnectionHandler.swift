import NIOCore
import NIOHTTP2

/// Brings HTTP/2 connections to their end: idle ones, those of a server that stops, and those that broke the protocol.
///
/// SwiftNIO's own handler for this waits without limit for clients that acknowledge nothing, times idle connections only
/// from their first stream on, and closes before the last frames have left (Documentation/Decisions/0007).
final class HTTP2ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    private enum State {
        case open
        /// The client has been told to open no more streams; it may not know yet.
        case announced
        /// The client knows. The connection ends with its last stream.
        case draining
        /// Our side is closed; what still arrives is thrown away so that the client can read the last frames.
        case finishing
    }

    /// How long a client may take to acknowledge that the connection ends, and to close its side.
    private static let patience = TimeAmount.seconds(2)
    /// Stands before the decoder, which would keep what arrives behind an error.
    let gate = HTTP2Gate()
    private let idleTime: TimeAmount
    private var context: ChannelHandlerContext?
    private var state = State.open
    private var openStreams = 0
    private var lastStream = HTTP2StreamID.rootStream
    private var idleSince = NIODeadline.now()
    private var timer: Scheduled<Void>?

    init(idleTime: TimeAmount) {
        // Timers cannot be set past the range of their clock.
        self.idleTime = min(idleTime, .hours(24 * 365))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        schedule(in: idleTime) { $0.lookForIdleness() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    /// Counts a stream in, and out when it closes.
    func opened(_ stream: any Channel) {
        openStreams += 1
        if let id = try? stream.syncOptions?.getOption(HTTP2StreamChannelOptions.streamID) {
            lastStream = max(lastStream, id)
        }
        let bound = NIOLoopBound(self, eventLoop: stream.eventLoop)
        stream.closeFuture.whenComplete { _ in bound.value.closedStream() }
    }

    private func closedStream() {
        openStreams -= 1
        guard openStreams == 0 else { return }
        idleSince = .now()
        guard case .draining = state, let context else { return }
        // The frame that closes the stream is not written yet; what is closed now would go ahead of it.
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        context.eventLoop.execute { bound.value.finishIfDrained() }
    }

    private func lookForIdleness() {
        guard case .open = state else { return }
        let idleFor = openStreams > 0 ? .zero : NIODeadline.now() - idleSince
        if idleFor >= idleTime { announce() } else { schedule(in: idleTime - idleFor) { $0.lookForIdleness() } }
    }

    // MARK: Events

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .announced = state, case .ping(HTTP2Gate.pingData, ack: true) = unwrapInboundIn(data).payload {
            drain()
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            announce()
        } else if let event = event as? ChannelEvent, event == .inputClosed {
            // A client without a sending side can acknowledge nothing, so its streams could not go on either.
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // An error of one stream has reset that stream; any other has been announced by GOAWAY.
        if !HTTP2StreamErrors.contains(error) { finish() }
    }

    // MARK: The end

    /// Tells the client to open no more streams (RFC 9113 §6.8) and asks whether it has heard.
    private func announce() {
        guard case .open = state else { return }
        state = .announced
        gate.announceEnd()
        schedule(in: Self.patience) { $0.drain() }
    }

    private func drain() {
        guard case .announced = state, let context else { return }
        state = .draining
        let payload = HTTP2Frame.FramePayload.goAway(lastStreamID: lastStream, errorCode: .noError, opaqueData: nil)
        context.writeAndFlush(wrapOutboundOut(HTTP2Frame(streamID: .rootStream, payload: payload)), promise: nil)
        finishIfDrained()
    }

    private func finishIfDrained() {
        guard case .draining = state, openStreams == 0 else { return }
        finish()
    }

    /// Closes our side behind everything that was written, then the connection once the client has closed its own.
    private func finish() {
        if case .finishing = state { return }
        guard let context else { return }
        state = .finishing
        gate.isOpen = false
        schedule(in: idleTime) { $0.context?.close(promise: nil) }
        context.flush()
        let sent = context.eventLoop.makePromise(of: Void.self)
        context.close(mode: .output, promise: sent)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        sent.futureResult.whenComplete { _ in
            bound.value.schedule(in: Self.patience) { $0.context?.close(promise: nil) }
        }
    }

    private func schedule(in time: TimeAmount, _ work: @escaping @Sendable (HTTP2ConnectionHandler) -> Void) {
        guard let context else { return }
        timer?.cancel()
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: time) { work(bound.value) }
    }
}

/// Stands between the socket and SwiftNIO's handler of HTTP/2, for what that does not do.
final class HTTP2Gate: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What the client sends back once it has heard of the end.
    static let pingData = HTTP2PingData(withInteger: pingNumber)
    private static let pingNumber: UInt64 = 0x6D61_7274_6C65_7421

    /// Whether bytes are let in. Behind an error they would be kept and never looked at.
    var isOpen = true
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isOpen { context.fireChannelRead(data) }
    }

    /// Sends a GOAWAY that names no last stream, and a PING (RFC 9113 §6.8).
    ///
    /// From the first GOAWAY that it sends, SwiftNIO refuses streams as soon as none is open, also those that the client
    /// has opened before it heard. So this one goes past it; frames are written whole, so none is cut in two.
    func announceEnd() {
        var frames = ByteBuffer()
        frames.writeBytes([0, 0, 8, 7, 0, 0, 0, 0, 0])
        frames.writeMultipleIntegers(UInt32(0x7FFF_FFFF), UInt32(0))
        frames.writeBytes([0, 0, 8, 6, 0, 0, 0, 0, 0])
        frames.writeInteger(Self.pingNumber)
        context?.writeAndFlush(wrapOutboundOut(frames), promise: nil)
    }
}

/// The errors that NIOHTTP2 reports of one stream, on the connection that otherwise goes on (RFC 9113 §5.4.2).
private enum HTTP2StreamErrors {
    static func contains(_ error: any Error) -> Bool {
        switch error {
        case is NIOHTTP2Errors.StreamError, is NIOHTTP2Errors.NoSuchStream, is NIOHTTP2Errors.StreamClosed,
            is NIOHTTP2Errors.BadStreamStateTransition, is NIOHTTP2Errors.CreatedStreamAfterGoaway,
            is NIOHTTP2Errors.ContentLengthViolated, is NIOHTTP2Errors.InvalidWindowIncrementSize,
            is NIOHTTP2Errors.TrailersWithoutEndStream, is NIOHTTP2Errors.MissingPseudoHeader,
            is NIOHTTP2Errors.DuplicatePseudoHeader, is NIOHTTP2Errors.PseudoHeaderAfterRegularHeader,
            is NIOHTTP2Errors.UnknownPseudoHeader, is NIOHTTP2Errors.InvalidPseudoHeaders,
            is NIOHTTP2Errors.InvalidPseudoHeaderValue, is NIOHTTP2Errors.EmptyPathHeader,
            is NIOHTTP2Errors.UnsupportedPseudoHeader, is NIOHTTP2Errors.InvalidHTTP2HeaderFieldName,
            is NIOHTTP2Errors.InvalidHTTP2HeaderFieldValue, is NIOHTTP2Errors.ForbiddenHeaderField,
            is NIOHTTP2Errors.ContentLengthHeadersMismatch, is NIOHTTP2Errors.ContentLengthHeaderNegative,
            is NIOHTTP2Errors.ContentLengthHeaderMalformedValue:
            true
        default: false
        }
    }
}
