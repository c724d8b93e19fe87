import Foundation
import GRDBSQLite
import MartletData

/// Gives values the form that SQLite has for them.
enum SQLiteBinding {
    /// Binds the values of a statement.
    /// - Throws: ``DatabaseError`` for a value that SQLite cannot hold, and for too many or too few values.
    static func bind(_ statement: Statement, to prepared: OpaquePointer) throws {
        let expected = Int(sqlite3_bind_parameter_count(prepared))
        guard expected == statement.bindings.count else {
            throw DatabaseError(
                .statement, "the statement has \(expected) placeholders, got \(statement.bindings.count) values",
                sql: statement.sql)
        }
        var position: Int32 = 0
        for value in statement.bindings {
            position += 1
            let code = try bind(value, prepared, position, statement)
            guard code == SQLITE_OK else {
                throw DatabaseError(
                    code == SQLITE_TOOBIG ? .value : .statement,
                    "SQLite refuses \(value.kind) as value \(position): \(String(cString: sqlite3_errstr(code)))",
                    code: "\(code)", sql: statement.sql)
            }
        }
    }

    private static func bind(
        _ value: DatabaseValue, _ prepared: OpaquePointer, _ position: Int32, _ statement: Statement
    ) throws -> Int32 {
        func refuse(_ kind: DatabaseError.Kind, _ message: String) -> DatabaseError {
            DatabaseError(kind, message, sql: statement.sql)
        }
        switch value {
        case .null: return sqlite3_bind_null(prepared, position)
        case .boolean(let value): return sqlite3_bind_int64(prepared, position, value ? 1 : 0)
        case .integer(let value), .duration(let value): return sqlite3_bind_int64(prepared, position, value)
        case .unsigned(let value):
            guard let integer = Int64(exactly: value) else {
                throw refuse(
                    .value, "SQLite's integers end at \(Int64.max), got \(value); store it as Decimal or String")
            }
            return sqlite3_bind_int64(prepared, position, integer)
        case .real(let value):
            // SQLite would store NULL.
            guard !value.isNaN else {
                throw refuse(.value, "SQLite cannot store a real that is not a number (NaN); store NULL instead")
            }
            return sqlite3_bind_double(prepared, position, value)
        case .text(let value), .decimal(let value), .json(let value):
            // SQLite reads text up to a NUL; cutting it off silently would lose data.
            guard !hasNUL(value) else {
                throw refuse(.value, "a text has a NUL character, which SQLite text cannot hold; store it as Data")
            }
            return text(value, prepared, position)
        case .blob(let value):
            guard !value.isEmpty else { return sqlite3_bind_zeroblob(prepared, position, 0) }
            return value.withUnsafeBytes { bytes in
                guard let copy = copy(bytes) else { return SQLITE_NOMEM }
                return sqlite3_bind_blob64(prepared, position, copy, UInt64(bytes.count)) { sqlite3_free($0) }
            }
        case .uuid(let value): return text(value.uuidString.lowercased(), prepared, position)
        case .timestamp(let microseconds): return text(TimestampText.format(microseconds), prepared, position)
        case .date(let days): return text(TimestampText.formatDate(days), prepared, position)
        case .time(let microseconds): return text(TimestampText.formatTime(microseconds), prepared, position)
        case .array(let values, _):
            guard let json = ArrayText.format(values) else {
                throw refuse(.value, "SQLite stores an array as JSON, which cannot hold one of its values")
            }
            return text(json, prepared, position)
        case .range:
            throw refuse(
                .unsupported, "SQLite has no ranges; store the lower and the upper bound in columns of their own")
        case .unstorable(let reason): throw refuse(.value, "\(reason) cannot be stored")
        }
    }

    private static func hasNUL(_ value: String) -> Bool {
        var value = value
        return value.withUTF8 { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }
    }

    private static func text(_ value: String, _ prepared: OpaquePointer, _ position: Int32) -> Int32 {
        var value = value
        return value.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            guard let copy = copy(bytes) else { return SQLITE_NOMEM }
            return sqlite3_bind_text64(
                prepared, position, copy.assumingMemoryBound(to: CChar.self), UInt64(bytes.count), { sqlite3_free($0) },
                UInt8(SQLITE_UTF8))
        }
    }

    /// The bytes in memory of SQLite's own, which it frees with the binding.
    private static func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer? {
        guard let copy = sqlite3_malloc64(UInt64(max(1, bytes.count))) else { return nil }
        if let start = bytes.baseAddress { copy.copyMemory(from: start, byteCount: bytes.count) }
        return copy
    }
}
