/// Columns inside SQL that a schema holds: conditions and expressions.
enum SQLNames {
    /// The names in double quotes that a text has outside of its strings.
    static func quoted(in sql: String) -> Set<String> {
        var found: Set<String> = []
        scan(sql) { name in
            found.insert(name)
            return nil
        }
        return found
    }

    /// Renames a column in a text.
    static func rename(_ old: String, to new: String, in sql: String) -> String {
        scan(sql) { $0 == old ? new : nil }
    }

    /// Puts another function in the place of one, outside of names and strings: `char_length(` for `length(`.
    static func replace(function old: String, by new: String, in sql: String) -> String {
        guard sql.lowercased().contains(old) else { return sql }
        var result = ""
        var rest = sql[...]
        while let character = rest.first {
            if character == "\"" || character == "'" {
                rest.removeFirst()
                let inside = rest.prefix { $0 != character }
                result += "\(character)\(inside)"
                rest = rest.dropFirst(inside.count)
                if rest.popFirst() != nil { result.append(character) }
            } else if character.isLetter || character == "_" {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                rest = rest.dropFirst(word.count)
                result += word.lowercased() == old && rest.first == "(" ? new : String(word)
            } else {
                result.append(character)
                rest.removeFirst()
            }
        }
        return result
    }

    /// Hands over each quoted name and puts in what comes back.
    @discardableResult
    private static func scan(_ sql: String, _ replace: (String) -> String?) -> String {
        var result = String.UnicodeScalarView()
        var rest = sql.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\"" || scalar == "'" else {
                result.append(scalar)
                continue
            }
            var name = String.UnicodeScalarView()
            while let next = rest.popFirst() {
                if next != scalar {
                    name.append(next)
                } else if rest.first == scalar {
                    name.append(scalar)
                    rest.removeFirst()
                } else {
                    break
                }
            }
            let content = String(name)
            let kept = scalar == "\"" ? replace(content) ?? content : content
            result.append(contentsOf: kept.quoted(scalar).unicodeScalars)
        }
        return String(result)
    }
}

extension IndexSchema {
    /// Whether the index needs a column.
    func uses(_ column: String) -> Bool {
        including.contains(column) || condition.map { SQLNames.quoted(in: $0).contains(column) } ?? false
            || parts.contains { part in
                switch part.content {
                case .column(let name): name == column
                case .expression(let text): SQLNames.quoted(in: text).contains(column)
                }
            }
    }

    func renaming(_ old: String, to new: String) -> IndexSchema {
        var index = self
        index.including = including.map { $0 == old ? new : $0 }
        index.condition = condition.map { SQLNames.rename(old, to: new, in: $0) }
        for position in index.parts.indices {
            switch index.parts[position].content {
            case .column(let name): index.parts[position].content = .column(name == old ? new : name)
            case .expression(let text):
                index.parts[position].content = .expression(SQLNames.rename(old, to: new, in: text))
            }
        }
        return index
    }
}

extension ConstraintSchema {
    /// Whether the constraint needs a column.
    func uses(_ column: String) -> Bool {
        func names(_ sql: String?) -> Bool { sql.map { SQLNames.quoted(in: $0).contains(column) } ?? false }
        switch self {
        case .check(_, let condition): return names(condition)
        case .unique(let unique):
            return (unique.columns + unique.including).contains(column) || names(unique.condition)
        case .exclusion(let exclusion):
            return names(exclusion.condition) || exclusion.elements.contains { names($0.expression) }
        }
    }

    func renaming(_ old: String, to new: String) -> ConstraintSchema {
        switch self {
        case .check(let name, let condition):
            return .check(name: name, condition: SQLNames.rename(old, to: new, in: condition))
        case .unique(var unique):
            unique.columns = unique.columns.map { $0 == old ? new : $0 }
            unique.including = unique.including.map { $0 == old ? new : $0 }
            unique.condition = unique.condition.map { SQLNames.rename(old, to: new, in: $0) }
            return .unique(unique)
        case .exclusion(var exclusion):
            exclusion.condition = exclusion.condition.map { SQLNames.rename(old, to: new, in: $0) }
            for index in exclusion.elements.indices {
                exclusion.elements[index].expression = SQLNames.rename(
                    old, to: new, in: exclusion.elements[index].expression)
            }
            return .exclusion(exclusion)
        }
    }
}

extension ColumnSchema {
    /// Whether the column's condition or expression needs another column.
    func uses(_ column: String) -> Bool {
        [check, computed?.expression].compactMap(\.self).contains { SQLNames.quoted(in: $0).contains(column) }
    }
}
