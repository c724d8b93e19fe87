import MartletHTTP
import MartletTesting
import Synchronization
import Testing

/// Limits of time, size and number, each set short enough to be waited for.
@Suite struct LimitTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `a head that does not arrive in time is a 408`() async throws {
        try await ServedApp.make { $0.limits.headerTime = .milliseconds(400) }.test(.live) { client in
            let slow = try await client.connect()
            try await slow.send("GET / HTTP/1.1\r\nHost:")
            let silent = try await client.connect()
            let other = try await client.get("/")
            #expect(other.status == .ok)
            let answer = try await slow.read()
            #expect(answer.status == 408)
            #expect(answer.isClosed)
            let nothing = try await silent.read()
            #expect(nothing.bytes.readableBytes == 0)
            #expect(nothing.isClosed)
            await slow.close()
            await silent.close()
        }
    }

    @Test func `a head that comes byte by byte does not outlive its time`() async throws {
        try await ServedApp.make { $0.limits.headerTime = .milliseconds(1_500) }.test(.live) { client in
            let slow = try await client.connect()
            try await slow.send(Self.get)
            try await slow.read(until: "Hello")
            try await slow.takeReceived()
            try await slow.send("GET / HTTP/1.1\r\nHost: a\r\n")
            var answer = try await slow.read(within: .milliseconds(10))
            for _ in 0..<600 where !answer.isClosed {
                try? await slow.send("X: 1\r\n")
                answer = try await slow.read(within: .milliseconds(50))
            }
            #expect(answer.status == 408, "\(answer)")
            #expect(answer.isClosed)
            await slow.close()
        }
    }

    @Test func `slow clients do not keep others from being served`() async throws {
        try await ServedApp.make().test(.live) { client in
            var slow: [TestConnection] = []
            for _ in 0..<200 {
                let connection = try await client.connect()
                try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
                slow.append(connection)
            }
            for _ in 0..<20 { #expect(try await client.servesNextClient()) }
            for connection in slow { await connection.close() }
        }
    }

    @Test func `an idle connection is closed`() async throws {
        try await ServedApp.make { $0.limits.idleTime = .milliseconds(400) }.test(.live) { client in
            let connection = try await client.connect()
            try await connection.send(Self.get)
            let answer = try await connection.read()
            #expect(answer.text.hasSuffix("Hello"))
            #expect(answer.isClosed)
            await connection.close()
        }
    }

    @Test func `content that does not arrive in time is a 408`() async throws {
        try await ServedApp.make { $0.limits.idleTime = .milliseconds(400) }.test(.live) { client in
            let answer = try await client.raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(answer.status == 408, "\(answer)")
            #expect(answer.isClosed)
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `a handler that takes its time with a body is not the client's fault`() async throws {
        let app = ServedApp.make { $0.limits.idleTime = .seconds(1) }
        app.post("/thoughtful") { (request: Request) in
            var count = 0
            for try await part in request.body {
                if count == 0 { try await Task.sleep(for: .milliseconds(2_500)) }
                count += part.readableBytes
            }
            return "\(count)"
        }.bodyLimit(1 << 30)
        try await app.test(.live) { client in
            let connection = try await client.connect()
            try await connection.send(
                "POST /thoughtful HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 16000000\r\n\r\n")
            async let sending: Void = connection.send(ByteBuffer(repeating: 0x78, count: 16_000_000))
            let answer = try await connection.read(within: .seconds(60))
            #expect(answer.text.hasSuffix("\r\n\r\n16000000"), "\(answer)")
            try await sending
            await connection.close()
        }
    }

    @Test func `content that trickles is a 408`() async throws {
        let app = ServedApp.make { $0.limits.bodyRate = 1_000 }
        try await app.test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("POST /count HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            let trickle = Task {
                while !Task.isCancelled {
                    try await connection.send("x")
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            let answer = try await connection.read(within: .seconds(40), until: "in time")
            trickle.cancel()
            _ = await trickle.result
            #expect(answer.status == 408)
            await connection.close()
        }
    }

    @Test func `content that nobody reads does not lengthen a handler's time`() async throws {
        let app = ServedApp.make { $0.limits.handlerTime = .seconds(2) }
        app.post("/never") { () async throws -> String in
            try await Task.sleep(for: .seconds(60))
            return "late"
        }
        try await app.test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("POST /never HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
            let trickle = Task {
                while !Task.isCancelled {
                    try await connection.send("x")
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            let answer = try await connection.read(within: .seconds(40), until: "too long")
            trickle.cancel()
            _ = await trickle.result
            #expect(answer.status == 503)
            await connection.close()
        }
    }

    @Test func `a read full of requests does not fill the memory with responses`() async throws {
        let app = ServedApp.make()
        let answered = Atomic<Int>(0)
        let page = String(repeating: "x", count: 200_000)
        app.get("/page") { () -> String in
            answered.add(1, ordering: .relaxed)
            return page
        }
        try await app.test(.live) { client in
            let connection = try await client.connect()
            let count = 1_500
            try await connection.send(String(repeating: "GET /page HTTP/1.1\r\nHost:a\r\n\r\n", count: count))
            try await Task.sleep(for: .seconds(1))
            // What the system's buffers take, and a little more; not all three hundred megabytes.
            let early = answered.load(ordering: .relaxed)
            #expect(early < 200)
            let all = try await connection.read(within: .seconds(60)) { $0.readableBytes >= count * 200_000 }
            #expect(all.bytes.readableBytes >= count * 200_000)
            let late = answered.load(ordering: .relaxed)
            #expect(late == count)
            await connection.close()
        }
    }

    @Test func `a handler past its time is cancelled and answered with 503`() async throws {
        let (cancelled, report) = AsyncStream.makeStream(of: Bool.self)
        let app = ServedApp.make { $0.limits.handlerTime = .milliseconds(300) }
        let stuck: @Sendable () async throws -> String = {
            do {
                try await Task.sleep(for: .seconds(60))
            } catch {
                report.yield(Task.isCancelled)
            }
            return "late"
        }
        app.get("/stuck", stuck)
        app.post("/stuck", stuck)
        app.get("/patient") { () async throws -> String in
            try await Task.sleep(for: .milliseconds(1_000))
            return "patient"
        }.timeLimit(.seconds(30))
        try await app.test(.live) { client in
            var seen = cancelled.makeAsyncIterator()
            for request in [
                "GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n",
                // A handler that never reads its body is no reason to wait for the rest of it.
                "POST /stuck HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhello",
            ] {
                let answer = try await client.raw(request)
                #expect(answer.status == 503, "\(answer)")
                #expect(answer.isClosed)
                #expect(!answer.text.contains("late"))
                #expect(await seen.next() == true)
            }
            let patient = try await client.get("/patient")
            #expect(patient.text == "patient")
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `a client that takes nothing is given up, one that takes little is not`() async throws {
        let app = ServedApp.make { $0.limits.idleTime = .seconds(2) }
        ServedApp.addLarge(to: app, bytes: 32 << 20)
        try await app.test(.live) { client in
            let stalled = try await client.connect()
            try await stalled.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            let slow = try await client.connect()
            try await slow.send("GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            var total = 0
            for _ in 0..<10 {
                try await slow.read(within: .seconds(20)) { $0.readableBytes > 1 << 20 }
                total += try await slow.takeReceived().readableBytes
                try await Task.sleep(for: .milliseconds(250))
            }
            total += try await slow.read(within: .seconds(60)).bytes.readableBytes
            #expect(total > 32 << 20)
            await slow.close()
            let given = try await stalled.read(within: .seconds(60))
            #expect(given.isClosed)
            #expect(given.bytes.readableBytes < 32 << 20)
            await stalled.close()
        }
    }

    @Test func `connections past the limit are answered with 503`() async throws {
        try await ServedApp.make { $0.limits.connections = 3 }.test(.live) { client in
            var kept: [TestConnection] = []
            for _ in 0..<3 {
                let connection = try await client.connect()
                try await connection.send(Self.get)
                #expect(try await connection.read(until: "Hello").status == 200)
                kept.append(connection)
            }
            let refused = try await client.raw(Self.get)
            #expect(refused.status == 503, "\(refused)")
            #expect(refused.isClosed)
            await kept.removeLast().close()
            var served = false
            for _ in 0..<100 where !served {
                served = (try? await client.servesNextClient()) ?? false
                if !served { try await Task.sleep(for: .milliseconds(20)) }
            }
            #expect(served)
            for connection in kept { await connection.close() }
        }
    }

    @Test func `sizes are the route's, the server's, and exact`() async throws {
        let app = ServedApp.make { $0.limits.bodyBytes = 100 }
        app.post("/more") { (request: Request) in "\(try await request.body.collect().readableBytes)" }.bodyLimit(200)
        try await app.test(.live) { client in
            for (path, size, status) in [
                ("/echo", 100, 200), ("/echo", 101, 413), ("/more", 200, 200), ("/more", 201, 413),
            ] {
                let response = try await client.post(path, .text(String(repeating: "x", count: size)))
                #expect(response.status.code == status, "\(path) \(size)")
                let chunked = try await client.raw(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\(String(size, radix: 16))\r\n\(String(repeating: "x", count: size))\r\n0\r\n\r\n"
                )
                #expect(chunked.status == status, "\(path) \(size) chunked")
            }
        }
    }

    @Test func `sizes of heads are what the server says`() async throws {
        let app = ServedApp.make {
            $0.limits.targetBytes = 20
            $0.limits.headerBytes = 200
            $0.limits.headerCount = 3
        }
        try await app.test(.live) { (client) async throws in
            func status(_ target: String, _ fields: String = "") async throws -> Int? {
                try await client.raw("GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields)Connection: close\r\n\r\n").status
            }
            #expect(try await status("/files/" + String(repeating: "a", count: 13)) == 200)
            #expect(try await status("/files/" + String(repeating: "a", count: 14)) == 414)
            #expect(try await status("/", "X: 1\r\n") == 200)
            #expect(try await status("/", "X: 1\r\nX: 2\r\n") == 431)
            #expect(try await status("/", "X: \(String(repeating: "a", count: 100))\r\n") == 200)
            #expect(try await status("/", "X: \(String(repeating: "a", count: 200))\r\n") == 431)
        }
    }

    @Test func `requests past the pipelined depth are not read`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let app = ServedApp.make { $0.limits.pipelinedRequests = 2 }
        app.get("/gate") { () async in
            for await _ in gate { break }
            return "open"
        }
        try await app.test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n")
            let padding = String(repeating: "a", count: 16_000)
            let requests = ByteBuffer(
                string: String(repeating: "GET / HTTP/1.1\r\nHost: a\r\nX: \(padding)\r\n\r\n", count: 64))
            let sent = Atomic<Int>(0)
            async let sending: Void = {
                for _ in 0..<64 {
                    try await connection.send(requests)
                    sent.add(64, ordering: .relaxed)
                }
            }()
            // The sender gets stuck once the buffers of both ends are full, far before its 64 MiB are sent.
            var before = -1
            while true {
                try await Task.sleep(for: .milliseconds(500))
                let now = sent.load(ordering: .relaxed)
                if now == before { break }
                before = now
            }
            #expect(before < 2_048)
            open.yield()
            try await sending
            try await connection.send("GET /target HTTP/1.1\r\nHost: last\r\nConnection: close\r\n\r\n")
            let answer = try await connection.read(within: .seconds(60))
            #expect(answer.text.components(of: "Hello") == 4_096)
            #expect(answer.text.hasSuffix("/target at last"))
            await connection.close()
        }
    }
}
