/// What comparing two schemas cannot know: whether something was renamed, and what rows that exist get.
protocol DetectionAnswers: Sendable {
    /// Whether a table that is gone and one that is new are the same.
    func isRenamed(table old: QualifiedName, to new: QualifiedName) throws -> Bool
    /// Whether a column that is gone and one that is new are the same.
    func isRenamed(column old: String, to new: String, of table: QualifiedName) throws -> Bool
    /// What rows that exist get in a column that may not be NULL and has no default.
    func fill(_ column: ColumnSchema, of table: QualifiedName) throws -> ColumnDefault
    /// What rows get in a column that is dropped when that is undone; `nil` where it may be NULL or has a default.
    func refill(_ column: ColumnSchema, of table: QualifiedName) throws -> ColumnDefault?
}

/// Answers from the command line; what they do not say is an error that says how to answer.
struct GivenAnswers: DetectionAnswers {
    /// New names by old ones: `albums` → `records`, `albums.name` → `title`.
    var renames: [String: String] = [:]
    /// What is dropped, and not renamed: `albums`, `albums.name`.
    var drops: Set<String> = []
    /// Values for rows that exist, by column: `albums.genre`.
    var fills: [String: String] = [:]
    /// Values for rows when a column that is dropped comes back.
    var refills: [String: String] = [:]

    func isRenamed(table old: QualifiedName, to new: QualifiedName) throws -> Bool {
        if let name = renames["\(old)"] { return name == new.name }
        guard !drops.contains("\(old)") else { return false }
        throw MigrationError(
            """
            the table `\(old)` is gone and `\(new)` has the same columns: was it renamed? Say so in the model, \
            @Model(renamedFrom: "\(old.name)"), or with --rename \(old)=\(new.name); --drop \(old) drops it with its rows
            """)
    }

    func isRenamed(column old: String, to new: String, of table: QualifiedName) throws -> Bool {
        let name = "\(table).\(old)"
        if let renamed = renames[name] { return renamed == new }
        guard !drops.contains(name) else { return false }
        throw MigrationError(
            """
            the column `\(name)` is gone and `\(table).\(new)` is new with the same type: was it renamed? Say so in the \
            model, @Column(renamedFrom: "\(old)"), or with --rename \(name)=\(new); --drop \(name) drops it with its values
            """)
    }

    func fill(_ column: ColumnSchema, of table: QualifiedName) throws -> ColumnDefault {
        let name = "\(table).\(column.name)"
        guard let text = fills[name] else {
            throw MigrationError(
                """
                `\(name)` may not be NULL and has no default, so rows that exist would have no value: make it optional, \
                give it a default in the database, @Column(databaseDefault: …), or say with --fill \(name)=VALUE what they get
                """)
        }
        return try FillValue.read(text, for: column, name)
    }

    func refill(_ column: ColumnSchema, of table: QualifiedName) throws -> ColumnDefault? {
        let name = "\(table).\(column.name)"
        return try refills[name].map { try FillValue.read($0, for: column, name) }
    }
}

/// Asks at the terminal what the command line does not say.
struct AskedAnswers: DetectionAnswers {
    let given: GivenAnswers
    let terminal: MigrationTerminal

    func isRenamed(table old: QualifiedName, to new: QualifiedName) throws -> Bool {
        if given.renames["\(old)"] != nil || given.drops.contains("\(old)") {
            return try given.isRenamed(table: old, to: new)
        }
        return try terminal.confirm("Was the table `\(old)` renamed to `\(new)`?")
    }

    func isRenamed(column old: String, to new: String, of table: QualifiedName) throws -> Bool {
        let name = "\(table).\(old)"
        if given.renames[name] != nil || given.drops.contains(name) {
            return try given.isRenamed(column: old, to: new, of: table)
        }
        return try terminal.confirm("Was the column `\(name)` renamed to `\(table).\(new)`?")
    }

    func fill(_ column: ColumnSchema, of table: QualifiedName) throws -> ColumnDefault {
        let name = "\(table).\(column.name)"
        if given.fills[name] != nil { return try given.fill(column, of: table) }
        let text = try terminal.ask("`\(name)` may not be NULL and has no default. What do rows that exist get?")
        return try FillValue.read(text, for: column, name)
    }

    func refill(_ column: ColumnSchema, of table: QualifiedName) throws -> ColumnDefault? {
        try given.refill(column, of: table)
    }
}

/// A value for rows that exist, as it is typed: a constant, or with `sql:` before it an expression over the row's columns.
enum FillValue {
    static func read(_ text: String, for column: ColumnSchema, _ name: String) throws -> ColumnDefault {
        func fail(_ expected: String) -> MigrationError {
            MigrationError("`\(name)` cannot be filled with `\(text)`; expected \(expected)")
        }
        if text.hasPrefix("sql:") {
            let expression = text.dropFirst(4)
            guard expression.contains(where: { !$0.isWhitespace }) else { throw fail("an expression behind `sql:`") }
            return .expression(String(expression))
        }
        switch column.type {
        case .boolean:
            guard let value = Bool(text) else { throw fail("true or false") }
            return .value(.boolean(value))
        case .integer(let width):
            guard let value = Int64(text), width.isSigned || value >= 0 else {
                throw fail(width.isSigned ? "a whole number" : "a whole number from 0")
            }
            return .value(.integer(value))
        case .real:
            guard let value = Double(text), value.isFinite else { throw fail("a number such as 1.5") }
            return .value(.real(value))
        case .decimal:
            guard Double(text) != nil else { throw fail("digits such as 12.50") }
            return .value(.decimal(text))
        case .text: return .value(.text(text))
        case .json: return .value(.json(text))
        case .uuid:
            guard text == "random" else { throw fail("`random`") }
            return .randomUUID
        case .timestamp:
            if text == "now" { return .now }
            guard let value = TimestampText.parse(text) else {
                throw fail("`now` or a moment such as 2026-01-31 23:59:59")
            }
            return .value(.timestamp(microseconds: value))
        case .date:
            if text == "now" { return .now }
            guard let days = TimestampText.parseDate(text) else { throw fail("`now` or a day such as 2026-01-31") }
            return .value(.date(days: days))
        case .time:
            if text == "now" { return .now }
            guard let value = TimestampText.parseTime(text) else { throw fail("`now` or a time such as 23:59:59") }
            return .value(.time(microseconds: value))
        case .duration:
            guard let value = Int64(text) else { throw fail("a whole number of microseconds") }
            return .value(.duration(microseconds: value))
        case .blob, .array, .range, .custom: return .expression(text)
        }
    }
}
