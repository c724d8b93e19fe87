#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Turns values from outside into what columns store.
enum InputCast {
    /// The value for a column; `nil` when it is nothing that the column can hold.
    static func value(_ input: InputValue, for type: ColumnType) -> DatabaseValue? {
        if case .null = input { return .null }
        switch type {
        case .boolean: return boolean(input)
        case .integer(let width): return integer(input, width)
        case .real: return real(input)
        case .decimal: return decimal(input)
        case .text, .custom: return text(input).map { .text($0) }
        case .blob: return text(input).flatMap { Data(base64Encoded: $0) }.map { .blob(Array($0)) }
        case .uuid: return text(input).flatMap { UUID(uuidString: $0) }.map { .uuid($0) }
        case .timestamp: return text(input).flatMap { TimestampText.parse($0) }.map { .timestamp(microseconds: $0) }
        case .date: return text(input).flatMap { TimestampText.parseDate($0) }.map { .date(days: $0) }
        case .time: return text(input).flatMap { TimestampText.parseTime($0) }.map { .time(microseconds: $0) }
        case .duration: return duration(input)
        case .json: return json(input)
        case .array(let element): return list(input, element)
        case .range: return nil
        }
    }

    /// What such a column takes, for messages.
    static func expectation(_ type: ColumnType) -> String {
        switch type {
        case .boolean: "true or false"
        case .integer(let width): width.isSigned ? "a whole number" : "a whole number that is not negative"
        case .real, .decimal: "a number"
        case .text, .custom: "a text"
        case .blob: "Base64"
        case .uuid: "a UUID"
        case .timestamp: "a moment such as 2026-02-28T14:30:00Z"
        case .date: "a date such as 2026-02-28"
        case .time: "a time such as 14:30"
        case .duration: "a number of seconds"
        case .json: "a JSON document"
        case .array: "a list"
        case .range: "a range"
        }
    }

    private static func text(_ input: InputValue) -> String? {
        if case .text(let text) = input { text } else { nil }
    }

    private static func boolean(_ input: InputValue) -> DatabaseValue? {
        switch input {
        case .boolean(let value): .boolean(value)
        case .integer(0): .boolean(false)
        case .integer(1): .boolean(true)
        // What browsers send for a box that is ticked is `on`.
        case .text(let text):
            ["true", "1", "on", "yes"].contains(text)
                ? .boolean(true)
                : ["false", "0", "off", "no"].contains(text) ? .boolean(false) : nil
        default: nil
        }
    }

    private static func integer(_ input: InputValue, _ width: IntegerWidth) -> DatabaseValue? {
        let number: Int64
        switch input {
        case .integer(let value): number = value
        case .real(let value):
            guard let exact = Int64(exactly: value) else { return nil }
            number = exact
        case .text(let text):
            if width == .uint64, let large = UInt64(text) { return large.databaseValue }
            guard let value = Int64(text) else { return nil }
            number = value
        default: return nil
        }
        let isInRange =
            width.isSigned
            ? width.bits == 64 || (-(Int64(1) << (width.bits - 1))..<(Int64(1) << (width.bits - 1))).contains(number)
            : number >= 0 && (width.bits == 64 || number < Int64(1) << width.bits)
        return isInRange ? .integer(number) : nil
    }

    private static func real(_ input: InputValue) -> DatabaseValue? {
        switch input {
        case .integer(let value): .real(Double(value))
        case .real(let value): .real(value)
        case .text(let text): Double(text).flatMap { $0.isFinite ? .real($0) : nil }
        default: nil
        }
    }

    private static func decimal(_ input: InputValue) -> DatabaseValue? {
        let digits: String
        switch input {
        case .integer(let value): digits = String(value)
        // The shortest digits that make this number, which is what was written.
        case .real(let value): digits = "\(value)"
        case .text(let text): digits = text
        default: return nil
        }
        return Decimal(databaseValue: .text(digits))?.databaseValue
    }

    private static func duration(_ input: InputValue) -> DatabaseValue? {
        switch input {
        case .integer(let seconds):
            let (microseconds, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000)
            return overflows ? nil : .duration(microseconds: microseconds)
        case .real(let seconds):
            return Int64(exactly: (seconds * 1_000_000).rounded()).map { .duration(microseconds: $0) }
        case .text(let text): return Double(text).flatMap { duration(.real($0)) }
        default: return nil
        }
    }

    private static func json(_ input: InputValue) -> DatabaseValue? {
        // A form has JSON as text; what is text in a JSON document stays one.
        if case .text(let text) = input, (try? JSONDecoder().decode(InputValue.self, from: Data(text.utf8))) != nil {
            return .json(text)
        }
        if case .json(let text) = JSONText.encode(input) { return .json(text) }
        return nil
    }

    private static func list(_ input: InputValue, _ element: ColumnType) -> DatabaseValue? {
        guard case .list(let inputs) = input else { return nil }
        var values: [DatabaseValue] = []
        for input in inputs {
            guard let value = value(input, for: element) else { return nil }
            values.append(value)
        }
        return .array(values, of: element)
    }
}
