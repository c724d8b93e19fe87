import Logging
import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletHTTP

/// Requests that the application does not get to see have an id and a line in the log all the same.
@Suite struct RefusalTests {
    private final class Lines: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }

        var logger: Logger {
            Logger(label: "test") { _ in
                var handler = AppLogHandler(format: .human)
                handler.output = LogOutput { bytes in
                    let text = String(decoding: bytes, as: UTF8.self)
                    self.lines.withLock { $0 += text.split(separator: "\n").map(String.init) }
                }
                return handler
            }
        }

        /// The line with a text, once it is written.
        func line(with text: String) async throws -> String? {
            for _ in 0..<200 {
                if let line = all.first(where: { $0.contains(text) }) { return line }
                try await Task.sleep(for: .milliseconds(10))
            }
            return nil
        }
    }

    private func app(_ lines: Lines, disabling: DefaultFeatures = []) -> App {
        var server = ServerConfiguration()
        server.eventLoops = 1
        server.limits.headerTime = .milliseconds(300)
        let app = App(server: server, settings: Settings(dotEnv: nil, environment: [:]), disabling: disabling)
        app.logger = lines.logger
        app.get("/") { "Hello" }
        return app
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "reason=\"The request is malformed.\""),
        (
            "GET /a?b HTTP/1.1\r\n\r\n", 400,
            "http.method=GET http.path=/a http.status=400 reason=\"The Host field is missing.\""
        ),
        ("GET /\(String(repeating: "x", count: 20_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414, "http.status=414"),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 40_000))\r\n\r\n", 431, "http.status=431"),
        ("GET / HTTP/1.1\r\nHost:", 408, "reason=\"The request did not arrive in time.\""),
    ])
    func `a refused request has an id and a line`(bytes: String, status: Int, text: String) async throws {
        let lines = Lines()
        try await app(lines).test(.live) { client in
            let answer = try await client.raw(bytes, within: .seconds(60))
            #expect(answer.status == status)
            let field = answer.text.split(separator: "\r\n").first { $0.lowercased().hasPrefix("x-request-id: ") }
            let id = try #require(field).dropFirst("x-request-id: ".count)
            let line = try #require(try await lines.line(with: "request.id=\(id)"))
            #expect(line.contains(" info     request refused client.address=127.0.0.1 "))
            #expect(line.contains(text), "\(line)")
        }
    }

    @Test func `an id that the client sent is kept where the head can be read`() async throws {
        let lines = Lines()
        try await app(lines).test(.live) { client in
            let answer = try await client.raw("GET / HTTP/1.1\r\nX-Request-ID: from-a-proxy\r\n\r\n")
            #expect(answer.text.contains("\r\nX-Request-ID: from-a-proxy\r\n"))
            #expect(try await lines.line(with: "request.id=from-a-proxy") != nil)
        }
    }

    @Test func `an application without ids and access log stays without them`() async throws {
        let lines = Lines()
        try await app(lines, disabling: [.requestID, .accessLog]).test(.live) { client in
            let answer = try await client.raw("GET / HTTP/1.1\r\n\r\n")
            #expect(answer.status == 400)
            #expect(!answer.text.lowercased().contains("x-request-id"))
            #expect(try await client.get("/").text == "Hello")
        }
        #expect(lines.all == [])
    }

    @Test func `a shutdown says what runs and when it is over`() async throws {
        let lines = Lines()
        let app = app(lines, disabling: .all)
        app.get("/slow") { () async throws -> String in
            try await Task.sleep(for: .milliseconds(400))
            return "slow"
        }
        app.server.addresses = [.hostname("127.0.0.1", port: 0)]
        let running = try await app.start()
        let connection = try await TestConnection.connect(port: try #require(running.port))
        try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
        try await Task.sleep(for: .milliseconds(100))
        async let answer = connection.read()
        await running.server.stop(hooks: [], delay: .zero, limit: .seconds(10))
        #expect(try await answer.text.hasSuffix("slow"))
        #expect(
            try await lines.line(with: "shutting down")?.hasSuffix(
                " notice   shutting down connections=1 limit.seconds=10 requests=1") == true, "\(lines.all)")
        #expect(try await lines.line(with: " notice   stopped after.seconds=") != nil)
        await connection.close()
    }
}
