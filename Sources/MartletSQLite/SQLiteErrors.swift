import GRDB
import GRDBSQLite
import MartletData

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Says in Martlet's words what SQLite refused.
enum SQLiteErrors {
    /// The error of a code of SQLite's.
    /// - Parameters:
    ///   - code: the extended result code, <https://sqlite.org/rescode.html>.
    ///   - message: SQLite's own words.
    ///   - sql: the statement.
    ///   - system: the system's number of what went wrong with the file.
    static func translate(_ code: Int32, _ message: String, _ sql: String, system: Int32 = 0)
        -> MartletData.DatabaseError
    {
        let kind = isFull(code, system) ? .full : kind(of: code, message)
        let names = SQLiteMessage(message, kind: kind, sql: sql)
        return MartletData.DatabaseError(
            kind, advice(for: kind, code).map { "\(message); \($0)" } ?? message, table: names.table,
            columns: names.columns, constraint: names.constraint, code: "\(code)", sql: sql)
    }

    /// Whether a file could not be written since there is no room: SQLite tells a full disk alone from other mistakes, not
    /// what a user or a process may have of it.
    private static func isFull(_ code: Int32, _ system: Int32) -> Bool {
        code & 0xFF == SQLITE_IOERR && [ENOSPC, EDQUOT, EFBIG].contains(system)
    }

    private static func kind(of code: Int32, _ message: String) -> MartletData.DatabaseError.Kind {
        switch ResultCode(rawValue: code) {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: return .unique
        case .SQLITE_CONSTRAINT_FOREIGNKEY: return .foreignKey
        // `RESTRICT` is a trigger inside SQLite; what a trigger of the schema raises has words of its own.
        case .SQLITE_CONSTRAINT_TRIGGER: return message.hasPrefix("FOREIGN KEY") ? .foreignKey : .check
        case .SQLITE_CONSTRAINT_NOTNULL: return .notNull
        case .SQLITE_CONSTRAINT_CHECK: return .check
        // SQLITE_CONSTRAINT_DATATYPE, of STRICT tables.
        case ResultCode(rawValue: 3091): return .value
        default: break
        }
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy
        case SQLITE_CANTOPEN, SQLITE_NOTADB, SQLITE_IOERR, SQLITE_CORRUPT: return .connection
        case SQLITE_FULL: return .full
        case SQLITE_READONLY: return .readOnly
        case SQLITE_INTERRUPT: return .timeout
        case SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE: return .value
        case SQLITE_CONSTRAINT: return .check
        default: return .statement
        }
    }

    private static func advice(for kind: MartletData.DatabaseError.Kind, _ code: Int32) -> String? {
        switch kind {
        case .busy:
            "another process holds its lock; raise busy_timeout in the database's URL, or shorten its transactions"
        case .full: "free space on the disk, or raise what the database may use of it"
        case .readOnly:
            "the file, or this session, is only for reading; run it in a session that writes, and see the file's permissions"
        default: nil
        }
    }

    /// The error of a statement that was ended for its time.
    static func late(_ error: MartletData.DatabaseError) -> MartletData.DatabaseError {
        MartletData.DatabaseError(
            .timeout, "the statement ran longer than statement_timeout in the database's URL allows",
            code: error.code, sql: error.sql)
    }

    /// The error of a database that cannot be opened.
    static func opening(_ path: String, _ error: GRDB.DatabaseError) -> MartletData.DatabaseError {
        let code = error.extendedResultCode.rawValue
        let words = error.message ?? String(cString: sqlite3_errstr(code))
        let (kind, hint): (MartletData.DatabaseError.Kind, String) =
            switch code & 0xFF {
            case SQLITE_READONLY: (.readOnly, "; open it with ?mode=ro, or give this process the right to write")
            case SQLITE_BUSY, SQLITE_LOCKED: (.busy, "; another process holds it")
            case SQLITE_CANTOPEN: (.connection, "; see that the file or its folder is there and may be written")
            case SQLITE_NOTADB: (.connection, "; the URL names another kind of file")
            default: (.connection, "")
            }
        return MartletData.DatabaseError(
            kind, "cannot open the SQLite database `\(path)`: \(words)\(hint)", code: "\(code)")
    }
}
