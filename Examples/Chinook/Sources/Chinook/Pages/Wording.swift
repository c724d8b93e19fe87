import Foundation

/// How numbers are written on the pages.
enum Wording {
    /// `3,503`
    static func number(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return value < 0 ? "-" + result : result
    }

    /// `1 track`, `3,503 tracks`
    static func count(_ value: Int, _ noun: String) -> String { "\(number(value)) \(noun)\(value == 1 ? "" : "s")" }

    /// `$0.99`
    static func price(_ value: Decimal) -> String { "$" + decimal(value) }

    /// `0.99`: always two decimals, rounded where there are more.
    static func decimal(_ value: Decimal) -> String {
        var value = value
        var rounded = Decimal()
        NSDecimalRound(&rounded, &value, 2, .plain)
        let parts = rounded.description.split(separator: ".", maxSplits: 1)
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        return "\(parts.first ?? "0").\(decimals)\(String(repeating: "0", count: max(0, 2 - decimals.count)))"
    }

    /// `11.2 MB`, in units of a thousand
    static func size(bytes: Int) -> String {
        let units = ["bytes", "kB", "MB", "GB", "TB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        guard unit > 0 else { return "\(number(bytes)) bytes" }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}

/// A length of time, as people and as machines read it.
struct Playtime: Sendable {
    /// `5:44`, `1:02:03`
    let text: String
    /// An ISO 8601 duration for the `datetime` attribute.
    let iso: String

    init(milliseconds: Int) {
        let total = (max(0, milliseconds) + 500) / 1000
        let (hours, minutes, seconds) = (total / 3600, total / 60 % 60, total % 60)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        text = hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds))" : "\(minutes):\(two(seconds))"
        iso = "PT" + (hours > 0 ? "\(hours)H" : "") + "\(minutes)M\(seconds)S"
    }
}

/// Text with the words that were searched for set apart.
struct Highlighted: Sendable {
    struct Part: Sendable {
        let match: Bool
        let text: String
    }

    let parts: [Part]

    /// Marks every place where the needle occurs, in any letter case.
    init(_ text: String, matching needle: String) {
        var parts: [Part] = []
        let haystack = Array(text)
        let wanted = needle.map { $0.lowercased() }
        var plain = ""
        var index = 0
        while index < haystack.count {
            let end = index + wanted.count
            if !wanted.isEmpty, end <= haystack.count,
                zip(haystack[index..<end], wanted).allSatisfy({ $0.lowercased() == $1 })
            {
                if !plain.isEmpty { parts.append(Part(match: false, text: plain)) }
                parts.append(Part(match: true, text: String(haystack[index..<end])))
                plain = ""
                index = end
            } else {
                plain.append(haystack[index])
                index += 1
            }
        }
        if !plain.isEmpty { parts.append(Part(match: false, text: plain)) }
        self.parts = parts
    }
}
