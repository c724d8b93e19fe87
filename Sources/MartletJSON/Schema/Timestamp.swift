/// Moments as texts (RFC 3339): `2026-01-31T12:00:00.250+01:00`.
enum Timestamp {
    /// The seconds since 1970 of a text; `nil` for what is no moment, such as the 30th of February.
    static func seconds(_ text: String) -> Double? {
        var rest = text.utf8[...]
        guard let year = number(&rest, 4), take("-", &rest), let month = number(&rest, 2), take("-", &rest),
            let day = number(&rest, 2), take("T", &rest) || take("t", &rest) || take(" ", &rest),
            let hour = number(&rest, 2), take(":", &rest), let minute = number(&rest, 2), take(":", &rest),
            let second = number(&rest, 2)
        else { return nil }
        guard (1...12).contains(month), (1...length(month, year)).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var fraction = 0.0
        if take(".", &rest) {
            var scale = 0.1
            guard let first = rest.first, (0x30...0x39).contains(first) else { return nil }
            while let byte = rest.first, (0x30...0x39).contains(byte) {
                fraction += Double(byte - 0x30) * scale
                scale /= 10
                rest = rest.dropFirst()
            }
        }
        guard let offset = offset(&rest), rest.isEmpty else { return nil }
        let whole = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Double(whole) + fraction
    }

    /// A moment in UTC, to the microsecond, without the zeros of a whole second or millisecond.
    static func text(_ seconds: Double) -> String {
        let micros = (seconds * 1_000_000).rounded()
        // The years 1 to 9999.
        guard micros >= -62_135_596_800_000_000, micros < 253_402_300_800_000_000 else { return "\(seconds)" }
        let total = Int(micros)
        let second = Int((micros / 1_000_000).rounded(.down))
        let fraction = total - second * 1_000_000
        let day = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
        let time = second - day * 86_400
        let (year, month, date) = civil(day)
        var text = padded(year, 4) + "-" + padded(month, 2) + "-" + padded(date, 2) + "T"
        text += padded(time / 3600, 2) + ":" + padded(time / 60 % 60, 2) + ":" + padded(time % 60, 2)
        if fraction != 0 { text += fraction % 1000 == 0 ? "." + padded(fraction / 1000, 3) : "." + padded(fraction, 6) }
        return text + "Z"
    }

    private static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }

    private static func number(_ rest: inout Substring.UTF8View, _ digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
            rest = rest.dropFirst()
        }
        return value
    }

    private static func take(_ character: Unicode.Scalar, _ rest: inout Substring.UTF8View) -> Bool {
        guard let byte = rest.first, UInt32(byte) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Seconds ahead of UTC.
    private static func offset(_ rest: inout Substring.UTF8View) -> Int? {
        if take("Z", &rest) || take("z", &rest) { return 0 }
        let isBehind = rest.first == UInt8(ascii: "-")
        guard take("+", &rest) || take("-", &rest), let hours = number(&rest, 2), take(":", &rest),
            let minutes = number(&rest, 2), hours < 24, minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isBehind ? -1 : 1)
    }

    private static func length(_ month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970 in the Gregorian calendar (counted from March, so that the leap day is the last of a year).
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let part = (5 * dayOfYear + 2) / 153
        let month = part < 10 ? part + 3 : part - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1)
    }
}
