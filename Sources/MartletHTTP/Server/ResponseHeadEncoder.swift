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
        let phrase = code == 200 ? "OK" : reason(response.status)
        // `Upgrade` has to be named by `Connection` (RFC 9110 §7.8), also where it only invites.
        let keepsConnection = isUpgrade || code == 426
        // The head is written in one go: its room is reserved once.
        var room = HeadText.fixedRoom + phrase.utf8.count + constantHeaders.readableBytes
        for (name, value) in response.headers { room += name.utf8.count + value.utf8.count + 4 }
        out.writeWithUnsafeMutableBytes(minimumWritableBytes: room) { bytes in
            var head = HeadText(bytes)
            head.put(literal: "HTTP/1.1 ")
            head.put(code)
            head.put(literal: " ")
            head.put(phrase)
            head.put(literal: "\r\n")
            constantHeaders.withUnsafeReadableBytes { head.put($0) }
            for (name, value) in response.headers where !isFraming(name) || (keepsConnection && name.utf8.count == 10) {
                head.put(name)
                head.put(literal: ": ")
                head.put(value)
                head.put(literal: "\r\n")
            }
            if !isUpgrade {
                putFraming(
                    length: length, announcesLength: response.status.announcesLength, isHTTP11: isHTTP11,
                    keepAlive: keepAlive, into: &head)
            }
            head.put(literal: "\r\n")
            return head.count
        }
    }

    private static func putFraming(
        length: Int?, announcesLength: Bool, isHTTP11: Bool, keepAlive: Bool, into head: inout HeadText
    ) {
        if let length {
            if announcesLength {
                head.put(literal: "Content-Length: ")
                head.put(length)
                head.put(literal: "\r\n")
            }
        } else if isHTTP11 {
            head.put(literal: "Transfer-Encoding: chunked\r\n")
        }
        if !keepAlive {
            head.put(literal: "Connection: close\r\n")
        } else if !isHTTP11 {
            head.put(literal: "Connection: keep-alive\r\n")
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
}

/// The bytes of a head, in room that was reserved for all of them.
private struct HeadText {
    /// More than everything but the phrase, `Date` and the response's own fields takes.
    static let fixedRoom = 160

    private let room: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ room: UnsafeMutableRawBufferPointer) { self.room = room }

    @inline(__always)
    mutating func put(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        UnsafeMutableRawBufferPointer(rebasing: room[count..<count + bytes.count]).copyMemory(from: bytes)
        count += bytes.count
    }

    @inline(__always)
    mutating func put(literal text: StaticString) { text.withUTF8Buffer { put(UnsafeRawBufferPointer($0)) } }

    mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { put(UnsafeRawBufferPointer($0)) }
    }

    /// A number in decimal digits; one that is negative, which no length or status is, as 0.
    mutating func put(_ number: Int) {
        var rest = UInt(max(0, number))
        var digits = 1
        var limit: UInt = 10
        while digits < 19, rest >= limit {
            limit *= 10
            digits += 1
        }
        for position in (count..<count + digits).reversed() {
            room[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += digits
    }
}
