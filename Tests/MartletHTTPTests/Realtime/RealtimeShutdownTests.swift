import MartletTesting
import NIOCore
import Synchronization
import Testing

@testable import MartletHTTP

/// How sockets and event streams end when the server stops.
@Suite(.timeLimit(.minutes(2))) struct RealtimeShutdownTests {
    private func start(_ app: App) async throws -> (
        running: RunningApp, client: (String) async throws -> TestConnection
    ) {
        app.server.addresses = [.hostname("127.0.0.1", port: 0)]
        let running = try await app.start()
        let port = try #require(running.port)
        return (
            running,
            { request in
                let connection = try await TestConnection.connect(port: port)
                try await connection.send(request)
                return connection
            }
        )
    }

    private static let upgrade = RawWebSocket.handshake

    @Test func `sockets are told that the server goes, and are not waited for`() async throws {
        let ended = Mutex<[String]>([])
        let app = ServedApp.make { $0.shutdownLimit = .seconds(60) }
        app.webSocket("/echo") { (socket: WebSocket) in
            for try await message in socket.messages { try await socket.send(message) }
            // What a handler does at the end is not cut off.
            try await Task.sleep(for: .milliseconds(300))
            ended.withLock { $0.append("\(socket.closeCode?.description ?? "-") \(Task.isCancelled)") }
        }
        let (running, connect) = try await start(app)
        let polite = RawWebSocket(connection: try await connect(Self.upgrade))
        try await polite.send(RawWebSocket.frame(1, "hi"))
        #expect(try await polite.frames(1).frames.map(\.text) == ["hi"])
        let clock = ContinuousClock()
        let start = clock.now
        async let stopped: Void = running.stop()
        #expect(try await polite.frames(2).frames.last?.code == 1001)
        try await polite.send(RawWebSocket.close(1001))
        #expect(try await polite.frames().isClosed)
        await polite.connection.close()
        try await stopped
        #expect(clock.now - start < .seconds(30))
        #expect(ended.withLock { $0 } == ["1001 false"])
    }

    @Test func `neither a silent peer nor a handler that waits for something else holds the stop up`() async throws {
        let ended = Mutex<[String]>([])
        let app = ServedApp.make { $0.shutdownLimit = .seconds(120) }
        app.webSocket("/echo", options: WebSocketOptions(closeTime: .milliseconds(500))) { (socket: WebSocket) in
            try await socket.send("ready")
            do { try await Task.sleep(for: .seconds(600)) } catch {
                ended.withLock { $0.append("\(type(of: error)) \(socket.closeCode?.description ?? "-")") }
            }
        }
        let (running, connect) = try await start(app)
        let silent = RawWebSocket(connection: try await connect(Self.upgrade))
        _ = try await silent.frames(1)
        let clock = ContinuousClock()
        let start = clock.now
        try await running.stop()
        #expect(clock.now - start < .seconds(60))
        #expect(ended.withLock { $0 } == ["CancellationError 1001"])
        #expect(try await silent.frames().frames.last?.code == 1001)
        await silent.connection.close()
    }

    @Test func `an event stream ends well when the server stops`() async throws {
        let ended = Mutex<[String]>([])
        let app = ServedApp.make { $0.shutdownLimit = .seconds(120) }
        app.get("/events") {
            EventStream { events in
                try await events.send(ServerSentEvent(data: "ready"))
                do { try await Task.sleep(for: .seconds(600)) } catch {
                    ended.withLock { $0.append("\(type(of: error))") }
                    throw error
                }
            }
        }
        let (running, connect) = try await start(app)
        let connection = try await connect("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
        try await connection.read(until: "ready")
        let clock = ContinuousClock()
        let start = clock.now
        async let stopped: Void = running.stop()
        let output = try await connection.read()
        // The last chunk is there: the client knows that the stream is whole.
        #expect(output.text.hasSuffix("\r\n0\r\n\r\n"))
        #expect(output.isClosed)
        await connection.close()
        try await stopped
        #expect(clock.now - start < .seconds(60))
        #expect(ended.withLock { $0 } == ["CancellationError"])
    }

    @Test func `each start of an application drains for itself`() async throws {
        let app = ServedApp.make()
        app.get("/events") { EventStream { try await $0.send(ServerSentEvent(data: "ready")) } }
        for _ in 0..<2 {
            try await app.test(.live) { (client) async throws in
                #expect(try await client.get("/events").text == "data: ready\n\n")
            }
        }
    }

    @Test func `the signal calls each observer once`() async {
        let drain = DrainSignal()
        let calls = Mutex<[Int]>([])
        _ = drain.observe { calls.withLock { $0.append(1) } }
        let second = drain.observe { calls.withLock { $0.append(2) } }
        drain.forget(second)
        #expect(!drain.isDraining)
        async let waiting: Void = drain.wait()
        drain.begin()
        drain.begin()
        await waiting
        #expect(drain.isDraining)
        #expect(drain.observe { calls.withLock { $0.append(3) } } == nil)
        #expect(calls.withLock { $0 } == [1, 3])
    }
}
