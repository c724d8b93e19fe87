import MartletHTTP

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// How the built-in transforms write numbers and dates: in English and UTC.
enum TemplateFormat {
    /// The names of the transforms on numbers.
    static let numberNames = ["number", "bytes", "percent"] + (0...6).map { "fixed\($0)" }
    /// The names of the transforms on dates.
    static let dateNames = ["date", "longdate", "time", "datetime", "iso", "httpdate"]

    /// A number under a transform of ``numberNames``; `nil` for any other name.
    static func number(_ value: Double, _ name: String) -> String? {
        guard value.isFinite else { return numberNames.contains(name) ? "\(value)" : nil }
        switch name {
        case "number":
            let text = fixed(value, digits: 2)
            return grouped(text.hasSuffix(".00") ? String(text.dropLast(3)) : text)
        case "bytes": return bytes(value)
        case "percent": return grouped(fixed(value * 100, digits: 0)) + "%"
        default:
            guard name.hasPrefix("fixed"), let digits = Int(name.dropFirst(5)), (0...6).contains(digits) else {
                return nil
            }
            return grouped(fixed(value, digits: digits))
        }
    }

    /// `1234567.5` as `1,234,567.5`.
    static func grouped(_ text: String) -> String {
        let parts = text.split(separator: ".", maxSplits: 1)
        guard let whole = parts.first else { return text }
        let digits = whole.hasPrefix("-") ? whole.dropFirst() : whole
        guard digits.allSatisfy(\.isNumber) else { return text }
        var result = whole.hasPrefix("-") ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return parts.count == 2 ? "\(result).\(parts[1])" : result
    }

    /// A number with a fixed count of decimals, halves rounded away from zero.
    static func fixed(_ value: Double, digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let scaled = (value.magnitude * scale).rounded(.toNearestOrAwayFromZero)
        guard scaled < 9e15 else { return "\(value)" }
        let text = String(Int(scaled))
        let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return sign + padded }
        return "\(sign)\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }

    private static func bytes(_ value: Double) -> String {
        var amount = value
        var unit = "B"
        for next in ["kB", "MB", "GB", "TB"] where amount.magnitude >= 1000 {
            amount /= 1000
            unit = next
        }
        return "\(fixed(amount, digits: unit == "B" || amount.magnitude >= 100 ? 0 : 1)) \(unit)"
    }

    /// A time under a transform of ``dateNames``; `nil` for any other name.
    static func date(_ value: Date, _ name: String) -> String? {
        let seconds = value.timeIntervalSince1970
        guard dateNames.contains(name) else { return nil }
        guard seconds.magnitude < 2.5e11 else { return "\(value)" }
        if name == "httpdate" { return HTTPDate.format(secondsSinceEpoch: Int(seconds.rounded(.down))) }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: value)
        func two(_ value: Int?) -> String { (value ?? 0) < 10 ? "0\(value ?? 0)" : "\(value ?? 0)" }
        let day = "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
        let time = "\(two(parts.hour)):\(two(parts.minute))"
        let month = months.indices.contains((parts.month ?? 0) - 1) ? months[(parts.month ?? 0) - 1] : ""
        let long = "\(parts.day ?? 0) \(month) \(parts.year ?? 0)"
        switch name {
        case "date": return day
        case "longdate": return long
        case "time": return time
        case "datetime": return "\(long), \(time)"
        default: return "\(day)T\(time):\(two(parts.second))Z"
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
