import Foundation
import GRDB
import MartletData

/// Says in Martlet's words what SQLite refused.
enum SQLiteErrors {
    static func translating<Value>(
        _ statement: MartletData.Statement, _ body: () async throws -> Value
    ) async throws -> Value {
        do { return try await body() } catch let error as GRDB.DatabaseError { throw translate(error, statement) }
    }

    private static func translate(
        _ error: GRDB.DatabaseError, _ statement: MartletData.Statement
    ) -> MartletData.DatabaseError {
        let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        let (table, columns) = names(in: message)
        let kind: MartletData.DatabaseError.Kind
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: kind = .unique
        case .SQLITE_CONSTRAINT_FOREIGNKEY, .SQLITE_CONSTRAINT_TRIGGER: kind = .foreignKey
        case .SQLITE_CONSTRAINT_NOTNULL: kind = .notNull
        case .SQLITE_CONSTRAINT_CHECK: kind = .check
        default:
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: kind = .busy
            case .SQLITE_CANTOPEN, .SQLITE_NOTADB, .SQLITE_IOERR, .SQLITE_CORRUPT: kind = .connection
            case .SQLITE_FULL: kind = .full
            case .SQLITE_READONLY: kind = .readOnly
            case .SQLITE_INTERRUPT: kind = .timeout
            default: kind = .statement
            }
        }
        return MartletData.DatabaseError(
            kind, message, table: table, columns: columns, code: "\(error.extendedResultCode.rawValue)",
            sql: statement.sql)
    }

    /// Takes `UNIQUE constraint failed: albums.title, albums.artist_id` apart.
    private static func names(in message: String) -> (String?, [String]) {
        guard let colon = message.range(of: "constraint failed: ") else { return (nil, []) }
        let parts = message[colon.upperBound...].split(separator: ",").map { part in
            part.split(separator: ".").map { String($0).trimmingCharacters(in: .whitespaces) }
        }
        let qualified = parts.filter { $0.count == 2 }
        return (qualified.first?.first, qualified.compactMap(\.last))
    }
}
