import MartletHTTP
import NIOCore
import NIOHTTP1
import NIOHTTP2

/// Sets up HTTP/2 connections (RFC 9113): one channel for each stream, and an end that loses nothing.
struct HTTP2Pipeline: Sendable {
    func add(to channel: any Channel, _ pipeline: ConnectionPipeline, clientCertificateName: String? = nil) throws {
        let limits = pipeline.limits
        let end = HTTP2ConnectionHandler(idleTime: TimeAmount(clamping: limits.idleTime))
        let bound = NIOLoopBound(end, eventLoop: channel.eventLoop)
        try channel.pipeline.syncOperations.addHandler(end.gate)
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: connectionConfiguration(limits),
            streamConfiguration: streamConfiguration
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                bound.value.opened(stream)
                try stream.pipeline.syncOperations.addHandlers([
                    StreamResetHandler(), HTTP2FramePayloadToHTTP1ServerCodec(),
                ])
                try pipeline.addStream(to: stream, of: channel, clientCertificateName: clientCertificateName)
            }
        }
        try channel.pipeline.syncOperations.addHandler(end)
        pipeline.onDrain(of: channel) { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    private func connectionConfiguration(_ limits: ServerLimits) -> NIOHTTP2Handler.ConnectionConfiguration {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        // Past this limit the whole connection ends, so it leaves room for requests that are answered by 414 or 431.
        // Each field counts 32 bytes more than it has (RFC 9113 §6.5.2).
        let (fields, overflow) = (limits.headerBytes + limits.targetBytes + 32 * limits.headerCount)
            .multipliedReportingOverflow(by: 2)
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: 128),
            HTTP2Setting(parameter: .maxHeaderListSize, value: overflow ? .max >> 32 : min(fields, .max >> 32)),
            HTTP2Setting(parameter: .initialWindowSize, value: Self.window),
        ]
        connection.targetWindowSize = Self.window
        // A header block comes in frames of 16 KiB or more, so few of them make the longest; what a client sends in
        // smaller ones, or without end, it does not send in good faith (CVE-2024-27316).
        connection.maximumSequentialContinuationFrames = 8
        connection.maximumSequentialEmptyDataFrames = 4
        connection.maximumBufferedControlFrames = 1_000
        connection.controlFrameRateLimit.maximumCount = 500
        connection.controlFrameRateLimit.windowLength = .seconds(30)
        return connection
    }

    private var streamConfiguration: NIOHTTP2Handler.StreamConfiguration {
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = Self.window
        stream.outboundBufferSizeHighWatermark = 128 << 10
        stream.outboundBufferSizeLowWatermark = 64 << 10
        // A stream that is reset has cost a request; browsers reset a few dozen when a page is left (CVE-2023-44487).
        stream.streamResetFrameRateLimit.maximumCount = 200
        stream.streamResetFrameRateLimit.windowLength = .seconds(30)
        return stream
    }

    /// A window of 64 KiB would hold uploads to 64 KiB a round trip.
    private static let window = 1 << 20
}

/// Ends a stream whose response is whole without reading the rest of its request (RFC 9113 §8.1).
private final class StreamResetHandler: ChannelOutboundHandler {
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard case .requestIsNotWanted? = event as? StreamEvent else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        context.writeAndFlush(wrapOutboundOut(.rstStream(.noError)), promise: promise)
    }
}
