/// JSON string literals, for the few places that write JSON by hand.
package enum JSONText {
    /// Text as a JSON string, quotes included (RFC 8259 §7).
    package static func quote(_ text: String) -> String {
        var text = text
        if text.withUTF8({ isPlain($0) }) { return "\"" + text + "\"" }
        var result = "\""
        result.reserveCapacity(text.utf8.count + 2)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}", "\u{2028}", "\u{2029}":
                let digits = Hex.string(UInt64(scalar.value), minimumDigits: 4)
                result += "\\u\(digits)"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
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
