/// What a column stores, independent of the database.
///
/// A database that has no such type stores the nearest one that keeps every value: SQLite a timestamp as ISO 8601 text,
/// MariaDB an array as JSON. ``Dialect/typeName(of:)`` has the names.
public indirect enum ColumnType: Sendable, Hashable {
    /// `Bool`.
    case boolean
    /// A whole number of a width.
    case integer(IntegerWidth)
    /// A binary floating-point number of 32 or 64 bits.
    case real(RealWidth)
    /// An exact number; without a precision as wide as the database allows, at least 38 digits.
    case decimal(precision: Int?, scale: Int?)
    /// Unicode text.
    case text
    /// Bytes.
    case blob
    /// A UUID.
    case uuid
    /// A moment, stored in UTC and exact to the microsecond.
    case timestamp
    /// A day of the Gregorian calendar without a time zone.
    case date
    /// A time of day without a time zone, exact to the microsecond.
    case time
    /// A length of time, exact to the microsecond.
    case duration
    /// A JSON document.
    case json
    /// A list of values of one type.
    case array(ColumnType)
    /// A range of values of one type; only PostgreSQL has it.
    case range(ColumnType)
    /// A type by the name that the database gives it, such as `inet`; values travel as text.
    case custom(String)

    /// 64 bits with a sign.
    public static let integer = ColumnType.integer(.int64)
    /// 64 bits.
    public static let real = ColumnType.real(.double)
    /// As many digits as the database allows.
    public static let decimal = ColumnType.decimal(precision: nil, scale: nil)
}

/// The width of a whole number.
public enum IntegerWidth: String, Sendable, Hashable, CaseIterable {
    case int8, int16, int32, int64, uint8, uint16, uint32, uint64

    /// How many bits it has.
    public var bits: Int {
        switch self {
        case .int8, .uint8: 8
        case .int16, .uint16: 16
        case .int32, .uint32: 32
        case .int64, .uint64: 64
        }
    }

    /// Whether it has a sign.
    public var isSigned: Bool {
        switch self {
        case .int8, .int16, .int32, .int64: true
        case .uint8, .uint16, .uint32, .uint64: false
        }
    }
}

/// The width of a floating-point number.
public enum RealWidth: String, Sendable, Hashable, CaseIterable {
    case float, double
}
