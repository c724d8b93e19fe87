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
            day <= Calendar.daysIn(month, of: year)
        else { return nil }
        guard let days = Int32(exactly: Calendar.days(Int64(year), Int64(month), Int64(day))) else { return nil }
        daysSinceEpoch = days
    }

    /// Reads `2026-02-28`; `nil` for anything else, and for a day that does not exist.
    public init?(_ text: some StringProtocol) {
        guard let days = TimestampText.parseDate(text) else { return nil }
        daysSinceEpoch = days
    }

    /// The year, month from 1 and day of the month from 1.
    public var components: (year: Int, month: Int, day: Int) {
        let (year, month, day) = Calendar.civil(Int64(daysSinceEpoch))
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

    enum Calendar {
        static func daysIn(_ month: Int, of year: Int) -> Int {
            switch month {
            case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        }

        // The arithmetic is that of Howard Hinnant's "chrono-compatible low-level date algorithms".

        static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
            let year = month <= 2 ? year - 1 : year
            let era = (year >= 0 ? year : year - 399) / 400
            let yearOfEra = year - era * 400
            let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
            return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        }

        static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
            let shifted = days + 719_468
            let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
            let dayOfEra = shifted - era * 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let shiftedMonth = (5 * dayOfYear + 2) / 153
            let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
            return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        }
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
