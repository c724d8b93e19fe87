import CMartletMySQL
import MartletData

/// The values of a statement in the memory from which libmariadb sends them.
final class MySQLParameters {
    private var binds: UnsafeMutableBufferPointer<MYSQL_BIND>
    private var bytes: UnsafeMutableRawBufferPointer
    /// How much memory is kept from one statement to the next.
    private static let kept = 262_144

    init() {
        binds = .allocate(capacity: 16)
        bytes = .allocate(byteCount: 4096, alignment: 16)
    }

    /// Lets the memory go; nothing may be bound afterwards.
    func free() {
        binds.deallocate()
        bytes.deallocate()
        binds = UnsafeMutableBufferPointer(start: nil, count: 0)
        bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    /// Lets the memory of an unusually large statement go.
    func shrink() {
        guard bytes.count > Self.kept else { return }
        bytes.deallocate()
        bytes = .allocate(byteCount: 4096, alignment: 16)
    }

    /// Lays values out.
    /// - Parameters:
    ///   - statement: the statement with its values.
    ///   - limit: how many bytes the server takes at once.
    ///   - name: the database's name, for messages.
    /// - Returns: what `mysql_stmt_bind_param` takes; it stays where it is until the next call.
    /// - Throws: ``DatabaseError`` for a value that the database cannot hold.
    func lay(_ statement: Statement, limit: Int, name: String) throws -> UnsafeMutablePointer<MYSQL_BIND>? {
        let values = try statement.bindings.map { try MySQLParameter($0, name, statement.sql) }
        var size = 0
        for value in values { size += value.size + 16 }
        guard size < limit else {
            throw DatabaseError(
                .value,
                "the values of the statement have \(size) bytes, and the server takes \(limit) at once; raise its setting "
                    + "max_allowed_packet, or write less at a time", sql: statement.sql)
        }
        if binds.count < values.count {
            binds.deallocate()
            binds = .allocate(capacity: values.count * 2)
        }
        if bytes.count < size {
            bytes.deallocate()
            bytes = .allocate(byteCount: size, alignment: 16)
        }
        var offset = 0
        for (index, value) in values.enumerated() {
            let room = UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
            binds.initializeElement(at: index, to: value.bind(in: room))
            // Numbers and moments stand where the machine reads them fastest.
            offset += (value.size + 15) & ~15
        }
        return binds.baseAddress
    }
}

/// One value in the form that the binary protocol has for it.
private enum MySQLParameter {
    case null
    case integer(Int64)
    case unsigned(UInt64)
    case real(Double)
    case text(String, enum_field_types)
    case blob([UInt8])
    case time(MYSQL_TIME, enum_field_types)

    init(_ value: DatabaseValue, _ name: String, _ sql: String) throws {
        func refuse(_ kind: DatabaseError.Kind, _ message: String) -> DatabaseError {
            DatabaseError(kind, message, sql: sql)
        }
        switch value {
        case .null: self = .null
        case .boolean(let value): self = .integer(value ? 1 : 0)
        case .integer(let value), .duration(let value): self = .integer(value)
        case .unsigned(let value): self = .unsigned(value)
        case .real(let value):
            guard value.isFinite else {
                throw refuse(.value, "\(name) has neither NaN nor infinity, got \(value); store NULL instead")
            }
            self = .real(value)
        case .decimal(let value): self = .text(value, MYSQL_TYPE_NEWDECIMAL)
        case .text(let value), .json(let value): self = .text(value, MYSQL_TYPE_STRING)
        case .blob(let value): self = .blob(value)
        case .uuid(let value): self = .text(value.uuidString.lowercased(), MYSQL_TYPE_STRING)
        case .timestamp(let microseconds):
            guard let time = MySQLTime.moment(microseconds) else {
                throw refuse(
                    .value, "\(name) stores moments from the year 1 to 9999, got \(TimestampText.format(microseconds))")
            }
            self = .time(time, MYSQL_TYPE_DATETIME)
        case .date(let days):
            guard let time = MySQLTime.day(days) else {
                throw refuse(
                    .value, "\(name) stores days from the year 1 to 9999, got \(TimestampText.formatDate(days))")
            }
            self = .time(time, MYSQL_TYPE_DATE)
        case .time(let microseconds): self = .time(MySQLTime.time(microseconds), MYSQL_TYPE_TIME)
        case .array(let values, _):
            guard let json = ArrayText.format(values) else {
                throw refuse(.value, "\(name) stores an array as JSON, which cannot hold one of its values")
            }
            self = .text(json, MYSQL_TYPE_STRING)
        case .range:
            throw refuse(
                .unsupported, "\(name) has no ranges; store the lower and the upper bound in columns of their own")
        case .unstorable(let reason): throw refuse(.value, "\(reason) cannot be stored")
        }
    }

    /// How many bytes it takes.
    var size: Int {
        switch self {
        case .null: 0
        case .integer, .unsigned, .real: 8
        case .text(let text, _): text.utf8.count
        case .blob(let bytes): bytes.count
        case .time: MemoryLayout<MYSQL_TIME>.stride
        }
    }

    /// Writes it into memory, and says where it is.
    func bind(in room: UnsafeMutableRawBufferPointer) -> MYSQL_BIND {
        var bind = MYSQL_BIND()
        bind.buffer = room.baseAddress
        switch self {
        case .null: bind.buffer_type = MYSQL_TYPE_NULL
        case .integer(let value):
            bind.buffer_type = MYSQL_TYPE_LONGLONG
            room.storeBytes(of: value, as: Int64.self)
        case .unsigned(let value):
            bind.buffer_type = MYSQL_TYPE_LONGLONG
            bind.is_unsigned = 1
            room.storeBytes(of: value, as: UInt64.self)
        case .real(let value):
            bind.buffer_type = MYSQL_TYPE_DOUBLE
            room.storeBytes(of: value, as: Double.self)
        case .text(var text, let type):
            bind.buffer_type = type
            text.withUTF8 { room.copyMemory(from: UnsafeRawBufferPointer($0)) }
            bind.buffer_length = UInt(text.utf8.count)
            bind.length_value = bind.buffer_length
        case .blob(let bytes):
            bind.buffer_type = MYSQL_TYPE_BLOB
            bytes.withUnsafeBytes { room.copyMemory(from: $0) }
            bind.buffer_length = UInt(bytes.count)
            bind.length_value = bind.buffer_length
        case .time(let time, let type):
            bind.buffer_type = type
            room.storeBytes(of: time, as: MYSQL_TIME.self)
        }
        return bind
    }
}
