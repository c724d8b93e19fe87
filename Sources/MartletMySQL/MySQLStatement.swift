import CMartletMySQL
import MartletData

/// A prepared statement of one connection.
final class MySQLStatement {
    let pointer: UnsafeMutablePointer<MYSQL_STMT>
    let sql: String
    /// Whether it is kept for the next time.
    let isKept: Bool
    /// Whether its rows are being read.
    var isOpen = false
    var lastUse = 0
    /// The columns of its result.
    private(set) var columns: [MySQLColumn] = []

    init(_ pointer: UnsafeMutablePointer<MYSQL_STMT>, _ sql: String, isKept: Bool) {
        self.pointer = pointer
        self.sql = sql
        self.isKept = isKept
    }

    /// Looks at the columns of the result, which a change of a table may have changed.
    func readColumns() {
        let count = Int(mysql_stmt_field_count(pointer))
        guard count > 0, let fields = pointer.pointee.fields else {
            columns = []
            return
        }
        // The server describes them with each execution, and they are nearly always the same.
        if columns.count == count, columns.indices.allSatisfy({ columns[$0].describes(fields[$0]) }) { return }
        columns = (0..<count).map { MySQLColumn(fields[$0]) }
    }
}

/// What a column of a result holds.
struct MySQLColumn {
    enum Kind {
        case integer
        case unsigned
        case real
        case decimal
        case text
        case json
        case blob
        case bits
        case timestamp
        case date
        case time
        case null
    }

    let name: String
    let kind: Kind
    private let type: enum_field_types
    private let flags: UInt32
    private let characterSet: UInt32

    /// Whether it is what a field says.
    func describes(_ field: MYSQL_FIELD) -> Bool {
        type == field.type && flags == field.flags && characterSet == field.charsetnr
            && name.utf8.elementsEqual(UnsafeRawBufferPointer(start: field.name, count: Int(field.name_length)))
    }

    init(_ field: MYSQL_FIELD) {
        type = field.type
        flags = field.flags
        characterSet = field.charsetnr
        name = String(
            decoding: UnsafeRawBufferPointer(start: field.name, count: Int(field.name_length)), as: UTF8.self)
        let isUnsigned = field.flags & UInt32(UNSIGNED_FLAG) != 0
        switch field.type {
        case MYSQL_TYPE_TINY, MYSQL_TYPE_SHORT, MYSQL_TYPE_LONG, MYSQL_TYPE_INT24, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_YEAR:
            kind = isUnsigned ? .unsigned : .integer
        case MYSQL_TYPE_FLOAT, MYSQL_TYPE_DOUBLE: kind = .real
        case MYSQL_TYPE_DECIMAL, MYSQL_TYPE_NEWDECIMAL: kind = .decimal
        case MYSQL_TYPE_TIMESTAMP, MYSQL_TYPE_DATETIME, MYSQL_TYPE_TIMESTAMP2, MYSQL_TYPE_DATETIME2: kind = .timestamp
        case MYSQL_TYPE_DATE, MYSQL_TYPE_NEWDATE: kind = .date
        case MYSQL_TYPE_TIME, MYSQL_TYPE_TIME2: kind = .time
        case MYSQL_TYPE_BIT: kind = .bits
        case MYSQL_TYPE_JSON: kind = .json
        case MYSQL_TYPE_NULL: kind = .null
        default:
            // The character set number 63 is "binary".
            kind = Self.isJSON(field) ? .json : field.charsetnr == 63 ? .blob : .text
        }
    }

    private static func isJSON(_ field: MYSQL_FIELD) -> Bool {
        var field = field
        var format = MARIADB_CONST_STRING()
        guard mariadb_field_attr(&format, &field, MARIADB_FIELD_ATTR_FORMAT_NAME) == 0, let text = format.str else {
            return false
        }
        return String(decoding: UnsafeRawBufferPointer(start: text, count: Int(format.length)), as: UTF8.self) == "json"
    }
}
