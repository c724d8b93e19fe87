import MartletCore
public import NIOCore
import NIOHTTP1

/// Adds the handlers that answer HTTP to a connection's pipeline; what a ``ServerTransport`` works with.
public struct ConnectionPipeline: Sendable {
    let engine: Engine
    let loopState: LoopState

    /// Adds HTTP/1.0 and 1.1 to the end of a byte-stream pipeline. Must be called on the channel's event loop.
    /// - Parameters:
    ///   - channel: the connection.
    ///   - clientCertificateName: the common name of a verified client certificate.
    public func addHTTP1(to channel: any Channel, clientCertificateName: String? = nil) throws {
        let info = ConnectionInfo(
            remoteAddress: channel.remoteAddress, localAddress: channel.localAddress,
            isSecure: engine.configuration.transport.isSecure, clientCertificateName: clientCertificateName)
        let limits = engine.configuration.limits
        let handler = HTTP1ConnectionHandler(engine: engine, loopState: loopState, info: info)
        var decoding = NIOHTTPDecoderLimitConfiguration()
        // The byte guard before the decoder knows which limit was passed; these are the second line of defence.
        decoding.maxHeaderFieldSize = max(limits.headerBytes, limits.targetBytes)
        decoding.maxHeaderListSize = limits.headerBytes + limits.targetBytes
        decoding.maxHeaderFieldCount = limits.headerCount
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(
                leftOverBytesStrategy: .forwardBytes, informationalResponseStrategy: .drop,
                limitConfiguration: decoding))
        let byteGuard = RequestByteGuard(connection: handler, limits: limits)
        handler.upstream = [byteGuard, decoder]
        try channel.pipeline.syncOperations.addHandlers([byteGuard, decoder, handler])
    }

    /// Adds the handler of one HTTP/2 stream, which speaks `HTTPServerRequestPart` and `HTTPServerResponsePart`.
    /// Must be called on the channel's event loop.
    /// - Parameters:
    ///   - channel: the stream.
    ///   - connection: the connection that the stream belongs to.
    public func addStream(
        to channel: any Channel, of connection: any Channel, clientCertificateName: String? = nil
    ) throws {
        let info = ConnectionInfo(
            remoteAddress: connection.remoteAddress, localAddress: connection.localAddress,
            isSecure: engine.configuration.transport.isSecure, clientCertificateName: clientCertificateName)
        try channel.pipeline.syncOperations.addHandler(
            HTTPStreamHandler(engine: engine, loopState: loopState, info: info))
    }

    /// How many bytes of header fields a request may have, for a transport's own decoder.
    public var limits: ServerLimits { engine.configuration.limits }

    /// Registers what has to be told when the server drains; the registration ends when the channel closes.
    /// Must be called on the channel's event loop.
    public func onDrain(of channel: any Channel, _ drain: @escaping @Sendable () -> Void) {
        let connection = DrainableConnection(channel: channel, drain: drain)
        loopState.add(connection)
        let loopState = loopState
        channel.closeFuture.whenComplete { _ in loopState.remove(connection) }
        if loopState.isDraining { drain() }
    }
}

private final class DrainableConnection: LoopConnection, Sendable {
    private let channel: any Channel
    private let onDrain: @Sendable () -> Void
    init(channel: any Channel, drain: @escaping @Sendable () -> Void) {
        self.channel = channel
        onDrain = drain
    }
    func tick(_ now: NIODeadline) {}
    func drain() { onDrain() }
    func abort() { channel.close(promise: nil) }
    /// Its streams speak for themselves.
    var isBusy: Bool { false }
}
