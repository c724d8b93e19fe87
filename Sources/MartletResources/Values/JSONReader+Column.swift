import MartletData
import MartletJSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension JSONReader {
    /// Reads the value of a column and checks it by the schema; `nil` after noting what is wrong with it.
    mutating func read(_ column: ColumnSchema) throws(JSONSyntaxError) -> DatabaseValue? {
        if column.isNullable, try takeNull() { return .null }
        guard let value = try read(column.type) else { return nil }
        guard let violation = ColumnRule.violation(of: value, column) else { return value }
        note(violation.code, violation.detail, violation.parameters)
        return nil
    }

    private mutating func read(_ type: ColumnType) throws(JSONSyntaxError) -> DatabaseValue? {
        switch type {
        case .boolean: try Bool.read(from: &self).map { .boolean($0) }
        case .integer(let width): try readInteger(width)
        case .real(.double): try Double.read(from: &self).map { .real($0) }
        case .real(.float): try Float.read(from: &self)?.databaseValue
        case .decimal: try Decimal.read(from: &self)?.databaseValue
        case .text, .custom: try String.read(from: &self).map { .text($0) }
        case .blob: try Data.read(from: &self)?.databaseValue
        case .uuid: try UUID.read(from: &self).map { .uuid($0) }
        case .timestamp: try readText("a time such as 2026-01-31T12:00:00Z", "date-time", ColumnMoment.parse)
        case .date: try readText("a date such as 2026-01-31", "date") { ColumnMoment.parseDate($0) }
        case .time: try readText("a time of day such as 14:30", "time") { TimeOfDay($0)?.databaseValue }
        case .duration: try readDuration()
        case .json: try readDocument()
        case .array(let element): try readList(of: element)
        case .range: try refused()
        }
    }

    private mutating func readInteger(_ width: IntegerWidth) throws(JSONSyntaxError) -> DatabaseValue? {
        switch width {
        case .int8: try Int8.read(from: &self)?.databaseValue
        case .int16: try Int16.read(from: &self)?.databaseValue
        case .int32: try Int32.read(from: &self)?.databaseValue
        case .int64: try Int64.read(from: &self)?.databaseValue
        case .uint8: try UInt8.read(from: &self)?.databaseValue
        case .uint16: try UInt16.read(from: &self)?.databaseValue
        case .uint32: try UInt32.read(from: &self)?.databaseValue
        case .uint64: try UInt64.read(from: &self)?.databaseValue
        }
    }

    private mutating func readText(
        _ expectation: String, _ format: String, _ parse: (String) -> DatabaseValue?
    ) throws(JSONSyntaxError) -> DatabaseValue? {
        guard try peek() == UInt8(ascii: "\"") else {
            try refuse(expected: expectation)
            return nil
        }
        guard let text = try String.read(from: &self) else { return nil }
        if let value = parse(text) { return value }
        note("format", "must be \(expectation), not `\(shortened(text))`", ["format": format])
        return nil
    }

    private mutating func readDuration() throws(JSONSyntaxError) -> DatabaseValue? {
        guard let seconds = try Double.read(from: &self) else { return nil }
        guard let microseconds = Int64(exactly: (seconds * 1_000_000).rounded()) else {
            note("out_of_range", "must be a number of seconds that 64 bits of microseconds reach")
            return nil
        }
        return .duration(microseconds: microseconds)
    }

    private mutating func readDocument() throws(JSONSyntaxError) -> DatabaseValue? {
        guard try peek() != UInt8(ascii: "n") else {
            try refuse(expected: "a JSON document")
            return nil
        }
        let start = position
        try skipValue()
        return .json(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func readList(of element: ColumnType) throws(JSONSyntaxError) -> DatabaseValue? {
        guard try beginArray() else { return nil }
        var values: [DatabaseValue] = []
        var index = 0
        while try nextElement(isFirst: index == 0) {
            pushElement(index)
            if let value = try read(element) { values.append(value) }
            pop()
            index += 1
        }
        return values.count == index ? .array(values, of: element) : nil
    }

    private mutating func refused() throws(JSONSyntaxError) -> DatabaseValue? {
        note("read_only", "cannot be set")
        try skipValue()
        return nil
    }
}
