import MartletHTTP
import MartletTesting
import Synchronization
import Testing

/// Bodies that stream: interim responses, limits, backpressure in both directions, clients that go away.
@Suite struct RequestBodyTests {
    private static func continuing(_ path: String, length: Int) -> String {
        "POST \(path) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n"
    }

    @Test func `100 Continue is sent when the handler reads`() async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            try await connection.send(Self.continuing("/echo", length: 5))
            let interim = try await connection.read(until: "\r\n\r\n")
            #expect(interim.text == "HTTP/1.1 100 Continue\r\n\r\n")
            try await connection.send("hello")
            let answer = try await connection.read(until: "hello")
            #expect(answer.text.contains("HTTP/1.1 200 OK\r\n"))
            try await connection.takeReceived()
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await connection.read(until: "Hello").status == 200)
            await connection.close()
        }
    }

    @Test(arguments: [("/ignore", 200), ("/missing", 404), ("/echo", 413)])
    func `a handler that does not read refuses the content`(path: String, status: Int) async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            try await connection.send(Self.continuing(path, length: 5_000_000))
            let answer = try await connection.read()
            #expect(answer.status == status)
            #expect(!answer.text.contains("100 Continue"))
            #expect(answer.text.contains("\r\nConnection: close\r\n"))
            #expect(answer.isClosed)
            await connection.close()
        }
    }

    @Test func `content that came without waiting needs no 100 Continue`() async throws {
        try await ServedApp.make().test(.live) { client in
            let answer = try await client.raw(
                Self.continuing("/echo", length: 5).replacing("Host: a", with: "Host: a\r\nConnection: close") + "hello"
            )
            #expect(answer.text.hasSuffix("hello"))
            #expect(answer.text.components(of: "HTTP/1.1 200 OK") == 1)
        }
    }

    @Test func `HTTP 1.0 gets no interim response`() async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("POST /echo HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
            try await Task.sleep(for: .milliseconds(50))
            try await connection.send("hello")
            let answer = try await connection.read()
            #expect(answer.text.hasPrefix("HTTP/1.1 200 OK"), "\(answer)")
            await connection.close()
        }
    }

    @Test func `a short unread body is passed over, a long one ends the connection`() async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            let body = String(repeating: "x", count: 100_000)
            for _ in 0..<3 {
                try await connection.send("POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n\(body)")
                #expect(try await connection.read(until: "ignored").status == 200)
                try await connection.takeReceived()
            }
            await connection.close()
            let long = try await client.raw(
                "POST /ignore HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n\(body)")
            #expect(long.status == 200)
            #expect(long.text.contains("\r\nConnection: close\r\n"))
            #expect(long.isClosed)
        }
    }

    @Test func `a slow handler holds the sender back`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let app = ServedApp.make()
        app.post("/gated") { (request: Request) in
            for await _ in gate { break }
            var count = 0
            for try await part in request.body { count += part.readableBytes }
            return "\(count)"
        }.bodyLimit(1 << 30)
        try await app.test(.live) { client in
            let connection = try await client.connect()
            let size = 64 << 20
            try await connection.send("POST /gated HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
            let sent = Mutex(0)
            async let sending: Void = {
                let part = ByteBuffer(repeating: 0x78, count: 1 << 20)
                for _ in 0..<64 {
                    try await connection.send(part)
                    sent.withLock { $0 += part.readableBytes }
                }
            }()
            // The sender gets stuck once the buffers of both ends are full, far before the end.
            var before = -1
            while true {
                try await Task.sleep(for: .milliseconds(200))
                let now = sent.withLock { $0 }
                if now == before { break }
                before = now
            }
            #expect(before < size / 2)
            open.yield()
            try await sending
            let answer = try await connection.read(within: .seconds(60), until: "\r\n\r\n\(size)")
            #expect(answer.status == 200)
            await connection.close()
        }
    }

    @Test func `a pipelined body behind a slow request holds the sender back`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let app = ServedApp.make()
        app.get("/gate") { () async in
            for await _ in gate { break }
            return "open"
        }
        try await app.test(.live) { client in
            let connection = try await client.connect()
            let size = 64 << 20
            try await connection.send(
                "GET /gate HTTP/1.1\r\nHost: a\r\n\r\nPOST /count HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n"
            )
            let sent = Mutex(0)
            async let sending: Void = {
                let part = ByteBuffer(repeating: 0x78, count: 1 << 20)
                for _ in 0..<64 {
                    try await connection.send(part)
                    sent.withLock { $0 += part.readableBytes }
                }
            }()
            var before = -1
            while true {
                try await Task.sleep(for: .milliseconds(200))
                let now = sent.withLock { $0 }
                if now == before { break }
                before = now
            }
            #expect(before < size / 2)
            open.yield()
            try await sending
            let answer = try await connection.read(within: .seconds(60), until: "\r\n\r\n\(size)")
            #expect(answer.text.components(of: "HTTP/1.1 200 OK") == 2)
            await connection.close()
        }
    }

    @Test func `a slow reader holds the stream back`() async throws {
        let written = Mutex(0)
        let app = ServedApp.make()
        let size = 64 << 20
        app.get("/download") {
            Response(
                body: .stream(length: size) { writer in
                    let part = ByteBuffer(repeating: 0x78, count: 64 << 10)
                    for _ in 0..<1024 {
                        try await writer.write(part)
                        written.withLock { $0 += part.readableBytes }
                    }
                })
        }
        try await app.test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("GET /download HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            var before = -1
            while true {
                try await Task.sleep(for: .milliseconds(200))
                let now = written.withLock { $0 }
                if now == before, now > 0 { break }
                before = now
            }
            #expect(before < size / 2)
            let answer = try await connection.read(within: .seconds(60))
            #expect(answer.isClosed)
            #expect(answer.bytes.readableBytes > size)
            #expect(written.withLock { $0 } == size)
            await connection.close()
        }
    }

    @Test func `a client that goes away in the middle of its body fails the read`() async throws {
        let (outcomes, report) = AsyncStream.makeStream(of: String.self)
        let app = ServedApp.make()
        app.post("/watched") { (request: Request) -> String in
            do {
                for try await _ in request.body {}
                report.yield("end")
            } catch {
                report.yield("\(error)")
            }
            return ""
        }
        try await app.test(.live) { client in
            var seen = outcomes.makeAsyncIterator()
            for rest in ["Content-Length: 100000\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"] {
                let connection = try await client.connect()
                try await connection.send("POST /watched HTTP/1.1\r\nHost: a\r\n\(rest)")
                try await Task.sleep(for: .milliseconds(50))
                await connection.close()
                #expect(await seen.next() == "400 The client closed the connection in the middle of the request.")
            }
        }
    }

    @Test func `a client that goes away stops the stream`() async throws {
        let (outcomes, report) = AsyncStream.makeStream(of: Bool.self)
        let app = ServedApp.make()
        app.get("/endless") {
            Response(
                body: .stream { writer in
                    let part = ByteBuffer(repeating: 0x78, count: 64 << 10)
                    do {
                        while true { try await writer.write(part) }
                    } catch {
                        report.yield(error is CancellationError)
                        throw error
                    }
                })
        }
        try await app.test(.live) { client in
            var seen = outcomes.makeAsyncIterator()
            for waiting in [false, true] {
                let connection = try await client.connect()
                try await connection.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
                try await connection.read(until: "xxxx")
                // A writer may be waiting for room when the client goes.
                if waiting { try await Task.sleep(for: .milliseconds(300)) }
                await connection.close()
                #expect(await seen.next() == true)
            }
        }
    }

    @Test func `whoever still reads the body of an answered request is woken`() async throws {
        let (outcomes, report) = AsyncStream.makeStream(of: Bool.self)
        let app = ServedApp.make()
        app.post("/leak") { (request: Request) in
            Task {
                do {
                    for try await _ in request.body {}
                    report.yield(false)
                } catch {
                    report.yield(true)
                }
            }
            try await Task.sleep(for: .milliseconds(50))
            return "answered"
        }
        try await app.test(.live) { client in
            var seen = outcomes.makeAsyncIterator()
            let connection = try await client.connect()
            try await connection.send("POST /leak HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhello")
            #expect(try await connection.read(until: "answered").status == 200)
            #expect(await seen.next() == true)
            try await connection.send(String(repeating: "x", count: 95) + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await connection.read(until: "Hello").text.hasSuffix("Hello"))
            await connection.close()
        }
    }

    @Test func `a file is sent whole, to slow readers too`() async throws {
        let path = try TemporaryFile.make(bytes: 6_000_001)
        defer { TemporaryFile.remove(path) }
        let app = ServedApp.make()
        app.get("/file") { Response(body: .file(path: path, length: 6_000_001)) }
        app.get("/part") { Response(body: .file(path: path, offset: 10, length: 5)) }
        app.get("/absent") { Response(body: .file(path: path + ".absent", length: 5)) }
        try await app.test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("GET /file HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            try await Task.sleep(for: .milliseconds(300))
            let answer = try await connection.read(within: .seconds(60))
            let start = answer.bytes.readableBytesView.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0
            #expect(answer.bytes.readableBytes - start == 6_000_001)
            await connection.close()
            let part = try await client.get("/part")
            #expect(part.body == ByteBuffer(bytes: TemporaryFile.content(10..<15)))
            let absent = try await client.raw("GET /absent HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(absent.isClosed)
            #expect(try await client.servesNextClient())
        }
    }
}
