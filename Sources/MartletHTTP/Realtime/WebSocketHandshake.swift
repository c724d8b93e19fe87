import HTTPTypes
import MartletCore

/// Checks the request that opens a WebSocket (RFC 6455 §4.2) and makes the 101 that answers it.
struct WebSocketHandshake {
    /// The subprotocol that both sides speak.
    let subprotocol: String?
    private let acceptance: String

    /// Checks a request.
    /// - Throws: ``HTTPError`` 426 for a request that asks for no WebSocket or for another version, 403 for a page of a
    ///   foreign origin, 400 for a malformed key.
    init(_ request: Request, _ options: WebSocketOptions) throws {
        let asks = request.headers.list(.upgrade).contains { $0.lowercased() == "websocket" }
        guard request.method == .get, request.context.offersUpgrade, asks else {
            throw Self.upgradeRequired("This is a WebSocket: connect with Upgrade: websocket over HTTP/1.1.")
        }
        guard options.origins.allow(request) else {
            throw HTTPError(.forbidden, "Pages of this origin may not connect.")
        }
        guard request.headers[values: .webSocketVersion] == ["13"] else {
            throw Self.upgradeRequired("Only version 13 of WebSocket is spoken here.")
        }
        guard case .empty = request.body.storage else {
            throw HTTPError(.badRequest, "A request that opens a WebSocket has no content.")
        }
        let keys = request.headers[values: .webSocketKey]
        guard keys.count == 1, let key = keys.first, let acceptance = WebSocketKey.acceptance(of: key) else {
            throw HTTPError(.badRequest, "Sec-WebSocket-Key must be 16 bytes in base64.")
        }
        self.acceptance = acceptance
        let offered = request.headers.list(.webSocketProtocol).map(String.init)
        subprotocol = offered.first(where: options.protocols.contains)
    }

    /// The response that opens the WebSocket.
    func response(_ upgrade: ConnectionUpgrade) -> Response {
        var response = Response(
            .switchingProtocols,
            headers: [.upgrade: "websocket", .connection: "Upgrade", .webSocketAccept: acceptance])
        if let subprotocol { response.headers[.webSocketProtocol] = subprotocol }
        response.upgrade = upgrade
        return response
    }

    private static func upgradeRequired(_ message: String) -> HTTPError {
        HTTPError(
            .upgradeRequired, message,
            headers: [.upgrade: "websocket", .connection: "Upgrade", .webSocketVersion: "13"])
    }
}

extension HTTPField.Name {
    fileprivate static let webSocketAccept = known("Sec-WebSocket-Accept")
    fileprivate static let webSocketKey = known("Sec-WebSocket-Key")
    fileprivate static let webSocketProtocol = known("Sec-WebSocket-Protocol")
    fileprivate static let webSocketVersion = known("Sec-WebSocket-Version")
}
