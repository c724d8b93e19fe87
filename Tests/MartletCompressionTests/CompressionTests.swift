import Foundation
import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletCompression

@Suite struct CompressionTests {
    private static let text = String(repeating: "The quick brown fox jumps over the lazy dog. ", count: 100)

    private static func random(_ count: Int) -> ByteBuffer {
        var state: UInt64 = 88_172_645_463_325_252
        return ByteBuffer(
            bytes: (0..<count).map { _ -> UInt8 in
                state ^= state << 13
                state ^= state >> 7
                state ^= state << 17
                return UInt8(truncatingIfNeeded: state >> 24)
            })
    }

    private static func app(_ compression: Compression = Compression(), _ make: @escaping @Sendable () -> Response)
        -> App
    {
        let app = App(disabling: .all)
        app.use(compression)
        app.get("/") { make() }
        return app
    }

    private static func textResponse(_ headers: Headers = [:], status: HTTPResponse.Status = .ok) -> Response {
        var response = Response(status, text: text)
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { response.headers[name] = value }
        }
        return response
    }

    private static func decompressed(_ response: TestResponse) throws -> ByteBuffer {
        let coding = try #require(ContentCoding(name: response.headers[.contentEncoding] ?? ""))
        let inflater = try Inflater.make(coding)
        inflater.append(response.body)
        var whole = ByteBuffer()
        while let piece = try inflater.next() { whole.writeImmutableBuffer(piece) }
        try inflater.finish()
        return whole
    }

    @Test(arguments: [TestMode.inProcess, .live], ["gzip", "deflate"])
    func `text is compressed as the client takes it`(_ mode: TestMode, _ coding: String) async throws {
        let app = Self.app { Self.textResponse([.eTag: "\"1\"", .acceptRanges: "bytes", .vary: "Cookie"]) }
        try await app.test(mode) { (client) async throws in
            let answer = try await client.get("/", headers: [.acceptEncoding: coding])
            #expect(answer.headers[.contentEncoding] == coding)
            #expect(answer.headers[values: .vary] == ["Cookie, Accept-Encoding"])
            #expect(answer.headers[.eTag] == "W/\"1\"")
            #expect(answer.headers[.acceptRanges] == nil)
            #expect(answer.headers[.contentLength] == "\(answer.body.readableBytes)")
            #expect(answer.body.readableBytes < 200)
            #expect(try Self.decompressed(answer) == ByteBuffer(string: Self.text))
            let script = coding == "gzip" ? Python.decompressGzip : Python.decompressZlib
            #expect(try await Python.run(script, answer.body) == ByteBuffer(string: Self.text))
            let plain = try await client.get("/")
            #expect(plain.headers[.contentEncoding] == nil)
            #expect(plain.headers[.vary] == "Cookie, Accept-Encoding")
            #expect(plain.headers[.eTag] == "\"1\"")
            #expect(plain.text == Self.text)
        }
    }

    struct Skip: Sendable, CustomTestStringConvertible {
        var name: String
        var varies = false
        var accept = "gzip"
        var response: @Sendable () -> Response
        var testDescription: String { name }
    }

    static let skips: [Skip] = [
        Skip(name: "short") { Response(text: String(repeating: "a", count: 1_023)) },
        Skip(name: "empty") { Response(headers: [.contentType: "text/plain"]) },
        Skip(name: "an image") { textResponse([.contentType: "image/jpeg"]) },
        Skip(name: "a video") { textResponse([.contentType: "video/mp4"]) },
        Skip(name: "an archive") { textResponse([.contentType: "application/zip"]) },
        Skip(name: "a font that is compressed") { textResponse([.contentType: "font/woff2"]) },
        Skip(name: "events") { textResponse([.contentType: "text/event-stream; charset=utf-8"]) },
        Skip(name: "bytes of an unknown type") { textResponse([.contentType: "application/octet-stream"]) },
        Skip(name: "untyped") { Response(body: .init(string: text)) },
        Skip(name: "coded already") { textResponse([.contentEncoding: "br"]) },
        Skip(name: "a part") { textResponse([.contentRange: "bytes 0-9/10"], status: .partialContent) },
        Skip(name: "no content") { textResponse(status: .noContent) },
        Skip(name: "not to be changed") { textResponse([.cacheControl: "public, No-Transform"]) },
        Skip(name: "with a digest") { textResponse([.known("Content-Digest"): "sha-256=:YQ==:"]) },
        Skip(name: "not modified", varies: true) { Response(.notModified, headers: [.eTag: "\"1\""]) },
        Skip(name: "not smaller", varies: true) {
            Response(headers: [.contentType: "text/plain"], body: .init(buffer: random(4_000)))
        },
        Skip(name: "not wanted", varies: true, accept: "br") { textResponse() },
        Skip(name: "liked less", varies: true, accept: "identity, gzip;q=0.9") { textResponse() },
    ]

    @Test(arguments: skips) func `is left alone`(_ skip: Skip) async throws {
        let expected = skip.response()
        try await Self.app(Compression(), skip.response).test { (client) async throws in
            let answer = try await client.get("/", headers: [.acceptEncoding: skip.accept])
            #expect(answer.status == expected.status)
            #expect(answer.headers[.contentEncoding] == expected.headers[.contentEncoding])
            #expect(answer.headers[.vary] == (skip.varies ? "Accept-Encoding" : nil))
            #expect(answer.headers[.eTag] == expected.headers[.eTag])
            if expected.status != .noContent { #expect(answer.body == expected.body.buffer) }
        }
    }

    @Test(arguments: [
        "text/html; charset=utf-8", "TEXT/CSS", "application/json", "application/problem+json", "image/svg+xml",
        "application/javascript", "application/atom+xml", "application/wasm", "font/ttf", "application/x-custom",
    ])
    func `is worth compressing`(_ type: String) async throws {
        let app = Self.app(Compression(also: ["Application/X-Custom"])) { Self.textResponse([.contentType: type]) }
        try await app.test { (client) async throws in
            let answer = try await client.get("/", headers: [.acceptEncoding: "gzip"])
            #expect(answer.headers[.contentEncoding] == "gzip")
        }
    }

    @Test func `content that must not be plain is compressed whatever it is`() async throws {
        let app = Self.app { Response(headers: [.contentType: "image/png"], body: .init(string: "a")) }
        try await app.test { (client) async throws in
            let answer = try await client.get("/", headers: [.acceptEncoding: "gzip, identity;q=0"])
            #expect(answer.headers[.contentEncoding] == "gzip")
            #expect(try Self.decompressed(answer) == ByteBuffer(string: "a"))
            // Nothing fits: plain content is better than none (RFC 9110 §12.4.1).
            let other = try await client.get("/", headers: [.acceptEncoding: "br, *;q=0"])
            #expect(other.headers[.contentEncoding] == nil)
            #expect(other.text == "a")
        }
    }

    @Test func `levels and the smallest size can be set`() async throws {
        func size(_ compression: Compression) async throws -> Int {
            let words = (0..<3_000).map { "\($0 &* 7_919 % 1_009) track of \($0 % 37)" }.joined(separator: ",")
            let app = Self.app(compression) { Response(text: words) }
            return try await app.test { (client) async throws in
                try await client.get("/", headers: [.acceptEncoding: "gzip"]).body.readableBytes
            }
        }
        #expect(try await size(Compression(level: 9)) < size(Compression(level: 1)))
        // Levels outside the range are the nearest inside.
        #expect(try await size(Compression(level: 100)) == size(Compression(level: 9)))
        let app = Self.app(Compression(minimumBytes: 0)) { Response(text: String(repeating: "a", count: 100)) }
        try await app.test { (client) async throws in
            #expect(try await client.get("/", headers: [.acceptEncoding: "gzip"]).headers[.contentEncoding] == "gzip")
        }
    }

    @Test func `a request and its response can both be compressed`() async throws {
        let app = App(disabling: .all)
        app.use(Compression())
        app.use(Decompression())
        app.post("/echo") { (request: Request) in
            Response(text: String(buffer: try await request.body.collect()))
        }
        let coded = try Deflater.compress(ByteBuffer(string: Self.text), .gzip, level: 6)
        try await app.test(.live) { (client) async throws in
            let answer = try await client.post(
                "/echo", .bytes(coded, type: "text/plain"),
                headers: [.contentEncoding: "gzip", .acceptEncoding: "gzip"])
            #expect(answer.headers[.contentEncoding] == "gzip")
            #expect(try Self.decompressed(answer) == ByteBuffer(string: Self.text))
            let broken = try await client.post(
                "/echo", .text("hello"), headers: [.contentEncoding: "gzip", .acceptEncoding: "gzip"])
            #expect(broken.status == .badRequest)
        }
    }

    @Test func `a HEAD has the fields of a GET`() async throws {
        try await Self.app { Self.textResponse([.eTag: "\"1\""]) }.test(.live) { (client) async throws in
            let get = try await client.get("/", headers: [.acceptEncoding: "gzip"])
            let head = try await client.head("/", headers: [.acceptEncoding: "gzip"])
            #expect(head.body.readableBytes == 0)
            #expect(head.status == get.status)
            for name in [HTTPField.Name.contentEncoding, .vary, .eTag, .contentType] {
                #expect(head.headers[name] == get.headers[name])
            }
            // The length is known only by compressing.
            #expect(head.headers[.contentLength] == nil)
            #expect(try await client.get("/").text == Self.text)
        }
    }

    @Test func `large bodies, streams and files are compressed too`() async throws {
        let large = String(repeating: Self.text, count: 200)
        let path = FileManager.default.temporaryDirectory.path + "/martlet-\(UInt64.random(in: .min ... .max))"
        try large.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let app = App(disabling: .all)
        app.use(Compression())
        let type: Headers = [.contentType: "text/plain"]
        app.get("/body") { Response(text: large) }
        app.get("/file") { Response(headers: type, body: .file(path: path, length: large.utf8.count)) }
        app.get("/stream") {
            Response(
                headers: type,
                body: .stream(length: large.utf8.count) { writer in
                    try await writer.write("")
                    for _ in 0..<100 { try await writer.write(Self.text + Self.text) }
                    writer.setTrailers([.known("X-End"): "yes"])
                })
        }
        app.get("/pieces") { Response(headers: type, body: .stream { try await $0.write(large) }) }
        app.get("/part") { Response(headers: type, body: .file(path: path, offset: 10, length: 5_000)) }
        app.get("/short") { Response(headers: type, body: .stream(length: 10) { try await $0.write("short") }) }
        try await app.test(.live) { (client) async throws in
            for target in ["/body", "/file", "/stream", "/pieces"] {
                let answer = try await client.get(target, headers: [.acceptEncoding: "gzip"])
                #expect(answer.headers[.contentEncoding] == "gzip", "\(target)")
                #expect(try Self.decompressed(answer) == ByteBuffer(string: large), "\(target)")
                #expect(try await Python.run(Python.decompressGzip, answer.body) == ByteBuffer(string: large))
                #expect((answer.headers[.contentLength] == nil) == (target != "/body"))
                #expect(answer.trailers[.known("X-End")] == (target == "/stream" ? "yes" : nil))
            }
            let part = try await client.get("/part", headers: [.acceptEncoding: "deflate"])
            #expect(try Self.decompressed(part) == ByteBuffer(string: String(large.dropFirst(10).prefix(5_000))))
        }
    }

    @Test func `what a stream writes can be read at once`() async throws {
        let (lines, write) = AsyncStream.makeStream(of: String.self)
        let app = Self.app {
            Response(
                headers: [.contentType: "text/plain"],
                body: .stream { writer in for await line in lines { try await writer.write(line) } })
        }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
            let head = try await connection.read(until: "\r\n\r\n")
            #expect(head.text.contains("Content-Encoding: gzip\r\n"))
            let inflater = try Inflater.make(.gzip)
            for line in ["first\n", "second\n"] {
                try await connection.takeReceived()
                write.yield(line)
                // One chunk: its size, what zlib made of the line up to a flush, a line break.
                let chunk = try await connection.read { received in
                    received.readableBytesView.suffix(6).elementsEqual([0x00, 0x00, 0xFF, 0xFF, 0x0D, 0x0A])
                }.bytes
                let start = try #require(chunk.readableBytesView.firstIndex(of: 0x0A)) + 1
                inflater.append(try #require(chunk.getSlice(at: start, length: chunk.writerIndex - start - 2)))
                let text = try inflater.next()
                #expect(text.map { String(buffer: $0) } == line)
            }
            write.finish()
            await connection.close()
        }
    }

    @Test func `a slow reader holds a compressed stream back`() async throws {
        let written = Mutex(0)
        let piece = Self.random(256 << 10)
        let app = Self.app {
            Response(
                headers: [.contentType: "text/plain"],
                body: .stream { writer in
                    for _ in 0..<256 {
                        try await writer.write(piece)
                        written.withLock { $0 += piece.readableBytes }
                    }
                })
        }
        try await app.test(.live) { (client) async throws in
            let connection = try await client.connect()
            try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
            var before = -1
            while true {
                try await Task.sleep(for: .milliseconds(300))
                let now = written.withLock { $0 }
                if now == before, now > 0 { break }
                before = now
            }
            #expect(before < 32 << 20)
            await connection.close()
        }
    }

    @Test func `a file is the one that was opened, whatever takes its place`() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/martlet-\(UInt32.random(in: .min ... .max)).txt"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(Self.text.utf8).write(to: URL(fileURLWithPath: path))
        let app = App(disabling: .all)
        app.use(Compression())
        app.after { _, response in
            try Data(String(repeating: "another file of the same size! ", count: 200).utf8).write(
                to: URL(fileURLWithPath: path), options: .atomic)
            return response
        }
        app.get("/") { FileResponse(path) }
        try await app.test(.live) { (client) async throws in
            let answer = try await client.get("/", headers: [.acceptEncoding: "gzip"])
            #expect(answer.headers[.contentEncoding] == "gzip")
            #expect(try Self.decompressed(answer) == ByteBuffer(string: Self.text))
        }
    }

    @Test(arguments: [
        ("text/plain", 2_000, true), ("image/png", 2_000, false), ("text/plain", 500, false), ("text/plain", nil, true),
    ])
    func `a 304 varies as its 200 does`(_ type: String, _ length: Int?, _ varies: Bool) async throws {
        let app = App(disabling: .all)
        app.use(Compression())
        app.use(ETag())
        app.get("/") {
            let body: ResponseBody =
                length.map { ResponseBody(string: String(repeating: "a", count: $0)) }
                ?? .stream { try await $0.write(Self.text) }
            return Response(headers: [.contentType: type, .eTag: "\"1\""], body: body)
        }
        try await app.test { (client) async throws in
            for (tag, status) in [("\"1\"", 304), ("\"2\"", 200)] {
                let answer = try await client.get("/", headers: [.ifNoneMatch: tag, .acceptEncoding: "gzip"])
                #expect(answer.status.code == status)
                #expect(answer.headers[.vary] == (varies ? "Accept-Encoding" : nil))
            }
        }
    }

    @Test func `writes of several tasks keep their order`() async throws {
        let collected = CollectingSink()
        let sink = CompressingSink(try Deflater.make(.gzip, level: 4), length: nil, ResponseWriter(collected))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    for _ in 0..<50 { try await sink.write(ByteBuffer(repeating: UInt8(0x61 + number), count: 1_000)) }
                }
            }
            try await group.waitForAll()
        }
        try await sink.finish()
        let inflater = try Inflater.make(.gzip)
        inflater.append(collected.bytes)
        var whole = ByteBuffer()
        while let bytes = try inflater.next() { whole.writeImmutableBuffer(bytes) }
        try inflater.finish()
        #expect(whole.readableBytes == 400_000)
        // Each write is whole: its thousand bytes are of one kind.
        while let thousand = whole.readBytes(length: 1_000) { #expect(Set(thousand).count == 1) }
    }

    @Test func `a stream keeps to the length it announced`() async throws {
        for count in [9, 11] {
            let sink = CompressingSink(
                try Deflater.make(.gzip, level: 4), length: 10, ResponseWriter(CollectingSink()))
            await #expect(throws: StreamLengthError.self) {
                try await sink.write(ByteBuffer(repeating: 0x61, count: count))
                try await sink.finish()
            }
        }
    }
}

/// Keeps what is written, and lets others run in between.
private final class CollectingSink: ResponseSink {
    private let collected = Mutex(ByteBuffer())
    var bytes: ByteBuffer { collected.withLock { $0 } }

    func write(_ buffer: ByteBuffer) async throws {
        await Task.yield()
        collected.withLock { _ = $0.writeImmutableBuffer(buffer) }
    }

    func setTrailers(_ trailers: Headers) {}
}
