/// Moments as texts (RFC 3339): `2026-01-31T12:00:00.250+01:00`.
package enum MomentText {
    /// The seconds since 1970 of a text; `nil` for what is no moment, such as the 30th of February, and outside of the years 1
    /// to 9999 in UTC, which could not be told again.
    package static func seconds(_ text: String) -> Double? {
        var rest = text.utf8[...]
        guard let year = number(&rest, 4), take("-", &rest), let month = number(&rest, 2), take("-", &rest),
            let day = number(&rest, 2), take("T", &rest) || take("t", &rest) || take(" ", &rest),
            let hour = number(&rest, 2), take(":", &rest), let minute = number(&rest, 2), take(":", &rest),
            let second = number(&rest, 2)
        else { return nil }
        guard (1...12).contains(month), (1...GregorianCalendar.daysIn(month, of: year)).contains(day), hour < 24,
            minute < 60, second < 60
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
        let days = GregorianCalendar.days(Int64(year), Int64(month), Int64(day))
        let whole = days * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        let seconds = Double(whole) + fraction
        return microseconds(seconds) == nil ? nil : seconds
    }

    /// The microseconds since 1970 of a moment in the years 1 to 9999; `nil` for another.
    private static func microseconds(_ seconds: Double) -> Double? {
        let micros = (seconds * 1_000_000).rounded()
        return micros >= -62_135_596_800_000_000 && micros < 253_402_300_800_000_000 ? micros : nil
    }

    /// A moment in UTC, to the microsecond, without the zeros of a whole second or millisecond.
    package static func text(_ seconds: Double) -> String {
        guard let micros = microseconds(seconds) else { return "\(seconds)" }
        let total = Int(micros)
        let second = Int((micros / 1_000_000).rounded(.down))
        let fraction = total - second * 1_000_000
        let day = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
        let time = second - day * 86_400
        let (year, month, date) = GregorianCalendar.civil(Int64(day))
        var text = padded(Int(year), 4) + "-" + padded(Int(month), 2) + "-" + padded(Int(date), 2) + "T"
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
}
