public import NIOCore

/// What lies between a socket and HTTP: plain HTTP/1, TLS, HTTP/2 with prior knowledge.
///
/// A transport sets up the pipeline of each accepted connection and ends it with one of the handlers that the
/// ``ConnectionPipeline`` adds.
public protocol ServerTransport: Sendable {
    /// Whether clients use the `https` scheme.
    var isSecure: Bool { get }

    /// Called once before the server listens: reads certificates, checks settings.
    /// - Throws: any error; the server then does not start.
    func prepare() throws

    /// Sets up one connection, on its event loop.
    func configure(_ channel: any Channel, _ pipeline: ConnectionPipeline) -> EventLoopFuture<Void>
}

extension ServerTransport {
    public func prepare() throws {}
}

/// HTTP/1.0 and HTTP/1.1 without TLS.
public struct PlainTransport: ServerTransport {
    /// Creates the transport.
    public init() {}

    public var isSecure: Bool { false }

    public func configure(_ channel: any Channel, _ pipeline: ConnectionPipeline) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture { try pipeline.addHTTP1(to: channel) }
    }
}
