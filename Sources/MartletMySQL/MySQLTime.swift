import CMartletMySQL
import MartletData

/// Moments, days and times as the binary protocol has them.
enum MySQLTime {
    private static let day: Int64 = 86_400_000_000

    /// A moment; `nil` outside of the years 1 to 9999.
    static func moment(_ microseconds: Int64) -> MYSQL_TIME? {
        var (days, rest) = microseconds.quotientAndRemainder(dividingBy: day)
        if rest < 0 {
            days -= 1
            rest += day
        }
        guard let days = Int32(exactly: days), var result = self.day(days) else { return nil }
        let clock = time(rest)
        (result.hour, result.minute, result.second) = (clock.hour, clock.minute, clock.second)
        result.second_part = clock.second_part
        result.time_type = MYSQL_TIMESTAMP_DATETIME
        return result
    }

    /// A day; `nil` outside of the years 1 to 9999.
    static func day(_ days: Int32) -> MYSQL_TIME? {
        let (year, month, day) = CalendarDate(daysSinceEpoch: days).components
        guard (1...9999).contains(year) else { return nil }
        var result = MYSQL_TIME()
        (result.year, result.month, result.day) = (UInt32(year), UInt32(month), UInt32(day))
        result.time_type = MYSQL_TIMESTAMP_DATE
        return result
    }

    /// A time of day in microseconds since midnight.
    static func time(_ microseconds: Int64) -> MYSQL_TIME {
        var result = MYSQL_TIME()
        let seconds = microseconds.magnitude / 1_000_000
        result.hour = UInt32(clamping: seconds / 3600)
        result.minute = UInt32(seconds / 60 % 60)
        result.second = UInt32(seconds % 60)
        result.second_part = UInt(microseconds.magnitude % 1_000_000)
        result.neg = microseconds < 0 ? 1 : 0
        result.time_type = MYSQL_TIMESTAMP_TIME
        return result
    }

    /// What a column of moments holds, in microseconds since 1970; `nil` for the zero dates of old tables.
    static func microseconds(_ time: MYSQL_TIME) -> Int64? {
        guard let days = days(time) else { return nil }
        return Int64(days) * day + clock(time)
    }

    /// What a column of days holds, in days since 1970; `nil` for zero dates.
    static func days(_ time: MYSQL_TIME) -> Int32? {
        CalendarDate(year: Int(time.year), month: Int(time.month), day: Int(time.day))?.daysSinceEpoch
    }

    /// What a column of times holds, in microseconds; the server's go from -838 to 838 hours.
    static func clock(_ time: MYSQL_TIME) -> Int64 {
        let hours = Int64(time.time_type == MYSQL_TIMESTAMP_TIME ? time.day : 0) * 24 + Int64(time.hour)
        let seconds = (hours * 60 + Int64(time.minute)) * 60 + Int64(time.second)
        let total = seconds * 1_000_000 + Int64(time.second_part)
        return time.neg != 0 ? -total : total
    }
}
