import MartletCore

/// A day of the Gregorian calendar, without a time and without a time zone: a birthday, a due date.
///
/// ```swift
/// let day = CalendarDate(year: 2026, month: 2, day: 28)     // nil for a day that does not exist
/// ```
public struct CalendarDate: Sendable, Hashable, Comparable, Codable {
    /// Days since 1970-01-01.
    public let daysSinceEpoch: Int32

    /// The day so many days after 1970-01-01.
    public init(daysSinceEpoch: Int32) { self.daysSinceEpoch = daysSinceEpoch }

    /// A day by its numbers; `nil` when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (-999_999...999_999).contains(year), (1...12).contains(month), day >= 1,
            day <= GregorianCalendar.daysIn(month, of: year)
        else { return nil }
        guard let days = Int32(exactly: GregorianCalendar.days(Int64(year), Int64(month), Int64(day))) else {
            return nil
        }
        daysSinceEpoch = days
    }

    /// Reads `2026-02-28`; `nil` for anything else, and for a day that does not exist.
    public init?(_ text: some StringProtocol) {
        guard let days = TimestampText.parseDate(text) else { return nil }
        daysSinceEpoch = days
    }

    /// The year, month from 1 and day of the month from 1.
    public var components: (year: Int, month: Int, day: Int) {
        let (year, month, day) = GregorianCalendar.civil(Int64(daysSinceEpoch))
        return (Int(year), Int(month), Int(day))
    }

    public static func < (lhs: CalendarDate, rhs: CalendarDate) -> Bool { lhs.daysSinceEpoch < rhs.daysSinceEpoch }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let day = CalendarDate(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a day such as 2026-02-28, got \"\(text)\"")
        }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension CalendarDate: CustomStringConvertible {
    /// The day as ISO 8601: `2026-02-28`.
    public var description: String { TimestampText.formatDate(daysSinceEpoch) }
}

extension CalendarDate: ColumnValue {
    public static var columnType: ColumnType { .date }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .date(let days): daysSinceEpoch = days
        case .text(let text):
            guard let days = TimestampText.parseDate(text) else { return nil }
            daysSinceEpoch = days
        default: return nil
        }
    }
    public var databaseValue: DatabaseValue { .date(days: daysSinceEpoch) }
}
