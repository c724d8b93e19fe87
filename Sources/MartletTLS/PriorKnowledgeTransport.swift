public import MartletHTTP
public import NIOCore

/// HTTP/1 and HTTP/2 without TLS on one port, told apart by how the client begins (RFC 9113 §3.3).
///
/// For services behind a load balancer that speaks HTTP/2 to them. Browsers do not.
///
/// ```swift
/// app.server.transport = PriorKnowledgeTransport()
/// ```
public struct PriorKnowledgeTransport: ServerTransport {
    /// Creates the transport.
    public init() {}

    public var isSecure: Bool { false }

    public func configure(_ channel: any Channel, _ pipeline: ConnectionPipeline) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(PrefaceDetector(pipeline: pipeline))
        }
    }
}

/// Reads the first bytes of a connection and sets up the protocol that they begin.
private final class PrefaceDetector: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    private let pipeline: ConnectionPipeline
    private var received = ByteBuffer()
    private var isDecided = false
    private var timer: Scheduled<Void>?

    init(pipeline: ConnectionPipeline) { self.pipeline = pipeline }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: .seconds(10)) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDecided else { return context.fireChannelRead(data) }
        var buffer = unwrapInboundIn(data)
        received.writeBuffer(&buffer)
        let begins = zip(received.readableBytesView, Self.preface).allSatisfy { $0 == $1 }
        guard !begins || received.readableBytes >= Self.preface.count else { return }
        isDecided = true
        timer?.cancel()
        do {
            if begins {
                try HTTP2Pipeline().add(to: context.channel, pipeline)
            } else {
                try pipeline.addHTTP1(to: context.channel)
            }
        } catch {
            return context.close(promise: nil)
        }
        context.fireChannelRead(wrapInboundOut(received))
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
