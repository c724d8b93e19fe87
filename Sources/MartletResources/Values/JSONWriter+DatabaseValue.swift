import MartletData
import MartletJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSONWriter {
    /// Writes the value of a model's column.
    ///
    /// Moments are RFC 3339 in UTC, durations seconds, bytes Base64; decimals keep their digits. What JSON has no number
    /// for, "not a number" and the infinities, is `null`.
    mutating func value(_ value: DatabaseValue) {
        switch value {
        case .null: literal("null")
        case .boolean(let value): literal(value ? "true" : "false")
        case .integer(let value): integer(value)
        case .unsigned(let value): integer(value)
        case .real(let value): if value.isFinite { number(value) } else { literal("null") }
        case .decimal(let text): decimal(text)
        case .text(let text): self.text(text)
        case .blob(let bytes): text(Data(bytes).base64EncodedString())
        case .uuid(let uuid): text(uuid.uuidString.lowercased())
        case .timestamp(let microseconds): text(ColumnMoment.format(microseconds))
        case .date(let days): text(TimestampText.formatDate(days))
        case .time(let microseconds): text(ColumnMoment.formatTime(microseconds))
        case .duration(let microseconds): number(Double(microseconds) / 1_000_000)
        case .json(let text): document(text)
        case .array(let values, _): list(values)
        case .range(let range, _): self.range(range)
        case .unstorable: literal("null")
        }
        needsComma = true
    }

    private mutating func list(_ values: [DatabaseValue]) {
        beginArray()
        for value in values {
            separate()
            self.value(value)
        }
        endArray()
    }

    /// Where a range is empty it is `null`; a missing end is `null` too.
    private mutating func range(_ range: DatabaseRange) {
        guard !range.isEmpty else { return literal("null") }
        beginObject()
        literal("\"lower\":")
        value(range.lower ?? .null)
        literal(",\"upper\":")
        value(range.upper ?? .null)
        literal(range.includesLower ? ",\"includes_lower\":true" : ",\"includes_lower\":false")
        literal(range.includesUpper ? ",\"includes_upper\":true" : ",\"includes_upper\":false")
        endObject()
    }

    /// A number's digits, where they are those of a JSON number; what else a database calls a decimal is a text.
    private mutating func decimal(_ digits: String) {
        if JSONFragment.isNumber(digits) { raw(digits.utf8) } else { text(digits) }
    }

    /// A document as it is stored; text that is no JSON, which SQLite does not prevent, stays a text.
    private mutating func document(_ json: String) {
        if JSONReader.isValue(json) { raw(json.utf8) } else { text(json) }
    }
}

/// Pieces of JSON that come from a database.
enum JSONFragment {
    /// Whether JSON has the escape of the character U+0000.
    static func hasNUL(_ json: String) -> Bool {
        var rest = json.utf8[...]
        while let backslash = rest.firstIndex(of: UInt8(ascii: "\\")) {
            rest = rest[backslash...].dropFirst()
            if rest.starts(with: "u0000".utf8) { return true }
            // What is escaped may be a backslash itself.
            rest = rest.dropFirst()
        }
        return false
    }

    /// Whether a text is a number without an exponent (RFC 8259 §6).
    static func isNumber(_ text: String) -> Bool {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let parts = rest.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, whole.count == 1 || whole.first != UInt8(ascii: "0") else {
            return false
        }
        return parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { (0x30...0x39).contains($0) } }
    }
}
