import Foundation
import Testing

@testable import MartletData

/// Values on their way to the database and back.
@Suite struct ColumnValueTests {
    private enum Kind: String, ColumnValue { case studio, live }

    private func roundTrip<Value: ColumnValue & Equatable>(_ value: Value) -> Bool {
        Value(databaseValue: value.databaseValue) == value
    }

    @Test func `every type comes back as it was`() throws {
        #expect(roundTrip(Int.max) && roundTrip(Int.min) && roundTrip(Int8.min) && roundTrip(UInt32.max))
        #expect(roundTrip(true) && roundTrip(false))
        #expect(roundTrip(0.1) && roundTrip(-Double.greatestFiniteMagnitude))
        #expect(roundTrip("🎸 \u{0}'\"") && roundTrip(""))
        #expect(roundTrip(Data([0, 255])) && roundTrip(Data()))
        #expect(roundTrip(UUID()))
        #expect(roundTrip(try #require(Decimal(string: "12345678901234567890.12345"))))
        #expect(roundTrip(Kind.live))
        #expect(roundTrip(nil as Int?) && roundTrip(7 as Int?) && roundTrip(nil as Kind?))
    }

    @Test func `what does not fit is no value`() {
        #expect(Int8(databaseValue: .integer(128)) == nil)
        #expect(UInt16(databaseValue: .integer(-1)) == nil)
        #expect(Int(databaseValue: .real(1)) == nil)
        #expect(Bool(databaseValue: .integer(2)) == nil)
        #expect(String(databaseValue: .blob([65])) == nil)
        #expect(UUID(databaseValue: .text("x")) == nil)
        for text in ["x", "1,999.00", "12abc", "1 "] { #expect(Decimal(databaseValue: .text(text)) == nil) }
        #expect(Kind(databaseValue: .text("opera")) == nil)
        #expect(Double(databaseValue: .integer(3)) == 3)
        // An optional distinguishes an absent value from a wrong one.
        let absent = Int?(databaseValue: .null)
        #expect(absent == .some(nil))
        let wrong = Int?(databaseValue: .text("x"))
        #expect(wrong == nil)
    }

    @Test(arguments: [
        (0.0, "1970-01-01 00:00:00.000000"), (0.123456, "1970-01-01 00:00:00.123456"),
        (-0.000001, "1969-12-31 23:59:59.999999"), (951_782_400.0, "2000-02-29 00:00:00.000000"),
        (1_893_455_999.5, "2029-12-31 23:59:59.500000"), (-2_208_988_800.0, "1900-01-01 00:00:00.000000"),
    ])
    func `moments are text in UTC, to the microsecond`(seconds: Double, text: String) throws {
        let date = Date(timeIntervalSince1970: seconds)
        guard case .timestamp(let microseconds) = date.databaseValue else {
            Issue.record("expected a timestamp, got \(date.databaseValue.kind)")
            return
        }
        #expect(TimestampText.format(microseconds) == text)
        #expect(TimestampText.parse(text) == microseconds)
        #expect(Date(databaseValue: .timestamp(microseconds: microseconds)) == date)
    }

    @Test(arguments: [
        ("2026-01-31", 1_769_817_600.0), ("2026-01-31T12:00:00Z", 1_769_860_800),
        ("2026-01-31 12:00:00", 1_769_860_800),
        ("2026-01-31 12:00:00.5", 1_769_860_800.5), ("2026-01-31 12:00", 1_769_860_800),
        ("2026-01-31 14:00:00+02", 1_769_860_800), ("2026-01-31 06:30:00-05:30", 1_769_860_800),
    ])
    func `other ways to write a moment are read`(text: String, seconds: Double) {
        #expect(TimestampText.parse(text) == Int64(seconds * 1_000_000))
    }

    @Test(arguments: [
        "", "2026", "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "2025-02-29", "2026-01-31 24:00:00",
        "2026-01-31 12:60:00", "2026-01-31 12", "2026-01-31 12:00:00.x", "x-01-01", "9999999-01-01",
        "2026-01-31 12:00:00+",
    ])
    func `a moment that does not exist is none`(text: String) { #expect(TimestampText.parse(text) == nil) }
}
