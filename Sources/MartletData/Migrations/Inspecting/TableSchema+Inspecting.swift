extension TableSchema {
    /// Gives a check back to the column that Martlet wrote it for; others become constraints of the table.
    mutating func addCheck(_ name: String, _ condition: String) {
        guard let position = columns.firstIndex(where: { checkName(of: $0.name) == name }) else {
            return addBounds(name, condition)
        }
        columns[position].check = condition
    }

    /// The checks that a length or the width of a number has written.
    private mutating func addBounds(_ name: String, _ condition: String) {
        if let position = columns.firstIndex(where: { rangeName(of: $0.name) == name }),
            let upper = condition.split(whereSeparator: { !$0.isNumber }).last
        {
            columns[position].type = SQLiteTypes.width(upTo: String(upper), condition)
        } else if let position = columns.firstIndex(where: { lengthName(of: $0.name) == name }),
            let limit = condition.split(whereSeparator: { !$0.isNumber }).last.flatMap({ Int($0) })
        {
            columns[position].maximumLength = limit
        } else {
            constraints.append(.check(name: name, condition: condition))
        }
    }

    /// An index without a name that would be made the same.
    func withoutMadeName(_ index: IndexSchema) -> IndexSchema {
        var bare = index
        bare.name = nil
        return name(of: bare) == index.name ? bare : index
    }
}

extension SQLDefinition {
    /// A condition without brackets around all of it.
    static func unwrapped(_ text: String) -> String {
        guard tokens(of: text).count == 1, case .group(let inner)? = tokens(of: text).first else { return text }
        return unwrapped(inner)
    }
}
