public import MartletHTTP
import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// A TCP connection to the application under test, for what well-behaved clients do not do.
///
/// Bytes are taken from the socket only while ``read(within:until:)`` waits, so a test that does not read is a slow
/// reader.
///
/// ```swift
/// let connection = try await client.connect()
/// try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
/// let text = try await connection.read(until: "\r\n\r\n")
/// await connection.close()
/// ```
public struct TestConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<TestConnectionHandler>

    /// Connects to a port of 127.0.0.1.
    package static func connect(port: Int) async throws -> TestConnection {
        try await connect(to: SocketAddress(ipAddress: "127.0.0.1", port: port))
    }

    /// Connects to any address, a Unix socket's too.
    package static func connect(to address: SocketAddress) async throws -> TestConnection {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await ClientBootstrap(group: loop)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(TestConnectionHandler())
                }
            }
            .connect(to: address)
            .flatMapThrowing { channel in
                let handler = try channel.pipeline.syncOperations.handler(type: TestConnectionHandler.self)
                return TestConnection(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
            }.get()
    }

    /// Sends bytes; returns when the system has taken them.
    public func send(_ bytes: ByteBuffer) async throws { try await channel.writeAndFlush(bytes).get() }

    /// Sends text as UTF-8; returns when the system has taken it.
    public func send(_ text: String) async throws { try await send(ByteBuffer(string: text)) }

    /// Ends the sending side; the server's answer can still be read.
    public func finishSending() async throws { try await channel.close(mode: .output).get() }

    /// Reads until the condition holds, the server closes, or the time is over.
    /// - Parameters:
    ///   - limit: how long to wait; 20 seconds by default.
    ///   - condition: looks at everything received since the last ``takeReceived()``; closing by default.
    /// - Returns: everything received since the last ``takeReceived()``.
    @discardableResult
    public func read(
        within limit: Duration = .seconds(20),
        until condition: @escaping @Sendable (ByteBuffer) -> Bool = { _ in false }
    ) async throws -> TestConnectionOutput {
        let amount = TimeAmount.nanoseconds(
            limit.components.seconds * 1_000_000_000 + limit.components.attoseconds / 1_000_000_000)
        return try await channel.eventLoop.flatSubmit {
            handler.value.wait(for: condition, within: amount, on: channel)
        }.get()
    }

    /// Reads until a text has arrived, the server closes, or the time is over.
    @discardableResult
    public func read(within limit: Duration = .seconds(20), until text: String) async throws -> TestConnectionOutput {
        let wanted = Array(text.utf8)
        // What has been searched is not searched again with each part that arrives.
        let searched = Mutex(0)
        return try await read(within: limit) { received in
            searched.withLock { searched in
                let start = max(0, searched - wanted.count)
                searched = received.readableBytes
                return received.readableBytesView.dropFirst(start).firstRange(of: wanted) != nil
            }
        }
    }

    /// Forgets what has been received so far.
    /// - Returns: what is forgotten.
    @discardableResult
    public func takeReceived() async throws -> ByteBuffer {
        try await channel.eventLoop.submit { handler.value.take() }.get()
    }

    /// Breaks the connection off by a reset, as a client that crashes or a network that fails does.
    public func reset() async throws {
        if let socket = channel as? any SocketOptionProvider {
            try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        await close()
    }

    /// Closes the connection.
    public func close() async { try? await channel.close().get() }
}

/// What a server sent on a raw connection.
public struct TestConnectionOutput: Sendable, CustomStringConvertible {
    /// The bytes.
    public let bytes: ByteBuffer
    /// Whether the server has closed its side or reset the connection.
    public let isClosed: Bool

    /// The bytes as text.
    public var text: String { String(buffer: bytes) }

    /// The code of the first status line; `nil` when there is none.
    public var status: Int? {
        let line = text.prefix { $0 != "\r\n" && $0 != "\n" }
        guard line.hasPrefix("HTTP/1.") else { return nil }
        return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }

    public var description: String { text + (isClosed ? "(closed)" : "(open)") }
}

extension TestClient {
    /// Opens a raw connection to the application.
    /// - Throws: ``TestFailure`` unless the test is live.
    public func connect() async throws -> TestConnection {
        guard let live else { throw TestFailure("raw connections need a live test: app.test(.live) { … }") }
        return try await TestConnection.connect(port: live.port)
    }

    /// Sends bytes over a connection of their own and returns everything that comes back until the server closes or the
    /// time is over, for requests that no client would send.
    ///
    /// ```swift
    /// let answer = try await client.raw("GET / HTTP/1.1\r\nHost : a\r\n\r\n")
    /// #expect(answer.status == 400)
    /// ```
    /// - Parameters:
    ///   - text: what to send.
    ///   - limit: how long to wait for the server to close; 20 seconds by default.
    public func raw(_ text: String, within limit: Duration = .seconds(20)) async throws -> TestConnectionOutput {
        try await raw(ByteBuffer(string: text), within: limit)
    }

    /// The same for bytes.
    public func raw(_ bytes: ByteBuffer, within limit: Duration = .seconds(20)) async throws -> TestConnectionOutput {
        let connection = try await connect()
        // A server that refuses early may close before it has taken everything, which is not the test's failure.
        async let sent: Void? = try? connection.send(bytes)
        let output = try await connection.read(within: limit)
        await connection.close()
        await sent
        return output
    }
}

/// Keeps what arrives on a raw connection, and reads only while somebody waits.
private final class TestConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private struct Waiter {
        var condition: @Sendable (ByteBuffer) -> Bool
        var promise: EventLoopPromise<TestConnectionOutput>
        var timeout: Scheduled<Void>
    }

    private var received = ByteBuffer()
    private var isClosed = false
    private var waiter: Waiter?

    func wait(
        for condition: @escaping @Sendable (ByteBuffer) -> Bool, within limit: TimeAmount, on channel: any Channel
    ) -> EventLoopFuture<TestConnectionOutput> {
        let promise = channel.eventLoop.makePromise(of: TestConnectionOutput.self)
        guard waiter == nil else {
            promise.fail(TestFailure("two reads of one connection at the same time"))
            return promise.futureResult
        }
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let timeout = channel.eventLoop.scheduleTask(in: limit) { bound.value.finish() }
        waiter = Waiter(condition: condition, promise: promise, timeout: timeout)
        check()
        if waiter != nil { channel.read() }
        return promise.futureResult
    }

    func take() -> ByteBuffer {
        defer { received.clear() }
        return received
    }

    private func check() {
        guard let waiter, isClosed || waiter.condition(received) else { return }
        finish()
    }

    private func finish() {
        guard let waiter else { return }
        self.waiter = nil
        waiter.timeout.cancel()
        waiter.promise.succeed(TestConnectionOutput(bytes: received, isClosed: isClosed))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        received.writeBuffer(&part)
        check()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if waiter != nil, !isClosed { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed {
            isClosed = true
            check()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosed = true
        finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
