import MartletTesting
import Testing

@testable import MartletHTTP

/// What opens a WebSocket, and what does not.
@Suite(.timeLimit(.minutes(2))) struct WebSocketHandshakeTests {
    private static let upgrade: Headers = [
        .connection: "Upgrade", .upgrade: "websocket", .known("Sec-WebSocket-Version"): "13",
        .known("Sec-WebSocket-Key"): "dGhlIHNhbXBsZSBub25jZQ==",
    ]

    private func chat(_ options: WebSocketOptions = WebSocketOptions()) -> App {
        let app = ServedApp.make()
        app.webSocket("/chat/{room}", options: options) { (socket: WebSocket, room: Path<String>) in
            for try await message in socket.messages {
                guard case .text(let text) = message else { continue }
                try await socket.send("\(room): \(text)")
            }
        }
        return app
    }

    @Test func `a parameter that is refused is an ordinary answer`() async throws {
        struct Token: Extractor {
            static func extract(from source: inout ExtractionSource) throws -> Token {
                guard source.request.headers[.authorization] == "Bearer x" else { throw HTTPError(.unauthorized) }
                return Token()
            }
        }
        let app = ServedApp.make()
        app.webSocket("/seats/{seat:int}") { (socket: WebSocket, token: Token, seat: Path<Int>) in
            try await socket.send("seat \(seat)")
        }
        try await app.test(.live) { (client) async throws in
            let refused = await #expect(throws: WebSocketRefused.self) { try await client.webSocket("/seats/7") }
            #expect(refused?.response.status == .unauthorized)
            let missing = await #expect(throws: WebSocketRefused.self) { try await client.webSocket("/seats/x") }
            #expect(missing?.response.status == .notFound)
            let socket = try await client.webSocket("/seats/7", headers: [.authorization: "Bearer x"])
            #expect(try await socket.receive() == .text("seat 7"))
        }
    }

    @Test func `a request that asks for none is told what the route speaks`() async throws {
        try await chat().test { (client) async throws in
            let plain = try await client.get("/chat/lobby")
            #expect(plain.status == .upgradeRequired)
            #expect(plain.headers[.upgrade] == "websocket")
            #expect(plain.headers[.known("Sec-WebSocket-Version")] == "13")
            #expect(try await client.head("/chat/lobby").status == .upgradeRequired)
            #expect(try await client.post("/chat/lobby", .empty).status == .methodNotAllowed)
        }
    }

    struct Handshake: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: Int
        var change: @Sendable (inout Headers) -> Void
    }

    private static let handshakes: [Handshake] = [
        .init(testDescription: "as it should be", status: 101) { _ in },
        .init(testDescription: "other case, more protocols", status: 101) {
            $0[.connection] = "keep-alive, upgrade"
            $0[.upgrade] = "h2c, WebSocket"
        },
        .init(testDescription: "no Upgrade", status: 426) { $0[.upgrade] = nil },
        .init(testDescription: "another protocol", status: 426) { $0[.upgrade] = "h2c" },
        .init(testDescription: "Connection does not name it", status: 426) { $0[.connection] = "keep-alive" },
        .init(testDescription: "no version", status: 426) { $0[.known("Sec-WebSocket-Version")] = nil },
        .init(testDescription: "old version", status: 426) { $0[.known("Sec-WebSocket-Version")] = "8" },
        .init(testDescription: "no key", status: 400) { $0[.known("Sec-WebSocket-Key")] = nil },
        .init(testDescription: "short key", status: 400) { $0[.known("Sec-WebSocket-Key")] = "dGhlIHNhbXBsZQ==" },
        .init(testDescription: "not base64", status: 400) {
            $0[.known("Sec-WebSocket-Key")] = "dGhlIHNhbXBsZSBub25jZ*=="
        },
        .init(testDescription: "two keys", status: 400) {
            $0.append(.known("Sec-WebSocket-Key"), "dGhlIHNhbXBsZSBub25jZQ==")
        },
    ]

    @Test(arguments: handshakes) func `the handshake is checked`(_ handshake: Handshake) async throws {
        var headers = Self.upgrade
        handshake.change(&headers)
        try await chat().test { [headers] (client) async throws in
            let response = try await client.get("/chat/lobby", headers: headers)
            #expect(response.status.code == handshake.status)
            if handshake.status == 426 { #expect(response.headers[.known("Sec-WebSocket-Version")] == "13") }
        }
    }

    @Test func `HTTP 1.0 and content cannot open one`() async throws {
        try await chat().test(.live) { (client) async throws in
            let fields =
                "Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            #expect(try await client.raw("GET /chat/a HTTP/1.0\r\n\(fields)\r\n").status == 426)
            let plain = try await client.raw("GET /chat/a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(plain.text.contains("\r\nConnection: Upgrade\r\n"))
            #expect(plain.text.contains("\r\nUpgrade: websocket\r\n"))
            #expect(plain.text.contains("\r\nConnection: close\r\n"))
            let body = try await client.raw("GET /chat/a HTTP/1.1\r\n\(fields)Content-Length: 2\r\n\r\nhi")
            #expect(body.status == 400)
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `a subprotocol of the client's list is chosen`() async throws {
        let app = ServedApp.make()
        app.webSocket("/chat", options: WebSocketOptions(protocols: ["v1", "v2"])) { (socket: WebSocket) in
            try await socket.send(socket.subprotocol ?? "none")
        }
        try await app.test(.live) { (client) async throws in
            for (offered, chosen) in [
                (["v3", "v2", "v1"], "v2"), (["v1"], "v1"), (["V1"], nil), ([], nil),
            ] as [([String], String?)] {
                let socket = try await client.webSocket("/chat", protocols: offered)
                #expect(socket.subprotocol == chosen)
                #expect(try await socket.receive() == .text(chosen ?? "none"))
            }
        }
    }

    struct Visit: Sendable {
        var origins: WebSocketOrigins
        var host = "example.com"
        var origin: String?
        var isAllowed: Bool
    }

    private static let visits: [Visit] = [
        .init(origins: .sameOrigin, origin: nil, isAllowed: true),
        .init(origins: .sameOrigin, origin: "http://example.com", isAllowed: true),
        .init(origins: .sameOrigin, origin: "http://EXAMPLE.com", isAllowed: true),
        .init(origins: .sameOrigin, origin: "http://example.com:80", isAllowed: true),
        .init(origins: .sameOrigin, origin: "https://example.com", isAllowed: true),
        .init(origins: .sameOrigin, host: "example.com:443", origin: "https://example.com", isAllowed: true),
        .init(origins: .sameOrigin, host: "example.com:8080", origin: "http://example.com:8080", isAllowed: true),
        .init(origins: .sameOrigin, host: "[::1]:8080", origin: "http://[::1]:8080", isAllowed: true),
        .init(origins: .sameOrigin, host: "example.com:8080", origin: "http://example.com", isAllowed: false),
        .init(origins: .sameOrigin, host: "example.com:80", origin: "https://example.com", isAllowed: false),
        .init(origins: .sameOrigin, origin: "https://evil.com", isAllowed: false),
        .init(origins: .sameOrigin, origin: "https://example.com.evil.com", isAllowed: false),
        .init(origins: .sameOrigin, origin: "https://sub.example.com", isAllowed: false),
        .init(origins: .sameOrigin, origin: "null", isAllowed: false),
        .init(origins: .sameOrigin, origin: "", isAllowed: false),
        .init(origins: .sameOrigin, origin: "file://example.com", isAllowed: false),
        .init(origins: ["https://app.example.org"], origin: "https://app.example.org", isAllowed: true),
        .init(origins: ["https://app.example.org"], origin: "http://app.example.org", isAllowed: false),
        .init(origins: ["https://app.example.org"], origin: "http://example.com", isAllowed: false),
        .init(origins: .list(["https://*.example.org"]), origin: "https://a.b.example.org", isAllowed: true),
        .init(origins: .list(["https://*.example.org"]), origin: "https://example.org", isAllowed: false),
        .init(origins: .unsafeAnyOrigin, origin: "https://evil.com", isAllowed: true),
        .init(origins: .unsafeAnyOrigin, origin: "null", isAllowed: true),
    ]

    @Test(arguments: visits) func `pages of foreign origins are refused`(_ visit: Visit) async throws {
        var headers = Self.upgrade
        headers[.known("Host")] = visit.host
        headers[.origin] = visit.origin
        try await chat(WebSocketOptions(origins: visit.origins)).test { [headers] (client) async throws in
            let response = try await client.get("/chat/a", headers: headers)
            #expect(response.status == (visit.isAllowed ? .switchingProtocols : .forbidden))
        }
    }

    @Test func `a page without encryption may not talk to an encrypted site, nor one with two origins`() async throws {
        let app = chat()
        app.server.trustedProxies = ["127.0.0.1"]
        try await app.test(.live) { (client) async throws in
            func status(_ fields: Headers) async -> Int {
                do {
                    try await client.webSocket("/chat/a", headers: fields).close()
                    return 101
                } catch let refused as WebSocketRefused {
                    return refused.response.status.code
                } catch {
                    return 0
                }
            }
            let secure: Headers = [.known("X-Forwarded-Proto"): "https", .known("X-Forwarded-Host"): "example.com"]
            var fields = secure
            fields[.origin] = "https://example.com"
            #expect(await status(fields) == 101)
            fields.append(.origin, "https://evil.com")
            #expect(await status(fields) == 403)
            fields[.origin] = "http://example.com"
            #expect(await status(fields) == 403)
        }
    }

    @Test func `middleware, groups, hosts and names work as on any route`() async throws {
        let app = ServedApp.make()
        app.after { _, response in
            var response = response
            response.headers[.known("X-Seen")] = "\(response.status.code)"
            return response
        }
        let chat = RouteName<String>("chat")
        app.group("/v1", host: "chat.example.com") { group in
            group.before { request in request.headers[.authorization] == nil ? Response(.unauthorized) : nil }
            group.webSocket("/{room}", name: chat) { (socket: WebSocket, request: Request) in
                try await socket.send(try request.url(chat, "lobby"))
            }
        }
        try await app.test(.live) { (client) async throws in
            let host: Headers = [.known("Host"): "chat.example.com"]
            let refused = await #expect(throws: WebSocketRefused.self) {
                try await client.webSocket("/v1/lobby", headers: host)
            }
            #expect(refused?.response.status == .unauthorized)
            #expect(refused?.response.headers[.known("X-Seen")] == "401")
            let foreign = await #expect(throws: WebSocketRefused.self) {
                try await client.webSocket("/v1/lobby", headers: [.authorization: "x"])
            }
            #expect(foreign?.response.status == .notFound)
            var fields = host
            fields[.authorization] = "x"
            let socket = try await client.webSocket("/v1/lobby", headers: fields)
            #expect(socket.headers[.known("X-Seen")] == "101")
            #expect(try await socket.receive() == .text("/v1/lobby"))
        }
    }

    @Test func `a 101 with a field that breaks its line is not sent`() async throws {
        let app = chat()
        app.after { _, response in
            var response = response
            response.headers[.known("X-Bad")] = "a\r\nSet-Cookie: evil=1"
            return response
        }
        try await app.test(.live) { (client) async throws in
            let refused = await #expect(throws: WebSocketRefused.self) { try await client.webSocket("/chat/a") }
            #expect(refused?.response.status == .internalServerError)
            #expect(refused?.response.headers[.setCookie] == nil)
        }
    }

    @Test func `a test in process says that a socket needs a live one`() async throws {
        try await chat().test { (client) async throws in
            _ = await #expect(throws: TestFailure.self) { try await client.webSocket("/chat/a") }
        }
    }
}
