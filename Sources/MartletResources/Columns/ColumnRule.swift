import MartletData

/// What the schema of a column says of values.
enum ColumnRule {
    struct Violation {
        let code: String
        let detail: String
        var parameters: [String: String] = [:]
    }

    /// What is wrong with a value that has the column's type.
    static func violation(of value: DatabaseValue, _ column: ColumnSchema) -> Violation? {
        if let violation = tooLong(value, column) { return violation }
        if hasNUL(value) {
            return Violation(code: "format", detail: "must not have the character U+0000")
        }
        if let digits = DecimalDigits(column.type), case .decimal(let decimal) = value, !digits.hold(decimal) {
            return Violation(code: "out_of_range", detail: "must have at most \(digits.words)")
        }
        guard !column.accepts(value) else { return nil }
        guard let choices = column.choices else {
            return Violation(code: "format", detail: "is not a value that is taken here")
        }
        let got = text(of: value)
        let shown = got.count > 40 ? "\(got.prefix(40))…" : got
        return Violation(code: "one_of", detail: "must be one of \(list(choices)), not `\(shown)`")
    }

    /// Whether there is a character in it that databases do not hold in texts: PostgreSQL has it in documents neither.
    private static func hasNUL(_ value: DatabaseValue) -> Bool {
        switch value {
        case .text(let text): text.utf8.contains(0)
        case .json(let document): JSONFragment.hasNUL(document)
        case .array(let values, _): values.contains(where: hasNUL)
        default: false
        }
    }

    private static func tooLong(_ value: DatabaseValue, _ column: ColumnSchema) -> Violation? {
        guard let max = column.maximumLength else { return nil }
        func violation(_ unit: String) -> Violation {
            Violation(
                code: "too_long", detail: "must have at most \(max) \(unit)\(max == 1 ? "" : "s")",
                parameters: ["max": "\(max)"])
        }
        switch value {
        case .text(let text):
            // A character has one to four bytes, so that most need not be counted.
            return text.utf8.count > max && text.unicodeScalars.count > max ? violation("character") : nil
        case .blob(let bytes): return bytes.count > max ? violation("byte") : nil
        default: return nil
        }
    }

    /// The values of an enumeration in the words of a message.
    static func list(_ choices: [DatabaseValue]) -> String {
        choices.prefix(20).map(text(of:)).joined(separator: ", ") + (choices.count > 20 ? ", …" : "")
    }

    private static func text(of value: DatabaseValue) -> String {
        switch value {
        case .text(let text): text
        case .integer(let number): "\(number)"
        default: value.kind
        }
    }
}
