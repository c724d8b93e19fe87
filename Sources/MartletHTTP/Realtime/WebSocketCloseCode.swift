/// Why a WebSocket was closed (RFC 6455 §7.4).
///
/// Applications have 4000 to 4999 for themselves, libraries register 3000 to 3999.
public struct WebSocketCloseCode: RawRepresentable, Hashable, Sendable {
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// 1000: the conversation is over.
    public static let normal = WebSocketCloseCode(rawValue: 1000)
    /// 1001: the server stops, or the page was left.
    public static let goingAway = WebSocketCloseCode(rawValue: 1001)
    /// 1002: the peer broke the protocol.
    public static let protocolError = WebSocketCloseCode(rawValue: 1002)
    /// 1003: messages of this kind are not understood.
    public static let unsupportedData = WebSocketCloseCode(rawValue: 1003)
    /// 1005: the peer closed without a code. Never sent.
    public static let noStatus = WebSocketCloseCode(rawValue: 1005)
    /// 1006: the connection broke off without a close. Never sent.
    public static let abnormal = WebSocketCloseCode(rawValue: 1006)
    /// 1007: a message's content is not what it should be, such as text that is not UTF-8.
    public static let invalidData = WebSocketCloseCode(rawValue: 1007)
    /// 1008: a message is against the rules of the application.
    public static let policyViolation = WebSocketCloseCode(rawValue: 1008)
    /// 1009: a message is too large.
    public static let messageTooLarge = WebSocketCloseCode(rawValue: 1009)
    /// 1011: the server failed.
    public static let internalError = WebSocketCloseCode(rawValue: 1011)
    /// 1012: the server restarts.
    public static let serviceRestart = WebSocketCloseCode(rawValue: 1012)
    /// 1013: the server has too much to do; come back later.
    public static let tryAgainLater = WebSocketCloseCode(rawValue: 1013)

    /// Whether the code may stand in a close frame: registered with IANA and not reserved, or of the private ranges.
    public var canBeSent: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}

extension WebSocketCloseCode: CustomStringConvertible {
    public var description: String { String(rawValue) }
}

/// How a WebSocket ended, or is to end: thrown where a conversation cannot go on, and by a handler that ends it.
///
/// ```swift
/// guard room.has(seat) else { throw WebSocketClose(.policyViolation, "the room is full") }
/// ```
///
/// Reading and sending throw it once the connection has broken off or the peer has broken the protocol.
public struct WebSocketClose: Error, Equatable {
    /// Why.
    public let code: WebSocketCloseCode
    /// The same for people, as the peer reads it: at most 123 bytes of UTF-8.
    public let reason: String

    /// Creates the end of a conversation.
    /// - Parameters:
    ///   - code: why.
    ///   - reason: the same for people; what is past 123 bytes is cut off. Must not carry internals.
    public init(_ code: WebSocketCloseCode, _ reason: String = "") {
        self.code = code
        self.reason = Self.fitting(reason)
    }

    /// The longest beginning that fits into a close frame (RFC 6455 §5.5).
    private static func fitting(_ reason: String) -> String {
        guard reason.utf8.count > 123 else { return reason }
        var kept = reason.unicodeScalars.prefix(123)
        while kept.reduce(0, { $0 + UTF8.width($1) }) > 123 { kept.removeLast() }
        return String(kept)
    }
}

extension WebSocketClose: CustomStringConvertible {
    public var description: String {
        "the WebSocket was closed with \(code)" + (reason.isEmpty ? "" : ": \(reason)")
    }
}
