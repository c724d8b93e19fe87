import MartletCore

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What a column stores, independent of the database.
public enum ColumnType: Sendable, Hashable {
    case integer, real, boolean, text, blob, uuid, timestamp, decimal
}

/// A type that a column can have.
///
/// Own types conform by going through one that already does:
///
/// ```swift
/// struct Slug: ColumnValue {
///     var text: String
///     static var columnType: ColumnType { .text }
///     init?(databaseValue: DatabaseValue) {
///         guard let text = String(databaseValue: databaseValue) else { return nil }
///         self.text = text
///     }
///     var databaseValue: DatabaseValue { .text(text) }
/// }
/// ```
public protocol ColumnValue: Sendable {
    /// What the column stores.
    static var columnType: ColumnType { get }
    /// Whether the column may be NULL; `false` for everything but optionals.
    static var isNullable: Bool { get }
    /// Reads a value; `nil` when the database holds something that this type cannot.
    init?(databaseValue: DatabaseValue)
    /// The value as the database stores it.
    var databaseValue: DatabaseValue { get }
}

extension ColumnValue {
    public static var isNullable: Bool { false }
}

extension ColumnValue where Self: FixedWidthInteger {
    public static var columnType: ColumnType { .integer }
    public init?(databaseValue: DatabaseValue) {
        guard case .integer(let integer) = databaseValue, let value = Self(exactly: integer) else { return nil }
        self = value
    }
}

extension ColumnValue where Self: FixedWidthInteger & SignedInteger {
    public var databaseValue: DatabaseValue { .integer(Int64(self)) }
}

extension Int: ColumnValue {}
extension Int8: ColumnValue {}
extension Int16: ColumnValue {}
extension Int32: ColumnValue {}
extension Int64: ColumnValue {}

extension UInt8: ColumnValue { public var databaseValue: DatabaseValue { .integer(Int64(self)) } }
extension UInt16: ColumnValue { public var databaseValue: DatabaseValue { .integer(Int64(self)) } }
extension UInt32: ColumnValue { public var databaseValue: DatabaseValue { .integer(Int64(self)) } }

extension Bool: ColumnValue {
    public static var columnType: ColumnType { .boolean }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .integer(0): self = false
        case .integer(1): self = true
        default: return nil
        }
    }
    public var databaseValue: DatabaseValue { .integer(self ? 1 : 0) }
}

extension Double: ColumnValue {
    public static var columnType: ColumnType { .real }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .real(let value): self = value
        case .integer(let value): self = Double(value)
        default: return nil
        }
    }
    public var databaseValue: DatabaseValue { .real(self) }
}

extension String: ColumnValue {
    public static var columnType: ColumnType { .text }
    public init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        self = text
    }
    public var databaseValue: DatabaseValue { .text(self) }
}

extension Data: ColumnValue {
    public static var columnType: ColumnType { .blob }
    public init?(databaseValue: DatabaseValue) {
        guard case .blob(let bytes) = databaseValue else { return nil }
        self.init(bytes)
    }
    public var databaseValue: DatabaseValue { .blob(Array(self)) }
}

extension UUID: ColumnValue {
    public static var columnType: ColumnType { .uuid }
    public init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        self.init(uuidString: text)
    }
    public var databaseValue: DatabaseValue { .text(uuidString.lowercased()) }
}

extension Decimal: ColumnValue {
    public static var columnType: ColumnType { .decimal }
    public init?(databaseValue: DatabaseValue) {
        switch databaseValue {
        case .text(let text):
            guard text.isDecimalNumber, let value = Decimal(string: text) else { return nil }
            self = value
        case .integer(let value): self = Decimal(value)
        case .real, .blob, .null: return nil
        }
    }
    public var databaseValue: DatabaseValue { .text(description) }
}

/// A moment, stored in UTC and exact to the microsecond: ISO 8601 text, which sorts like the time.
extension Date: ColumnValue {
    public static var columnType: ColumnType { .timestamp }
    public init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue, let date = TimestampText.parse(text) else { return nil }
        self = date
    }
    public var databaseValue: DatabaseValue { .text(TimestampText.format(self)) }
}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    public static var columnType: ColumnType { Wrapped.columnType }
    public static var isNullable: Bool { true }
    public init?(databaseValue: DatabaseValue) {
        if case .null = databaseValue {
            self = .some(nil) ?? nil
            return
        }
        guard let value = Wrapped(databaseValue: databaseValue) else { return nil }
        self = value
    }
    public var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
}

extension ColumnValue where Self: RawRepresentable, RawValue: ColumnValue {
    public static var columnType: ColumnType { RawValue.columnType }
    public init?(databaseValue: DatabaseValue) {
        guard let raw = RawValue(databaseValue: databaseValue) else { return nil }
        self.init(rawValue: raw)
    }
    public var databaseValue: DatabaseValue { rawValue.databaseValue }
}
