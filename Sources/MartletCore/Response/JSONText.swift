/// Texts as JSON strings, quotes included (RFC 8259 §7).
package enum JSONText {
    /// Whether a byte is one of those between tokens.
    package static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x0A, 0x0D, 0x09].contains(byte) }

    /// Adds a text; only what must be escaped is.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { content in
            var plain = 0
            while let special = special(content, from: plain) {
                bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[plain..<special]))
                escape(content[special], &bytes)
                plain = special + 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: content[plain...]))
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Where the next byte stands that a string cannot hold as it is.
    package static func special(_ content: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var index = start
        while content.count - index >= 8 {
            let word = UnsafeRawBufferPointer(content).loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if let length = EightBytes(littleEndian: word).plainPrefix { return index + length }
            index += 8
        }
        return content[index...].firstIndex { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    }

    private static func escape(_ byte: UInt8, _ bytes: inout [UInt8]) {
        bytes.append(0x5C)
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(byte < 0x10 ? 0x30 : 0x31)
            let digit = byte & 0xF
            bytes.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
        }
    }

    /// A text for the few places that write JSON by hand, in logs too: the two line separators of Unicode are escaped as well.
    package static func quote(_ text: String) -> String {
        var text = text
        if text.withUTF8({ isPlain($0) }) { return "\"" + text + "\"" }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 8)
        append(text, to: &bytes)
        let quoted = String(decoding: bytes, as: UTF8.self)
        guard quoted.unicodeScalars.contains(where: { $0 == "\u{2028}" || $0 == "\u{2029}" }) else { return quoted }
        var result = ""
        for scalar in quoted.unicodeScalars {
            switch scalar {
            case "\u{2028}": result += "\\u2028"
            case "\u{2029}": result += "\\u2029"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Whether text can stand between quotes as it is.
    package static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        // Without an early end the comparison runs on many bytes at a time.
        var special: UInt8 = 0
        for byte in text {
            special |= byte < 0x20 ? 1 : 0
            special |= byte == UInt8(ascii: "\"") ? 1 : 0
            special |= byte == UInt8(ascii: "\\") ? 1 : 0
            // Begins the two line separators, which old JavaScript takes for the end of a line.
            special |= byte == 0xE2 ? 1 : 0
        }
        return special == 0
    }
}
