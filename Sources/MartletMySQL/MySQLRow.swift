import CMartletMySQL
import MartletData

/// A row while a statement stands on it; each value is taken from libmariadb's memory when it is asked for.
struct MySQLRow: RowSource {
    let statement: UnsafeMutablePointer<MYSQL_STMT>
    let columns: [MySQLColumn]

    var count: Int { columns.count }

    func name(at index: Int) -> String? { columns.indices.contains(index) ? columns[index].name : nil }

    func isNull(at index: Int) -> Bool {
        guard columns.indices.contains(index) else { return true }
        // The library points at the values that are there.
        return statement.pointee.bind?[index].u.row_ptr == nil
    }

    func integer(at index: Int) -> Int64? {
        guard columns.indices.contains(index) else { return nil }
        switch columns[index].kind {
        case .integer: return number(index, isUnsigned: false)
        case .unsigned: return number(index, isUnsigned: true).flatMap { $0 < 0 ? nil : $0 }
        default: return nil
        }
    }

    func real(at index: Int) -> Double? {
        guard columns.indices.contains(index) else { return nil }
        switch columns[index].kind {
        case .real:
            var value = 0.0
            return fetch(index, MYSQL_TYPE_DOUBLE, &value, 8).isNull ? nil : value
        case .integer, .unsigned: return integer(at: index).map { Double($0) }
        default: return nil
        }
    }

    func text(at index: Int) -> String? {
        guard columns.indices.contains(index) else { return nil }
        switch columns[index].kind {
        case .text, .json: return string(index)
        default: return nil
        }
    }

    func timestamp(at index: Int) -> Int64? {
        guard columns.indices.contains(index) else { return nil }
        switch columns[index].kind {
        case .timestamp: return time(index, MYSQL_TYPE_DATETIME).flatMap { MySQLTime.microseconds($0) }
        case .text: return string(index).flatMap { TimestampText.parse($0) }
        default: return nil
        }
    }

    func value(at index: Int) -> DatabaseValue {
        guard columns.indices.contains(index), !isNull(at: index) else { return .null }
        switch columns[index].kind {
        case .null: return .null
        case .integer: return number(index, isUnsigned: false).map { .integer($0) } ?? .null
        case .unsigned:
            guard let bits = number(index, isUnsigned: true) else { return .null }
            return bits < 0 ? .unsigned(UInt64(bitPattern: bits)) : .integer(bits)
        case .real: return real(at: index).map { .real($0) } ?? .null
        case .decimal: return string(index).map { .decimal($0) } ?? .null
        case .text: return string(index).map { .text($0) } ?? .null
        case .json: return string(index).map { .json($0) } ?? .null
        case .blob: return bytes(index).map { .blob($0) } ?? .null
        case .bits:
            guard let bytes = bytes(index), bytes.count <= 8 else { return .null }
            let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Int64(exactly: bits).map { .integer($0) } ?? .unsigned(bits)
        case .timestamp:
            // A zero date, which strict tables have not, is what it is.
            return timestamp(at: index).map { .timestamp(microseconds: $0) } ?? .text("0000-00-00 00:00:00")
        case .date:
            return time(index, MYSQL_TYPE_DATE).flatMap { MySQLTime.days($0) }.map { .date(days: $0) }
                ?? .text("0000-00-00")
        case .time:
            guard let time = time(index, MYSQL_TYPE_TIME) else { return .null }
            let clock = MySQLTime.clock(time)
            return TimeOfDay(microseconds: clock) == nil
                ? .duration(microseconds: clock) : .time(microseconds: clock)
        }
    }

    // MARK: Values in libmariadb's memory

    /// Copies a value out.
    /// - Returns: whether it is NULL, and how many bytes it has.
    private func fetch(
        _ index: Int, _ type: enum_field_types, _ buffer: UnsafeMutableRawPointer?, _ size: Int,
        isUnsigned: Bool = false
    ) -> (isNull: Bool, length: Int) {
        var isNull: my_bool = 0
        var length: UInt = 0
        var error: my_bool = 0
        return withUnsafeMutablePointer(to: &isNull) { isNull in
            withUnsafeMutablePointer(to: &length) { length in
                withUnsafeMutablePointer(to: &error) { error in
                    var bind = MYSQL_BIND()
                    bind.buffer_type = type
                    bind.buffer = buffer
                    bind.buffer_length = UInt(size)
                    bind.is_null = isNull
                    bind.length = length
                    bind.error = error
                    bind.is_unsigned = isUnsigned ? 1 : 0
                    guard mysql_stmt_fetch_column(statement, &bind, UInt32(index), 0) == 0 else { return (true, 0) }
                    return (isNull.pointee != 0, Int(length.pointee))
                }
            }
        }
    }

    private func number(_ index: Int, isUnsigned: Bool) -> Int64? {
        var value: Int64 = 0
        return fetch(index, MYSQL_TYPE_LONGLONG, &value, 8, isUnsigned: isUnsigned).isNull ? nil : value
    }

    private func time(_ index: Int, _ type: enum_field_types) -> MYSQL_TIME? {
        var value = MYSQL_TIME()
        return fetch(index, type, &value, MemoryLayout<MYSQL_TIME>.size).isNull ? nil : value
    }

    /// How many bytes a text or blob has; `nil` for NULL.
    private func length(_ index: Int) -> Int? {
        let (isNull, length) = fetch(index, MYSQL_TYPE_BLOB, nil, 0)
        return isNull ? nil : length
    }

    private func string(_ index: Int) -> String? {
        guard let length = length(index) else { return nil }
        guard length > 0 else { return "" }
        return String(unsafeUninitializedCapacity: length) { buffer in
            _ = fetch(index, MYSQL_TYPE_BLOB, buffer.baseAddress, length)
            return length
        }
    }

    private func bytes(_ index: Int) -> [UInt8]? {
        guard let length = length(index) else { return nil }
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            if length > 0 { _ = fetch(index, MYSQL_TYPE_BLOB, buffer.baseAddress, length) }
            count = length
        }
    }
}
