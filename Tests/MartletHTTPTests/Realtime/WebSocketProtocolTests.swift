import MartletTesting
import NIOCore
import Synchronization
import Testing

@testable import MartletHTTP

/// The rules of RFC 6455, frame by frame.
@Suite(.timeLimit(.minutes(2))) struct WebSocketProtocolTests {
    private typealias Raw = RawWebSocket

    private func app(_ options: WebSocketOptions = WebSocketOptions(messageBytes: 1_000)) -> App {
        let app = ServedApp.make()
        app.webSocket("/echo", options: options) { (socket: WebSocket) in
            for try await message in socket.messages { try await socket.send(message) }
        }
        return app
    }

    // MARK: Messages

    @Test func `the handshake of the standard's example is answered`() async throws {
        try await app().test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            let answer = try await socket.connection.read(until: "\r\n\r\n")
            #expect(answer.status == 101)
            #expect(answer.text.contains("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
            #expect(answer.text.contains("\r\nUpgrade: websocket\r\n"))
            #expect(answer.text.contains("\r\nConnection: Upgrade\r\n"))
            #expect(!answer.text.contains("Content-Length"))
            #expect(!answer.text.contains("Sec-WebSocket-Protocol"))
            await socket.connection.close()
        }
    }

    @Test func `SHA-1 has the standard's test vectors`() {
        func hex(_ text: String) -> String {
            SHA1.digest(Array(text.utf8)).map { Hex.string(UInt64($0), minimumDigits: 2) }.joined()
        }
        #expect(hex("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
        #expect(hex("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709")
        #expect(
            hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "84983e441c3bd26ebaae4aa1f95129e5e54670f1")
        #expect(hex(String(repeating: "a", count: 1_000)) == "291e9a6c66994949b57ba5e650361e98fc36b1ba")
    }

    @Test(arguments: [0, 1, 125, 126, 127, 1_000]) func `text and bytes come back`(_ count: Int) async throws {
        try await app().test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            let text = String(repeating: "x", count: count)
            try await socket.send(
                Raw.frame(Raw.Opcode.text, text), Raw.frame(Raw.Opcode.binary, [UInt8](repeating: 0xFF, count: count)))
            let (frames, _) = try await socket.frames(2)
            #expect(
                frames == [
                    .init(first: 0x81, data: Array(text.utf8)),
                    .init(first: 0x82, data: [UInt8](repeating: 0xFF, count: count)),
                ])
            await socket.connection.close()
        }
    }

    @Test func `frames that come with the request are not lost`() async throws {
        try await app().test(.live) { (client) async throws in
            var early = Raw.frame(Raw.Opcode.text, "first")
            early.writeImmutableBuffer(Raw.frame(Raw.Opcode.text, "second"))
            let socket = try await Raw.open(client, sending: early)
            #expect(try await socket.frames(2).frames.map(\.text) == ["first", "second"])
            await socket.connection.close()
        }
    }

    @Test func `many frames that come before the answer are not lost`() async throws {
        let app = ServedApp.make()
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        app.webSocket("/echo") { (socket: WebSocket, _: Slow) in
            for try await message in socket.messages { try await socket.send(message) }
        }
        app.services[Gate.self] = Gate(stream: gate)
        try await app.test(.live) { (client) async throws in
            // More than a request line may have, in reads of their own.
            let socket = try await Raw.open(client, sending: Raw.frame(Raw.Opcode.text, "first"))
            let sending = Task {
                for number in 0..<3 {
                    try await socket.send(Raw.frame(Raw.Opcode.text, String(repeating: "\(number)", count: 20_000)))
                }
            }
            try await Task.sleep(for: .milliseconds(100))
            opener.yield()
            let (frames, _) = try await socket.frames(4)
            #expect(frames.map(\.data.count) == [5, 20_000, 20_000, 20_000])
            try await sending.value
            await socket.connection.close()
        }
    }

    @Test func `a frame may come byte by byte`() async throws {
        try await app().test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            for byte in Raw.frame(Raw.Opcode.text, "slow").readableBytesView {
                try await socket.connection.send(ByteBuffer(bytes: [byte]))
            }
            #expect(try await socket.frames(1).frames.map(\.text) == ["slow"])
            await socket.connection.close()
        }
    }

    @Test func `fragments are put together, control frames between them answered at once`() async throws {
        try await app().test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            let text = Array("grüße".utf8)
            try await socket.send(
                // The second byte of ü is in the next fragment.
                Raw.frame(Raw.Opcode.text, Array(text[..<3]), isFinal: false),
                Raw.frame(Raw.Opcode.ping, "there?"),
                Raw.frame(Raw.Opcode.more, [], isFinal: false),
                Raw.frame(Raw.Opcode.pong, "nobody asked"),
                Raw.frame(Raw.Opcode.more, Array(text[3...])))
            let (frames, _) = try await socket.frames(2)
            #expect(frames == [.init(first: 0x8A, data: Array("there?".utf8)), .init(first: 0x81, data: text)])
            await socket.connection.close()
        }
    }

    // MARK: Breaches

    struct Breach: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: Int
        var frames: [ByteBuffer]
    }

    static let breaches: [Breach] = [
        .init(testDescription: "unmasked", code: 1002, frames: [Raw.frame(1, [0x61], isMasked: false)]),
        .init(testDescription: "first reserved bit", code: 1002, frames: [Raw.frame(1, [0x61], reserved: 0x40)]),
        .init(testDescription: "second reserved bit", code: 1002, frames: [Raw.frame(2, [0x61], reserved: 0x20)]),
        .init(testDescription: "third reserved bit", code: 1002, frames: [Raw.frame(9, [0x61], reserved: 0x10)]),
        .init(testDescription: "unknown opcode", code: 1002, frames: [Raw.frame(3, [0x61])]),
        .init(testDescription: "unknown control opcode", code: 1002, frames: [Raw.frame(11, [0x61])]),
        .init(
            testDescription: "long ping", code: 1002, frames: [Raw.frame(9, [UInt8](repeating: 0x61, count: 126))]),
        .init(
            testDescription: "long close", code: 1002, frames: [Raw.close(1000, [UInt8](repeating: 0x61, count: 124))]),
        .init(testDescription: "fragmented ping", code: 1002, frames: [Raw.frame(9, [0x61], isFinal: false)]),
        .init(testDescription: "fragmented close", code: 1002, frames: [Raw.frame(8, [], isFinal: false)]),
        .init(testDescription: "continuation of nothing", code: 1002, frames: [Raw.frame(0, [0x61])]),
        .init(
            testDescription: "message inside a message", code: 1002,
            frames: [Raw.frame(1, [0x61], isFinal: false), Raw.frame(1, [0x61])]),
        .init(testDescription: "text that is not UTF-8", code: 1007, frames: [Raw.frame(1, [0xC3, 0x28])]),
        .init(testDescription: "a surrogate as text", code: 1007, frames: [Raw.frame(1, [0xED, 0xA0, 0x80])]),
        .init(testDescription: "text that ends in a character", code: 1007, frames: [Raw.frame(1, [0x61, 0xC3])]),
        .init(
            testDescription: "fragments that are not UTF-8", code: 1007,
            frames: [Raw.frame(1, [0x61, 0xC3], isFinal: false), Raw.frame(0, [0x61])]),
        .init(
            testDescription: "a large message", code: 1009, frames: [Raw.frame(2, [UInt8](repeating: 0, count: 1_001))]),
        .init(
            testDescription: "an announced large message", code: 1009, frames: [Raw.frame(2, [], announcing: 1 << 40)]),
        .init(testDescription: "a length past all bounds", code: 1009, frames: [Raw.frame(2, [], announcing: .max)]),
        .init(
            testDescription: "large by its fragments", code: 1009,
            frames: [
                Raw.frame(2, [UInt8](repeating: 0, count: 600), isFinal: false),
                Raw.frame(0, [UInt8](repeating: 0, count: 401)),
            ]),
        .init(testDescription: "half a close code", code: 1002, frames: [Raw.frame(8, [3])]),
        .init(testDescription: "a reason that is not UTF-8", code: 1007, frames: [Raw.close(1000, [0xFF])]),
    ]

    @Test(arguments: breaches) func `a breach is told and ends the connection`(_ breach: Breach) async throws {
        let ended = Mutex<[WebSocketCloseCode]>([])
        let app = ServedApp.make()
        app.webSocket("/echo", options: WebSocketOptions(messageBytes: 1_000)) { (socket: WebSocket) in
            do {
                for try await _ in socket.messages {}
            } catch let close as WebSocketClose {
                ended.withLock { $0.append(close.code) }
                #expect(socket.closeCode == close.code)
            }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            for frame in breach.frames { try await socket.send(frame) }
            // What follows is thrown away, and does not take the reason with it.
            try? await socket.send(Raw.frame(1, "more"))
            let (frames, isClosed) = try await socket.frames()
            #expect(frames.map(\.code) == [breach.code])
            #expect(isClosed)
            await socket.connection.close()
            #expect(try await client.servesNextClient())
        }
        #expect(ended.withLock { $0 } == [WebSocketCloseCode(rawValue: UInt16(breach.code))])
    }

    @Test func `a large message that is still being sent does not take the reason with it`() async throws {
        try await app().test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            var large = Raw.frame(2, [], announcing: 4 << 20)
            large.writeRepeatingByte(0, count: 4 << 20)
            // A reset would throw away what has not been read by then.
            try? await socket.send(large)
            let (frames, isClosed) = try await socket.frames()
            #expect(frames.map(\.code) == [1009])
            #expect(isClosed)
            await socket.connection.close()
        }
    }

    // MARK: Closing

    @Test(arguments: [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999])
    func `a close is answered with its code`(_ code: Int) async throws {
        let seen = Mutex<[String]>([])
        let app = ServedApp.make()
        app.webSocket("/echo") { (socket: WebSocket) in
            for try await message in socket.messages { seen.withLock { $0.append("\(message)") } }
            seen.withLock { $0.append("\(socket.closeCode?.description ?? "-") \(socket.closeReason ?? "-")") }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            // Nothing counts behind a close.
            try await socket.send(Raw.close(code, Array("bye ü".utf8)))
            let (frames, isClosed) = try await socket.frames()
            #expect(frames.map(\.code) == [code])
            #expect(isClosed)
            await socket.connection.close()
        }
        #expect(seen.withLock { $0 } == ["\(code) bye ü"])
    }

    @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
    func `a code that cannot be sent is refused`(_ code: Int) async throws {
        try await app().test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            try await socket.send(Raw.close(code))
            let (frames, isClosed) = try await socket.frames()
            #expect(frames.map(\.code) == [1002])
            #expect(isClosed)
            await socket.connection.close()
        }
    }

    @Test func `a close without a code is answered without one`() async throws {
        let code = Mutex<WebSocketCloseCode?>(nil)
        let app = ServedApp.make()
        app.webSocket("/echo") { (socket: WebSocket) in
            for try await _ in socket.messages {}
            code.withLock { $0 = socket.closeCode }
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            try await socket.send(Raw.close(nil), Raw.frame(Raw.Opcode.text, "ignored"))
            let (frames, isClosed) = try await socket.frames()
            #expect(frames == [.init(first: 0x88, data: [])])
            #expect(isClosed)
            await socket.connection.close()
        }
        #expect(code.withLock { $0 } == .noStatus)
    }

    @Test func `a peer that does not answer a close is cut off`() async throws {
        let app = ServedApp.make()
        app.webSocket("/echo", options: WebSocketOptions(closeTime: .milliseconds(300))) { (socket: WebSocket) in
            try await socket.close(.policyViolation, reason: "no")
        }
        try await app.test(.live) { (client) async throws in
            let socket = try await Raw.open(client)
            let (frames, isClosed) = try await socket.frames()
            #expect(frames.map(\.code) == [1008])
            #expect(frames.first?.text.hasSuffix("no") == true)
            #expect(isClosed)
            await socket.connection.close()
        }
    }
}

/// Lets a handler go on when a test says so.
private struct Gate: Sendable { var stream: AsyncStream<Void> }

/// A parameter that takes its time.
private struct Slow: Extractor {
    static func extract(from source: inout ExtractionSource) async throws -> Slow {
        for await _ in try source.request.services.require(Gate.self).stream { break }
        return Slow()
    }
}
