import MartletHTTP
import MartletTesting
import Synchronization
import Testing

@testable import MartletCompression

@Suite struct DecompressionTests {
    /// "hello hello hello hello" as Python wrote it.
    private static let gzip: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0x40,
        0x27, 0x01, 0xE3, 0x51, 0x3D, 0x8D, 0x17, 0x00, 0x00, 0x00,
    ]
    private static let deflate: [UInt8] = [
        0x78, 0x9C, 0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0x40, 0x27, 0x01, 0x68, 0x03, 0x08, 0xB1,
    ]
    private static let text = "hello hello hello hello"

    struct Note: Codable, Sendable { var title: String }

    private static func app(_ decompression: Decompression = Decompression()) -> App {
        let app = App(disabling: .all)
        app.use(decompression)
        app.get("/") { "Hello" }
        app.post("/echo") { (request: Request) in
            let body = try await request.body.collect()
            let fields = [HTTPField.Name.contentEncoding, .contentLength].filter { request.headers.contains($0) }
            return Response(headers: [.known("X-Fields"): "\(fields.count)"], body: .init(buffer: body))
        }
        let count: @Sendable (Request) async throws -> String = { request in
            var size = 0
            for try await part in request.body { size += part.readableBytes }
            return "\(size)"
        }
        app.post("/count", count)
        app.post("/large", count).bodyLimit(1 << 30)
        app.post("/json") { (note: JSON<Note>) in note.title }
        return app
    }

    private static func post(
        _ client: TestClient, _ path: String, _ bytes: ByteBuffer, _ coding: String, type: String = "text/plain"
    ) async throws -> TestResponse {
        try await client.post(path, .bytes(bytes, type: type), headers: [.contentEncoding: coding])
    }

    @Test(arguments: [TestMode.inProcess, .live])
    func `content is decompressed for the handler`(_ mode: TestMode) async throws {
        try await Self.app().test(mode) { (client) async throws in
            for (coding, bytes) in [
                ("gzip", Self.gzip), ("x-gzip", Self.gzip), ("GZip", Self.gzip), ("deflate", Self.deflate),
                ("identity", Array(Self.text.utf8)), ("gzip, identity", Self.gzip), ("gzip", Self.gzip),
            ] {
                let answer = try await Self.post(client, "/echo", ByteBuffer(bytes: bytes), coding)
                #expect(answer.text == Self.text, "\(coding)")
                #expect(answer.headers[.known("X-Fields")] == (coding == "identity" ? "1" : "0"))
            }
            let plain = try await client.post("/echo", .text(Self.text))
            #expect(plain.text == Self.text)
            let nothing = try await client.get("/", headers: [.contentEncoding: "gzip"])
            #expect(nothing.text == "Hello")
        }
    }

    @Test func `what Python compresses is read`() async throws {
        let content = ByteBuffer(bytes: (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 8) })
        try await Self.app().test(.live) { (client) async throws in
            for (coding, script) in [("gzip", Python.compressGzip), ("deflate", Python.compressZlib)] {
                let bytes = try await Python.run(script, content)
                #expect(try await Self.post(client, "/echo", bytes, coding).body == content)
            }
            let json = try await Python.run(Python.compressGzip, ByteBuffer(string: #"{"title":"One"}"#))
            #expect(try await Self.post(client, "/json", json, "gzip", type: "application/json").text == "One")
        }
    }

    @Test func `several members are one content`() async throws {
        try await Self.app().test { (client) async throws in
            let twice = ByteBuffer(bytes: Self.gzip + Self.gzip)
            #expect(try await Self.post(client, "/echo", twice, "gzip").text == Self.text + Self.text)
        }
    }

    @Test func `another coding is refused with those that are known`() async throws {
        try await Self.app().test { (client) async throws in
            for (coding, got) in [
                ("br", "`br`"), ("compress", "`compress`"), ("gzip, gzip", "several codings"),
                ("deflate, gzip", "several codings"), ("br, gzip", "several codings"),
            ] {
                let answer = try await Self.post(client, "/echo", ByteBuffer(bytes: Self.gzip), coding)
                #expect(answer.status == .unsupportedMediaType)
                #expect(answer.headers[.acceptEncoding] == "gzip, deflate")
                #expect(answer.text.contains("one of gzip, deflate, not \(got)."))
            }
        }
    }

    static let broken: [(String, [UInt8], String)] = [
        ("gzip", Array("hello".utf8), "The content is not valid gzip."),
        ("deflate", Array("hello".utf8), "The content is not valid deflate."),
        ("deflate", gzip, "The content is not valid deflate."),
        ("gzip", deflate, "The content is not valid gzip."),
        ("gzip", Array(gzip.dropLast()), "The gzip content was cut short."),
        ("gzip", Array(gzip.prefix(12)), "The gzip content was cut short."),
        ("deflate", Array(deflate.dropLast(2)), "The deflate content was cut short."),
        ("gzip", gzip.dropLast(8) + [1, 2, 3, 4, 0x17, 0, 0, 0], "The content is not valid gzip."),
        ("gzip", gzip.dropLast(4) + [0x18, 0, 0, 0], "The content is not valid gzip."),
        ("gzip", gzip + [0], "The gzip content was cut short."),
        ("gzip", gzip + Array("trailing".utf8), "The content is not valid gzip."),
        ("deflate", deflate + [0], "The content is not valid deflate."),
        // A preset dictionary, which nobody has agreed upon.
        ("deflate", [0x78, 0xBB, 0, 0, 0, 1, 0x4B, 0x04, 0x00], "The content is not valid deflate."),
    ]

    @Test(arguments: broken)
    func `corrupt content is a 400`(_ coding: String, _ bytes: [UInt8], _ message: String) async throws {
        for mode in [TestMode.inProcess, .live] {
            try await Self.app().test(mode) { (client) async throws in
                let answer = try await Self.post(client, "/echo", ByteBuffer(bytes: bytes), coding)
                #expect(answer.text == "400 Bad Request\n\(message)\n")
                #expect(try await client.get("/").text == "Hello")
            }
        }
    }

    private static func zeros(_ count: Int) throws -> ByteBuffer {
        let deflater = try Deflater.make(.gzip, level: 9)
        var result = ByteBuffer()
        let piece = ByteBuffer(repeating: 0, count: 1 << 20)
        for _ in 0..<(count >> 20) { result.writeImmutableBuffer(try deflater.compress(piece, flush: .none)) }
        result.writeImmutableBuffer(try deflater.compress(ByteBuffer(), flush: .finish))
        return result
    }

    @Test func `a bomb is stopped by the limit of the body and by what it expands to`() async throws {
        let bomb = try Self.zeros(64 << 20)
        #expect(bomb.readableBytes < 128 << 10)
        try await Self.app().test(.live) { (client) async throws in
            let expanded = try await Self.post(client, "/large", bomb, "gzip")
            #expect(expanded.text == "413 Content Too Large\nThe content expands to more than 100 times its size.\n")
            let small = try await Self.post(client, "/large", try Self.zeros(1 << 20), "gzip")
            #expect(small.text == "1048576")
            #expect(try await client.get("/").text == "Hello")
        }
        try await Self.app(Decompression(ratio: 2_000)).test(.live) { (client) async throws in
            for path in ["/count", "/echo"] {
                let limited = try await Self.post(client, path, bomb, "gzip")
                #expect(limited.text == "413 Content Too Large\nThe content is larger than 1048576 bytes.\n")
            }
            #expect(try await Self.post(client, "/large", bomb, "gzip").text == "\(64 << 20)")
        }
    }

    @Test func `content larger than the limit passes where the route allows it`() async throws {
        // Bytes that do not compress, so that the coded content is past the default limit as well.
        var state: UInt32 = 1
        let content = ByteBuffer(
            bytes: (0..<3_000_000).map { _ -> UInt8 in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(truncatingIfNeeded: state >> 24)
            })
        let coded = try Deflater.compress(content, .gzip, level: 1)
        #expect(coded.readableBytes > 2 << 20)
        try await Self.app().test(.live) { (client) async throws in
            #expect(try await Self.post(client, "/large", coded, "gzip").text == "3000000")
            #expect(try await Self.post(client, "/count", coded, "gzip").status == .contentTooLarge)
        }
    }

    @Test func `content without any bytes does not go on for ever`() async throws {
        let empty = try Deflater.compress(ByteBuffer(), .gzip, level: 9)
        var endless = ByteBuffer()
        while endless.readableBytes < 900_000 { endless.writeImmutableBuffer(empty) }
        try await Self.app().test(.live) { (client) async throws in
            let answer = try await Self.post(client, "/large", endless, "gzip")
            #expect(answer.text == "400 Bad Request\nThe content is much larger than what it expands to.\n")
            let few = try await Self.post(
                client, "/large",
                ByteBuffer(bytes: Array(repeating: Array(empty.readableBytesView), count: 100).joined()), "gzip")
            #expect(few.text == "0")
        }
    }

    @Test func `no more is read from the client than the handler asks for`() async throws {
        let piece = ByteBuffer(repeating: 0x61, count: 1 << 20)
        let deflater = try Deflater.make(.gzip, level: 1)
        var pieces: [ByteBuffer] = []
        for _ in 0..<64 { pieces.append(try deflater.compress(piece, flush: .sync)) }
        pieces.append(try deflater.compress(ByteBuffer(), flush: .finish))
        let source = CountingSource(pieces)
        let decompressing = DecompressingSource(
            RequestBody(source: source), try Inflater.make(.gzip), ratio: 2_000, freeBytes: 0)
        var size = 0
        while let bytes = try await decompressing.next() {
            #expect(bytes.readableBytes <= Inflater.pieceBytes)
            size += bytes.readableBytes
            // A piece of the source is asked for when all before it has come out.
            #expect(source.taken == min(65, (size - 1) / piece.readableBytes + 1))
        }
        #expect(size == 64 << 20)
    }

    private final class CountingSource: RequestBodySource {
        let expectedLength: Int? = nil
        let trailers = Headers()
        private let pieces: [ByteBuffer]
        private let position = Mutex(0)

        init(_ pieces: [ByteBuffer]) { self.pieces = pieces }

        var taken: Int { position.withLock { $0 } }

        func next() async throws -> ByteBuffer? {
            position.withLock { position in
                guard pieces.indices.contains(position) else { return nil }
                defer { position += 1 }
                return pieces[position]
            }
        }
    }

    @Test func `content in any two pieces is the same`() throws {
        for split in 0...Self.gzip.count {
            let inflater = try Inflater.make(.gzip)
            var whole = ByteBuffer()
            for piece in [Self.gzip.prefix(split), Self.gzip.dropFirst(split)] {
                inflater.append(ByteBuffer(bytes: piece))
                while let bytes = try inflater.next() { whole.writeImmutableBuffer(bytes) }
            }
            try inflater.finish()
            #expect(String(buffer: whole) == Self.text)
        }
    }
}
