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
    /// Whether the table is one `WITHOUT ROWID`, which numbers nothing.
    let isWithoutRowNumbers: Bool

    /// - Parameter sql: the statement as `sqlite_master` has it.
    init(_ sql: String) {
        let tokens = Self.tokens(of: sql)
        isWithoutRowNumbers = tokens.contains { $0.keyword == "ROWID" }
        let body = tokens.lazy.compactMap { token -> String? in
            if case .group(let text) = token { text } else { nil }
        }.first
        var items: [[Token]] = [[]]
        for token in Self.tokens(of: body ?? "") {
            if token == .symbol(",") { items.append([]) } else { items[items.count - 1].append(token) }
        }
        self.items = items
    }

    /// The checks of all columns and of the table.
    var checks: [Check] { items.flatMap(Self.checks) }

    /// The tokens that define a column.
    func column(_ name: String) -> [Token] {
        let rules: Set<String> = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]
        return items.first { item in
            guard let first = item.first, first.identifier?.lowercased() == name.lowercased() else { return false }
            if case .word(let word) = first, rules.contains(word.uppercased()) { return false }
            return true
        } ?? []
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

    /// Takes SQL apart into words, names, texts and brackets; comments are left out. It goes by scalars, as databases do.
    static func tokens(of sql: String) -> [Token] {
        var tokens: [Token] = []
        var rest = sql.unicodeScalars[...]
        while let scalar = rest.first {
            if scalar.properties.isWhitespace {
                rest.removeFirst()
            } else if rest.starts(with: "--".unicodeScalars) {
                rest = rest.drop { $0 != "\n" && $0 != "\r" }
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
            switch scalar {
            case "(": depth += 1
            case ")": depth -= 1
            case "'", "\"": step = Self.quoted(rest, end: scalar).length
            default: break
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
