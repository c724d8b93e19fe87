/// What a database refused, with the table and column where it names them.
public struct DatabaseError: Error, CustomStringConvertible, Sendable {
    /// What went wrong.
    public enum Kind: Sendable, Hashable {
        /// The database cannot be reached or opened.
        case connection
        /// A value that has to be unique is there already.
        case unique
        /// A row that is referred to does not exist, or is still referred to.
        case foreignKey
        /// A value is missing.
        case notNull
        /// A value breaks a rule of its column.
        case check
        /// Another connection holds a lock for too long.
        case busy
        /// The statement itself is wrong.
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

    /// Creates an error.
    public init(_ kind: Kind, _ message: String, table: String? = nil, columns: [String] = []) {
        self.kind = kind
        self.message = message
        self.table = table
        self.columns = columns
    }

    public var description: String { message }
}
