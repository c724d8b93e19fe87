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
///
/// An enum with raw values needs only the word: `enum Kind: String, ColumnValue { case studio, live }`.
public protocol ColumnValue: ModelKey {
    /// The type without its optional: `String` for `String?`, and the type itself for everything else.
    associatedtype Unwrapped: ColumnValue = Self where Unwrapped.Unwrapped == Unwrapped
    /// What the column stores.
    static var columnType: ColumnType { get }
    /// Whether the column may be NULL; `false` for everything but optionals.
    static var isNullable: Bool { get }
    /// Reads a value; `nil` when the database holds something that this type cannot.
    init?(databaseValue: DatabaseValue)
    /// The value as it is bound.
    var databaseValue: DatabaseValue { get }
    /// Reads a column of a row that has it; through ``init(databaseValue:)`` unless a type has a faster way.
    static func read(from row: some RowSource, at index: Int) -> Self?
}

extension ColumnValue {
    public static var isNullable: Bool { false }
    @inlinable public static func read(from row: some RowSource, at index: Int) -> Self? {
        Self(databaseValue: row.value(at: index))
    }
}

extension Optional: ModelKey where Wrapped: ColumnValue {}

extension Optional: ColumnValue where Wrapped: ColumnValue {
    /// The type that may be missing.
    public typealias Unwrapped = Wrapped.Unwrapped
    public static var columnType: ColumnType { Wrapped.columnType }
    public static var isNullable: Bool { true }
    @inlinable public init?(databaseValue: DatabaseValue) {
        if case .null = databaseValue {
            self = .some(nil) ?? nil
            return
        }
        guard let value = Wrapped(databaseValue: databaseValue) else { return nil }
        self = value
    }
    @inlinable public var databaseValue: DatabaseValue { self?.databaseValue ?? .null }
    @inlinable public static func read(from row: some RowSource, at index: Int) -> Wrapped?? {
        if row.isNull(at: index) { return .some(nil) }
        guard let value = Wrapped.read(from: row, at: index) else { return nil }
        return .some(value)
    }
}

extension ColumnValue where Self: RawRepresentable, RawValue: ColumnValue {
    public static var columnType: ColumnType { RawValue.columnType }
    @inlinable public init?(databaseValue: DatabaseValue) {
        guard let raw = RawValue(databaseValue: databaseValue) else { return nil }
        self.init(rawValue: raw)
    }
    @inlinable public var databaseValue: DatabaseValue { rawValue.databaseValue }
    @inlinable public static func read(from row: some RowSource, at index: Int) -> Self? {
        RawValue.read(from: row, at: index).flatMap { Self(rawValue: $0) }
    }
}
