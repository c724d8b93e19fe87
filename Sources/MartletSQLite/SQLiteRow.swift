import GRDBSQLite
import MartletData

/// A row while a statement stands on it, read straight from SQLite's memory.
struct SQLiteRow: RowSource {
    let statement: OpaquePointer
    let columns: Int32

    /// The row that a statement stands on, after its first step.
    init(_ statement: OpaquePointer) {
        self.statement = statement
        columns = sqlite3_column_count(statement)
    }

    var count: Int { Int(columns) }

    /// The position as SQLite counts; `nil` past the end.
    private func position(_ index: Int) -> Int32? {
        index >= 0 && index < Int(columns) ? Int32(truncatingIfNeeded: index) : nil
    }

    func value(at index: Int) -> DatabaseValue {
        guard let position = position(index) else { return .null }
        switch sqlite3_column_type(statement, position) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(statement, position))
        case SQLITE_FLOAT: return .real(sqlite3_column_double(statement, position))
        case SQLITE_TEXT: return .text(String(decoding: textBytes(position), as: UTF8.self))
        case SQLITE_BLOB:
            guard let bytes = sqlite3_column_blob(statement, position) else { return .blob([]) }
            let count = Int(sqlite3_column_bytes(statement, position))
            return .blob(Array(UnsafeRawBufferPointer(start: bytes, count: count)))
        default: return .null
        }
    }

    private func textBytes(_ position: Int32) -> UnsafeBufferPointer<UInt8> {
        // The text is asked for before its length: SQLite may convert it.
        let bytes = sqlite3_column_text(statement, position)
        return UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, position)))
    }

    func isNull(at index: Int) -> Bool {
        guard let position = position(index) else { return true }
        return sqlite3_column_type(statement, position) == SQLITE_NULL
    }

    func integer(at index: Int) -> Int64? {
        guard let position = position(index), sqlite3_column_type(statement, position) == SQLITE_INTEGER else {
            return nil
        }
        return sqlite3_column_int64(statement, position)
    }

    func real(at index: Int) -> Double? {
        guard let position = position(index) else { return nil }
        switch sqlite3_column_type(statement, position) {
        case SQLITE_FLOAT, SQLITE_INTEGER: return sqlite3_column_double(statement, position)
        default: return nil
        }
    }

    func text(at index: Int) -> String? {
        guard let position = position(index), sqlite3_column_type(statement, position) == SQLITE_TEXT else {
            return nil
        }
        return String(decoding: textBytes(position), as: UTF8.self)
    }

    func timestamp(at index: Int) -> Int64? {
        guard let position = position(index), sqlite3_column_type(statement, position) == SQLITE_TEXT else {
            return nil
        }
        return TimestampText.parse(utf8: textBytes(position))
    }

    func name(at index: Int) -> String? {
        guard let position = position(index) else { return nil }
        return sqlite3_column_name(statement, position).map { String(cString: $0) }
    }
}
