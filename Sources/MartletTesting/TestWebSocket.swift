public import MartletHTTP
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

/// A WebSocket of the test client; pings are answered, frames are put together to messages.
///
/// ```swift
/// try await app.test(.live) { client in
///     let socket = try await client.webSocket("/chat/lobby")
///     try await socket.send("hello")
///     #expect(try await socket.receive() == .text("hello"))
///     try await socket.close()
/// }
/// ```
public final class TestWebSocket: Sendable {
    /// The subprotocol that the server chose; `nil` without one.
    public let subprotocol: String?
    /// The header fields of the 101.
    public let headers: Headers
    private let channel: any Channel
    private let handler: NIOLoopBound<TestWebSocketHandler>

    fileprivate init(_ channel: any Channel, _ handler: TestWebSocketHandler, _ head: HTTPResponseHead) {
        self.channel = channel
        self.handler = NIOLoopBound(handler, eventLoop: channel.eventLoop)
        headers = Headers(head.headers)
        subprotocol = head.headers.first(name: "Sec-WebSocket-Protocol")
    }

    /// Sends a message of text.
    public func send(_ text: String) async throws { try await send(.text, ByteBuffer(string: text)) }

    /// Sends a message of bytes.
    public func send(_ bytes: ByteBuffer) async throws { try await send(.binary, bytes) }

    /// Sends a value as JSON in a message of text.
    public func send(json value: some Encodable) async throws { try await send(.text, JSONCoding.encode(value)) }

    /// The next message; `nil` once the server has closed.
    /// - Throws: ``TestFailure`` when none comes in time.
    public func receive(within limit: Duration = .seconds(30)) async throws -> WebSocketMessage? {
        let promise = channel.eventLoop.makePromise(of: WebSocketMessage?.self)
        let timeout = channel.eventLoop.scheduleTask(in: TimeAmount(limit)) {
            promise.fail(TestFailure("no message came within \(limit)"))
        }
        channel.eventLoop.execute { self.handler.value.receive(promise) }
        defer { timeout.cancel() }
        return try await promise.futureResult.get()
    }

    /// Closes, and waits until the server has closed, too.
    public func close(_ code: WebSocketCloseCode = .normal, reason: String = "") async throws {
        var data = ByteBuffer(integer: code.rawValue)
        data.writeString(reason)
        let isFirst = try await channel.eventLoop.submit {
            defer { self.handler.value.closeIsSent = true }
            return !self.handler.value.closeIsSent
        }.get()
        if isFirst { try? await send(.connectionClose, data) }
        let timeout = channel.eventLoop.scheduleTask(in: .seconds(30)) { [channel] in channel.close(promise: nil) }
        try await channel.closeFuture.get()
        timeout.cancel()
    }

    /// Breaks the connection off without a close.
    public func breakOff() async { try? await channel.close().get() }

    /// How the server closed: `nil` as long as it has not sent a close.
    public var serverClose: WebSocketClose? {
        get async throws { try await channel.eventLoop.submit { self.handler.value.close }.get() }
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer) async throws {
        let channel = channel
        try await channel.eventLoop.flatSubmit {
            channel.writeAndFlush(WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data))
        }.get()
    }
}

/// The server answered the request for a WebSocket with something else than a 101.
public struct WebSocketRefused: Error, CustomStringConvertible {
    /// The response.
    public let response: TestResponse

    public var description: String { "the WebSocket was refused: \(response)" }
}

extension TestClient {
    /// Opens a WebSocket.
    /// - Parameters:
    ///   - path: path and query, percent-encoded.
    ///   - protocols: the subprotocols to offer.
    ///   - headers: further header fields, such as `Origin`; the client's cookies are sent along.
    /// - Throws: ``WebSocketRefused`` with the response when the server does not open it, ``TestFailure`` unless the test
    ///   is live.
    public func webSocket(
        _ path: String, protocols: [String] = [], headers: Headers = Headers()
    ) async throws -> TestWebSocket {
        guard let live else { throw TestFailure("a WebSocket needs a live test: app.test(.live) { … }") }
        var fields = headers
        if fields[.known("Host")] == nil { fields[.known("Host")] = live.host }
        if fields[.cookie] == nil { fields[.cookie] = cookies.header(for: path) }
        if !protocols.isEmpty { fields[.known("Sec-WebSocket-Protocol")] = protocols.joined(separator: ", ") }
        let outcome = try await WebSocketConnector(path: path, fields: fields, port: live.port).connect()
        switch outcome {
        case .opened(let socket): return socket
        case .refused(let response): throw WebSocketRefused(response: try await response.get())
        }
    }
}

/// Opens a connection and asks for a WebSocket on it.
private struct WebSocketConnector {
    enum Outcome: Sendable {
        case opened(TestWebSocket)
        case refused(EventLoopFuture<TestResponse>)
    }

    let path: String
    let fields: Headers
    let port: Int

    func connect() async throws -> Outcome {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: fields.storage)
        let result = try await ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let upgrade = NIOTypedHTTPClientUpgradeConfiguration<Outcome>(
                        upgradeRequestHead: head, upgraders: [Self.upgrader],
                        notUpgradingCompletionHandler: Self.collect)
                    var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
                    configuration.leftOverBytesStrategy = .forwardBytes
                    return try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                        configuration: configuration)
                }
            }
        return try await result.get()
    }

    private static var upgrader: NIOTypedWebSocketClientUpgrader<Outcome> {
        NIOTypedWebSocketClientUpgrader(maxFrameSize: 64 << 20, enableAutomaticErrorHandling: false) { channel, head in
            channel.eventLoop.makeCompletedFuture {
                let handler = TestWebSocketHandler()
                try channel.pipeline.syncOperations.addHandler(handler)
                return .opened(TestWebSocket(channel, handler, head))
            }
        }
    }

    @Sendable private static func collect(_ channel: any Channel) -> EventLoopFuture<Outcome> {
        let promise = channel.eventLoop.makePromise(of: TestResponse.self)
        do {
            try channel.pipeline.syncOperations.addHandler(ResponseCollector(promise))
        } catch {
            promise.fail(error)
        }
        promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
        // The response comes only after the pipeline stands, so it is not waited for here.
        return channel.eventLoop.makeSucceededFuture(.refused(promise.futureResult))
    }
}

/// Keeps the messages that have arrived.
private final class TestWebSocketHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private var messages = CircularBuffer<WebSocketMessage>()
    private var waiters: [EventLoopPromise<WebSocketMessage?>] = []
    private var partial: (isText: Bool, bytes: ByteBuffer)?
    private var isClosed = false
    var closeIsSent = false
    private(set) var close: WebSocketClose?

    func receive(_ promise: EventLoopPromise<WebSocketMessage?>) {
        if let message = messages.popFirst() { return promise.succeed(message) }
        if isClosed || close != nil { return promise.succeed(nil) }
        waiters.append(promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .ping: send(.pong, frame.data, context)
        case .connectionClose:
            if !closeIsSent { send(.connectionClose, frame.data, context) }
            closeIsSent = true
            var data = frame.data
            let code = data.readInteger(as: UInt16.self).map(WebSocketCloseCode.init) ?? .noStatus
            close = WebSocketClose(code, String(buffer: data))
            end()
        case .text, .binary, .continuation:
            var bytes = frame.data
            if partial == nil { partial = (frame.opcode == .text, ByteBuffer()) }
            partial?.bytes.writeBuffer(&bytes)
            guard frame.fin, let whole = partial else { return }
            partial = nil
            deliver(whole.isText ? .text(String(buffer: whole.bytes)) : .binary(whole.bytes))
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        end()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func deliver(_ message: WebSocketMessage) {
        if waiters.isEmpty { messages.append(message) } else { waiters.removeFirst().succeed(message) }
    }

    private func end() {
        for waiter in waiters { waiter.succeed(nil) }
        waiters = []
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}
