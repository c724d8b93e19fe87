import MartletCore
public import NIOCore

/// One message of a WebSocket, whole however many frames it came in.
public enum WebSocketMessage: Sendable, Hashable {
    /// Text, valid UTF-8.
    case text(String)
    /// Bytes.
    case binary(ByteBuffer)

    /// The message's JSON, text or binary, as a value; dates are ISO 8601.
    ///
    /// ```swift
    /// for try await message in socket.messages {
    ///     let move = try message.json(Move.self)
    /// }
    /// ```
    /// - Throws: ``WebSocketClose`` 1007 that says where the JSON is wrong; a handler that passes it on closes with it.
    public func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        let bytes =
            switch self {
            case .text(let text): ByteBuffer(string: text)
            case .binary(let bytes): bytes
            }
        do {
            return try JSONCoding.decode(type, from: bytes)
        } catch let error as any ResponseError {
            throw WebSocketClose(.invalidData, error.message ?? "")
        }
    }

    /// How many bytes the message has.
    var length: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .binary(let bytes): bytes.readableBytes
        }
    }
}
