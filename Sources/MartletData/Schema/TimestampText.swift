#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Moments as text: `2026-01-31 23:59:59.123456`, in UTC.
enum TimestampText {
    private static let microsecondsPerDay: Int64 = 86_400_000_000

    static func format(_ date: Date) -> String {
        let limited = min(max(date.timeIntervalSince1970, minimum), maximum)
        let total = Int64((limited * 1_000_000).rounded())
        let day = Int64((Double(total) / Double(microsecondsPerDay)).rounded(.down))
        var rest = total - day * microsecondsPerDay
        let microseconds = rest % 1_000_000
        rest /= 1_000_000
        let (year, month, dayOfMonth) = civil(day)
        let clock = "\(pad(rest / 3600, 2)):\(pad(rest / 60 % 60, 2)):\(pad(rest % 60, 2)).\(pad(microseconds, 6))"
        return "\(pad(year, 4))-\(pad(month, 2))-\(pad(dayOfMonth, 2)) \(clock)"
    }

    /// Reads what `format` writes, and the same with `T`, without a fraction, without a time or with a final `Z`.
    static func parse(_ text: String) -> Date? {
        var text = Substring(text)
        if text.last == "Z" { text = text.dropLast() }
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard let first = parts.first else { return nil }
        let date = first.split(separator: "-", omittingEmptySubsequences: false).map { Int64($0) }
        guard date.count == 3, let year = date[0], let month = date[1], let day = date[2],
            (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= daysIn(month, of: year)
        else { return nil }
        var microseconds = days(year, month, day) * microsecondsPerDay
        if parts.count == 2 {
            let clock = parts[1].split(separator: ":", omittingEmptySubsequences: false)
            guard clock.count == 3, let hour = Int64(clock[0]), let minute = Int64(clock[1]) else { return nil }
            let seconds = clock[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = seconds.first, let second = Int64(first), (0...23).contains(hour),
                (0...59).contains(minute), (0...59).contains(second)
            else { return nil }
            microseconds += (hour * 3600 + minute * 60 + second) * 1_000_000
            if seconds.count == 2 {
                let digits = seconds[1].prefix(6)
                guard let fraction = Int64(digits), fraction >= 0 else { return nil }
                microseconds += (digits.count..<6).reduce(fraction) { value, _ in value * 10 }
            }
        }
        return Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }

    /// The moments that the text form can hold: the years 0 to 9999.
    private static let minimum = -62_167_219_200.0
    private static let maximum = 253_402_300_799.0

    private static func pad(_ value: Int64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    private static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    // The calendar arithmetic is Howard Hinnant's "chrono-compatible low-level date algorithms".

    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int64) -> (Int64, Int64, Int64) {
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
