import MartletCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension ColumnValue where Self: FixedWidthInteger {
    @inlinable public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .integer(let integer):
            guard let value = Self(exactly: integer) else { return nil }
            self = value
        case .unsigned(let integer):
            guard let value = Self(exactly: integer) else { return nil }
            self = value
        // What a database counts or adds up may come as an exact number; PostgreSQL's sum of a bigint does.
        case .decimal(let digits):
            guard let value = Self(digits) else { return nil }
            self = value
        default: return nil
        }
    }
    @inlinable public var databaseValue: DatabaseValue {
        if let integer = Int64(exactly: self) { return .integer(integer) }
        if let integer = UInt64(exactly: self) { return .unsigned(integer) }
        return .unstorable("the integer \(self), which needs more than 64 bits,")
    }
    @inlinable public static func read(from row: some RowSource, at index: Int) -> Self? {
        if let integer = row.integer(at: index) { return Self(exactly: integer) }
        return Self(databaseValue: row.value(at: index))
    }
}

extension Int: ColumnValue { public static var columnType: ColumnType { .integer(.int64) } }
extension Int8: ColumnValue { public static var columnType: ColumnType { .integer(.int8) } }
extension Int16: ColumnValue { public static var columnType: ColumnType { .integer(.int16) } }
extension Int32: ColumnValue { public static var columnType: ColumnType { .integer(.int32) } }
extension Int64: ColumnValue { public static var columnType: ColumnType { .integer(.int64) } }
extension UInt8: ColumnValue { public static var columnType: ColumnType { .integer(.uint8) } }
extension UInt16: ColumnValue { public static var columnType: ColumnType { .integer(.uint16) } }
extension UInt32: ColumnValue { public static var columnType: ColumnType { .integer(.uint32) } }

/// SQLite and PostgreSQL have no unsigned 64 bits: SQLite refuses what is over `Int64.max`, PostgreSQL stores `numeric`.
extension UInt64: ColumnValue { public static var columnType: ColumnType { .integer(.uint64) } }

extension Bool: ColumnValue {
    public static var columnType: ColumnType { .boolean }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .boolean(let value): self = value
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
    @inlinable public var databaseValue: DatabaseValue { .boolean(self) }
    @inlinable public static func read(from row: some RowSource, at index: Int) -> Bool? {
        switch row.integer(at: index) {
        case 0: false
        case 1: true
        default: Bool(databaseValue: row.value(at: index))
        }
    }
}

/// NaN and infinity are stored where the database has them; ``Dialect/features`` says so.
extension Double: ColumnValue {
    public static var columnType: ColumnType { .real(.double) }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .real(let value): self = value
        case .integer(let value): self = Double(value)
        case .unsigned(let value): self = Double(value)
        // Averages of exact numbers.
        case .decimal(let digits):
            guard let value = Double(digits) else { return nil }
            self = value
        default: return nil
        }
    }
    @inlinable public var databaseValue: DatabaseValue { .real(self) }
    @inlinable public static func read(from row: some RowSource, at index: Int) -> Double? {
        row.real(at: index) ?? Double(databaseValue: row.value(at: index))
    }
}

extension Float: ColumnValue {
    public static var columnType: ColumnType { .real(.float) }
    public init?(databaseValue: DatabaseValue) {
        guard let value = Double(databaseValue: databaseValue) else { return nil }
        self = Float(value)
    }
    @inlinable public var databaseValue: DatabaseValue { .real(Double(self)) }
}

extension Decimal: ColumnValue {
    public static var columnType: ColumnType { .decimal }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .decimal(let text), .text(let text):
            guard text.isDecimalNumber, let value = Decimal(string: text), !value.isNaN else { return nil }
            self = value
        case .integer(let value): self = Decimal(value)
        case .unsigned(let value): self = Decimal(value)
        default: return nil
        }
    }
    public var databaseValue: DatabaseValue {
        isNaN ? .unstorable("a decimal that is not a number") : .decimal(description)
    }
}

extension Duration: ColumnValue {
    public static var columnType: ColumnType { .duration }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .duration(let microseconds), .integer(let microseconds): self = .microseconds(microseconds)
        default: return nil
        }
    }
    public var databaseValue: DatabaseValue {
        let (seconds, attoseconds) = components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (total, exceeds) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000)
        guard !overflows, !exceeds else {
            return .unstorable("a duration of \(self), which is more than 64 bits of microseconds hold")
        }
        return .duration(microseconds: total)
    }
}
