import MartletCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// The bytes of one line of the log.
struct LogLine {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(320) }

    mutating func add(_ text: String) { bytes.append(contentsOf: text.utf8) }
    mutating func add(_ text: Substring) { bytes.append(contentsOf: text.utf8) }

    /// Adds text as a JSON string.
    mutating func addQuoted(_ text: String) { add(JSONText.quote(text)) }

    mutating func add(_ number: Int) {
        if (0..<10).contains(number) {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number))
        } else {
            add(String(number))
        }
    }

    /// Adds the last decimal digits of a number.
    mutating func add(_ number: Int, digits: Int) {
        let start = bytes.count
        for _ in 0..<digits { bytes.append(UInt8(ascii: "0")) }
        var rest = number
        for position in stride(from: bytes.count - 1, through: start, by: -1) {
            bytes[position] += UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Adds the time now as `2026-11-24T12:05:09.123Z` (RFC 3339).
    mutating func addTimestamp() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let date = Timestamp.Date(daysSinceEpoch: now.tv_sec / 86_400)
        let second = now.tv_sec % 86_400
        add(date.year, digits: 4)
        add("-")
        add(date.month, digits: 2)
        add("-")
        add(date.day, digits: 2)
        add("T")
        add(second / 3_600, digits: 2)
        add(":")
        add(second / 60 % 60, digits: 2)
        add(":")
        add(second % 60, digits: 2)
        add(".")
        add(now.tv_nsec / 1_000_000, digits: 3)
        add("Z")
    }
}

/// Times in the log.
enum Timestamp {
    /// The time now as `2026-11-24T12:05:09.123Z` (RFC 3339).
    static func now() -> String {
        var line = LogLine()
        line.addTimestamp()
        return String(decoding: line.bytes, as: UTF8.self)
    }

    /// A day of the Gregorian calendar.
    struct Date: Equatable {
        let year: Int
        let month: Int
        let day: Int

        /// - Parameter days: counted from 1970-01-01, not negative.
        init(daysSinceEpoch days: Int) {
            // Years are counted from March so that the leap day is their last; 400 of them have 146,097 days.
            let shifted = days + 719_468
            let dayOfEra = shifted % 146_097
            let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
            let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
            let monthFromMarch = (5 * dayOfYear + 2) / 153
            day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
            month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
            year = yearOfEra + shifted / 146_097 * 400 + (month <= 2 ? 1 : 0)
        }
    }
}
