import Synchronization

/// The text of a statement, made once for each shape of query and kept; drivers prepare it once for each connection.
public final class StatementText: Sendable {
    /// The text, with the database's placeholders.
    public let sql: String
    /// A number that no other text of this process has: the key of a connection's prepared statements.
    public let id: Int
    /// Whether the statement only reads, so that a replica or SQLite's reader pool may run it.
    public let isReadOnly: Bool
    /// What was said of it, by which it is found again.
    let declaredReadOnly: Bool?

    private static let count = Atomic<Int>(0)

    /// Wraps a text.
    /// - Parameters:
    ///   - sql: the text, with the database's placeholders.
    ///   - isReadOnly: whether it only reads; when not given, whether it begins with `SELECT`, `VALUES` or `EXPLAIN` and
    ///     locks no rows.
    public init(_ sql: String, isReadOnly: Bool? = nil) {
        self.sql = sql
        declaredReadOnly = isReadOnly
        self.isReadOnly = isReadOnly ?? Self.reads(sql)
        id = Self.count.add(1, ordering: .relaxed).newValue
    }

    private static func reads(_ sql: String) -> Bool {
        let word = sql.drop { $0.isWhitespace || $0 == "(" }.prefix { $0.isLetter }.uppercased()
        guard word == "SELECT" || word == "VALUES" || word == "EXPLAIN" else { return false }
        return !sql.uppercased().contains(" FOR ")
    }
}

/// A statement with its values, as a driver gets it.
public struct Statement: Sendable {
    /// The text.
    public let text: StatementText
    /// The values of the placeholders, in order.
    public let bindings: [DatabaseValue]
    /// Where in the application's code it was asked for.
    public var place: CodePlace?
    /// Whether a driver keeps it prepared; not for statements that are run once, such as those of migrations.
    public var isPrepared = true

    /// The text, with placeholders.
    public var sql: String { text.sql }

    /// Creates a statement of a text that is kept.
    public init(_ text: StatementText, _ bindings: [DatabaseValue] = [], place: CodePlace? = nil) {
        self.text = text
        self.bindings = bindings
        self.place = place
    }

    /// Creates a statement that is run once: it is not kept prepared.
    public init(_ sql: String, _ bindings: [DatabaseValue] = []) {
        text = StatementText(sql)
        self.bindings = bindings
        isPrepared = false
    }
}

extension Statement: Hashable {
    public static func == (lhs: Statement, rhs: Statement) -> Bool {
        lhs.sql == rhs.sql && lhs.bindings == rhs.bindings
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(sql)
        hasher.combine(bindings)
    }
}
