import NIOCore
import NIOWebSocket

/// Checks the frames of a client (RFC 6455 §5) and puts messages together.
struct WebSocketAssembler {
    /// What a frame completed.
    enum Received {
        case message(WebSocketMessage)
        case ping(ByteBuffer)
        case pong
        case close(WebSocketClose)
    }

    private let limit: Int
    private var partial: (isText: Bool, bytes: ByteBuffer)?

    /// - Parameter limit: the most bytes of a message.
    init(limit: Int) { self.limit = limit }

    /// Takes a frame.
    /// - Returns: what it completed; `nil` in the middle of a message.
    /// - Throws: how the connection has to be closed when a rule is broken.
    mutating func take(_ frame: WebSocketFrame) throws(WebSocketClose) -> Received? {
        guard frame.maskKey != nil else { throw .breach("a client's frames must be masked") }
        guard frame.reservedBits.isEmpty else { throw .breach("no extension was agreed on that uses reserved bits") }
        switch frame.opcode {
        case .text, .binary:
            guard partial == nil else { throw .breach("a message began inside another one") }
            guard frame.length <= limit else { throw .tooLarge(limit) }
            return try begin(frame)
        case .continuation:
            guard var message = partial else { throw .breach("a continuation without a beginning") }
            guard frame.length <= limit - message.bytes.readableBytes else { throw .tooLarge(limit) }
            var data = frame.unmaskedData
            // Two owners of the bytes would make each fragment copy all of them.
            partial = nil
            message.bytes.writeBuffer(&data)
            guard frame.fin else {
                partial = message
                return nil
            }
            return .message(try Self.message(isText: message.isText, message.bytes))
        case .ping: return .ping(frame.unmaskedData)
        case .pong: return .pong
        case .connectionClose: return .close(try Self.close(frame.unmaskedData))
        default: throw .breach("the opcode is not known")
        }
    }

    private mutating func begin(_ frame: WebSocketFrame) throws(WebSocketClose) -> Received? {
        let isText = frame.opcode == .text
        if frame.fin { return .message(try Self.message(isText: isText, frame.unmaskedData)) }
        partial = (isText, frame.unmaskedData)
        return nil
    }

    private static func message(isText: Bool, _ bytes: ByteBuffer) throws(WebSocketClose) -> WebSocketMessage {
        guard isText else { return .binary(bytes) }
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else {
            throw WebSocketClose(.invalidData, "the text is not UTF-8")
        }
        return .text(text)
    }

    /// Reads the content of a close frame (RFC 6455 §5.5.1).
    static func close(_ data: ByteBuffer) throws(WebSocketClose) -> WebSocketClose {
        var data = data
        guard data.readableBytes > 0 else { return WebSocketClose(.noStatus) }
        guard let number = data.readInteger(as: UInt16.self) else { throw .breach("a close code has two bytes") }
        let code = WebSocketCloseCode(rawValue: number)
        guard code.canBeSent else { throw .breach("the close code \(number) is reserved") }
        guard let reason = String(validating: data.readableBytesView, as: UTF8.self) else {
            throw WebSocketClose(.invalidData, "the reason is not UTF-8")
        }
        return WebSocketClose(code, reason)
    }
}

extension WebSocketClose {
    static func breach(_ reason: String) -> WebSocketClose { WebSocketClose(.protocolError, reason) }

    static func tooLarge(_ limit: Int) -> WebSocketClose {
        WebSocketClose(.messageTooLarge, "messages may have \(limit) bytes")
    }
}
