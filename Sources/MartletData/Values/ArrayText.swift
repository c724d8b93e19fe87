#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Lists of values as JSON text, for databases that have no arrays.
///
/// Numbers that JSON readers would round (decimals, whole numbers over `Int64.max`, infinities) are strings, bytes are
/// Base64, moments and UUIDs have the forms that ``TimestampText`` and SQLite columns have.
public enum ArrayText {
    /// The list as a JSON array; `nil` when an element is something that no database can hold.
    public static func format(_ values: [DatabaseValue]) -> String? {
        var text = "["
        for (index, value) in values.enumerated() {
            if index > 0 { text += "," }
            guard let element = element(value) else { return nil }
            text += element
        }
        return text + "]"
    }

    /// One value as JSON; `nil` for something that no database can hold.
    static func element(_ value: DatabaseValue) -> String? {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .integer(let value), .duration(let value): String(value)
        case .unsigned(let value): "\"\(value)\""
        case .real(let value): value.isFinite ? String(value) : "\"\(value)\""
        case .decimal(let digits): "\"\(digits)\""
        case .text(let text): quoted(text)
        case .blob(let bytes): "\"\(Data(bytes).base64EncodedString())\""
        case .uuid(let value): "\"\(value.uuidString.lowercased())\""
        case .timestamp(let microseconds): "\"\(TimestampText.format(microseconds))\""
        case .date(let days): "\"\(TimestampText.formatDate(days))\""
        case .time(let microseconds): "\"\(TimestampText.formatTime(microseconds))\""
        case .json(let document): document
        case .array(let values, _): format(values)
        case .range, .unstorable: nil
        }
    }

    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{0}"..."\u{1F}":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Reads what ``format(_:)`` writes; `nil` for anything else.
    public static func parse(_ text: String, of type: ColumnType) -> [DatabaseValue]? {
        guard let elements = split(text.utf8) else { return nil }
        var result: [DatabaseValue] = []
        result.reserveCapacity(elements.count)
        for element in elements {
            guard let value = value(of: element, type) else { return nil }
            result.append(value)
        }
        return result
    }

    private static func value(of element: Substring.UTF8View, _ type: ColumnType) -> DatabaseValue? {
        let text = String(Substring(element))
        if text == "null" { return .null }
        switch type {
        case .json: return .json(text)
        case .array(let inner): return parse(text, of: inner).map { .array($0, of: inner) }
        default: break
        }
        if text.first == "\"" {
            guard let string = try? JSONDecoder().decode(String.self, from: Data(text.utf8)) else { return nil }
            switch type {
            case .integer, .decimal: return .decimal(string)
            case .real: return Double(string).map { .real($0) }
            case .blob: return Data(base64Encoded: string).map { .blob(Array($0)) }
            default: return .text(string)
            }
        }
        switch text {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        default: return Int64(text).map { .integer($0) } ?? Double(text).map { .real($0) }
        }
    }

    /// The texts of the elements of a JSON array.
    private static func split(_ text: String.UTF8View) -> [Substring.UTF8View]? {
        var rest = text[...]
        trim(&rest)
        guard rest.first == 0x5B, rest.last == 0x5D, rest.count >= 2 else { return nil }
        rest = rest.dropFirst().dropLast()
        trim(&rest)
        guard !rest.isEmpty else { return [] }
        var elements: [Substring.UTF8View] = []
        var depth = 0
        var isQuoted = false
        var isEscaped = false
        var start = rest.startIndex
        func add(upTo end: String.Index) -> Bool {
            var element = rest[start..<end]
            trim(&element)
            elements.append(element)
            return !element.isEmpty
        }
        for index in rest.indices {
            let byte = rest[index]
            if isQuoted {
                if isEscaped {
                    isEscaped = false
                } else if byte == 0x5C {
                    isEscaped = true
                } else if byte == 0x22 {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case 0x22: isQuoted = true
            case 0x5B, 0x7B: depth += 1
            case 0x5D, 0x7D: depth -= 1
            case 0x2C where depth == 0:
                guard add(upTo: index) else { return nil }
                start = rest.index(after: index)
            default: break
            }
        }
        guard !isQuoted, depth == 0, add(upTo: rest.endIndex) else { return nil }
        return elements
    }

    private static func trim(_ text: inout Substring.UTF8View) {
        while let first = text.first, first == 0x20 || (0x09...0x0D).contains(first) { text.removeFirst() }
        while let last = text.last, last == 0x20 || (0x09...0x0D).contains(last) { text.removeLast() }
    }
}
