/// SQL that a schema holds: written by hand, or from a closure over the columns of the model.
///
/// A schema is the same on every database and migrations keep its text, so what a closure says is written in words that
/// mean the same on all of them. What each database writes differently is a mistake that shows both, and is left to text.
struct DefinitionSQL: Sendable {
    /// The text; empty when it could not be written.
    let text: String
    /// Why it could not be written, as the end of a sentence.
    let fault: String?

    /// A text from the model's author.
    init(_ text: String) {
        self.text = text
        fault = nil
    }

    /// What a closure gave.
    init<Value>(_ expression: SQLExpression<Value>) { self.init(expression.node) }

    init(_ node: SQLNode) {
        var texts: [(name: String, text: String)] = []
        var fault: String?
        do {
            for dialect in DefinitionDialect.all {
                texts.append((dialect.name, try SQLWriter.definition(node, for: dialect)))
            }
        } catch {
            fault = (error as? DatabaseError)?.message ?? "\(error)"
        }
        if fault == nil, let first = texts.first, let other = texts.first(where: { $0.text != first.text }) {
            fault =
                "\(first.name) has `\(first.text)` for it and \(other.name) `\(other.text)`; "
                + "write the SQL of your database as a text"
        }
        text = fault == nil ? texts.first?.text ?? "" : ""
        self.fault = fault
    }
}

/// A database as far as its family decides how an expression is written; there are no placeholders.
private struct DefinitionDialect: Dialect {
    let name: String
    let family: DatabaseFamily

    static let all = [
        DefinitionDialect(name: "PostgreSQL", family: .postgres), DefinitionDialect(name: "SQLite", family: .sqlite),
        DefinitionDialect(name: "MariaDB", family: .mysql),
    ]

    var features: DialectFeatures { DialectFeatures() }
    var maximumBindings: Int { .max }
    func placeholder(_ position: Int) -> String { "" }
    // Drivers name types; that the names differ is all that has to be known here.
    func typeName(of column: ColumnSchema) -> String { "type of \(name)" }
}

extension SQLWriter {
    /// Appends a value as it stands in definitions, where nothing can be bound, in words that every database reads alike.
    mutating func definitionLiteral(_ value: DatabaseValue) {
        switch value {
        case .null: text("NULL")
        case .boolean(let value): text(value ? "TRUE" : "FALSE")
        case .integer(let value), .duration(let value): text(String(value))
        case .unsigned(let value): text(String(value))
        case .real(let value) where value.isFinite: text("\(value)")
        case .decimal(let digits): decimalLiteral(digits)
        case .text(let value):
            guard !value.utf8.contains(0) else {
                return refuse("a text with a NUL character cannot be written into SQL; leave the NUL out")
            }
            literal(value)
        case .uuid(let value): literal(value.uuidString.lowercased())
        case .timestamp(let microseconds): literal(TimestampText.format(microseconds))
        case .date(let days): literal(TimestampText.formatDate(days))
        case .time(let microseconds): literal(TimestampText.formatTime(microseconds))
        case .real(let value): refuse("\(value) is no number that every database has; write a finite one")
        case .unstorable(let reason): refuse("\(reason) cannot be stored")
        case .blob, .json, .array, .range:
            refuse(
                "a value of type \(Self.name(of: value)) has no spelling that every database reads; "
                    + "write the SQL of your database as a text")
        }
    }

    /// SQLite reads a number with a fraction as a real, of which 15 digits are exact.
    private mutating func decimalLiteral(_ digits: String) {
        let isPlain = digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x2e }
        let count = digits.utf8.count { (0x30...0x39).contains($0) }
        let isExact = Int64(digits) != nil || (count <= 15 && isPlain)
        guard isExact else {
            return refuse(
                "the decimal \(digits) has more than 15 digits, or none, which not every database reads exactly; "
                    + "write the SQL of your database as a text")
        }
        text(digits)
    }

    private static func name(of value: DatabaseValue) -> String {
        switch value {
        case .blob: "Data"
        case .json: "JSON"
        case .array: "array"
        default: "range"
        }
    }

    /// Remembers why something cannot stand in a definition.
    mutating func refuse(_ reason: String) { fail(DatabaseError(.statement, reason)) }

    /// Appends a column of the row itself, the only one that a definition sees.
    mutating func definitionColumn(_ path: TablePath, _ name: String) {
        guard path.steps.isEmpty, path.root.isEmpty else {
            let place = path.steps.last?.relation ?? path.root
            return refuse(
                "it looks at `\(place).\(name)`, which is in another row; only columns of the row itself can be named")
        }
        identifier(name)
    }
}
