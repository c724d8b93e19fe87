/// A Swift enum for a column of few texts.
struct InspectedEnumeration: Hashable, Sendable {
    let name: String
    /// What it is the type of, for its comment.
    let origin: String
    /// The texts.
    let values: [String]

    /// The cases with their texts.
    var cases: [(name: String, value: String)] {
        var taken: Set<String> = []
        return values.map { value in
            let base = value.isEmpty ? "empty" : SwiftNames.property(of: value)
            let name = SwiftNames.unique(base, among: taken)
            taken.insert(name)
            return (name, value)
        }
    }

    /// The texts of MariaDB's `enum('a','b')`.
    static func values(ofType name: String) -> [String]? {
        guard name.hasPrefix("enum(") else { return nil }
        return texts(in: SQLDefinition.tokens(of: String(name.dropFirst(4))))
    }

    /// The texts that a condition lets into a column, where that is all it says: `"state" IN ('open', 'closed')`.
    static func values(of column: String, in condition: String) -> [String]? {
        let tokens = flat(SQLDefinition.tokens(of: condition))
        var names = 0
        var words: Set<String> = []
        for token in tokens {
            switch token {
            case .string: break
            case .symbol(let symbol): guard "=:,[]".contains(symbol) else { return nil }
            case .name(let name):
                guard name == column else { return nil }
                names += 1
            case .word(let word):
                if word == column, names == 0 {
                    names += 1
                } else {
                    words.insert(word.uppercased())
                }
            case .group: return nil
            }
        }
        // `= ANY (ARRAY['open'::text])` is how PostgreSQL writes `IN ('open')`.
        let types: Set<String> = ["TEXT", "CHARACTER", "VARYING", "BPCHAR"]
        guard names == 1, [["IN"], ["ANY", "ARRAY"]].contains(words.subtracting(types)) else { return nil }
        return texts(in: tokens)
    }

    /// The texts among tokens; `nil` for none, and for two that are the same.
    private static func texts(in tokens: [SQLDefinition.Token]) -> [String]? {
        let texts = flat(tokens).compactMap { token -> String? in
            guard case .string(let quoted) = token else { return nil }
            return quoted.unquoted("'")
        }
        return texts.isEmpty || Set(texts).count != texts.count ? nil : texts
    }

    /// Tokens with those in brackets among them.
    private static func flat(_ tokens: [SQLDefinition.Token]) -> [SQLDefinition.Token] {
        var result: [SQLDefinition.Token] = []
        for token in tokens {
            switch token {
            case .group(let inner): result += flat(SQLDefinition.tokens(of: inner))
            // Square brackets quote a name elsewhere; here they hold a list, or say that the type is one.
            case .name(let inner) where inner.isEmpty || result.last?.keyword == "ARRAY":
                result += flat(SQLDefinition.tokens(of: inner))
            default: result.append(token)
            }
        }
        return result
    }
}
