/// A string of the text, between its quotes.
@usableFromInline package struct JSONStringToken {
    let start: Int
    let end: Int
    let isEscaped: Bool
    let isASCII: Bool
}

extension JSONReader {
    /// Takes a string whose quote comes.
    @usableFromInline package mutating func takeString() throws(JSONSyntaxError) -> JSONStringToken {
        position += 1
        let start = position
        var isEscaped = false
        var isASCII = true
        while position < bytes.count {
            passPlain(&isASCII)
            switch next {
            case UInt8(ascii: "\""):
                position += 1
                return JSONStringToken(start: start, end: position - 1, isEscaped: isEscaped, isASCII: isASCII)
            case UInt8(ascii: "\\"):
                isEscaped = true
                // With what is escaped, which may be a quote.
                position += 2
            default:
                guard position < bytes.count else { break }
                throw JSONSyntaxError("control characters in strings as escapes", at: position)
            }
        }
        throw JSONSyntaxError("the end of the string", at: bytes.count)
    }

    /// Takes a string whose quote comes where it is a text, written without escapes.
    mutating func takeString(_ text: StaticString) -> Bool {
        let start = position + 1
        let end = start + text.utf8CodeUnitCount
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return false }
        for index in start..<end where bytes[index] != text.utf8Start[index - start] { return false }
        position = end + 1
        return true
    }

    /// Passes over bytes of a string that stand for themselves, eight at a time where there are that many.
    private mutating func passPlain(_ isASCII: inout Bool) {
        while bytes.count - position >= 8 {
            let word = UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: position, as: UInt64.self)
            let eight = EightBytes(littleEndian: word)
            guard let length = eight.plainPrefix else {
                if !eight.isASCII { isASCII = false }
                position += 8
                continue
            }
            if !eight.isASCII(upTo: length) { isASCII = false }
            position += length
            return
        }
        while position < bytes.count {
            let byte = bytes[position]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return }
            if byte >= 0x80 { isASCII = false }
            position += 1
        }
    }

    /// Checks a string that is passed over.
    func check(_ token: JSONStringToken) throws(JSONSyntaxError) {
        if token.isEscaped || !token.isASCII { _ = try text(of: token) }
    }

    /// The text of a string, its escapes resolved.
    @usableFromInline package func text(of token: JSONStringToken) throws(JSONSyntaxError) -> String {
        let content = UnsafeBufferPointer(rebasing: bytes[token.start..<token.end])
        if token.isEscaped { return try unescaped(content, at: token.start) }
        // What is not UTF-8 would be repaired: a text with the same bytes was not.
        var text = String(decoding: content, as: UTF8.self)
        guard token.isASCII || text.withUTF8({ $0.elementsEqual(content) }) else {
            throw JSONSyntaxError("UTF-8 in the string", at: token.start)
        }
        return text
    }

    /// Whether a string is a text.
    func token(_ token: JSONStringToken, is text: StaticString) -> Bool {
        let length = token.end - token.start
        guard !token.isEscaped else {
            // No escape has more than six bytes for one of the text.
            guard length <= text.utf8CodeUnitCount * 6 else { return false }
            return (try? self.text(of: token)) == text.description
        }
        guard length == text.utf8CodeUnitCount else { return false }
        for index in 0..<length where bytes[token.start + index] != text.utf8Start[index] { return false }
        return true
    }

    private func unescaped(
        _ content: UnsafeBufferPointer<UInt8>, at start: Int
    ) throws(JSONSyntaxError) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var index = 0
        while index < content.count {
            let byte = content[index]
            guard byte == UInt8(ascii: "\\") else {
                result.append(byte)
                index += 1
                continue
            }
            // A string ends with its quote, so that something stands behind every backslash.
            let escape = index + 1 < content.count ? content[index + 1] : 0
            let place = start + index
            index += 2
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"):
                guard let unit = Self.unit(content, index) else {
                    throw JSONSyntaxError("four hexadecimal digits", at: place + 2)
                }
                index += 4
                guard let scalar = Self.scalar(unit, content, &index) else {
                    throw JSONSyntaxError("both halves of a surrogate pair", at: place)
                }
                for byte in String(scalar).utf8 { result.append(byte) }
            default: throw JSONSyntaxError("an escape of JSON behind the backslash", at: place + 1)
            }
        }
        guard let text = String(validating: result, as: UTF8.self) else {
            throw JSONSyntaxError("UTF-8 in the string", at: start)
        }
        return text
    }

    /// The character of a code unit, and of the one behind it where the first is half of a pair (RFC 8259 §7).
    private static func scalar(
        _ unit: UInt16, _ content: UnsafeBufferPointer<UInt8>, _ index: inout Int
    ) -> Unicode.Scalar? {
        guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
        guard index + 1 < content.count, content[index] == UInt8(ascii: "\\"), content[index + 1] == UInt8(ascii: "u"),
            let second = Self.unit(content, index + 2), UTF16.isTrailSurrogate(second)
        else { return nil }
        index += 6
        return Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    }

    private static func unit(_ content: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt16? {
        guard start + 4 <= content.count else { return nil }
        var unit: UInt16 = 0
        for byte in content[start..<(start + 4)] {
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
