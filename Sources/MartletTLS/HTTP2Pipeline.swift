import MartletHTTP
import NIOCore
import NIOHTTP1
import NIOHTTP2

/// Sets up HTTP/2 connections (RFC 9113): one channel for each stream, and an end that loses nothing.
struct HTTP2Pipeline: Sendable {
    func add(to channel: any Channel, _ pipeline: ConnectionPipeline, clientCertificateName: String? = nil) throws {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: 128),
            HTTP2Setting(
                parameter: .maxHeaderListSize, value: pipeline.limits.headerBytes + pipeline.limits.targetBytes),
            // A window of 64 KiB would hold uploads to 64 KiB a round trip.
            HTTP2Setting(parameter: .initialWindowSize, value: 1 << 20),
        ]
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = 1 << 20
        stream.outboundBufferSizeHighWatermark = 128 << 10
        stream.outboundBufferSizeLowWatermark = 64 << 10
        let manager = makeManager(channel, pipeline)
        _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .server, connectionConfiguration: connection, streamConfiguration: stream,
            streamDelegate: manager.http2StreamDelegate
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandlers([
                    StreamResetHandler(), HTTP2FramePayloadToHTTP1ServerCodec(),
                ])
                try pipeline.addStream(to: stream, of: channel, clientCertificateName: clientCertificateName)
            }
        }
        try channel.pipeline.syncOperations.addHandler(manager)
        // Told to drain, the manager announces the end by GOAWAY and closes after the last stream (RFC 9113 §6.8).
        pipeline.onDrain(of: channel) { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
    }

    private func makeManager(
        _ channel: any Channel, _ pipeline: ConnectionPipeline
    ) -> NIOHTTP2ServerConnectionManagementHandler {
        let configuration = NIOHTTP2ServerConnectionManagementHandler.Configuration(
            maxIdleTime: .nanoseconds(pipeline.limits.idleTime.components.seconds * 1_000_000_000), maxAge: nil,
            maxGraceTime: nil, keepalive: nil)
        return NIOHTTP2ServerConnectionManagementHandler(eventLoop: channel.eventLoop, configuration: configuration)
    }
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
