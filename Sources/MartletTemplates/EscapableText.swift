/// Keeps text escapable for the template library.
///
/// The library escapes by `Character`, and a quotation mark with a combining mark behind it is another character than
/// a quotation mark: it would stand unescaped in the page, where a browser sees it as a quotation mark and ends the
/// attribute. A control character between the two keeps them apart until the page has been rendered.
enum EscapableText {
    /// U+0001, which HTML does not allow in a page (HTML, "Parse errors", control-character-in-input-stream).
    private static let separator: UnicodeScalar = "\u{1}"

    /// Whether every special character of the text stands by itself, whatever is done to the order of the text.
    static func isPlain(_ text: String) -> Bool {
        var hasSpecial = false
        var isASCII = true
        for byte in text.utf8 {
            if byte >= 0x80 { isASCII = false }
            if isSpecial(byte) { hasSpecial = true }
        }
        return isASCII || !hasSpecial
    }

    /// The text with each special character kept apart from what follows.
    static func guarded(_ text: String) -> String {
        guard !isPlain(text) else { return text }
        var result = ""
        result.reserveCapacity(text.utf8.count + 8)
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(scalar)
            if scalar.isASCII, isSpecial(UInt8(truncatingIfNeeded: scalar.value)) {
                result.unicodeScalars.append(separator)
            }
        }
        return result
    }

    /// The page without the separators.
    static func finished(_ page: String) -> String {
        guard page.utf8.contains(UInt8(separator.value)) else { return page }
        var result = ""
        result.reserveCapacity(page.utf8.count)
        for scalar in page.unicodeScalars where scalar != separator { result.unicodeScalars.append(scalar) }
        return result
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
