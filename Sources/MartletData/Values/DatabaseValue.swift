#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A value as databases know it: what is bound to a statement, and what a row holds.
///
/// A driver gives each value the form that its database has for it: SQLite stores ``uuid(_:)`` as text, PostgreSQL as
/// `uuid`. On the way back it gives the nearest case that the database itself names; ``ColumnValue`` types read all of
/// them.
public enum DatabaseValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// A whole number that is too large for ``integer(_:)``.
    case unsigned(UInt64)
    case real(Double)
    /// An exact number in digits, such as `-12.50`.
    case decimal(String)
    case text(String)
    case blob([UInt8])
    case uuid(UUID)
    /// A moment: microseconds since 1970-01-01 00:00 UTC.
    case timestamp(microseconds: Int64)
    /// A day: days since 1970-01-01.
    case date(days: Int32)
    /// A time of day: microseconds since midnight.
    case time(microseconds: Int64)
    /// A length of time in microseconds.
    case duration(microseconds: Int64)
    /// A JSON document as text.
    case json(String)
    /// A list of values of one type.
    case array([DatabaseValue], of: ColumnType)
    /// A range of values of one type, for PostgreSQL.
    indirect case range(DatabaseRange, of: ColumnType)
    /// Something that no database can hold, with the reason; binding it is an error.
    case unstorable(String)

    /// What kind of value this is, for messages.
    public var kind: String {
        switch self {
        case .null: "NULL"
        case .boolean: "a boolean"
        case .integer, .unsigned: "an integer"
        case .real: "a real"
        case .decimal: "a decimal"
        case .text: "a text"
        case .blob: "a blob"
        case .uuid: "a UUID"
        case .timestamp: "a timestamp"
        case .date: "a date"
        case .time: "a time"
        case .duration: "a duration"
        case .json: "a JSON document"
        case .array: "an array"
        case .range: "a range"
        case .unstorable: "a value that no database can hold"
        }
    }
}

/// A range as PostgreSQL has it: each end may be missing, and may belong to it or not.
///
/// Source: <https://www.postgresql.org/docs/current/rangetypes.html>
public struct DatabaseRange: Sendable, Hashable {
    /// Where it begins; `nil` for no bound.
    public let lower: DatabaseValue?
    /// Where it ends; `nil` for no bound.
    public let upper: DatabaseValue?
    /// Whether the lower bound belongs to it.
    public let includesLower: Bool
    /// Whether the upper bound belongs to it.
    public let includesUpper: Bool
    /// Whether it holds no value at all.
    public let isEmpty: Bool

    /// Creates a range; by default as Swift's `Range`, without its upper bound.
    public init(
        lower: DatabaseValue?, upper: DatabaseValue?, includesLower: Bool = true, includesUpper: Bool = false,
        isEmpty: Bool = false
    ) {
        self.lower = lower
        self.upper = upper
        self.includesLower = includesLower
        self.includesUpper = includesUpper
        self.isEmpty = isEmpty
    }
}

// Constants in schemas: `@Column(databaseDefault: .value(0))`.

extension DatabaseValue: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByStringLiteral
{
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .real(value) }
    public init(booleanLiteral value: Bool) { self = .boolean(value) }
    public init(stringLiteral value: String) { self = .text(value) }
}
