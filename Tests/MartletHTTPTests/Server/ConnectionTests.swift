import MartletHTTP
import MartletTesting
import NIOCore
import Synchronization
import Testing

/// Keep-alive, pipelining, framing and the ends of connections, over real sockets.
@Suite struct ConnectionTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    @Test func `HTTP 1.1 keeps the connection`() async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            for _ in 0..<3 {
                try await connection.send(Self.get)
                let answer = try await connection.read(until: "Hello")
                #expect(answer.status == 200)
                #expect(!answer.isClosed)
                #expect(!answer.text.contains("Connection:"))
                try await connection.takeReceived()
            }
            try await connection.send(Self.last)
            let answer = try await connection.read()
            #expect(answer.text.contains("\r\nConnection: close\r\n"))
            #expect(answer.isClosed)
            await connection.close()
        }
    }

    @Test func `HTTP 1.0 closes unless asked to keep alive`() async throws {
        try await ServedApp.make().test(.live) { client in
            let plain = try await client.raw("GET / HTTP/1.0\r\n\r\n")
            #expect(plain.status == 200)
            #expect(plain.isClosed)
            let connection = try await client.connect()
            try await connection.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let kept = try await connection.read(until: "Hello")
            #expect(kept.text.contains("\r\nConnection: keep-alive\r\n"))
            #expect(!kept.isClosed)
            await connection.close()
        }
    }

    @Test func `pipelined requests are answered in order behind a slow one`() async throws {
        try await ServedApp.make().test(.live) { client in
            let answer = try await client.raw(
                "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo"
                    + "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nthree\r\n0\r\n\r\n"
                    + Self.last)
            let bodies = answer.text.split(separator: "HTTP/1.1 200 OK\r\n").map {
                $0.split(separator: "\r\n\r\n").last
            }
            #expect(bodies == ["slow", "two", "three", "Hello"])
            #expect(answer.isClosed)
        }
    }

    @Test func `many pipelined requests, more than wait at once`() async throws {
        let app = ServedApp.make { $0.limits.pipelinedRequests = 2 }
        app.get("/n/{number:int}") { (number: Path<Int>) async throws -> String in
            if number.value % 3 == 0 { try await Task.sleep(for: .milliseconds(2)) }
            return "<\(number)>"
        }
        try await app.test(.live) { client in
            let requests = (0..<200).map { "GET /n/\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined()
            let connection = try await client.connect()
            try await connection.send(requests)
            let answer = try await connection.read(until: "<199>")
            let numbers = answer.text.split(separator: "<").dropFirst().compactMap { Int($0.prefix { $0 != ">" }) }
            #expect(numbers == Array(0..<200))
            await connection.close()
        }
    }

    @Test(arguments: [get, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nHello"])
    func `a head that begins behind another request may be long, and not too long`(first: String) async throws {
        try await ServedApp.make().test(.live) { (client) async throws in
            let long = String(repeating: "a", count: 15_000)
            for (rest, status) in [
                ("\(long)\r\nConnection: close\r\n\r\n", 200), ("\(long)\(long)\(long)\r\n\r\n", 431),
                (String(repeating: long, count: 100), 431),
            ] {
                let connection = try await client.connect()
                try await connection.send(first + "GET / HTTP/1.1\r\nHost: a\r\nX: aaa")
                #expect(try await connection.read(until: "Hello").status == 200)
                try await connection.takeReceived()
                // What is refused may be closed before all of it is sent.
                try? await connection.send(rest)
                let answer = try await connection.read()
                #expect(answer.status == status, "\(answer)")
                #expect(answer.isClosed)
                await connection.close()
            }
            // A target is as long as it is, whatever came before it.
            let connection = try await client.connect()
            try await connection.send(first)
            #expect(try await connection.read(until: "Hello").status == 200)
            try await connection.takeReceived()
            try await connection.send("GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await connection.read().status == 414)
            await connection.close()
        }
    }

    @Test func `a head without end behind a slow request is refused when its turn comes`() async throws {
        try await ServedApp.make().test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n")
            try? await connection.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 1 << 20))
            let answer = try await connection.read()
            #expect(answer.text.components(of: "HTTP/1.1 200 OK") == 1, "\(answer)")
            #expect(answer.text.components(of: "HTTP/1.1 431 ") == 1, "\(answer)")
            #expect(answer.isClosed)
            await connection.close()
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `requests before a malformed one are answered, then it is refused`() async throws {
        try await ServedApp.make().test(.live) { client in
            let answer = try await client.raw("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get + "nonsense\r\n\r\n")
            #expect(answer.text.components(of: "HTTP/1.1 200 OK") == 2, "\(answer)")
            #expect(answer.text.components(of: "HTTP/1.1 400 Bad Request") == 1, "\(answer)")
            #expect(answer.isClosed)
        }
    }

    @Test func `a client that has closed its side gets all answers`() async throws {
        try await ServedApp.make().test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n" + Self.get + Self.get)
            try await connection.finishSending()
            let answer = try await connection.read()
            #expect(answer.text.components(of: "HTTP/1.1 200 OK") == 3, "\(answer)")
            #expect(answer.isClosed)
            await connection.close()
        }
    }

    @Test(arguments: ["GET /large HTTP/1.0\r\n\r\n", "GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"])
    func `a large response is whole before the connection closes`(request: String) async throws {
        let app = ServedApp.make()
        ServedApp.addLarge(to: app, bytes: 8 << 20)
        app.get("/streamed") {
            Response(
                body: .stream { writer in
                    let part = ByteBuffer(repeating: UInt8(ascii: "x"), count: 60_000)
                    for _ in 0..<100 { try await writer.write(part) }
                })
        }
        try await app.test(.live) { client in
            for halfClosing in [false, true] {
                for (path, size) in [("/large", 8 << 20), ("/streamed", 6_000_000)] {
                    let connection = try await client.connect()
                    try await connection.send(String(request.replacing("/large", with: path)))
                    if halfClosing { try await connection.finishSending() }
                    try await Task.sleep(for: .milliseconds(100))
                    let answer = try await connection.read(within: .seconds(60))
                    #expect(answer.isClosed)
                    let end = answer.bytes.readableBytesView.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound ?? 0
                    let framing = answer.text.prefix(400).contains("chunked") ? 100 * 8 + 5 : 0
                    #expect(answer.bytes.readableBytes - end - framing == size, "\(path) \(halfClosing)")
                    await connection.close()
                }
            }
        }
    }

    enum Departure: CaseIterable { case resets, closes, halfCloses }

    /// A FIN does not say whether the client still reads; a reset does, and so does a write behind it.
    @Test(arguments: Departure.allCases)
    func `a client that has gone cancels its handler, one that half-closes gets its answer`(_ departure: Departure)
        async throws
    {
        let (began, tellBegun) = AsyncStream.makeStream(of: Void.self)
        let (ended, tellEnded) = AsyncStream.makeStream(of: String.self)
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let app = ServedApp.make()
        app.get("/waits") { () async throws -> String in
            tellBegun.yield()
            for await _ in gate { break }
            tellEnded.yield(Task.isCancelled ? "cancelled" : "done")
            return "the answer"
        }
        app.get("/streams") {
            Response(
                body: .stream { writer in
                    tellBegun.yield()
                    for await _ in gate { break }
                    do { while true { try await writer.write("part") } } catch {
                        tellEnded.yield("\(type(of: error))")
                        throw error
                    }
                })
        }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            let path = departure == .closes ? "/streams" : "/waits"
            try await connection.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            var beginnings = began.makeAsyncIterator()
            await beginnings.next()
            var endings = ended.makeAsyncIterator()
            switch departure {
            case .resets:
                // The gate stays shut: waiting for it ends by the cancellation alone.
                try await connection.reset()
                #expect(await endings.next() == "cancelled")
            case .closes:
                try await connection.read(until: "\r\n\r\n")
                await connection.close()
                opener.yield()
                #expect(await endings.next() == "CancellationError")
            case .halfCloses:
                try await connection.finishSending()
                try await Task.sleep(for: .milliseconds(200))
                opener.yield()
                #expect(await endings.next() == "done")
                let answer = try await connection.read()
                #expect(answer.status == 200)
                #expect(answer.text.hasSuffix("\r\n\r\nthe answer"))
                #expect(answer.isClosed)
                await connection.close()
            }
            #expect(try await client.servesNextClient())
        }
    }

    @Test func `a client that closes its end of a Unix socket cancels its handler`() async throws {
        let path = TemporaryFile.path(".sock")
        defer { TemporaryFile.remove(path) }
        let (began, tellBegun) = AsyncStream.makeStream(of: Void.self)
        let (ended, tellEnded) = AsyncStream.makeStream(of: String.self)
        let app = ServedApp.make { $0.addresses = [.unixSocket(path: path)] }
        app.get("/waits") { () async throws -> String in
            tellBegun.yield()
            do { try await Task.sleep(for: .seconds(50)) } catch { tellEnded.yield("\(type(of: error))") }
            tellEnded.yield("done")
            return "nobody reads this"
        }
        let running = try await app.start()
        let connection = try await TestConnection.connect(to: SocketAddress(unixDomainSocketPath: path))
        try await connection.send("GET /waits HTTP/1.1\r\nHost: a\r\n\r\n")
        var (beginnings, endings) = (began.makeAsyncIterator(), ended.makeAsyncIterator())
        await beginnings.next()
        await connection.close()
        #expect(await endings.next() == "CancellationError")
        try await running.stop()
    }

    @Test func `a large response behind which the client half-closes later`() async throws {
        let app = ServedApp.make()
        ServedApp.addLarge(to: app, bytes: 8 << 20)
        try await app.test(.live) { client in
            let connection = try await client.connect()
            try await connection.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
            try await connection.read(until: "\r\n\r\n")
            try await connection.finishSending()
            let answer = try await connection.read(within: .seconds(60))
            #expect(answer.bytes.readableBytes > 8 << 20)
            await connection.close()
        }
    }

    @Test func `chunks go both ways, with trailers`() async throws {
        let app = ServedApp.make()
        app.post("/upper") { (request: Request) in
            Response(
                body: .stream { writer in
                    for try await part in request.body { try await writer.write(String(buffer: part).uppercased()) }
                    writer.setTrailers([.known("X-Sum"): "9", .known("X-Bad"): "1\r\nX-Injected: 1"])
                })
        }
        try await app.test(.live) { client in
            let body = "4\r\nwiki\r\n5;ext=1\r\npedia\r\n0\r\nX-Check: ok\r\n\r\n"
            let count = try await client.raw(
                "POST /count HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n\(body)")
            #expect(count.text.hasSuffix("\r\n\r\n9 X-Check=ok"), "\(count)")
            let upper = try await client.post("/upper", .text("wiki"))
            #expect(upper.text == "WIKI")
            #expect(upper.headers[.transferEncoding] == "chunked")
            #expect(upper.trailers[.known("X-Sum")] == "9")
            #expect(!upper.trailers.contains(.known("X-Injected")))
            let old = try await client.raw("POST /upper HTTP/1.0\r\nContent-Length: 4\r\n\r\nwiki")
            #expect(old.text.hasSuffix("\r\n\r\nWIKI"), "\(old)")
            #expect(!old.text.contains("chunked"))
        }
    }

    @Test func `HEAD has the length and no content`() async throws {
        let app = ServedApp.make()
        ServedApp.addLarge(to: app, bytes: 100_000)
        app.get("/stream") { Response(body: .stream { try await $0.write("never") }) }
        try await app.test(.live) { client in
            for (path, length) in [
                ("/", "Content-Length: 5"), ("/large", "Content-Length: 100000"),
                ("/stream", "Transfer-Encoding: chunked"),
            ] {
                let answer = try await client.raw("HEAD \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(answer.status == 200)
                #expect(answer.text.contains("\r\n\(length)\r\n"))
                #expect(answer.text.hasSuffix("\r\n\r\n"))
            }
        }
    }

    @Test func `statuses without content have none`() async throws {
        let app = ServedApp.make()
        app.get("/204") { Response(.noContent, body: .init(string: "no")) }
        app.get("/304") { Response(.notModified, body: .init(string: "no")) }
        app.get("/205") { Response(.resetContent, body: .init(string: "no")) }
        app.get("/100") { Response(.continue) }
        try await app.test(.live) { client in
            for path in ["/204", "/304"] {
                let answer = try await client.raw("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(answer.text.hasSuffix("\r\n\r\n"))
                #expect(!answer.text.contains("Content-Length"))
            }
            let reset = try await client.raw("GET /205 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(reset.text.hasSuffix("\r\n\r\n"))
            #expect(reset.text.contains("\r\nContent-Length: 0\r\n"))
            let interim = try await client.get("/100")
            #expect(interim.status == .internalServerError)
        }
    }

    @Test func `absolute form and OPTIONS of everything`() async throws {
        try await ServedApp.make().test(.live) { client in
            let absolute = try await client.raw(
                "GET http://b.example:81/target?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(absolute.text.hasSuffix("\r\n\r\n/target?x=1 at b.example:81"), "\(absolute)")
            let options = try await client.raw("OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(options.status == 204, "\(options)")
        }
    }

    @Test func `a request to change the protocol is answered in this one`() async throws {
        try await ServedApp.make().test(.live) { client in
            let answer = try await client.raw(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n"
                    + Self.get)
            #expect(answer.status == 200)
            #expect(answer.text.contains("\r\nConnection: close\r\n"))
            #expect(answer.isClosed)
        }
    }

    @Test func `header fields of a response cannot break their line`() async throws {
        let app = ServedApp.make()
        app.get("/split/{kind}") { (kind: Path<String>) in
            switch kind.value {
            case "crlf": Response(headers: [.location: "/a\r\nSet-Cookie: stolen=1"])
            case "lf": Response(headers: [.location: "/a\nSet-Cookie: stolen=1"])
            case "nul": Response(headers: [.location: "/a\0b"])
            default: Response(.init(code: 200, reasonPhrase: "OK\r\nSet-Cookie: stolen=1"))
            }
        }
        try await app.test(.live) { client in
            for kind in ["crlf", "lf", "nul", "reason"] {
                let answer = try await client.raw("GET /split/\(kind) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                #expect(!answer.text.contains("stolen"), "\(answer)")
                #expect(answer.status == (kind == "reason" ? 200 : 500))
            }
        }
    }

    @Test func `the framing is the engine's alone`() async throws {
        let app = ServedApp.make()
        app.get("/own") {
            Response(
                headers: [
                    .contentLength: "999", .transferEncoding: "chunked", .known("Date"): "never", .connection: "close",
                ],
                body: .init(string: "own"))
        }
        try await app.test(.live) { client in
            let answer = try await client.raw("GET /own HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(answer.text.contains("\r\nContent-Length: 3\r\n"))
            #expect(!answer.text.contains("999"))
            #expect(!answer.text.contains("chunked"))
            #expect(!answer.text.contains("never"))
            #expect(answer.isClosed)
        }
    }

    @Test func `empty lines before a request are passed over`() async throws {
        try await ServedApp.make().test(.live) { client in
            let answer = try await client.raw("\r\n\r\n" + Self.last)
            #expect(answer.status == 200)
        }
    }

    @Test func `a handler that throws after its stream began breaks the connection off`() async throws {
        struct Broken: Error {}
        let app = ServedApp.make()
        app.get("/broken") {
            Response(
                body: .stream { writer in
                    try await writer.write("begin")
                    throw Broken()
                })
        }
        app.get("/short") { Response(body: .stream(length: 10) { try await $0.write("short") }) }
        app.get("/long") { Response(body: .stream(length: 3) { try await $0.write("longer") }) }
        try await app.test(.live) { client in
            for path in ["/broken", "/short", "/long"] {
                let answer = try await client.raw("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(answer.isClosed)
                #expect(!answer.text.contains("0\r\n\r\n") || path != "/broken")
                #expect(!answer.text.contains("longer"))
            }
            #expect(try await client.servesNextClient())
        }
    }
}
