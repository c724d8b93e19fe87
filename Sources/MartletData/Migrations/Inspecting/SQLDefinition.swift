/// A `CREATE TABLE` taken apart as far as SQLite's own tables about tables do not say it.
struct SQLDefinition {
    enum Token: Equatable {
        /// A word as it is written.
        case word(String)
        /// An identifier in quotes, without them.
        case name(String)
        /// A text in quotes, with them.
        case string(String)
        /// What stands in a pair of brackets, without them.
        case group(String)
        case symbol(Character)

        /// A word in capitals.
        var keyword: String? { if case .word(let word) = self { word.uppercased() } else { nil } }
        /// An identifier, quoted or not.
        var identifier: String? {
            switch self {
            case .word(let word): word
            case .name(let name): name
            default: nil
            }
        }
    }

    /// One named or unnamed check.
    struct Check: Equatable {
        let name: String?
        let condition: String
    }

    /// The definitions of columns and constraints, each as tokens.
    let items: [[Token]]
    /// The same as they were written.
    private let texts: [String]
    /// Whether the table is one `WITHOUT ROWID`, which numbers nothing.
    let isWithoutRowNumbers: Bool
    /// Whether the table takes values of its columns' types alone.
    let isStrict: Bool

    /// - Parameter sql: the statement as `sqlite_master` has it.
    init(_ sql: String) {
        let tokens = Self.tokens(of: sql)
        let place = tokens.firstIndex { if case .group = $0 { true } else { false } }
        let options = place.map { tokens[$0...] } ?? []
        isWithoutRowNumbers = options.contains { $0.keyword == "ROWID" }
        isStrict = options.contains { $0.keyword == "STRICT" }
        var body = ""
        if let place, case .group(let text) = tokens[place] { body = text }
        texts = Self.parts(of: body)
        items = texts.map(Self.tokens)
    }

    /// The definition of a column as it was written.
    func text(ofColumn name: String) -> String? {
        zip(items, texts).first { item, _ in Self.isColumn(item, name) }?.1
    }

    /// The checks of all columns and of the table.
    var checks: [Check] { items.flatMap(Self.checks) }

    /// When a foreign key is checked, which SQLite's pragmas do not say.
    func deferral(ofKey columns: [String]) -> Deferral {
        let item = items.first { item in
            if columns.count == 1, let only = columns.first, Self.isColumn(item, only) {
                return item.contains { $0.keyword == "REFERENCES" }
            }
            guard let place = item.firstIndex(where: { $0.keyword == "FOREIGN" }), place + 2 < item.count,
                case .group(let list) = item[place + 2]
            else { return false }
            let names = Self.tokens(of: list).compactMap(\.identifier)
            return names.map { $0.lowercased() } == columns.map { $0.lowercased() }
        }
        guard let words = item?.map({ $0.keyword ?? "" }), let place = words.firstIndex(of: "DEFERRABLE"),
            place == 0 || words[place - 1] != "NOT"
        else { return .notDeferrable }
        return words[place...].starts(with: ["DEFERRABLE", "INITIALLY", "DEFERRED"])
            ? .initiallyDeferred : .initiallyImmediate
    }

    /// The tokens that define a column.
    func column(_ name: String) -> [Token] {
        items.first { Self.isColumn($0, name) } ?? []
    }

    private static func isColumn(_ item: [Token], _ name: String) -> Bool {
        let rules: Set<String> = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
        guard let first = item.first, first.identifier?.lowercased() == name.lowercased() else { return false }
        if case .word(let word) = first, rules.contains(word.uppercased()) { return false }
        return true
    }

    /// What stands behind a word in a definition.
    static func token(after keyword: String, in item: [Token]) -> Token? {
        guard let index = item.firstIndex(where: { $0.keyword == keyword }), index + 1 < item.count else { return nil }
        return item[index + 1]
    }

    private static func checks(in item: [Token]) -> [Check] {
        var found: [Check] = []
        for (index, token) in item.enumerated() where token.keyword == "CHECK" && index + 1 < item.count {
            guard case .group(let condition) = item[index + 1] else { continue }
            let isNamed = index >= 2 && item[index - 2].keyword == "CONSTRAINT"
            found.append(Check(name: isNamed ? item[index - 1].identifier : nil, condition: condition))
        }
        return found
    }

    /// Whether SQL is the call of a function and nothing beside it.
    static func isCall(_ sql: String) -> Bool {
        let tokens = tokens(of: sql)
        guard tokens.count == 2, case .word? = tokens.first, case .group? = tokens.last else { return false }
        return true
    }

    /// The raw parts of a list, each as it is written; commas in brackets, quotes and comments part nothing.
    static func parts(of list: String) -> [String] {
        var parts = [String.UnicodeScalarView()]
        var rest = list.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar == "," {
                parts.append(String.UnicodeScalarView())
                rest.removeFirst()
                continue
            }
            let length =
                if let comment = Self.commentLength(rest) { comment } else if scalar == "(" {
                    Self.groupLength(rest)
                } else if let end = Self.end(of: scalar) { Self.quoted(rest, end: end).length } else { 1 }
            parts[parts.count - 1].append(contentsOf: rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.map { part in
            let start = part.drop { $0.properties.isWhitespace }
            let end = start.lastIndex { !$0.properties.isWhitespace }
            return end.map { String(start[...$0]) } ?? ""
        }
    }

    /// How many scalars a comment has that the text begins with.
    private static func commentLength(_ text: Substring.UnicodeScalarView) -> Int? {
        if text.starts(with: "--".unicodeScalars) { return text.prefix { $0 != "\n" && $0 != "\r" }.count }
        guard text.starts(with: "/*".unicodeScalars) else { return nil }
        var length = 2
        var rest = text.dropFirst(2)
        while let scalar = rest.popFirst() {
            length += 1
            if scalar == "*", rest.first == "/" { return length + 1 }
        }
        return length
    }

    /// Takes SQL apart into words, names, texts and brackets; comments are left out. It goes by scalars, as databases do.
    static func tokens(of sql: String) -> [Token] {
        var tokens: [Token] = []
        var rest = sql.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar.properties.isWhitespace {
                rest.removeFirst()
            } else if let comment = Self.commentLength(rest) {
                rest = rest.dropFirst(comment)
            } else if scalar == "(" {
                let length = Self.groupLength(rest)
                tokens.append(.group(String(rest.dropFirst().prefix(max(0, length - 2)))))
                rest = rest.dropFirst(length)
            } else if let end = Self.end(of: scalar) {
                let (text, length) = Self.quoted(rest, end: end)
                tokens.append(scalar == "'" ? .string(String(rest.prefix(length))) : .name(text))
                rest = rest.dropFirst(length)
            } else if Self.isWord(scalar), scalar != "$" {
                let word = rest.prefix(while: Self.isWord)
                tokens.append(.word(String(word)))
                rest = rest.dropFirst(word.count)
            } else {
                tokens.append(.symbol(Character(scalar)))
                rest.removeFirst()
            }
        }
        return tokens
    }

    /// The mark that ends what another begins.
    private static func end(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "\"", "`", "'": scalar
        case "[": "]"
        default: nil
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_" || scalar == "$"
            || scalar.properties.generalCategory == .nonspacingMark
    }

    /// How many scalars a pair of brackets has, itself included.
    private static func groupLength(_ text: Substring.UnicodeScalarView) -> Int {
        var depth = 0
        var length = 0
        var rest = text
        while let scalar = rest.first {
            var step = 1
            if let comment = Self.commentLength(rest) {
                step = comment
            } else if let end = Self.end(of: scalar) {
                step = Self.quoted(rest, end: end).length
            } else if scalar == "(" {
                depth += 1
            } else if scalar == ")" {
                depth -= 1
            }
            length += step
            rest = rest.dropFirst(step)
            if depth == 0 { break }
        }
        return length
    }

    /// What stands in quotes, and how many scalars it has with them.
    private static func quoted(
        _ text: Substring.UnicodeScalarView, end: Unicode.Scalar
    ) -> (text: String, length: Int) {
        var content = String.UnicodeScalarView()
        var length = 1
        var rest = text.dropFirst()
        while let scalar = rest.popFirst() {
            length += 1
            guard scalar == end else {
                content.append(scalar)
                continue
            }
            guard rest.first == end, end != "]" else { break }
            content.append(end)
            rest.removeFirst()
            length += 1
        }
        return (String(content), length)
    }
}
