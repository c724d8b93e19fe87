import Foundation
import Testing

@testable import MartletData

/// What columns hold besides single values: JSON, lists, ranges; and keys that are made in Swift.
@Suite struct StoredValueTests {
    struct Preferences: JSONColumn, Equatable {
        var theme: String
        var since: Date?
    }

    enum Level: Int, ColumnValue, CaseIterable {
        case low = 1
        case high = 2
    }

    @Test func `a JSON column has sorted keys and exact dates`() {
        let since = Date(microsecondsSince1970: 1_700_000_000_123_456)
        let value = Preferences(theme: "a/\"b\"", since: since)
        let text = #"{"since":"2023-11-14 22:13:20.123456","theme":"a/\"b\""}"#
        #expect(value.databaseValue == .json(text))
        #expect(Preferences(databaseValue: .text(text)) == value)
        #expect(Preferences(databaseValue: .json(#"{"theme":"x"}"#)) == Preferences(theme: "x"))
        #expect(Preferences(databaseValue: .json(#"{"theme":1}"#)) == nil)
        #expect(Preferences(databaseValue: .integer(1)) == nil)
        #expect(Preferences.columnType == .json)
    }

    @Test func `a dictionary is a JSON object`() {
        let value = ["b": [1, 2], "a": []]
        #expect(value.databaseValue == .json(#"{"a":[],"b":[1,2]}"#))
        #expect([String: [Int]](databaseValue: .text(#"{"a":[],"b":[1,2]}"#)) == value)
        #expect(([:] as [String: Double]).databaseValue == .json("{}"))
        if case .unstorable = ["x": Double.nan].databaseValue {} else { Issue.record("NaN is no JSON") }
    }

    @Test func `a list keeps its values as an array and as JSON text`() {
        func check<Element: ColumnValue & Equatable>(_ values: [Element], _ text: String) {
            guard case .array(let elements, let type) = values.databaseValue else {
                Issue.record("not an array")
                return
            }
            #expect(type == Element.columnType)
            #expect(ArrayText.format(elements) == text)
            #expect([Element](databaseValue: .text(text)) == values)
            #expect([Element](databaseValue: values.databaseValue) == values)
        }
        check([1, -2], "[1,-2]")
        check([] as [Int], "[]")
        check(["a,]", "\"\\\u{1}ü"], #"["a,]","\"\\\u0001ü"]"#)
        check([1, nil] as [Int?], "[1,null]")
        check([true, false], "[true,false]")
        check([0.5, .infinity], #"[0.5,"inf"]"#)
        check([Decimal(string: "12345678901234567890.12")], #"["12345678901234567890.12"]"#)
        check([UInt64.max], #"["18446744073709551615"]"#)
        check([Data([1, 255])], #"["Af8="]"#)
        check([[1], [2, 3]], "[[1],[2,3]]")
        check([Preferences(theme: "x")], #"[{"theme":"x"}]"#)
        check([CalendarDate(daysSinceEpoch: 0)], #"["1970-01-01"]"#)
        check([Level.high], "[2]")
        for text in ["", "[", "1", "[1,]", "[,1]", "[[1]", #"["a]"#, "[x]"] {
            #expect([Int](databaseValue: .text(text)) == nil, "\(text)")
        }
    }

    @Test func `a range comes back in the form that PostgreSQL gives it`() {
        #expect(
            (1..<5).databaseValue
                == .range(DatabaseRange(lower: .integer(1), upper: .integer(5)), of: .integer(.int64)))
        #expect(
            (1...5).databaseValue
                == .range(
                    DatabaseRange(lower: .integer(1), upper: .integer(5), includesUpper: true), of: .integer(.int64)))
        let stored = DatabaseValue.range(DatabaseRange(lower: .integer(1), upper: .integer(6)), of: .integer)
        #expect(Range<Int>(databaseValue: stored) == 1..<6)
        #expect(ClosedRange<Int>(databaseValue: stored) == 1...5)
        #expect(ClosedRange<Date>(databaseValue: (Date(timeIntervalSince1970: 0)...Date()).databaseValue) != nil)
        let empty = DatabaseValue.range(DatabaseRange(lower: nil, upper: nil, isEmpty: true), of: .integer)
        #expect(Range<Int>(databaseValue: empty) == 0..<0)
        #expect(ClosedRange<Int>(databaseValue: empty) == nil)
        let endless = DatabaseValue.range(DatabaseRange(lower: .integer(1), upper: nil), of: .integer)
        #expect(Range<Int>(databaseValue: endless) == nil)
        #expect(Range<Decimal>.columnType == .range(.decimal))
        #expect(Range<CalendarDate>.columnType == .range(.date))
        #expect(Int.min.predecessor == nil)
    }

    @Test func `UUIDs of version 7 grow, also within a millisecond and when the clock goes back`() {
        let many = (0..<10_000).map { _ in UUID.v7().uuidString }
        #expect(many == many.sorted())
        #expect(Set(many).count == many.count)
        #expect(many.allSatisfy { $0.dropFirst(14).first == "7" && "89AB".contains($0.dropFirst(19).prefix(1)) })
        let milliseconds = many.last.flatMap { last in
            UInt64(last.prefix(13).filter { $0 != "-" }, radix: 16)
        }
        let now = UInt64(Date().timeIntervalSince1970 * 1_000)
        // Ten thousand in a burst may run a few milliseconds ahead of the clock.
        #expect(milliseconds.map { $0 > now - 60_000 && $0 < now + 60_000 } == true)
        let ahead = VersionSeven.next(at: Date())
        let behind = VersionSeven.next(at: Date(timeIntervalSince1970: 0))
        #expect((ahead.milliseconds, ahead.count) < (behind.milliseconds, behind.count))
    }

    @Test func `an unknown case names table, column, what is known and what was there`() {
        let table = TableSchema(name: "alarms", columns: [ColumnSchema(name: "level", type: .integer)])
        var reader = RowReader(RecordingDatabase.Row(values: [.integer(7)]), table: table)
        let error = #expect(throws: DecodingFailure.self) { try reader.next(Level.self) }
        #expect(error?.description == "alarms.level: expected Level (1, 2), got the integer 7")
    }
}
