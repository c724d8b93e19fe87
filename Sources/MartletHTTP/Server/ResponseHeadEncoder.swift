import HTTPTypes
import MartletCore
import NIOCore

/// Writes response heads of HTTP/1 (RFC 9112 §4).
enum ResponseHeadEncoder {
    /// Appends status line and header fields.
    ///
    /// The fields have been checked with ``Response/headersAreSafe``.
    /// - Parameters:
    ///   - length: the number of content bytes; `nil` when it is not known.
    ///   - constantHeaders: `Date` and what else is the same for all responses of the moment.
    static func write(
        _ response: Response, length: Int?, isHTTP11: Bool, keepAlive: Bool, constantHeaders: ByteBuffer,
        isUpgrade: Bool = false, into out: inout ByteBuffer
    ) {
        let code = response.status.code
        if code == 200 {
            out.writeStaticString("HTTP/1.1 200 OK\r\n")
        } else {
            out.writeString("HTTP/1.1 \(code) \(reason(response.status))\r\n")
        }
        out.writeImmutableBuffer(constantHeaders)
        // `Upgrade` has to be named by `Connection` (RFC 9110 §7.8), also where it only invites.
        write(response.headers, keepsConnection: isUpgrade || code == 426, into: &out)
        if !isUpgrade {
            if let length {
                if response.status.allowsContent {
                    out.writeStaticString("Content-Length: ")
                    writeDecimal(length, into: &out)
                    out.writeStaticString("\r\n")
                }
            } else if isHTTP11 {
                out.writeStaticString("Transfer-Encoding: chunked\r\n")
            }
            if !keepAlive {
                out.writeStaticString("Connection: close\r\n")
            } else if !isHTTP11 {
                out.writeStaticString("Connection: keep-alive\r\n")
            }
        }
        out.writeStaticString("\r\n")
    }

    /// Appends the fields in one go: their room is reserved once.
    private static func write(_ headers: Headers, keepsConnection: Bool, into out: inout ByteBuffer) {
        var length = 0
        for (name, value) in headers { length += name.utf8.count + value.utf8.count + 4 }
        out.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { room in
            var written = 0
            func put(_ text: String) {
                var text = text
                text.withUTF8 { bytes in
                    guard !bytes.isEmpty else { return }
                    UnsafeMutableRawBufferPointer(rebasing: room[written..<written + bytes.count]).copyMemory(
                        from: UnsafeRawBufferPointer(bytes))
                    written += bytes.count
                }
            }
            func put(_ first: UInt8, _ second: UInt8) {
                room[written] = first
                room[written + 1] = second
                written += 2
            }
            for (name, value) in headers where !isFraming(name) || (keepsConnection && name.utf8.count == 10) {
                put(name)
                put(UInt8(ascii: ":"), UInt8(ascii: " "))
                put(value)
                put(0x0D, 0x0A)
            }
            return written
        }
    }

    /// A status phrase may be anything but a line break.
    private static func reason(_ status: HTTPResponse.Status) -> String {
        let phrase = ErrorPage.phrase(status)
        return phrase.utf8.contains { $0 < 0x20 || $0 == 0x7F } ? "" : phrase
    }

    /// Fields that say how the content is framed are the engine's alone.
    private static func isFraming(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: isEqual(name, "date")
        case 10: isEqual(name, "connection")
        case 14: isEqual(name, "content-length")
        case 17: isEqual(name, "transfer-encoding")
        default: false
        }
    }

    private static func isEqual(_ name: String, _ lowercase: StaticString) -> Bool {
        lowercase.withUTF8Buffer { wanted in zip(name.utf8, wanted).allSatisfy { $0 | 0x20 == $1 || $0 == $1 } }
    }

    private static func writeDecimal(_ value: Int, into out: inout ByteBuffer) {
        if value < 10 {
            out.writeInteger(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: max(0, value)))
        } else {
            out.writeString(String(value))
        }
    }
}
