public import MartletCore
import NIOCore
import Synchronization

extension RouteBuilder {
    /// Adds a `GET` route that opens a WebSocket (RFC 6455).
    ///
    /// The handler's first parameter is the socket; further ones are extracted as on any route, before the socket is
    /// opened: one that refuses the request is answered as usual. Middleware, too, sees the request and the 101. A
    /// request that asks for no WebSocket is a 426, a page of a foreign origin a 403.
    ///
    /// ```swift
    /// app.webSocket("/echo") { (socket: WebSocket) in
    ///     for try await message in socket.messages { try await socket.send(message) }
    /// }
    /// ```
    /// - Parameters:
    ///   - path: constant segments and placeholders.
    ///   - name: a name by which URLs of the route are made.
    ///   - options: who may connect, and what peers may do.
    ///   - handler: the conversation; the socket is closed when it returns or throws. When the conversation ends first,
    ///     its task is cancelled after ``WebSocketOptions/closeTime``.
    @discardableResult
    public func webSocket<each E: Extractor>(
        _ path: String, name: (any RouteNaming)? = nil, options: WebSocketOptions = WebSocketOptions(),
        file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (WebSocket, repeat each E) async throws -> Void
    ) -> Route {
        let opening = RouteHandler(
            extracting: (repeat each E).self, result: WebSocket.self,
            responses: [ResponseDescription(.switchingProtocols), ResponseDescription(.upgradeRequired)]
        ) { request in
            let handshake = try WebSocketHandshake(request, options)
            return try await HandlerInvocation.run(request) { (values: repeat each E) in
                let parameters = (repeat each values)
                let conversation = WebSocketConversation(
                    request: request, options: options, subprotocol: handshake.subprotocol
                ) { socket in
                    try await handler(socket, repeat each parameters)
                }
                return handshake.response(conversation.upgrade)
            }
        }
        let route = routes.add(.get, path, name, SourceLocation(file: file, line: line), opening)
        route.report(options.origins.problems)
        return route
    }
}

/// Runs the handler of a WebSocket once its connection has left HTTP.
private final class WebSocketConversation: Sendable {
    private let request: Request
    private let options: WebSocketOptions
    private let subprotocol: String?
    private let handler: @Sendable (WebSocket) async throws -> Void
    private let connection = Mutex<WebSocketConnection?>(nil)
    /// Keeps the handler's parameters open until the conversation is over, or does not come to be.
    private let hold: RequestDependencies.Hold?

    init(
        request: Request, options: WebSocketOptions, subprotocol: String?,
        handler: @escaping @Sendable (WebSocket) async throws -> Void
    ) {
        self.request = request
        self.options = options
        self.subprotocol = subprotocol
        self.handler = handler
        hold = request.state[RequestDependencies.Place.self]?.hold()
    }

    var upgrade: ConnectionUpgrade {
        ConnectionUpgrade(
            install: { channel in
                let connection = WebSocketConnection(
                    channel: channel, options: self.options, drain: self.request.context.application.drain)
                self.connection.withLock { $0 = connection }
                return connection.install()
            },
            run: { await self.run() })
    }

    private func run() async {
        guard let connection = connection.withLock({ $0 }) else { return }
        let socket = WebSocket(connection, subprotocol: subprotocol, request: request)
        let executor = LoopExecutor(connection.channel.eventLoop)
        let task = Task(executorPreference: executor) { try await self.handler(socket) }
        connection.handlerStarted(task)
        let result = await task.result
        withExtendedLifetime(executor) {}
        connection.handlerEnded()
        await socket.end(ending(result, socket))
        if case .failure(let error) = result { request.state[RequestDependencies.Place.self]?.handlerFailed(error) }
        await hold?.release()
    }

    private func ending(_ result: Result<Void, any Error>, _ socket: WebSocket) -> WebSocketClose {
        switch result {
        case .success: return WebSocketClose(.normal)
        case .failure(let close as WebSocketClose) where close.code.canBeSent || socket.closeCode != nil: return close
        case .failure(is CancellationError) where socket.closeCode != nil: return WebSocketClose(.normal)
        case .failure(let error):
            request.logger.error("the handler of a WebSocket failed", metadata: ["error": "\(error)"])
            return WebSocketClose(.internalError)
        }
    }
}
