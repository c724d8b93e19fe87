import Logging
import NIOCore
import NIOPosix

/// A running server: its listening sockets, event loops and connections.
final class HTTPServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let loops: [LoopState]
    private let channels: [any Channel]
    private let socketsAreInherited: Bool
    private let engine: Engine
    private let logger: Logger

    private init(
        group: MultiThreadedEventLoopGroup, loops: [LoopState], channels: [any Channel], socketsAreInherited: Bool,
        engine: Engine, logger: Logger
    ) {
        self.group = group
        self.loops = loops
        self.channels = channels
        self.socketsAreInherited = socketsAreInherited
        self.engine = engine
        self.logger = logger
    }

    /// Opens the listening sockets; connections are accepted when it returns.
    static func start(_ application: Application, _ configuration: ServerConfiguration, logger: Logger) async throws
        -> HTTPServer
    {
        try configuration.transport.prepare()
        let engine = Engine(application: application, configuration: configuration)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, configuration.eventLoops ?? System.coreCount))
        do {
            var loops: [LoopState] = []
            for loop in group.makeIterator() {
                let state = LoopState(loop: loop, serverName: configuration.serverName)
                try await loop.submit { state.start() }.get()
                loops.append(state)
            }
            let states = Dictionary(uniqueKeysWithValues: loops.map { (ObjectIdentifier($0.loop), $0) })
            let bootstrap = ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .childChannelOption(.maxMessagesPerRead, value: 1)
                .childChannelInitializer { channel in
                    guard let state = states[ObjectIdentifier(channel.eventLoop)] else {
                        return channel.eventLoop.makeFailedFuture(ChannelError.inappropriateOperationForState)
                    }
                    return configure(channel, engine, state)
                }
            let inherited = InheritedSockets.descriptors
            var channels: [any Channel] = []
            if !inherited.isEmpty {
                for descriptor in inherited { channels.append(try await bootstrap.withBoundSocket(descriptor).get()) }
            } else {
                for address in configuration.addresses { channels.append(try await bind(bootstrap, address)) }
            }
            return HTTPServer(
                group: group, loops: loops, channels: channels, socketsAreInherited: !inherited.isEmpty, engine: engine,
                logger: logger)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private static func bind(
        _ bootstrap: ServerBootstrap, _ address: ServerConfiguration.Address
    ) async throws -> any Channel {
        do {
            switch address {
            case .hostname(let host, let port):
                return try await bootstrap.serverChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1).bind(host: host, port: port).get()
            case .unixSocket(let path):
                return try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
            case .inherited:
                throw BootError(problems: [
                    "no listening socket was inherited; LISTEN_FDS and LISTEN_PID have to name one (sd_listen_fds(3))"
                ])
            }
        } catch let error where !(error is BootError) {
            throw BootError(problems: [ListeningFailure.sentence(address, error)])
        }
    }

    private static func configure(_ channel: any Channel, _ engine: Engine, _ state: LoopState) -> EventLoopFuture<Void>
    {
        guard engine.admitConnection() else {
            let answer = ByteBuffer(
                staticString: "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            // Closing with unread bytes would reset the connection and take the answer with it.
            channel.writeAndFlush(answer).whenComplete { _ in channel.close(mode: .output, promise: nil) }
            channel.eventLoop.scheduleTask(in: .milliseconds(500)) { channel.close(promise: nil) }
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        channel.closeFuture.whenComplete { _ in engine.dismissConnection() }
        return engine.configuration.transport.configure(
            channel, ConnectionPipeline(engine: engine, loopState: state))
    }

    /// Where the server listens.
    var addresses: [SocketAddress] { channels.compactMap(\.localAddress) }

    var openConnections: Int { engine.openConnections }

    /// How long handlers that are cut off may take to end.
    private static let cancellationTime = Duration.seconds(1)

    /// How many requests have begun to arrive and are not answered to their end.
    func requestsInProgress() async -> Int { await count(\.requestsInProgress) }

    /// The sum of what all loops count.
    private func count(_ number: @escaping @Sendable (LoopState) -> Int) async -> Int {
        var sum = 0
        for state in loops { sum += (try? await state.loop.submit { number(state) }.get()) ?? 0 }
        return sum
    }

    /// Stops as a process does that is told to: says so, goes on accepting for the delay, then shuts down.
    func stop(
        hooks: [@Sendable () async -> Void], delay: Duration, limit: Duration
    ) async {
        let start = ContinuousClock.now
        let requests = await requestsInProgress()
        logger.notice(
            "shutting down",
            metadata: [
                "connections": "\(openConnections)", "requests": "\(requests)",
                "limit.seconds": "\((delay + limit).components.seconds)",
            ])
        for hook in hooks { await hook() }
        if delay > .zero { try? await Task.sleep(for: delay) }
        await shutdown(limit: limit)
        let seconds = (ContinuousClock.now - start) / .milliseconds(1) / 1_000
        logger.notice("stopped", metadata: ["after.seconds": "\((seconds * 1_000).rounded() / 1_000)"])
    }

    /// Stops accepting, lets what runs finish within the limit, then closes everything.
    func shutdown(limit: Duration) async {
        // An inherited socket stays open elsewhere: what was not accepted here is by the next process.
        for channel in channels {
            if socketsAreInherited { try? await channel.close() } else { await ListeningSocket.close(channel) }
        }
        engine.application.context.drain.begin()
        for state in loops { try? await state.loop.submit { state.drain() }.get() }
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        // Handlers run on these loops, also those whose client has gone: without them they would never end, and never let
        // go of what they hold, such as a transaction.
        while clock.now < deadline {
            let handlers = await count(\.runningHandlers)
            if handlers == 0, engine.openConnections == 0, engine.background.isIdle { break }
            try? await Task.sleep(for: .milliseconds(20))
        }
        if engine.openConnections > 0 {
            logger.warning(
                "closing connections that did not finish in time",
                metadata: ["connections": "\(engine.openConnections)"])
            for state in loops { try? await state.loop.submit { state.abort() }.get() }
            // Those that were cancelled get a moment to end.
            let end = clock.now + Self.cancellationTime
            while await count(\.runningHandlers) > 0, clock.now < end { try? await Task.sleep(for: .milliseconds(20)) }
        }
        for state in loops { try? await state.loop.submit { state.stop() }.get() }
        try? await group.shutdownGracefully()
    }
}

extension ServerConfiguration.Address {
    var text: String {
        switch self {
        case .hostname(let host, let port): "\(host):\(port)"
        case .unixSocket(let path): "unix:\(path)"
        case .inherited: "the inherited socket"
        }
    }
}
