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

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    mutating func add(_ text: Substring) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    /// Adds text as a JSON string.
    mutating func addQuoted(_ text: String) {
        var text = text
        let isPlain = text.withUTF8 { content in
            guard JSONText.isPlain(content) else { return false }
            bytes.append(UInt8(ascii: "\""))
            bytes.append(contentsOf: content)
            bytes.append(UInt8(ascii: "\""))
            return true
        }
        if !isPlain { add(JSONText.quote(text)) }
    }

    mutating func add(_ number: Int) {
        guard number >= 0 else { return add(String(number)) }
        var digits = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        add(number, digits: digits)
    }

    /// Adds the last decimal digits of a number that is not negative.
    mutating func add(_ number: Int, digits: Int) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: digits) { text in
            var rest = UInt(bitPattern: number)
            for position in text.indices.reversed() {
                text[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            bytes.append(contentsOf: text)
        }
    }

    /// Adds the time now as `2026-11-24T12:05:09.123Z` (RFC 3339).
    mutating func addTimestamp() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let date = Timestamp.Date(daysSinceEpoch: now.tv_sec / 86_400)
        let second = now.tv_sec % 86_400
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { text in
            var end = 0
            func put(_ number: Int, _ digits: Int, _ separator: UInt8) {
                var rest = number
                for position in (end..<end + digits).reversed() {
                    text[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
                    rest /= 10
                }
                text[end + digits] = separator
                end += digits + 1
            }
            put(date.year, 4, UInt8(ascii: "-"))
            put(date.month, 2, UInt8(ascii: "-"))
            put(date.day, 2, UInt8(ascii: "T"))
            put(second / 3_600, 2, UInt8(ascii: ":"))
            put(second / 60 % 60, 2, UInt8(ascii: ":"))
            put(second % 60, 2, UInt8(ascii: "."))
            put(now.tv_nsec / 1_000_000, 3, UInt8(ascii: "Z"))
            bytes.append(contentsOf: text)
        }
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
