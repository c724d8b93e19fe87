/// An index of a model's table, declared beside its columns.
///
/// ```swift
/// @Model struct Article {
///     …
///     static let indexes = [
///         Index<Article>(\.published, \.slug),
///         Index<Article>(\.slug, unique: true, where: #""deleted" IS NULL"#),
///         Index<Article>(parts: .expression(#"lower("title")"#), .descending(\.published)),
///     ]
/// }
/// ```
public struct Index<Root: Model>: Sendable {
    let schema: IndexSchema

    /// An index of columns.
    /// - Parameters:
    ///   - columns: the columns, most significant first; a foreign key is named by its relation.
    ///   - name: the index's name; made of table and columns by default.
    ///   - unique: whether no two rows may have the same values.
    ///   - condition: which rows are indexed, as standard SQL; all by default.
    ///   - including: columns that are stored in the index without ordering it (PostgreSQL).
    ///   - method: the kind of index, by the database's name for it: `gin`, `hash`; `fulltext` is text search.
    public init<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>, name: String? = nil, unique: Bool = false,
        where condition: String? = nil, including: (Root.Fields) -> [any ColumnReference] = { _ in [] },
        method: String? = nil
    ) {
        let fields = Root.Fields.unplaced
        var parts: [IndexSchema.Part] = []
        for column in repeat each columns {
            parts += fields[keyPath: column].columnNames.map { IndexSchema.Part(.column($0)) }
        }
        schema = IndexSchema(
            name: name, parts: parts, isUnique: unique, condition: condition,
            including: including(fields).flatMap(\.columnNames), method: method)
    }

    /// An index of columns and expressions, each with its own order.
    public init(
        parts: IndexPart<Root>..., name: String? = nil, unique: Bool = false, where condition: String? = nil,
        including: (Root.Fields) -> [any ColumnReference] = { _ in [] }, method: String? = nil
    ) {
        schema = IndexSchema(
            name: name, parts: parts.flatMap(\.parts), isUnique: unique, condition: condition,
            including: including(Root.Fields.unplaced).flatMap(\.columnNames), method: method)
    }
}

/// One part of an index.
public struct IndexPart<Root: Model>: Sendable {
    let parts: [IndexSchema.Part]

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
        _ sql: String, descending: Bool = false, operatorClass: String? = nil
    ) -> IndexPart {
        IndexPart(
            parts: [IndexSchema.Part(.expression(sql), isDescending: descending, operatorClass: operatorClass)])
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
