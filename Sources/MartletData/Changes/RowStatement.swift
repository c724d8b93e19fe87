import Synchronization

/// Writes the statements that insert, update and delete rows of one model.
struct RowStatement {
    let dialect: any Dialect
    private var text: String
    private var bindings: [DatabaseValue] = []

    private static let texts = Mutex<[String: StatementText]>([:])

    init(_ dialect: any Dialect, _ text: String) {
        self.dialect = dialect
        self.text = text
    }

    mutating func append(_ text: String) { self.text += text }

    mutating func identifier(_ name: String) { text += dialect.quote(name) }

    mutating func table(_ table: TableName) {
        if let namespace = table.namespace {
            identifier(namespace)
            text += "."
        }
        identifier(table.name)
    }

    mutating func bind(_ value: DatabaseValue) {
        bindings.append(value)
        text += dialect.placeholder(bindings.count)
    }

    mutating func list<Element>(
        _ elements: some Sequence<Element>, _ separator: String = ", ", _ write: (inout RowStatement, Element) -> Void
    ) {
        var isFirst = true
        for element in elements {
            if !isFirst { text += separator }
            isFirst = false
            write(&self, element)
        }
    }

    mutating func identifiers(_ names: some Sequence<String>) { list(names) { $0.identifier($1) } }

    /// Appends ` WHERE "a" = $1 AND "b" = $2`.
    mutating func whereEqual(_ columns: [String], _ values: [DatabaseValue]) {
        text += " WHERE "
        list(zip(columns, values), " AND ") { statement, pair in
            statement.identifier(pair.0)
            statement.append(" = ")
            statement.bind(pair.1)
        }
    }

    mutating func returning(_ columns: [String]) {
        guard !columns.isEmpty else { return }
        text += " RETURNING "
        identifiers(columns)
    }

    /// The statement; its text is kept when statements of the same shape will follow.
    func finished(isPrepared: Bool = true, place: CodePlace?) -> Statement {
        guard isPrepared else {
            var statement = Statement(text, bindings)
            statement.place = place
            return statement
        }
        let text = Self.texts.withLock { texts in
            if let known = texts[self.text] { return known }
            let made = StatementText(self.text)
            texts[self.text] = made
            return made
        }
        return Statement(text, bindings, place: place)
    }
}
