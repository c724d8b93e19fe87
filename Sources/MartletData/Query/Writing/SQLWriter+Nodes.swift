extension SQLWriter {
    /// Appends an expression or a condition.
    mutating func node(_ node: SQLNode) {
        switch node {
        case .column(let path, let name):
            guard !isDefinition else { return definitionColumn(path, name) }
            source(of: path)
            text(".")
            identifier(name)
        case .value(let value): bind(value)
        case .text(let sql): text(sql)
        case .binary(let left, let sql, let right):
            operand(left)
            text(" ")
            text(sql)
            text(" ")
            operand(right)
        case .all(let nodes): chain(nodes, " AND ", empty: "1 = 1")
        case .any(let nodes): chain(nodes, " OR ", empty: "1 = 0")
        case .not(let inner):
            text("NOT (")
            condition(inner)
            text(")")
        case .isNull(let inner, let negated):
            operand(inner)
            text(negated ? " IS NOT NULL" : " IS NULL")
        case .inList(let inner, let values, let type, let negated): inList(inner, values, type, negated: negated)
        case .function(let name, let arguments): call(name, arguments)
        case .raw(let fragments): raw(fragments)
        case .scalar where isDefinition, .exists where isDefinition:
            refuse("it asks other rows, which a definition cannot; only columns of the row itself can be named")
        case .scalar(let statement):
            text("(")
            select(statement)
            text(")")
        case .exists(let statement):
            text("EXISTS (")
            select(statement)
            text(")")
        case .written(let write, _): write(&self)
        }
    }

    /// Appends a node where an operator stands beside it.
    mutating func operand(_ node: SQLNode) {
        switch node {
        case .binary, .not, .isNull, .inList, .raw, .written(_, .infix), .written(_, .unknown):
            text("(")
            self.node(node)
            text(")")
        default: self.node(node)
        }
    }

    /// Appends a condition where parentheses stand around it already.
    mutating func condition(_ node: SQLNode) {
        switch node {
        case .all(let nodes) where !nodes.isEmpty: joined(nodes, " AND ")
        case .any(let nodes) where !nodes.isEmpty: joined(nodes, " OR ")
        default: self.node(node)
        }
    }

    /// Appends a clause with its condition; nothing when there is none.
    mutating func clause(_ word: StaticString, _ node: SQLNode?) {
        guard let node, !node.isAlways else { return }
        text(word)
        if case .any = node { self.node(node) } else { condition(node) }
    }

    /// Appends a call of a function.
    mutating func call(_ name: String, _ arguments: [SQLNode]) {
        text(name)
        text("(")
        list(arguments) { $0.node($1) }
        text(")")
    }

    private mutating func chain(_ nodes: [SQLNode], _ word: StaticString, empty: StaticString) {
        guard !nodes.isEmpty else { return text(empty) }
        text("(")
        joined(nodes, word)
        text(")")
    }

    private mutating func joined(_ nodes: [SQLNode], _ word: StaticString) {
        for (index, node) in nodes.enumerated() {
            if index > 0 { text(word) }
            switch node {
            // An `OR` that somebody wrote must not reach past its own text: what stands beside it may be a scope.
            case .raw, .written(_, .unknown): nodes.count > 1 ? operand(node) : self.node(node)
            default: self.node(node)
            }
        }
    }

    private mutating func inList(_ inner: SQLNode, _ values: [DatabaseValue], _ type: ColumnType, negated: Bool) {
        guard let last = values.last else { return text(negated ? "1 = 1" : "1 = 0") }
        collated(inner, type)
        if family == .postgres, features.arraysAndRanges, !isDefinition {
            text(negated ? " <> ALL (" : " = ANY (")
            bind(.array(values, of: type))
            return text(")")
        }
        text(negated ? " NOT IN (" : " IN (")
        // Lists of nearly the same length share one text: the last value is repeated.
        var length = 1
        while length < values.count { length *= 2 }
        length =
            isDefinition
            ? values.count : max(values.count, min(length, dialect.maximumBindings - buffers.bindings.count))
        for index in 0..<length {
            if index > 0 { text(", ") }
            bind(index < values.count ? values[index] : last)
        }
        text(")")
    }

    /// Appends an operand that is compared: SQLite's decimals are texts that only their collation compares as numbers.
    mutating func collated(_ node: SQLNode, _ type: ColumnType) {
        operand(node)
        // In a definition the column's own collation counts.
        if family == .sqlite, !isDefinition, case .decimal = type { text(" COLLATE MARTLET_DECIMAL") }
    }

    private mutating func raw(_ fragments: [SQLFragment]) {
        for fragment in fragments {
            switch fragment {
            case .text(let sql): text(sql)
            case .value(let value): bind(value)
            case .identifier(let name): identifier(name)
            case .node(let node): operand(node)
            }
        }
    }
}
