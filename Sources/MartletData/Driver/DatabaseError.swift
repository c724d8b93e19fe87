/// What a database refused, with the constraint, table and columns where it names them.
public struct DatabaseError: Error, CustomStringConvertible, Sendable {
    /// What went wrong.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The database cannot be reached or opened, or the connection was lost.
        case connection
        /// The database refused the name or password.
        case authentication
        /// No connection became free within the wait limit.
        case poolExhausted
        /// The database was closed by this process.
        case closed
        /// A value that has to be unique is there already.
        case unique
        /// A row that is referred to does not exist, or is still referred to.
        case foreignKey
        /// A value is missing.
        case notNull
        /// A value breaks a rule of its column or table.
        case check
        /// Two rows overlap in what an exclusion constraint keeps apart.
        case exclusion
        /// A value that the column or the database cannot hold: too long, out of range, of another type.
        case value
        /// Another connection holds a lock for too long.
        case busy
        /// Two transactions wait for each other; running the transaction again may succeed.
        case deadlock
        /// The transaction cannot be put in an order with others; running it again may succeed.
        case serialization
        /// The connection was lost while a transaction was being committed: the database alone knows whether it was kept.
        case unknownOutcome
        /// The statement took longer than it may.
        case timeout
        /// A write where only reading is allowed.
        case readOnly
        /// The disk, or what the database may use of it, is full.
        case full
        /// The database cannot do this at all; the message names the alternative.
        case unsupported
        /// The statement itself is wrong, or names what does not exist.
        case statement
    }

    /// What went wrong.
    public let kind: Kind
    /// The database's own words, and what to do.
    public let message: String
    /// The table, where the database names it.
    public let table: String?
    /// The columns, where the database names them.
    public let columns: [String]
    /// The constraint, where the database names it.
    public let constraint: String?
    /// The database's own code: an SQLSTATE, or SQLite's or MariaDB's number.
    public let code: String?
    /// The statement's text, without its values.
    public let sql: String?

    /// Creates an error.
    public init(
        _ kind: Kind, _ message: String, table: String? = nil, columns: [String] = [], constraint: String? = nil,
        code: String? = nil, sql: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.table = table
        self.columns = columns
        self.constraint = constraint
        self.code = code
        self.sql = sql
    }

    /// The error of a COMMIT that was sent and whose answer did not come; it is never run again by itself.
    /// - Parameter cause: how the connection was lost.
    public static func unknownOutcome(_ cause: DatabaseError) -> DatabaseError {
        DatabaseError(
            .unknownOutcome,
            "the transaction may or may not have been kept, see in the database before you run it again: its COMMIT was sent, "
                + "and \(cause.message)",
            code: cause.code, sql: "COMMIT")
    }

    /// Whether running the transaction again may succeed, with nothing kept of it before.
    public var isRetryable: Bool { kind == .deadlock || kind == .serialization }

    public var description: String {
        guard let sql else { return message }
        return "\(message) (\(sql.prefix(200)))"
    }
}
