import MartletTesting
import NIOCore
import Synchronization
import Testing

@testable import MartletHTTP

/// What slow and silent peers cost.
@Suite(.timeLimit(.minutes(2))) struct RealtimeLimitTests {
    /// Waits until a number no longer grows.
    private func settled(_ value: () -> Int) async throws -> Int {
        var last = -1
        while last != value() || last == 0 {
            last = value()
            try await Task.sleep(for: .milliseconds(700))
        }
        return last
    }

    @Test func `a handler that does not read holds its peer up`() async throws {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let app = ServedApp.make()
        app.webSocket("/echo") { (socket: WebSocket) in
            for await _ in gate { break }
            var count = 0
            for try await message in socket.messages {
                count += message.length
                if count == 64 << 20 { try await socket.send("\(count)") }
            }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await RawWebSocket.open(client)
            let sent = Mutex(0)
            let frame = RawWebSocket.frame(2, [UInt8](repeating: 7, count: 256 << 10))
            let sending = Task {
                for _ in 0..<256 {
                    try await socket.send(frame)
                    sent.withLock { $0 += 256 << 10 }
                }
            }
            // What the sockets' own buffers take, and one queue of messages.
            #expect(try await settled { sent.withLock { $0 } } < 32 << 20)
            opener.yield()
            #expect(try await socket.frames(1).frames.map(\.text) == ["\(64 << 20)"])
            try await sending.value
            await socket.connection.close()
        }
    }

    /// How a peer ends that was told nothing of its messages.
    @Test(arguments: [16, 100_000])
    func `a handler that never reads is cancelled when its peer has gone`(_ messages: Int) async throws {
        let (ended, report) = AsyncStream.makeStream(of: String.self)
        let options = WebSocketOptions(pingInterval: .seconds(1), closeTime: .milliseconds(300))
        let app = ServedApp.make()
        app.webSocket("/echo", options: options) { (socket: WebSocket) in
            do { try await Task.sleep(for: .seconds(3_600)) } catch {
                report.yield("\(type(of: error)) \(socket.closeCode?.description ?? "open")")
            }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await RawWebSocket.open(client)
            // Closing with something unread would be a reset, which is noticed in any case; so is an end that arrives.
            #expect(try await socket.connection.read(until: "\r\n\r\n").status == 101)
            let sent = Mutex(0)
            let frame = RawWebSocket.frame(2, [UInt8](repeating: 7, count: 1_000))
            let sending = Task {
                for _ in 0..<messages {
                    try await socket.send(frame)
                    sent.withLock { $0 += 1 }
                }
            }
            // With many messages the end of the connection lies behind what the server does not take.
            #expect(try await settled { sent.withLock { $0 } } < 50_000)
            try await socket.connection.read(within: .milliseconds(50))
            await socket.connection.close()
            _ = await sending.result
            var iterator = ended.makeAsyncIterator()
            // A reset is 1006; a machine under load may be found silent first.
            let end = try #require(await iterator.next())
            #expect(["CancellationError 1006", "CancellationError 1011"].contains(end), "\(end)")
        }
    }

    @Test func `a handler that is behind keeps a peer that is there`() async throws {
        let app = ServedApp.make()
        let options = WebSocketOptions(pingInterval: .seconds(1), closeTime: .milliseconds(300))
        app.webSocket("/echo", options: options) { (socket: WebSocket) in
            try await Task.sleep(for: .seconds(4))
            var count = 0
            for try await _ in socket.messages {
                count += 1
                if count == 100 { try await socket.send("\(count)") }
            }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await RawWebSocket.open(client)
            for _ in 0..<100 { try await socket.send(RawWebSocket.frame(1, "message")) }
            // Pings come meanwhile, which this peer does not answer before the handler goes on.
            let frames = try await socket.frames(3).frames
            #expect(frames.filter { $0.opcode == RawWebSocket.Opcode.ping }.count >= 2)
            #expect(!frames.contains { $0.opcode == RawWebSocket.Opcode.close })
            let output = try await socket.connection.read(within: .seconds(20)) {
                RawWebSocket.parse($0).contains { $0.text == "100" }
            }
            #expect(RawWebSocket.parse(output.bytes).contains { $0.text == "100" })
            await socket.connection.close()
        }
    }

    @Test func `a peer that does not read holds the handler up`() async throws {
        let sent = Mutex(0)
        let app = ServedApp.make()
        app.webSocket("/echo") { (socket: WebSocket) in
            let part = ByteBuffer(repeating: 7, count: 256 << 10)
            for _ in 0..<256 {
                try await socket.send(part)
                sent.withLock { $0 += part.readableBytes }
            }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await RawWebSocket.open(client)
            #expect(try await settled { sent.withLock { $0 } } < 32 << 20)
            let whole = 256 * ((256 << 10) + 10)
            let output = try await socket.connection.read(within: .seconds(60)) { $0.readableBytes > whole }
            #expect(output.bytes.readableBytes > whole)
            await socket.connection.close()
        }
    }

    @Test func `pings of a peer that does not read are answered once`() async throws {
        let sent = Mutex(0)
        let (seen, report) = AsyncStream.makeStream(of: Void.self)
        let app = ServedApp.make()
        app.webSocket("/echo") { (socket: WebSocket) in
            async let reading: Void = { for try await _ in socket.messages { report.yield() } }()
            let part = ByteBuffer(repeating: 7, count: 256 << 10)
            for _ in 0..<256 {
                try await socket.send(part)
                sent.withLock { $0 += part.readableBytes }
            }
            try await reading
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await RawWebSocket.open(client)
            _ = try await settled { sent.withLock { $0 } }
            var pings = ByteBuffer()
            for number in 0..<2_000 { pings.writeImmutableBuffer(RawWebSocket.frame(9, "\(number)")) }
            try await socket.send(pings, RawWebSocket.frame(1, "behind the pings"))
            for await _ in seen { break }
            let whole = 256 * ((256 << 10) + 10)
            let output = try await socket.connection.read(within: .seconds(60)) { $0.readableBytes > whole }
            let frames = RawWebSocket.parse(output.bytes)
            #expect(frames.count { $0.opcode == 2 } == 256)
            let pongs = frames.filter { $0.opcode == 10 }
            #expect(pongs.count == 1)
            #expect(pongs.last?.text == "1999")
            await socket.connection.close()
        }
    }

    @Test func `a peer that sends and does not read is cut off`() async throws {
        let (ended, report) = AsyncStream.makeStream(of: String.self)
        let app = ServedApp.make()
        let options = WebSocketOptions(pingInterval: .seconds(1), closeTime: .milliseconds(300))
        app.webSocket("/echo", options: options) { (socket: WebSocket) in
            let part = ByteBuffer(repeating: 7, count: 256 << 10)
            do { while true { try await socket.send(part) } } catch { report.yield("\(error)") }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await RawWebSocket.open(client)
            let pinging = Task {
                let ping = RawWebSocket.frame(9, [UInt8](repeating: 1, count: 100))
                while !Task.isCancelled {
                    try await socket.send(ping)
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == "the WebSocket was closed with 1011: no answer to a ping")
            pinging.cancel()
            _ = await pinging.result
            await socket.connection.close()
        }
    }

    @Test func `a sender that is cancelled does not wait for room`() async throws {
        let (ended, report) = AsyncStream.makeStream(of: String.self)
        let app = ServedApp.make()
        app.webSocket("/echo") { (socket: WebSocket) in
            let sending = Task {
                let part = ByteBuffer(repeating: 7, count: 1 << 20)
                while true { try await socket.send(part) }
            }
            try await Task.sleep(for: .milliseconds(700))
            sending.cancel()
            if case .failure(let error) = await sending.result { report.yield("\(type(of: error))") }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await RawWebSocket.open(client)
            var iterator = ended.makeAsyncIterator()
            #expect(await iterator.next() == "CancellationError")
            await socket.connection.close()
        }
    }

    @Test func `a peer that answers pings is kept, one that does not is closed`() async throws {
        let codes = Mutex<[WebSocketCloseCode?]>([])
        let app = ServedApp.make()
        app.webSocket("/echo", options: WebSocketOptions(pingInterval: .zero)) { (socket: WebSocket) in
            // At least a second.
            do { for try await message in socket.messages { try await socket.send(message) } } catch {
                codes.withLock { $0.append(socket.closeCode) }
            }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await client.webSocket("/echo")
            try await Task.sleep(for: .seconds(4))
            try await socket.send("still here")
            #expect(try await socket.receive() == .text("still here"))
            try await socket.close()
            #expect(codes.withLock { $0 } == [])
            let silent = try await RawWebSocket.open(client)
            let (frames, isClosed) = try await silent.frames()
            #expect(frames.map(\.opcode) == [RawWebSocket.Opcode.ping, RawWebSocket.Opcode.close])
            #expect(frames.last?.code == 1011)
            #expect(isClosed)
            await silent.connection.close()
        }
        #expect(codes.withLock { $0 } == [.internalError])
    }

    @Test func `who takes nothing is gone although it sends`() {
        var liveness = WebSocketLiveness()
        #expect(liveness.check(unsentBytes: 0, isReading: true) == .ask)
        #expect(liveness.check(unsentBytes: 0, isReading: true) == .dead)
        liveness = WebSocketLiveness()
        #expect(liveness.check(unsentBytes: 0, isReading: true) == .ask)
        liveness.heard()
        #expect(liveness.check(unsentBytes: 0, isReading: true) == .ask)
        // The handler is behind, and its answers are not taken.
        #expect(liveness.check(unsentBytes: 500, isReading: false) == .wait)
        #expect(liveness.check(unsentBytes: 400, isReading: false) == .wait)
        liveness.heard()
        #expect(liveness.check(unsentBytes: 400, isReading: false) == .dead)
        // A slow handler whose peer waits is asked, but no answer is no reason to close.
        liveness = WebSocketLiveness()
        #expect(liveness.check(unsentBytes: 0, isReading: true) == .ask)
        #expect(liveness.check(unsentBytes: 0, isReading: false) == .ask)
        #expect(liveness.check(unsentBytes: 0, isReading: false) == .ask)
        #expect(liveness.check(unsentBytes: 0, isReading: true) == .ask)
    }

    @Test func `a client that reads slowly slows an event stream down`() async throws {
        let sent = Mutex(0)
        let app = ServedApp.make()
        app.get("/events") {
            EventStream { events in
                let data = String(repeating: "x", count: 64 << 10)
                for _ in 0..<1_000 {
                    try await events.send(ServerSentEvent(data: data))
                    sent.withLock { $0 += 1 }
                }
            }
        }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
            var last = 0
            repeat {
                last = sent.withLock { $0 }
                try await Task.sleep(for: .milliseconds(700))
            } while last == 0 || last != sent.withLock { $0 }
            #expect(last < 500)
            let output = try await connection.read(within: .seconds(60))
            #expect(output.bytes.readableBytes > 1_000 * (64 << 10))
            await connection.close()
        }
    }
}
