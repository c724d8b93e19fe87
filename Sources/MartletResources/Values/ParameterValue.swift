import MartletCore
import MartletData
import MartletJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Values of columns as paths and queries write them.
enum ParameterValue {
    /// What a text is not.
    struct Mistake: Error {
        let code: String
        let detail: String
    }

    /// The value of a text.
    static func read(_ text: String, as type: ColumnType) throws(Mistake) -> DatabaseValue {
        if let value = value(text, type) { return value }
        let got = text.count > 40 ? "\(text.prefix(40))…" : text
        let code = isTextual(type) ? "format" : "type"
        throw Mistake(code: code, detail: "must be \(expectation(type, text)), not `\(got)`")
    }

    private static func value(_ text: String, _ type: ColumnType) -> DatabaseValue? {
        switch type {
        case .boolean: text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        case .integer(let width): integer(text, width)
        case .real: Double(text).flatMap { $0.isFinite ? .real($0) : nil }
        case .decimal: JSONFragment.isNumber(text) ? Decimal(string: text)?.databaseValue : nil
        case .text, .custom: .text(text)
        case .uuid: UUID(uuidString: text).map { .uuid($0) }
        case .timestamp: ColumnMoment.parse(text)
        case .date: ColumnMoment.parseDate(text)
        case .time: TimeOfDay(text)?.databaseValue
        case .duration:
            Double(text).flatMap { Int64(exactly: ($0 * 1_000_000).rounded()) }.map { .duration(microseconds: $0) }
        case .blob, .json, .array, .range: nil
        }
    }

    private static func integer(_ text: String, _ width: IntegerWidth) -> DatabaseValue? {
        switch width {
        case .int8: Int8(text)?.databaseValue
        case .int16: Int16(text)?.databaseValue
        case .int32: Int32(text)?.databaseValue
        case .int64: Int64(text)?.databaseValue
        case .uint8: UInt8(text)?.databaseValue
        case .uint16: UInt16(text)?.databaseValue
        case .uint32: UInt32(text)?.databaseValue
        case .uint64: UInt64(text)?.databaseValue
        }
    }

    private static func isTextual(_ type: ColumnType) -> Bool {
        switch type {
        case .uuid, .timestamp, .date, .time: true
        default: false
        }
    }

    private static func expectation(_ type: ColumnType, _ text: String) -> String {
        switch type {
        case .boolean: "true or false"
        case .integer(let width): whole(width, text)
        case .real, .decimal: "a number"
        case .uuid: "a UUID"
        case .timestamp: "a time such as 2026-01-31T12:00:00Z"
        case .date: "a date such as 2026-01-31"
        case .time: "a time of day such as 14:30"
        case .duration: "a number of seconds"
        default: "a text"
        }
    }

    private static func whole(_ width: IntegerWidth, _ text: String) -> String {
        switch width {
        case .int8: Expectation.wholeNumber(Int8.self, not: text)
        case .int16: Expectation.wholeNumber(Int16.self, not: text)
        case .int32: Expectation.wholeNumber(Int32.self, not: text)
        case .int64: Expectation.wholeNumber(Int64.self, not: text)
        case .uint8: Expectation.wholeNumber(UInt8.self, not: text)
        case .uint16: Expectation.wholeNumber(UInt16.self, not: text)
        case .uint32: Expectation.wholeNumber(UInt32.self, not: text)
        case .uint64: Expectation.wholeNumber(UInt64.self, not: text)
        }
    }
}
