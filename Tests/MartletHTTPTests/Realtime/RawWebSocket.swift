import MartletTesting
import NIOCore

/// A WebSocket of frames made by hand, for clients that break the rules.
struct RawWebSocket {
    static let handshake =
        "GET /echo HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

    enum Opcode {
        static let (more, text, binary, close, ping, pong): (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
            0, 1, 2, 8, 9, 10
        )
    }

    /// A frame of the server.
    struct Frame: Equatable, CustomStringConvertible {
        var first: UInt8
        var data: [UInt8]

        var opcode: UInt8 { first & 0x0F }
        var text: String { String(decoding: data, as: UTF8.self) }
        /// The code of a close frame.
        var code: Int? { opcode == Opcode.close && data.count >= 2 ? Int(data[0]) << 8 | Int(data[1]) : nil }
        var description: String { "\(first): \(code.map(String.init) ?? "") \(text.prefix(100))" }
    }

    let connection: TestConnection

    /// Opens the WebSocket.
    static func open(_ client: TestClient, sending early: ByteBuffer = ByteBuffer()) async throws -> RawWebSocket {
        let connection = try await client.connect()
        var bytes = ByteBuffer(string: handshake)
        bytes.writeImmutableBuffer(early)
        try await connection.send(bytes)
        return RawWebSocket(connection: connection)
    }

    /// A frame as a client sends it.
    static func frame(
        _ opcode: UInt8, _ data: [UInt8], isFinal: Bool = true, isMasked: Bool = true, reserved: UInt8 = 0,
        announcing length: Int? = nil
    ) -> ByteBuffer {
        var bytes = ByteBuffer(integer: (isFinal ? 0x80 : 0) | reserved | opcode)
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch length ?? data.count {
        case let short where short < 126: bytes.writeInteger(mask | UInt8(short))
        case let middle where middle <= 0xFFFF:
            bytes.writeInteger(mask | 126)
            bytes.writeInteger(UInt16(middle))
        case let long:
            bytes.writeInteger(mask | 127)
            bytes.writeInteger(UInt64(long))
        }
        guard isMasked else {
            bytes.writeBytes(data)
            return bytes
        }
        let key: [UInt8] = [0x12, 0xA4, 0xF0, 0x07]
        bytes.writeBytes(key)
        bytes.writeBytes(data.enumerated().map { $1 ^ key[$0 % 4] })
        return bytes
    }

    static func frame(_ opcode: UInt8, _ text: String, isFinal: Bool = true) -> ByteBuffer {
        frame(opcode, Array(text.utf8), isFinal: isFinal)
    }

    /// A close frame; without a code when `nil`.
    static func close(_ code: Int?, _ reason: [UInt8] = []) -> ByteBuffer {
        frame(Opcode.close, (code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []) + reason)
    }

    func send(_ frames: ByteBuffer...) async throws {
        for frame in frames { try await connection.send(frame) }
    }

    /// Everything that the server sent behind its 101, as frames, until there are so many or the connection ends.
    func frames(_ count: Int = .max) async throws -> (frames: [Frame], isClosed: Bool) {
        let output = try await connection.read(within: .seconds(60)) { Self.parse($0).count >= count }
        return (Self.parse(output.bytes), output.isClosed)
    }

    static func parse(_ bytes: ByteBuffer) -> [Frame] {
        var bytes = bytes
        guard let head = bytes.readableBytesView.firstRange(of: Array("\r\n\r\n".utf8)) else { return [] }
        bytes.moveReaderIndex(to: head.upperBound)
        var frames: [Frame] = []
        while let first = bytes.readInteger(as: UInt8.self), let short = bytes.readInteger(as: UInt8.self) {
            var length = Int(short)
            if short == 126 { length = Int(bytes.readInteger(as: UInt16.self) ?? 0) }
            if short == 127 { length = Int(bytes.readInteger(as: UInt64.self) ?? 0) }
            guard let data = bytes.readBytes(length: length) else { break }
            frames.append(Frame(first: first, data: data))
        }
        return frames
    }
}
