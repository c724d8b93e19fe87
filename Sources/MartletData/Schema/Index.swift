/// An index of a model's table, declared beside its columns.
///
/// ```swift
/// @Model struct Article {
///     …
///     static let indexes = [
///         Index<Article>(\.published, \.slug),
///         Index<Article>(\.slug, unique: true, where: { $0.deleted == nil }),
///         Index<Article>(parts: .expression { $0.title.lowercased() }, .descending(\.published)),
///     ]
/// }
/// ```
/// Conditions and expressions are closures over the columns, or SQL as a text. What a closure says is written the same for
/// every database, with its values in the text; what databases write differently is refused when migrations look at it.
public struct Index<Root: Model>: Sendable {
    let schema: IndexSchema
    /// Why parts of it could not be written.
    let faults: [String]

    /// An index of columns.
    /// - Parameters:
    ///   - columns: the columns, most significant first; a foreign key is named by its relation.
    ///   - name: the index's name; made of table and columns by default.
    ///   - unique: whether no two rows may have the same values.
    ///   - condition: which rows are indexed, as standard SQL; all by default.
    ///   - including: columns that are stored in the index without ordering it (PostgreSQL).
    ///   - method: the kind of index, by the database's name for it: `gin`, `hash`; `fulltext` is text search.
    ///   - nullsAreDistinct: whether a unique index takes several rows with NULL, as standard SQL has it.
    public init<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>, name: String? = nil, unique: Bool = false,
        where condition: String? = nil, including: (Root.Fields) -> [any ColumnReference] = { _ in [] },
        method: String? = nil, nullsAreDistinct: Bool = true
    ) {
        self.init(
            Self.parts(repeat each columns), name, unique, condition.map { DefinitionSQL($0) }, including, method,
            nullsAreDistinct)
    }

    /// An index of columns, of the rows that fulfil a condition: `where: { $0.published != nil }`.
    ///
    /// MariaDB has none; there the migration is refused with the alternative.
    public init<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>, name: String? = nil, unique: Bool = false,
        where condition: (Root.Fields) -> SQLCondition,
        including: (Root.Fields) -> [any ColumnReference] = { _ in [] }, method: String? = nil,
        nullsAreDistinct: Bool = true
    ) {
        self.init(
            Self.parts(repeat each columns), name, unique, DefinitionSQL(condition(Root.Fields.unplaced)), including,
            method, nullsAreDistinct)
    }

    /// An index of columns and expressions, each with its own order.
    public init(
        parts: IndexPart<Root>..., name: String? = nil, unique: Bool = false, where condition: String? = nil,
        including: (Root.Fields) -> [any ColumnReference] = { _ in [] }, method: String? = nil,
        nullsAreDistinct: Bool = true
    ) {
        self.init(parts, name, unique, condition.map { DefinitionSQL($0) }, including, method, nullsAreDistinct)
    }

    /// An index of columns and expressions, each with its own order, of the rows that fulfil a condition.
    public init(
        parts: IndexPart<Root>..., name: String? = nil, unique: Bool = false,
        where condition: (Root.Fields) -> SQLCondition,
        including: (Root.Fields) -> [any ColumnReference] = { _ in [] }, method: String? = nil,
        nullsAreDistinct: Bool = true
    ) {
        self.init(
            parts, name, unique, DefinitionSQL(condition(Root.Fields.unplaced)), including, method, nullsAreDistinct)
    }

    private init(
        _ parts: [IndexPart<Root>], _ name: String?, _ unique: Bool, _ condition: DefinitionSQL?,
        _ including: (Root.Fields) -> [any ColumnReference], _ method: String?, _ nullsAreDistinct: Bool
    ) {
        schema = IndexSchema(
            name: name, parts: parts.flatMap(\.parts), isUnique: unique, condition: condition?.text,
            including: including(Root.Fields.unplaced).flatMap(\.columnNames), method: method,
            nullsAreDistinct: nullsAreDistinct)
        faults = parts.compactMap(\.fault) + [condition?.fault].compactMap(\.self)
    }

    private static func parts<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>
    ) -> [IndexPart<Root>] {
        var parts: [IndexPart<Root>] = []
        for column in repeat each columns { parts.append(.column(column)) }
        return parts
    }
}

/// One part of an index.
public struct IndexPart<Root: Model>: Sendable {
    let parts: [IndexSchema.Part]
    var fault: String?

    /// A column, small values first.
    /// - Parameters:
    ///   - collation: the collation, by the database's name for it.
    ///   - operatorClass: PostgreSQL's operator class, such as `text_pattern_ops`.
    public static func column<Column: ColumnReference>(
        _ column: KeyPath<Root.Fields, Column>, collation: String? = nil, operatorClass: String? = nil
    ) -> IndexPart {
        make(column, isDescending: false, collation, operatorClass)
    }

    /// A column, large values first.
    public static func descending<Column: ColumnReference>(
        _ column: KeyPath<Root.Fields, Column>, collation: String? = nil, operatorClass: String? = nil
    ) -> IndexPart {
        make(column, isDescending: true, collation, operatorClass)
    }

    /// An expression, as standard SQL: `lower("name")`.
    public static func expression(
        _ sql: String, descending: Bool = false, collation: String? = nil, operatorClass: String? = nil
    ) -> IndexPart {
        IndexPart(
            parts: [
                IndexSchema.Part(
                    .expression(sql), isDescending: descending, collation: collation, operatorClass: operatorClass)
            ])
    }

    /// An expression over the columns: `.expression { $0.title.lowercased() }`.
    public static func expression<Value: ColumnValue>(
        descending: Bool = false, operatorClass: String? = nil, _ content: (Root.Fields) -> SQLExpression<Value>
    ) -> IndexPart {
        let sql = DefinitionSQL(content(Root.Fields.unplaced))
        var part = expression(sql.text, descending: descending, operatorClass: operatorClass)
        part.fault = sql.fault
        return part
    }

    private static func make<Column: ColumnReference>(
        _ column: KeyPath<Root.Fields, Column>, isDescending: Bool, _ collation: String?, _ operatorClass: String?
    ) -> IndexPart {
        IndexPart(
            parts: Root.Fields.unplaced[keyPath: column].columnNames.map {
                IndexSchema.Part(
                    .column($0), isDescending: isDescending, collation: collation, operatorClass: operatorClass)
            })
    }
}
