public import NIOCore
import NIOWebSocket

/// One side of a WebSocket (RFC 6455): messages in, messages out.
///
/// ```swift
/// app.webSocket("/chat/{room}") { (socket: WebSocket, room: Path<String>) in
///     for try await message in socket.messages { try await socket.send(message) }
/// }
/// ```
///
/// The socket may be kept and sent to from anywhere, such as an actor that holds the members of a room; messages do not
/// mix. It ends with its handler: when that returns it is closed with 1000, when that throws with 1011, and nothing of
/// the error is told to the peer. A ``WebSocketClose`` that is thrown says how to close.
public final class WebSocket: Sendable {
    /// The subprotocol that was agreed on; `nil` without one.
    public let subprotocol: String?
    /// The request that opened it.
    let request: Request
    private let connection: WebSocketConnection

    init(_ connection: WebSocketConnection, subprotocol: String?, request: Request) {
        self.connection = connection
        self.request = request
        self.subprotocol = subprotocol
    }

    /// The messages of the peer, each one once.
    ///
    /// They end when either side closes or the server stops. Iterating throws ``WebSocketClose`` when the connection
    /// broke off (1006) or the peer broke the protocol (1002, 1007, 1009, 1011 for one that no longer answers).
    /// While the handler is behind, nothing more is read from the peer.
    public var messages: WebSocketMessages { WebSocketMessages(inbox: connection.inbox) }

    /// The code of the close that ended the conversation, whichever side began it; `nil` while it goes on.
    public var closeCode: WebSocketCloseCode? { connection.inbox.close?.code }

    /// The reason that came with the code; `nil` while the conversation goes on.
    public var closeReason: String? { connection.inbox.close?.reason }

    /// Sends a message and waits until there is room for more: a slow peer slows the sender down.
    /// - Throws: ``WebSocketClose`` when the conversation has ended, `CancellationError` when the task was cancelled.
    public func send(_ message: WebSocketMessage) async throws {
        switch message {
        case .text(let text): try await send(text)
        case .binary(let bytes): try await send(bytes)
        }
    }

    /// Sends a message of text.
    public func send(_ text: String) async throws { try await connection.send(.text, ByteBuffer(string: text)) }

    /// Sends a message of bytes.
    public func send(_ bytes: ByteBuffer) async throws { try await connection.send(.binary, bytes) }

    /// Sends a value as JSON in a message of text, dates as ISO 8601.
    public func send(json value: some Encodable) async throws {
        try await connection.send(.text, JSONCoding.encode(value))
    }

    /// Closes and waits until the connection has ended; the peer has ``WebSocketOptions/closeTime`` to answer.
    ///
    /// Without effect when the conversation has ended already.
    /// - Parameters:
    ///   - code: why.
    ///   - reason: the same for people; what is past 123 bytes is cut off.
    /// - Throws: ``UnsendableCloseCode`` for a code that cannot be sent.
    public func close(_ code: WebSocketCloseCode = .normal, reason: String = "") async throws {
        guard code.canBeSent else { throw UnsendableCloseCode(code: code) }
        await end(WebSocketClose(code, reason))
    }

    func end(_ close: WebSocketClose) async {
        let loop = connection.channel.eventLoop
        let begin: @Sendable () -> Void = { self.connection.close(close) }
        if loop.inEventLoop { begin() } else { loop.execute(begin) }
        try? await connection.channel.closeFuture.get()
    }
}

/// The messages of a ``WebSocket``.
public struct WebSocketMessages: AsyncSequence, Sendable {
    let inbox: WebSocketInbox

    /// Reads messages as they arrive.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let inbox: WebSocketInbox
        public mutating func next() async throws -> WebSocketMessage? { try await inbox.next() }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(inbox: inbox) }
}

/// A close code was to be sent that only describes what happened.
public struct UnsendableCloseCode: Error, Equatable, CustomStringConvertible {
    /// The code.
    public let code: WebSocketCloseCode

    public var description: String {
        "the close code \(code) cannot be sent; use one of 1000 to 1003, 1007 to 1014 or 3000 to 4999"
    }
}
