extension SQLExpression where Value.Unwrapped == String {
    /// The text in lower case. Servers know the letters of the collation of their database: all in MariaDB and MySQL, and in
    /// PostgreSQL unless it is `C`.
    public func lowercased() -> SQLExpression { cased("lower") }
    /// The text in upper case, by the same letters as ``lowercased()``.
    public func uppercased() -> SQLExpression { cased("upper") }

    /// SQLite's own functions know ASCII alone, those of its driver all letters. A schema has its own, since other
    /// programs open the file too.
    private func cased(_ function: String) -> SQLExpression {
        let node = node
        return SQLExpression(
            .call { writer in
                let isOwn = writer.family == .sqlite && !writer.isDefinition
                writer.call(isOwn ? "martlet_" + function : function, [node])
            })
    }

    /// The text without the blanks at both ends.
    public func trimmed() -> SQLExpression { SQLExpression(.function("trim", [node])) }
    /// The text without the blanks at its beginning.
    public func trimmedAtStart() -> SQLExpression { SQLExpression(.function("ltrim", [node])) }
    /// The text without the blanks at its end.
    public func trimmedAtEnd() -> SQLExpression { SQLExpression(.function("rtrim", [node])) }

    /// The text with every occurrence of one text replaced by another.
    public func replacing(_ text: String, with replacement: String) -> SQLExpression {
        SQLExpression(.function("replace", [node, .value(.text(text)), .value(.text(replacement))]))
    }

    /// A part of the text, in characters as the database counts them: Unicode scalars.
    /// - Parameters:
    ///   - start: how many characters stand before the part.
    ///   - length: how many it has at most; all that follow when not given.
    public func substring(from start: Int, length: Int? = nil) -> SQLExpression {
        let first = SQLNode.value(.integer(Int64(max(0, start)) &+ 1))
        let count = length.map { [SQLNode.value(.integer(Int64(max(0, $0))))] } ?? []
        return SQLExpression(.call { $0.substring([node, first] + count) })
    }

    /// Whether the text contains another.
    /// - Parameter ignoringCase: whether letters of both cases are the same, as ``lowercased()`` knows them.
    public func contains(_ text: String, ignoringCase: Bool = false) -> SQLCondition {
        SQLCondition(.like(node, LikePattern(before: true, text, after: true), ignoringCase: ignoringCase))
    }

    /// Whether the text begins with another.
    /// - Parameter ignoringCase: whether letters of both cases are the same, as ``lowercased()`` knows them.
    public func hasPrefix(_ text: String, ignoringCase: Bool = false) -> SQLCondition {
        SQLCondition(.like(node, LikePattern(before: false, text, after: true), ignoringCase: ignoringCase))
    }

    /// Whether the text ends with another.
    /// - Parameter ignoringCase: whether letters of both cases are the same, as ``lowercased()`` knows them.
    public func hasSuffix(_ text: String, ignoringCase: Bool = false) -> SQLCondition {
        SQLCondition(.like(node, LikePattern(before: true, text, after: false), ignoringCase: ignoringCase))
    }

    /// Whether the text is as a pattern of `LIKE`: `%` is any text, `_` any character, `\` takes the meaning of the next;
    /// at the end it means itself.
    /// - Parameter ignoringCase: whether letters of both cases are the same, as ``lowercased()`` knows them.
    public func isLike(_ pattern: String, ignoringCase: Bool = false) -> SQLCondition {
        SQLCondition(.like(node, LikePattern(pattern), ignoringCase: ignoringCase))
    }

    /// Whether a part of the text is as a regular expression.
    ///
    /// The syntax is the database's: PostgreSQL's own, PCRE in MariaDB, ICU in MySQL, that of Swift in SQLite. What they
    /// have in common (`^`, `$`, `.`, `*`, `+`, `?`, `|`, groups, `[a-z]`, `{2,3}`, `\d`, `\w`, `\s`) suffices for most.
    public func matches(regularExpression pattern: String, ignoringCase: Bool = false) -> SQLCondition {
        let node = node
        return SQLCondition(
            .infix { writer in
                writer.operand(node)
                if writer.family == .postgres {
                    writer.text(ignoringCase ? " ~* " : " ~ ")
                    writer.bind(.text(pattern))
                } else {
                    writer.text(" REGEXP ")
                    writer.bind(.text(ignoringCase ? "(?i)" + pattern : pattern))
                }
            })
    }
}

extension SQLExpression where Value == String {
    /// How many characters the text has, as the database counts them: Unicode scalars.
    public var length: SQLExpression<Int> {
        let node = node
        return SQLExpression<Int>(
            .call { $0.call($0.family == .mysql || $0.isDefinition ? "char_length" : "length", [node]) })
    }

    /// How many characters stand before the first occurrence of a text; -1 when there is none.
    public func position(of text: String) -> SQLExpression<Int> {
        let node = node
        return SQLExpression<Int>(
            .infix { writer in
                writer.call(writer.family == .postgres ? "strpos" : "instr", [node, .value(.text(text))])
                writer.text(" - 1")
            })
    }
}

extension SQLWriter {
    /// PostgreSQL's `substr` takes numbers of 32 bits.
    fileprivate mutating func substring(_ arguments: [SQLNode]) {
        guard family == .postgres, !isDefinition else { return call("substr", arguments) }
        text("substr(")
        list(arguments.enumerated()) { writer, argument in
            writer.condition(argument.element)
            if argument.offset > 0 { writer.text("::integer") }
        }
        text(")")
    }
}
