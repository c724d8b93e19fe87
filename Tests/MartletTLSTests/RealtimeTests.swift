import Foundation
import MartletTLS
import Synchronization
import Testing

@testable import MartletHTTP

/// WebSockets and event streams on encrypted connections.
@Suite(.timeLimit(.minutes(2))) struct RealtimeTests {
    /// Opens a WebSocket by hand, sends its first message with the request, and closes. Prints what comes back.
    private static let socketClient = """
        import socket, ssl, sys
        context = ssl.create_default_context(cafile=sys.argv[2])
        plain = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=60)
        tls = context.wrap_socket(plain, server_hostname="localhost")
        def frame(opcode, data):
            return bytes([0x80 | opcode, 0x80 | len(data), 1, 2, 3, 4]) + bytes(b ^ (1, 2, 3, 4)[i % 4] for i, b in enumerate(data))
        tls.sendall(b"GET /echo HTTP/1.1\\r\\nHost: localhost\\r\\nOrigin: https://localhost\\r\\nConnection: Upgrade\\r\\n"
            b"Upgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n"
            + frame(1, b"secret"))
        data = b""
        while not data.endswith(b"secret"):
            part = tls.recv(65536)
            if not part: sys.exit("closed early: %r" % data)
            data += part
        tls.sendall(frame(8, b"\\x03\\xe8"))
        while part := tls.recv(65536): data += part
        tls.unwrap()
        print(data.split(b"\\r\\n")[0].decode(), data.split(b"\\r\\n\\r\\n")[1])
        """

    private func start(_ app: App) async throws -> (running: RunningApp, port: Int) {
        app.server.addresses = [.hostname("127.0.0.1", port: 0)]
        let running = try await app.start()
        return (running, try #require(running.port))
    }

    @Test func `a WebSocket works over TLS`() async throws {
        let files = try await Certificates()
        let app = App(disabling: .all)
        app.server.transport = TLSTransport(certificate: files.path("server.pem"), key: files.path("server.key"))
        app.webSocket("/echo") { (socket: WebSocket) in
            for try await message in socket.messages { try await socket.send(message) }
        }
        let authority = files.path("ca.pem")
        let (running, port) = try await start(app)
        let output = try await command("python3", ["-c", Self.socketClient, "\(port)", authority])
        #expect(output.text == "HTTP/1.1 101 Switching Protocols b'\\x81\\x06secret\\x88\\x02\\x03\\xe8'\n")
        try await running.stop()
    }

    @Test func `an event stream works over HTTP/2, and ends with its client and with the server`() async throws {
        let files = try await Certificates()
        let (ends, report) = AsyncStream.makeStream(of: String.self)
        let app = App(disabling: .all)
        app.server.transport = TLSTransport(certificate: files.path("server.pem"), key: files.path("server.key"))
        app.get("/two") {
            EventStream { events in
                for number in 1...2 { try await events.send(ServerSentEvent(data: "\(number)")) }
            }
        }
        app.get("/ever") {
            EventStream { events in
                try await events.send(ServerSentEvent(data: "ready"))
                report.yield("ready")
                do { try await Task.sleep(for: .seconds(600)) } catch { report.yield("\(type(of: error))") }
            }
        }
        app.webSocket("/socket") { (socket: WebSocket) in }
        let authority = files.path("ca.pem")
        @Sendable func curl(_ port: Int, _ path: String, _ arguments: String...) async throws -> CommandOutput {
            let url = "https://localhost:\(port)\(path)"
            let common = ["-sS", "--http2", "--cacert", authority, "--resolve", "localhost:\(port):127.0.0.1", url]
            return try await command("curl", common + arguments)
        }
        var iterator = ends.makeAsyncIterator()
        let (running, port) = try await start(app)
        let two = try await curl(port, "/two", "-w", "%{http_version} %{http_code} %{content_type}")
        #expect(two.text == "data: 1\n\ndata: 2\n\n2 200 text/event-stream")
        let socket = try await curl(port, "/socket", "-o", "/dev/null", "-w", "%{http_version} %{http_code}")
        #expect(socket.text == "2 426")
        // A client that goes away.
        _ = try await curl(port, "/ever", "--max-time", "2")
        #expect(await iterator.next() == "ready")
        #expect(await iterator.next() == "CancellationError")
        // A server that stops.
        async let last = curl(port, "/ever", "--max-time", "100")
        #expect(await iterator.next() == "ready")
        try await running.stop()
        #expect(await iterator.next() == "CancellationError")
        let output = try await last
        #expect(output.status == 0)
        #expect(output.text == "data: ready\n\n")
    }
}
