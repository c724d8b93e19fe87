import MartletCore

/// What a WebSocket route allows its peers.
///
/// ```swift
/// app.webSocket("/chat", options: WebSocketOptions(origins: ["https://app.example.com"], protocols: ["chat.v2"])) { … }
/// ```
public struct WebSocketOptions: Sendable {
    /// The pages that may connect; those of the same origin by default.
    public var origins: WebSocketOrigins
    /// The subprotocols that the handler speaks. The first of the client's list that is among them is chosen.
    public var protocols: [String]
    /// The most bytes of a message, over all of its frames; past it the connection is closed with 1009. 1 MiB.
    public var messageBytes: Int
    /// How often the peer is asked whether it is there; one that has not answered by the next time is closed. While the
    /// handler is behind with reading, only a peer whose system no longer has the connection, or confirms nothing for two
    /// intervals, counts as gone. 30 seconds, at least one; `nil` never asks.
    public var pingInterval: Duration?
    /// How long the peer may take to answer a close, and the handler to return when the conversation has ended before its
    /// task is cancelled. 5 seconds.
    public var closeTime: Duration

    /// Creates options.
    public init(
        origins: WebSocketOrigins = .sameOrigin, protocols: [String] = [], messageBytes: Int = 1 << 20,
        pingInterval: Duration? = .seconds(30), closeTime: Duration = .seconds(5)
    ) {
        self.origins = origins
        self.protocols = protocols
        self.messageBytes = messageBytes
        self.pingInterval = pingInterval
        self.closeTime = closeTime
    }
}

/// The pages that may open a WebSocket.
///
/// A browser sends cookies with a WebSocket wherever the page comes from, and no CORS rule holds it back. Only the
/// `Origin` field tells a foreign page from an own one (RFC 6455 §10.2). Clients that are no browsers send none and are
/// let in: they have no cookies of somebody else.
public struct WebSocketOrigins: Sendable {
    private enum Rule {
        case same
        case list([OriginPattern])
        case any
    }

    private let rule: Rule

    /// Pages of the host and port that the request asks for, and no unencrypted ones of an encrypted site.
    public static let sameOrigin = WebSocketOrigins(rule: .same)

    /// Pages of these origins alone: `https://app.example.com`, `https://*.example.com` for all names below.
    ///
    /// What cannot be an origin stops the start.
    public static func list(_ origins: [String]) -> WebSocketOrigins {
        WebSocketOrigins(rule: .list(origins.map(OriginPattern.init)))
    }

    /// Any page, which then acts with the cookies of whoever looks at it: only where nothing depends on cookies.
    public static let unsafeAnyOrigin = WebSocketOrigins(rule: .any)

    /// What is wrong with listed origins that no page can have.
    var problems: [String] {
        if case .list(let patterns) = rule { patterns.compactMap(\.problem) } else { [] }
    }

    /// Whether a request may go on.
    func allow(_ request: Request) -> Bool {
        let fields = request.headers[values: .origin]
        guard let origin = fields.first else { return true }
        switch rule {
        case .any: return true
        case .list(let patterns): return fields.count == 1 && patterns.contains { $0.matches(origin) }
        case .same: return fields.count == 1 && Self.isSame(origin.lowercased(), request)
        }
    }

    private static func isSame(_ origin: String, _ request: Request) -> Bool {
        guard let host = request.host?.lowercased(), !host.isEmpty else { return false }
        // A proxy that ends TLS may not be known as one, so a page by https may ask by http, but never the reverse.
        for (scheme, port) in [("https://", ":443"), ("http://", ":80")] where origin.hasPrefix(scheme) {
            if scheme == "http://", request.scheme == "https" { return false }
            let authority = origin.dropFirst(scheme.utf8.count)
            return without(port, authority) == without(port, host[...])
        }
        return false
    }

    private static func without(_ port: String, _ authority: Substring) -> Substring {
        authority.hasSuffix(port) ? authority.dropLast(port.utf8.count) : authority
    }
}

extension WebSocketOrigins: ExpressibleByArrayLiteral {
    public init(arrayLiteral origins: String...) { self = .list(origins) }
}
