// Comparisons: with a value, with another column, and for optional columns with `nil`.

extension SQLExpression {
    /// Whether the column's value is equal.
    public static func == (lhs: SQLExpression, rhs: Value) -> Predicate { compare(lhs, "=", rhs.databaseValue) }
    /// Whether this column's value is equal.
    public static func == (lhs: SQLExpression, rhs: SQLExpression) -> Predicate {
        Predicate(.binary(lhs.node, "=", rhs.node))
    }
    /// Whether the column's value is different.
    public static func != (lhs: SQLExpression, rhs: Value) -> Predicate { compare(lhs, "<>", rhs.databaseValue) }
    /// Whether this column's value is different.
    public static func != (lhs: SQLExpression, rhs: SQLExpression) -> Predicate {
        Predicate(.binary(lhs.node, "<>", rhs.node))
    }
    /// Whether the column's value is smaller.
    public static func < (lhs: SQLExpression, rhs: Value) -> Predicate { compare(lhs, "<", rhs.databaseValue) }
    /// Whether this column's value is smaller.
    public static func < (lhs: SQLExpression, rhs: SQLExpression) -> Predicate {
        Predicate(.binary(lhs.node, "<", rhs.node))
    }
    /// Whether the column's value is smaller or equal.
    public static func <= (lhs: SQLExpression, rhs: Value) -> Predicate { compare(lhs, "<=", rhs.databaseValue) }
    /// Whether this column's value is smaller or equal.
    public static func <= (lhs: SQLExpression, rhs: SQLExpression) -> Predicate {
        Predicate(.binary(lhs.node, "<=", rhs.node))
    }
    /// Whether the column's value is larger.
    public static func > (lhs: SQLExpression, rhs: Value) -> Predicate { compare(lhs, ">", rhs.databaseValue) }
    /// Whether this column's value is larger.
    public static func > (lhs: SQLExpression, rhs: SQLExpression) -> Predicate {
        Predicate(.binary(lhs.node, ">", rhs.node))
    }
    /// Whether the column's value is larger or equal.
    public static func >= (lhs: SQLExpression, rhs: Value) -> Predicate { compare(lhs, ">=", rhs.databaseValue) }
    /// Whether this column's value is larger or equal.
    public static func >= (lhs: SQLExpression, rhs: SQLExpression) -> Predicate {
        Predicate(.binary(lhs.node, ">=", rhs.node))
    }

    private static func compare(_ lhs: SQLExpression, _ sql: String, _ value: DatabaseValue) -> Predicate {
        if case .null = value {
            // In SQL nothing equals NULL; a comparison with `nil` asks whether there is a value.
            switch sql {
            case "=": return Predicate(.isNull(lhs.node, negated: false))
            case "<>": return Predicate(.isNull(lhs.node, negated: true))
            default: break
            }
        }
        return Predicate(.binary(lhs.node, sql, .value(value)))
    }
}

extension SQLExpression where Value == String {
    /// Whether the text contains another, regardless of the case of ASCII letters.
    public func contains(_ text: String) -> Predicate { Predicate(.like(node, pattern: "%\(Self.escape(text))%")) }
    /// Whether the text begins with another, regardless of the case of ASCII letters.
    public func hasPrefix(_ text: String) -> Predicate { Predicate(.like(node, pattern: "\(Self.escape(text))%")) }
    /// Whether the text ends with another, regardless of the case of ASCII letters.
    public func hasSuffix(_ text: String) -> Predicate { Predicate(.like(node, pattern: "%\(Self.escape(text))")) }

    private static func escape(_ text: String) -> String { LikePattern.escape(text) }
}

extension SQLExpression where Value == String? {
    /// Whether the text contains another, regardless of the case of ASCII letters; never for NULL.
    public func contains(_ text: String) -> Predicate {
        Predicate(.like(node, pattern: "%\(LikePattern.escape(text))%"))
    }
    /// Whether the text begins with another, regardless of the case of ASCII letters; never for NULL.
    public func hasPrefix(_ text: String) -> Predicate {
        Predicate(.like(node, pattern: "\(LikePattern.escape(text))%"))
    }
}

/// Patterns of `LIKE … ESCAPE '\\'`.
enum LikePattern {
    static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            if character == "%" || character == "_" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
