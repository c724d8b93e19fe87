#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// The date formats of HTTP (RFC 9110 §5.6.7).
package enum HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// A time as `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func format(secondsSinceEpoch: Int) -> String {
        var seconds = time_t(secondsSinceEpoch)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return format(parts)
    }

    /// The seconds since 1970 of a date in the preferred format or in one of the two obsolete ones, which a recipient
    /// has to understand too; `nil` for anything else.
    package static func parse(_ text: some StringProtocol) -> Int? {
        let parts = text.split(separator: " ")
        switch parts.count {
        case 6 where parts[5] == "GMT":  // Sun, 06 Nov 1994 08:49:37 GMT
            return seconds(day: parts[1], month: parts[2], year: Int(parts[3]), clock: parts[4])
        case 4 where parts[3] == "GMT":  // Sunday, 06-Nov-94 08:49:37 GMT
            let date = parts[1].split(separator: "-")
            guard date.count == 3, date[2].utf8.count == 2, let year = Int(date[2]) else { return nil }
            return seconds(day: date[0], month: date[1], year: fullYear(year), clock: parts[2])
        case 5:  // Sun Nov  6 08:49:37 1994
            return seconds(day: parts[2], month: parts[1], year: Int(parts[4]), clock: parts[3])
        default: return nil
        }
    }

    /// Two digits that would lie more than 50 years ahead mean the past.
    private static func fullYear(_ digits: Int) -> Int {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        let thisYear = Int(parts.tm_year) + 1900
        let year = thisYear - thisYear % 100 + digits
        return year > thisYear + 50 ? year - 100 : year
    }

    private static func seconds(
        day: some StringProtocol, month: some StringProtocol, year: Int?, clock: some StringProtocol
    ) -> Int? {
        let clock = clock.split(separator: ":").map { Int($0) }
        guard let year, let day = Int(day), let month = months.firstIndex(of: String(month)), clock.count == 3,
            let hour = clock[0], let minute = clock[1], let second = clock[2], (1...31).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second), (1900...9999).contains(year)
        else { return nil }
        var value = tm()
        value.tm_mday = Int32(day)
        value.tm_mon = Int32(month)
        value.tm_year = Int32(year - 1900)
        value.tm_hour = Int32(hour)
        value.tm_min = Int32(minute)
        value.tm_sec = Int32(second)
        return timegm(&value)
    }

    static func format(_ parts: tm) -> String {
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let day = days[Int(parts.tm_wday) % 7]
        let month = months[Int(parts.tm_mon) % 12]
        return "\(day), \(two(parts.tm_mday)) \(month) \(parts.tm_year + 1900) "
            + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}
