#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DatabaseValue {
    /// A list of values as JSON, for databases that have no arrays: numbers and booleans as they are, blobs in base 64,
    /// everything else as text; `nil` when JSON cannot hold one of them.
    public static func jsonText(ofArray values: [DatabaseValue]) -> String? {
        var text = "["
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            guard value.write(to: &text) else { return nil }
        }
        return text + "]"
    }

    private func write(to text: inout String) -> Bool {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value), .duration(let value): text += "\(value)"
        case .unsigned(let value): text += "\(value)"
        case .real(let value):
            guard value.isFinite else { return false }
            text += "\(value)"
        case .text(let value), .decimal(let value): Self.quote(value, to: &text)
        case .json(let value): text += value
        case .blob(let value): Self.quote(Data(value).base64EncodedString(), to: &text)
        case .uuid(let value): Self.quote(value.uuidString.lowercased(), to: &text)
        case .timestamp(let value): Self.quote(TimestampText.format(value), to: &text)
        case .date(let value): Self.quote(TimestampText.formatDate(value), to: &text)
        case .time(let value): Self.quote(TimestampText.formatTime(value), to: &text)
        case .array(let values, _):
            guard let array = Self.jsonText(ofArray: values) else { return false }
            text += array
        case .range, .unstorable: return false
        }
        return true
    }

    private static func quote(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
