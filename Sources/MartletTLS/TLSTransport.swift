public import Logging
public import MartletHTTP
public import NIOCore
import NIOSSL
import NIOTLS

/// TLS 1.2 and 1.3, with HTTP/2 for clients that ask for it by ALPN and HTTP/1.1 for the rest.
///
/// The files are looked at again while the server runs: a renewed certificate serves new connections without a
/// restart, and one that cannot be read leaves the old one in place and says so in the log.
///
/// ```swift
/// app.server.transport = TLSTransport(certificate: "fullchain.pem", key: "privkey.pem")
/// ```
public struct TLSTransport: ServerTransport {
    /// Whether clients have to show a certificate of their own (mutual TLS).
    public enum ClientCertificates: Sendable {
        /// They are not asked.
        case ignored
        /// They may; one that is shown has to be signed by an authority in this PEM file.
        case optional(authorities: String)
        /// They must, signed by an authority in this PEM file.
        case required(authorities: String)
    }

    private let certificates: CertificateStore
    private let handshakeLimit: TimeAmount
    private let http2: HTTP2Pipeline?

    /// Creates the transport; the files are read when the server starts.
    /// - Parameters:
    ///   - certificate: a PEM file with the certificate and its chain.
    ///   - key: a PEM file with the private key.
    ///   - clients: whether clients have to show a certificate.
    ///   - http2: whether HTTP/2 is offered; `true` by default.
    ///   - handshakeLimit: how long a handshake may take; 10 seconds.
    ///   - logger: hears of renewed certificates and of those that cannot be read.
    public init(
        certificate: String, key: String, clients: ClientCertificates = .ignored, http2: Bool = true,
        handshakeLimit: Duration = .seconds(10), logger: Logger = Logger(label: "martlet.tls")
    ) {
        certificates = CertificateStore(
            certificate: certificate, key: key, clients: clients, protocols: http2 ? ["h2", "http/1.1"] : ["http/1.1"],
            logger: logger)
        self.handshakeLimit = TimeAmount(clamping: handshakeLimit)
        self.http2 = http2 ? HTTP2Pipeline() : nil
    }

    public var isSecure: Bool { true }

    public func prepare() throws { try certificates.load() }

    /// Reads the files again; new connections use what they say.
    /// - Throws: ``TLSError`` when they cannot be used; the old certificate then stays.
    public func reload() throws { try certificates.load() }

    public func configure(_ channel: any Channel, _ pipeline: ConnectionPipeline) -> EventLoopFuture<Void> {
        let http2 = http2
        return channel.eventLoop.makeCompletedFuture {
            let tls = NIOSSLServerHandler(context: try certificates.current())
            let deadline = HandshakeDeadline(limit: handshakeLimit)
            let negotiation = ApplicationProtocolNegotiationHandler { result, channel in
                channel.eventLoop.makeCompletedFuture {
                    let name = try ClientName.of(channel)
                    if case .negotiated("h2") = result, let http2 {
                        try http2.add(to: channel, pipeline, clientCertificateName: name)
                    } else {
                        try pipeline.addHTTP1(to: channel, clientCertificateName: name)
                    }
                }
            }
            try channel.pipeline.syncOperations.addHandlers([tls, deadline, negotiation])
        }
    }
}

/// A certificate or key that cannot be used.
public struct TLSError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}

/// Closes connections whose handshake does not come to an end.
private final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny
    private let limit: TimeAmount
    private var timer: Scheduled<Void>?

    init(limit: TimeAmount) { self.limit = limit }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: limit) { channel.close(promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { timer?.cancel() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A failed handshake has nobody to answer.
        if error is NIOSSLError || error is BoringSSLError { return context.close(promise: nil) }
        context.fireErrorCaught(error)
    }
}
