import MartletData

/// Statements that the driver itself runs.
enum SQLiteCommands {
    static let begin = StatementText("BEGIN", isReadOnly: true)
    static let beginImmediate = StatementText("BEGIN IMMEDIATE", isReadOnly: false)
    static let commit = StatementText("COMMIT", isReadOnly: true)
    static let rollback = StatementText("ROLLBACK", isReadOnly: true)
    static let refuseWrites = StatementText("PRAGMA query_only = 1", isReadOnly: true)
    static let takeWrites = StatementText("PRAGMA query_only = 0", isReadOnly: true)
    static let foreignKeys = StatementText("PRAGMA foreign_keys = 1", isReadOnly: true)
}
