/// What a condition or expression is about, whatever words a database prints it in.
///
/// Databases keep what they have understood and print that: PostgreSQL with casts and brackets, `IN` as `= ANY (ARRAY[…])`;
/// MariaDB with `NOT` moved inwards, `lower` as `lcase` and backslashes in texts. Names, values, functions and the kinds of
/// comparisons stay, and these are compared. A change that keeps all of them, such as other brackets, is not seen.
struct SQLFingerprint: Hashable {
    /// Columns and functions: a range names its column once or twice.
    private let names: Set<String>
    /// Values and comparisons, each as often as it is there.
    private let values: [String]

    init(_ sql: String) {
        var found: [String] = []
        Self.collect(SQLDefinition.tokens(of: sql), into: &found)
        // Only these begin with a letter or an underscore.
        func isName(_ part: String) -> Bool { part.first.map { $0.isLetter || $0 == "_" } ?? false }
        names = Set(found.filter(isName))
        values = found.filter { !isName($0) }.sorted()
    }

    /// Words that say how values stand together, and that databases rewrite.
    private static let grammar: Set<String> = [
        "AND", "OR", "NOT", "IS", "NULL", "ANY", "ALL", "ARRAY", "CASE", "WHEN", "THEN", "ELSE", "END", "FROM", "FOR",
        "COLLATE",
        "CHARSET", "CHARACTER", "SET", "AS", "CAST", "CONVERT", "USING", "WITH", "TIME", "ZONE", "TIMESTAMP", "DATE",
        "AT",
        "VARYING", "DOUBLE", "PRECISION", "INTERVAL", "CONCAT",
    ]

    /// One name for functions and operators that have several.
    private static let synonyms: [String: String] = [
        "LCASE": "LOWER", "UCASE": "UPPER", "LENGTH": "CHAR_LENGTH", "CHARACTER_LENGTH": "CHAR_LENGTH", "MOD": "%",
        "SUBSTR": "SUBSTRING", "MID": "SUBSTRING", "TRUE": "1", "FALSE": "0", "IN": "=", "LIKE": "~",
        "IFNULL": "COALESCE",
        "NOW": "CURRENT_TIMESTAMP", "CURDATE": "CURRENT_DATE", "LOCALTIMESTAMP": "CURRENT_TIMESTAMP",
    ]

    private static func collect(_ tokens: [SQLDefinition.Token], into found: inout [String]) {
        var index = tokens.startIndex
        func next(_ offset: Int) -> SQLDefinition.Token? {
            tokens.indices.contains(index + offset) ? tokens[index + offset] : nil
        }
        while index < tokens.endIndex {
            switch tokens[index] {
            case .symbol(":") where next(1) == .symbol(":"):
                index += castLength(tokens[index...])
                continue
            case .word(let word) where ["CAST", "CONVERT"].contains(word.uppercased()):
                guard case .group(let text)? = next(1) else { break }
                collect(
                    SQLDefinition.tokens(of: text).prefix { $0.keyword != "AS" && $0.keyword != "USING" }, into: &found)
                index += 1
            case .word(let word) where word.uppercased() == "ARRAY":
                // Square brackets are quotes elsewhere.
                guard case .name(let list)? = next(1) else { break }
                collect(SQLDefinition.tokens(of: list), into: &found)
                index += 1
            case .word(let word):
                if next(1) == .symbol("."), case .word(let digits)? = next(2), let number = Double("\(word).\(digits)")
                {
                    found.append("\(number)")
                    index += 2
                } else {
                    add(word, into: &found)
                }
            case .name(let name): add(name, into: &found)
            case .string(let text): found.append(value(text.unquoted("'")))
            case .group(let text): collect(SQLDefinition.tokens(of: text), into: &found)
            case .symbol(let symbol):
                let length = comparison(tokens[index...], into: &found)
                if length == 0, "+*/%".contains(symbol) { found.append(String(symbol)) }
                index += max(0, length - 1)
            }
            index += 1
        }
    }

    private static func collect(_ tokens: ArraySlice<SQLDefinition.Token>, into found: inout [String]) {
        collect(Array(tokens), into: &found)
    }

    private static func add(_ word: String, into found: inout [String]) {
        let upper = word.uppercased()
        if let number = Double(word) { return found.append("\(number)") }
        if upper == "BETWEEN" {
            found += ["≥", "<"]
            return
        }
        guard !grammar.contains(upper), !upper.hasPrefix("_UTF8") else { return }
        let name = synonyms[upper] ?? upper
        found.append(Double(name).map { "\($0)" } ?? name.lowercased())
    }

    /// A comparison, the same as its opposite, since `NOT` moves; and how many symbols it has.
    private static func comparison(_ tokens: ArraySlice<SQLDefinition.Token>, into found: inout [String]) -> Int {
        var text = ""
        for case .symbol(let symbol) in tokens.prefix(while: { if case .symbol = $0 { true } else { false } }) {
            guard "<>=!~|&@#".contains(symbol) else { break }
            text.append(symbol)
        }
        // MariaDB compares a truth value with 0; what stands beside it says enough.
        if ["<>", "!="].contains(text), tokens.dropFirst(2).first == .word("0") { return 3 }
        switch text {
        case "": return 0
        case "||": break
        case "=", "==", "<>", "!=": found.append("=")
        case "<", ">=": found.append("≥")
        case ">", "<=": found.append("<")
        case "~~", "!~~": found.append("~")
        default: found.append(text)
        }
        return text.count
    }

    /// How many tokens a cast has that begins with two colons: `::character varying(20)[]`.
    private static func castLength(_ tokens: ArraySlice<SQLDefinition.Token>) -> Int {
        let types: Set<String> = [
            "CHARACTER", "VARYING", "DOUBLE", "PRECISION", "TIMESTAMP", "TIME", "WITH", "WITHOUT", "ZONE", "BIT",
        ]
        var length = 3
        let rest = tokens.dropFirst(3)
        var last = tokens.dropFirst(2).first?.keyword ?? ""
        for token in rest {
            switch token {
            case .word(let word) where types.contains(last) && types.contains(word.uppercased()):
                last = word.uppercased()
            case .group(let text) where text.allSatisfy({ $0.isNumber || $0 == "," || $0 == " " }) && !text.isEmpty:
                break
            case .name(let name) where name.isEmpty: break
            default: return min(length, tokens.count)
            }
            length += 1
        }
        return min(length, tokens.count)
    }

    /// A value in quotes: a number as a number, and of a moment the day.
    private static func value(_ text: String) -> String {
        if let number = Double(text) { return "\(abs(number))" }
        let digits = text.prefix(10)
        guard digits.count == 10, digits.allSatisfy({ $0.isNumber || $0 == "-" }),
            digits.filter({ $0 == "-" }).count == 2
        else {
            // MariaDB prints some backslashes twice.
            return "'\(text.filter { $0 != "\\" })'"
        }
        return "'\(digits)'"
    }
}
