public import MartletCore
import NIOCore

/// A WebSocket whose messages are values, as JSON in both directions.
///
/// A message that is wrong is answered, and the conversation goes on. The answer is an object with one member, the problem
/// details that an HTTP request would have got (RFC 9457):
///
/// ```json
/// {"problem":{"type":"about:blank","title":"Unprocessable Content","status":422,"errors":[
///   {"pointer":"/text","code":"required","detail":"is required"}]}}
/// ```
/// Text that is not JSON is a 400, JSON that is not as expected a 422, a message of bytes a 415.
public struct MessageSocket<Input: Decodable & Sendable, Output: Encodable & Sendable>: Sendable {
    /// The socket itself, for its close codes and for messages of other kinds.
    public let socket: WebSocket

    init(_ socket: WebSocket) { self.socket = socket }

    /// The messages of the peer that are right, each one once; see ``WebSocket/messages`` for their end.
    public var messages: Messages { Messages(socket: self) }

    /// Sends a value and waits until there is room for more.
    /// - Throws: ``WebSocketClose`` when the conversation has ended, `CancellationError` when the task was cancelled.
    public func send(_ message: Output) async throws { try await socket.send(json: message) }

    /// Tells the peer what is wrong with a message of its own, in the same form as for one that cannot be read.
    public func send(problem error: some ResponseError) async throws {
        try await socket.send("{\"problem\":\(ProblemDetails(error).json(for: socket.request))}")
    }

    /// Closes and waits until the connection has ended; see ``WebSocket/close(_:reason:)``.
    public func close(_ code: WebSocketCloseCode = .normal, reason: String = "") async throws {
        try await socket.close(code, reason: reason)
    }

    /// The messages of a ``MessageSocket``.
    public struct Messages: AsyncSequence, Sendable {
        let socket: MessageSocket

        /// Reads messages as they arrive.
        public struct AsyncIterator: AsyncIteratorProtocol {
            let socket: MessageSocket
            var messages: WebSocketMessages.AsyncIterator

            public mutating func next() async throws -> Input? {
                while let message = try await messages.next() {
                    do {
                        let input = try Self.read(message)
                        try await RequestValidation.check(input, in: socket.socket.request)
                        return input
                    } catch let error as HTTPError {
                        try await socket.send(problem: error)
                    } catch let error as ValidationError {
                        try await socket.send(problem: error)
                    }
                }
                return nil
            }

            private static func read(_ message: WebSocketMessage) throws -> Input {
                guard case .text(let text) = message else {
                    throw HTTPError(.unsupportedMediaType, "A message must be JSON as text, not bytes.")
                }
                return try JSONCoding.decode(Input.self, from: ByteBuffer(string: text))
            }
        }

        public func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(socket: socket, messages: socket.socket.messages.makeAsyncIterator())
        }
    }
}

extension RouteBuilder {
    /// Adds a `GET` route that opens a WebSocket whose messages are values, as JSON; see ``MessageSocket``.
    ///
    /// ```swift
    /// app.webSocket("/chat", receiving: Say.self, sending: Said.self) { socket in
    ///     for try await say in socket.messages { try await socket.send(Said(text: say.text)) }
    /// }
    /// ```
    /// - Parameters:
    ///   - path: constant segments and placeholders.
    ///   - input: what peers send; the rules of a struct with `@Schema` count, and those that need the request.
    ///   - output: what is sent to them.
    ///   - name: a name by which URLs of the route are made.
    ///   - options: who may connect, and what peers may do.
    ///   - handler: the conversation; further parameters are extracted as on any route.
    @discardableResult
    public func webSocket<Input: Decodable & Sendable, Output: Encodable & Sendable, each E: Extractor>(
        _ path: String, receiving input: Input.Type, sending output: Output.Type, name: (any RouteNaming)? = nil,
        options: WebSocketOptions = WebSocketOptions(), file: String = #fileID, line: Int = #line,
        _ handler: @escaping @Sendable (MessageSocket<Input, Output>, repeat each E) async throws -> Void
    ) -> Route {
        let route = webSocket(path, name: name, options: options, file: file, line: line) {
            (socket: WebSocket, values: repeat each E) in
            try await handler(MessageSocket(socket), repeat each values)
        }
        route.report(UntakenInput.mistakes(in: input, "a message decodes"))
        return route
    }
}
