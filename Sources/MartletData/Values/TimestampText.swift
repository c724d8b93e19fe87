import MartletCore

/// Moments, days and times as text: `2026-01-31 23:59:59.123456`, in UTC; a year before 1 has a minus.
public enum TimestampText {
    private static let microsecondsPerDay: Int64 = 86_400_000_000

    /// A moment in microseconds since 1970 UTC, as `2026-01-31 23:59:59.123456`.
    public static func format(_ microseconds: Int64) -> String {
        let (days, rest) = split(microseconds)
        return withASCII { buffer in
            append(days: days, to: &buffer)
            buffer.append(0x20)
            append(time: rest, to: &buffer)
        }
    }

    /// A day in days since 1970, as `2026-01-31`.
    public static func formatDate(_ days: Int32) -> String { withASCII { append(days: Int64(days), to: &$0) } }

    /// A time of day in microseconds since midnight, as `23:59:59.123456`.
    public static func formatTime(_ microseconds: Int64) -> String { withASCII { append(time: microseconds, to: &$0) } }

    /// Reads what ``format(_:)`` writes, and the same with `T`, without a fraction, without a time, or with a final `Z`
    /// or offset such as `+02:00` or `+02`; microseconds since 1970 UTC.
    public static func parse(_ text: some StringProtocol) -> Int64? { parse(utf8: text.utf8) }

    /// Reads the same from the bytes of a text, as a driver finds them in its memory.
    public static func parse(utf8 bytes: some Collection<UInt8>) -> Int64? {
        var scanner = Scanner(bytes)
        guard let days = scanner.date() else { return nil }
        var result = days.multipliedReportingOverflow(by: microsecondsPerDay)
        guard !result.overflow else { return nil }
        if scanner.isAtEnd { return result.partialValue }
        guard scanner.take(0x20) || scanner.take(0x54), let time = scanner.time() else { return nil }
        result = result.partialValue.addingReportingOverflow(time)
        guard !result.overflow, let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        result = result.partialValue.subtractingReportingOverflow(offset)
        return result.overflow ? nil : result.partialValue
    }

    /// Reads `2026-01-31`; days since 1970.
    public static func parseDate(_ text: some StringProtocol) -> Int32? {
        var scanner = Scanner(text.utf8)
        guard let days = scanner.date(), scanner.isAtEnd else { return nil }
        return Int32(exactly: days)
    }

    /// Reads `23:59`, `23:59:59` and `23:59:59.123456`; microseconds since midnight.
    public static func parseTime(_ text: some StringProtocol) -> Int64? {
        var scanner = Scanner(text.utf8)
        guard let time = scanner.time(), scanner.isAtEnd else { return nil }
        return time
    }

    private static func split(_ microseconds: Int64) -> (days: Int64, rest: Int64) {
        var (days, rest) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        if rest < 0 {
            days -= 1
            rest += microsecondsPerDay
        }
        return (days, rest)
    }

    private static func withASCII(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(days: Int64, to bytes: inout [UInt8]) {
        let (year, month, day) = GregorianCalendar.civil(days)
        if year < 0 { bytes.append(0x2D) }
        append(abs(year), 4, to: &bytes)
        bytes.append(0x2D)
        append(month, 2, to: &bytes)
        bytes.append(0x2D)
        append(day, 2, to: &bytes)
    }

    private static func append(time: Int64, to bytes: inout [UInt8]) {
        let seconds = time / 1_000_000
        append(seconds / 3600, 2, to: &bytes)
        bytes.append(0x3A)
        append(seconds / 60 % 60, 2, to: &bytes)
        bytes.append(0x3A)
        append(seconds % 60, 2, to: &bytes)
        bytes.append(0x2E)
        append(time % 1_000_000, 6, to: &bytes)
    }

    private static func append(_ value: Int64, _ width: Int, to bytes: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(0x30 + value / divisor % 10))
            divisor /= 10
        }
    }
}

/// Reads the parts of a moment from its text.
private struct Scanner<Bytes: Collection> where Bytes.Element == UInt8 {
    private let bytes: Bytes
    private var index: Bytes.Index

    init(_ bytes: Bytes) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    var isAtEnd: Bool { index == bytes.endIndex }

    mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.endIndex, bytes[index] == byte else { return false }
        index = bytes.index(after: index)
        return true
    }

    private mutating func number(_ widths: ClosedRange<Int>) -> (value: Int64, digits: Int)? {
        var value: Int64 = 0
        var digits = 0
        while index < bytes.endIndex, (0x30...0x39).contains(bytes[index]) {
            guard digits < widths.upperBound else { return nil }
            value = value * 10 + Int64(bytes[index] - 0x30)
            digits += 1
            index = bytes.index(after: index)
        }
        return widths.contains(digits) ? (value, digits) : nil
    }

    mutating func date() -> Int64? {
        let isNegative = take(0x2D)
        guard let year = number(4...6), take(0x2D), let month = number(2...2), take(0x2D), let day = number(2...2)
        else { return nil }
        let signed = isNegative ? -year.value : year.value
        guard
            let date = CalendarDate(year: Int(signed), month: Int(month.value), day: Int(day.value))
        else { return nil }
        return Int64(date.daysSinceEpoch)
    }

    mutating func time() -> Int64? {
        guard let hour = number(2...2), take(0x3A), let minute = number(2...2), hour.value < 24, minute.value < 60
        else { return nil }
        var result = (hour.value * 60 + minute.value) * 60_000_000
        guard take(0x3A) else { return result }
        guard let second = number(2...2), second.value < 60 else { return nil }
        result += second.value * 1_000_000
        guard take(0x2E) else { return result }
        guard var (fraction, digits) = number(1...9) else { return nil }
        while digits < 6 {
            fraction *= 10
            digits += 1
        }
        while digits > 6 {
            fraction /= 10
            digits -= 1
        }
        return result + fraction
    }

    /// The offset from UTC in microseconds; 0 where none is written.
    mutating func offset() -> Int64? {
        if isAtEnd || take(0x5A) { return 0 }
        let isNegative = take(0x2D)
        guard isNegative || take(0x2B), let hours = number(2...2), hours.value < 24 else { return nil }
        var minutes: Int64 = 0
        if !isAtEnd {
            _ = take(0x3A)
            guard let read = number(2...2), read.value < 60 else { return nil }
            minutes = read.value
        }
        let total = (hours.value * 60 + minutes) * 60_000_000
        return isNegative ? -total : total
    }
}
