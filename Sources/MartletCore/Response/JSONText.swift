/// JSON string literals, for the few places that write JSON by hand.
package enum JSONText {
    /// Text as a JSON string, quotes included (RFC 8259 §7).
    package static func quote(_ text: String) -> String {
        // 0xE2 begins the two line separators, which old JavaScript takes for the end of a line.
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && byte != 0xE2
        }
        if isPlain { return "\"" + text + "\"" }
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
}
