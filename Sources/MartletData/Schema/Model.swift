/// A struct whose values are rows of a table; the ``Model(table:)`` macro writes the conformance.
public protocol Model: Sendable {
    /// The type of the primary key.
    associatedtype ID: ColumnValue & Hashable
    /// The columns and relations, as queries name them.
    associatedtype Fields: ModelFields

    /// The name of the table.
    static var tableName: String { get }
    /// The name of the column that identifies a row.
    static var primaryKeyName: String { get }
    /// The description of the table.
    static var schema: TableSchema { get }
    /// Reads a row, in the order of the schema's columns.
    init(reading row: inout RowReader) throws
    /// The values of a row, in the order of the schema's columns.
    var databaseValues: [DatabaseValue] { get }
    /// The value that identifies the row.
    var primaryKey: ID { get }
    /// The same row with the key that the database gave it.
    func withPrimaryKey(_ key: ID) -> Self
    /// The column of a stored property.
    static func columnName(of property: PartialKeyPath<Self>) -> String?
}

/// The columns and relations of a model, seen from a place in a query.
public protocol ModelFields: Sendable {
    /// Creates the fields as seen from a place.
    init(at path: TablePath)
}

/// Makes a struct a ``Model``: a table, typed columns, decoding and binding.
///
/// The table is named after the struct, in snake case and plural, unless `table` says otherwise. The property `id` is
/// the primary key; an integer key is given by the database when it is 0.
///
/// ```swift
/// @Model struct Album {
///     var id: Int
///     @Column(max: 160) var title: String
///     @BelongsTo(onDelete: .cascade) var artist: Artist.ID      // column artist_id
///     static let tracks = HasMany<Track>(\.album)
/// }
/// ```
@attached(
    extension, conformances: Model, Identifiable,
    names: named(Fields), named(schema), named(init(reading:)), named(databaseValues), named(primaryKey),
    named(withPrimaryKey), named(columnName), named(ID), named(tableName),
    named(primaryKeyName))
public macro Model(table: String? = nil) = #externalMacro(module: "MartletMacros", type: "ModelMacro")

/// Refines the column of a stored property.
/// - Parameters:
///   - name: the column's name; the property's in snake case by default.
///   - max: the most characters of a text.
///   - unique: whether no two rows may have the same value.
///   - primaryKey: whether the column identifies the row; `id` does by default.
@attached(peer)
public macro Column(name: String? = nil, max: Int? = nil, unique: Bool = false, primaryKey: Bool = false) =
    #externalMacro(module: "MartletMacros", type: "ColumnMacro")

/// Makes a property of type `Other.ID` (or `Other.ID?`) a foreign key to another model.
/// - Parameters:
///   - name: the column's name; the property's in snake case with `_id` by default.
///   - onDelete: what happens when the other row goes; refused by default.
@attached(peer)
public macro BelongsTo(name: String? = nil, onDelete: ReferenceAction = .restrict) =
    #externalMacro(module: "MartletMacros", type: "ColumnMacro")
