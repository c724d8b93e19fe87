/// How one database writes SQL, and what it can do.
///
/// A third party's driver brings its own; what is not said here has a default in standard SQL.
public protocol Dialect: Sendable {
    /// The database's name, for messages: `SQLite`, `PostgreSQL`, `MariaDB`.
    var name: String { get }
    /// The family, for what only a few databases have in common.
    var family: DatabaseFamily { get }
    /// What the database can do.
    var features: DialectFeatures { get }
    /// An identifier in quotes, safe whatever it contains.
    func quote(_ identifier: String) -> String
    /// The placeholder of a value, counted from 1.
    func placeholder(_ position: Int) -> String
    /// The name of a column's type.
    func typeName(of column: ColumnSchema) -> String
    /// The name of a type in `CAST(… AS …)`; that of a column by default.
    func castName(of type: ColumnType) -> String
    /// How many values one statement may have.
    var maximumBindings: Int { get }
}

/// The kinds of databases that SQL is written for.
public enum DatabaseFamily: String, Sendable, Hashable, CaseIterable {
    case sqlite, postgres, mysql
}

/// What a database can do; what it cannot is an error that names the alternative, before anything is sent.
public struct DialectFeatures: Sendable, Hashable {
    /// `INSERT … RETURNING`.
    public var insertReturning = true
    /// `UPDATE … RETURNING`.
    public var updateReturning = true
    /// `DELETE … RETURNING`.
    public var deleteReturning = true
    /// `SELECT … FOR UPDATE`.
    public var rowLocks = true
    /// Data definition inside transactions.
    public var transactionalDefinition = true
    /// `ALTER TABLE` for everything; SQLite rebuilds the table instead.
    public var altersTables = true
    /// `DISTINCT ON (…)`.
    public var distinctOn = false
    /// `FILTER (WHERE …)` of aggregates; a `CASE` stands in elsewhere.
    public var aggregateFilter = true
    /// Arrays and ranges as column types.
    public var arraysAndRanges = false
    /// Constraints that wait for the commit.
    public var deferrableConstraints = false
    /// Indexes of some rows.
    public var partialIndexes = true
    /// Indexes of expressions.
    public var expressionIndexes = true
    /// Columns stored in indexes (`INCLUDE`).
    public var coveringIndexes = false
    /// Comments of tables and columns.
    public var comments = true
    /// Namespaces of tables.
    public var namespaces = true
    /// NaN and infinity in columns of reals.
    public var nonFiniteReals = false
    /// Identifiers in double quotes; elsewhere ``Dialect/quote(_:)`` writes them.
    public var standardQuotes = true
    /// NUL characters in text.
    public var nulInText = false

    /// Creates a set of features with the defaults above.
    public init() {}
}

extension Dialect {
    public func castName(of type: ColumnType) -> String { typeName(of: ColumnSchema(name: "", type: type)) }

    public func quote(_ identifier: String) -> String {
        identifier.quoted("\"")
    }
}
