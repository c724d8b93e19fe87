/// Makes a struct a ``Model``: a table, typed columns, decoding and binding.
///
/// The table is named after the struct, in snake case and plural, unless `table` says otherwise. The property `id` is
/// the primary key; an integer key is given by the database when it is 0. Several properties with
/// `@Column(primaryKey: true)` or `@BelongsTo(primaryKey: true)` make a composite key, for which the macro writes a
/// struct `Key`.
///
/// ```swift
/// @Model struct Album {
///     var id: Int
///     @Column(max: 160) var title: String
///     @BelongsTo(onDelete: .cascade) var artist: Artist.ID      // column artist_id
///     static let tracks = HasMany<Track>(\.album)
///     static let indexes = [Index<Album>(\.artist, \.title, unique: true)]
/// }
/// ```
/// - Parameters:
///   - table: the table's name.
///   - schema: the database schema (PostgreSQL) or database (MariaDB) that the table is in.
///   - comment: a comment that is stored with the table.
///   - renamedFrom: the name that the table had before; migrations rename it.
///   - managed: whether migrations make and change the table.
///   - view: whether it is a view: nothing is written to it, migrations leave it alone, and it needs no primary key.
@attached(
    member, names: named(Fields), named(schema), named(databaseValues), named(primaryKey), named(ID), named(table),
    named(roles), named(initialValue), named(Key))
@attached(
    extension, conformances: Model, Identifiable, PartlyTold, names: named(init(reading:)), named(toldMembers))
public macro Model(
    table: String? = nil, schema: String? = nil, comment: String? = nil, renamedFrom: String? = nil,
    managed: Bool = true, view: Bool = false
) = #externalMacro(module: "MartletMacros", type: "ModelMacro")

/// Makes a struct a group of columns that models share: ``Embedded(prefix:)`` puts them into a table.
///
/// ```swift
/// @Embeddable struct Timestamps {
///     @Column(role: .created) var created: Date = .now
///     @Column(role: .updated) var updated: Date = .now
/// }
///
/// @Model struct Article {
///     var id: Int
///     @Embedded var timestamps: Timestamps              // columns created and updated
/// }
/// ```
@attached(
    member, names: named(Fields), named(databaseValues), named(addColumns), named(roles), named(initialValue))
@attached(extension, conformances: ColumnGroup, PartlyTold, names: named(init(reading:)), named(toldMembers))
public macro Embeddable() = #externalMacro(module: "MartletMacros", type: "EmbeddableMacro")

/// Refines the column of a stored property.
/// - Parameters:
///   - name: the column's name; the property's in snake case by default.
///   - type: what the column stores, where the property's type does not say it well enough:
///     `.decimal(precision: 10, scale: 2)`, `.custom("inet")`.
///   - max: the most characters of a text, or bytes of a blob.
///   - unique: whether no two rows may have the same value.
///   - primaryKey: whether the column identifies the row, alone or together with others; `id` does by default.
///   - generated: whether the database gives a whole number where a row is inserted with 0; a primary key of one whole
///     number does by default. `false` for numbers that come from elsewhere.
///   - databaseDefault: the value of a new row in the database; what Swift starts with is the property's own initial value.
///     An optional property that is `nil` is left to the database when a row is inserted, and read back.
///   - check: a condition on the value, as standard SQL.
///   - computed: the SQL expression from which the database computes the value; it is read back after a write.
///   - role: what Martlet does with the column by itself.
///   - collation: the collation, by the database's name for it.
///   - comment: a comment that is stored with the column.
///   - access: whether resources tell and take it. What is `.writeOnly` or `.hidden` is not sent by other handlers either.
///   - renamedFrom: the name that the column had before; migrations rename it.
@attached(peer)
public macro Column(
    name: String? = nil, type: ColumnType? = nil, max: Int? = nil, unique: Bool = false, primaryKey: Bool = false,
    generated: Bool? = nil, databaseDefault: ColumnDefault? = nil, check: String? = nil,
    computed: ComputedColumn? = nil,
    role: ColumnRole? = nil, collation: String? = nil, comment: String? = nil, access: ColumnAccess = .readWrite,
    renamedFrom: String? = nil
) = #externalMacro(module: "MartletMacros", type: "ColumnMacro")

/// Makes a property of type `Other.ID` (or `Other.ID?`) a foreign key to another model.
///
/// A model with a composite key is referred to by ``Reference``.
/// - Parameters:
///   - name: the column's name; the property's in snake case with `_id` by default.
///   - constraint: the name of the foreign key; made of table and column by default.
///   - onDelete: what happens when the other row goes; refused by default.
///   - onUpdate: what happens when the other row's key changes.
///   - deferral: when the key is checked.
///   - index: whether migrations make an index of the column, so that the rows that refer to another are found.
///   - unique: whether no two rows may refer to the same row.
///   - primaryKey: whether the column identifies the row, alone or together with others.
///   - comment: a comment that is stored with the column.
///   - access: whether resources tell and take it.
///   - renamedFrom: the name that the column had before; migrations rename it.
@attached(peer)
public macro BelongsTo(
    name: String? = nil, constraint: String? = nil, onDelete: ReferenceAction = .restrict,
    onUpdate: ReferenceAction = .noAction, deferral: Deferral = .notDeferrable, index: Bool = true,
    unique: Bool = false, primaryKey: Bool = false,
    comment: String? = nil, access: ColumnAccess = .readWrite, renamedFrom: String? = nil
) = #externalMacro(module: "MartletMacros", type: "ColumnMacro")

/// Puts the columns of an ``Embeddable()`` struct into the table.
/// - Parameter prefix: what stands before the names of its columns, for a struct that is embedded twice.
@attached(peer)
public macro Embedded(prefix: String = "") = #externalMacro(module: "MartletMacros", type: "ColumnMacro")
