/// In which direction the values of a column go through what serves a model to others, such as a resource of an API.
///
/// ```swift
/// @Model struct Account {
///     var id: Int
///     var name: String
///     @Column(access: .hidden) var passwordHash: String
/// }
/// ```
/// Queries and writes of the application itself do not care.
public enum ColumnAccess: Sendable, Hashable {
    /// Told, and taken.
    case readWrite
    /// Told, and never taken.
    case readOnly
    /// Taken, and never told.
    case writeOnly
    /// Neither told nor taken; nobody learns from a filter, an order or a search what it holds.
    case hidden
}

/// What is known of a column besides what makes it in a database: two columns that differ in it alone are equal.
struct ColumnContent: Sendable, Hashable {
    var access = ColumnAccess.readWrite
    /// The values that there are, of an enumeration.
    var choices: [DatabaseValue]?
    /// Whether the property's type can hold a value of the column's type.
    var accepts: @Sendable (DatabaseValue) -> Bool = { _ in true }
    /// The model whose row it refers to.
    var referred: (any Model.Type)?

    init() {}

    init<Value: ColumnValue>(of type: Value.Type, access: ColumnAccess) {
        self.access = access
        choices = (Value.Unwrapped.self as? any CaseIterable.Type).flatMap { Self.values(of: $0) }
        accepts = { Value(databaseValue: $0) != nil }
    }

    private static func values<Type: CaseIterable>(of type: Type.Type) -> [DatabaseValue]? {
        let values = type.allCases.compactMap { ($0 as? any ColumnValue)?.databaseValue }
        return values.isEmpty ? nil : values
    }

    static func == (lhs: ColumnContent, rhs: ColumnContent) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}

extension ColumnSchema {
    /// In which direction its values go through what serves the model to others.
    public var access: ColumnAccess { content.access }

    /// The values that there are, where the property is an enumeration that lists its cases.
    public var choices: [DatabaseValue]? { content.choices }

    /// Whether the property can hold a value of the column's type, NULL included.
    public func accepts(_ value: DatabaseValue) -> Bool { content.accepts(value) }

    /// The model whose row it refers to, where the model says so by `@BelongsTo`.
    package var referred: (any Model.Type)? { content.referred }
}
