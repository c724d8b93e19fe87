import MartletData

/// An interval: months and days have no length of their own, the rest has.
struct PostgresInterval: Equatable {
    var months: Int32 = 0
    var days: Int32 = 0
    var microseconds: Int64 = 0

    init(months: Int32, days: Int32, microseconds: Int64) {
        self.months = months
        self.days = days
        self.microseconds = microseconds
    }

    /// As a length of time, with days of 24 hours as sessions in UTC have them; with months it is the ISO 8601 text.
    var value: DatabaseValue {
        let (ofDays, exceeds) = Int64(days).multipliedReportingOverflow(by: 86_400_000_000)
        let (total, overflows) = ofDays.addingReportingOverflow(microseconds)
        guard months == 0, !exceeds, !overflows else { return .text(description) }
        return .duration(microseconds: total)
    }

    /// Such as `P1Y2M3DT4H5M6.5S`; each part has its own sign.
    var description: String {
        var text = "P"
        let (years, rest) = months.quotientAndRemainder(dividingBy: 12)
        if years != 0 { text += "\(years)Y" }
        if rest != 0 { text += "\(rest)M" }
        if days != 0 { text += "\(days)D" }
        guard microseconds != 0 else { return text == "P" ? "PT0S" : text }
        let (seconds, fraction) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        text += "T"
        if seconds / 3600 != 0 { text += "\(seconds / 3600)H" }
        if seconds / 60 % 60 != 0 { text += "\(seconds / 60 % 60)M" }
        if seconds % 60 != 0 || fraction != 0 {
            let digits = String(fraction.magnitude + 1_000_000).dropFirst()
            let sign = microseconds < 0 ? "-" : ""
            text += fraction == 0 ? "\(seconds % 60)S" : "\(sign)\((seconds % 60).magnitude).\(digits)S"
        }
        return text
    }

    /// Reads the text format in the style `postgres`: `1 year 2 mons -3 days +04:05:06.5`.
    init?(_ text: some StringProtocol) {
        var words = text.split(separator: " ")[...]
        while let word = words.popFirst() {
            if word.contains(":") {
                let isNegative = word.hasPrefix("-")
                let parts = word.drop { $0 == "-" || $0 == "+" }.split(separator: ":", omittingEmptySubsequences: false)
                guard parts.count == 3, let hours = Int64(parts[0]), let minutes = Int64(parts[1]),
                    // `TimestampText` knows hours of a day; the rest of this time is one.
                    let rest = TimestampText.parseTime("00:00:\(parts[2])"), (0..<60).contains(minutes)
                else { return nil }
                let (whole, exceeds) = hours.multipliedReportingOverflow(by: 3_600_000_000)
                let (total, overflows) = whole.addingReportingOverflow(minutes * 60_000_000 + rest)
                guard !exceeds, !overflows else { return nil }
                microseconds = isNegative ? -total : total
                continue
            }
            guard let number = Int32(word), let unit = words.popFirst() else { return nil }
            switch unit {
            case "year", "years":
                let (part, overflows) = number.multipliedReportingOverflow(by: 12)
                guard !overflows else { return nil }
                months &+= part
            case "mon", "mons": months &+= number
            case "day", "days": days = number
            default: return nil
            }
        }
    }
}
