/// A rule that the rows of a model keep, declared beside its columns.
///
/// ```swift
/// @Model struct Booking {
///     …
///     static let constraints: [Constraint<Booking>] = [
///         .check("ends_after_start") { $0.start < $0.end },
///         .unique(\.room, \.start, where: { $0.cancelled == nil }),
///         .exclusion("rooms_once") { [($0.room, "="), ($0.during, "&&")] },
///     ]
/// }
/// ```
public struct Constraint<Root: Model>: Sendable {
    private enum Form: Sendable {
        case named(ConstraintSchema)
        case unique(name: String?, UniqueConstraintSchema)
        case foreignKey(ForeignKeySchema)
    }

    private let form: Form
    /// Why parts of it could not be written.
    var faults: [String] = []

    /// A condition that every row fulfils.
    /// - Parameters:
    ///   - name: the constraint's name; errors carry it.
    ///   - condition: the condition, as standard SQL.
    public static func check(_ name: String, _ condition: String) -> Constraint {
        Constraint(form: .named(.check(name: name, condition: condition)))
    }

    /// A condition that every row fulfils, over the columns of the model.
    ///
    /// ```swift
    /// .check("price_positive") { $0.price > 0 }
    /// .check("kind_known") { $0.kind.isIn([.studio, .live]) && $0.title != "" }
    /// ```
    /// The same text is written for every database, with the values in it. What databases write differently (regular
    /// expressions, patterns, moments calculated with) is refused when migrations look at it; SQL as a text takes its place.
    /// - Parameters:
    ///   - name: the constraint's name; errors carry it.
    ///   - condition: the condition.
    public static func check(_ name: String, _ condition: (Root.Fields) -> SQLCondition) -> Constraint {
        let sql = DefinitionSQL(condition(Root.Fields.unplaced))
        return Constraint(form: .named(.check(name: name, condition: sql.text)), faults: [sql.fault].compactMap(\.self))
    }

    /// No two rows have the same values.
    /// - Parameters:
    ///   - columns: the columns; a foreign key is named by its relation.
    ///   - name: the constraint's name; `<table>_<columns>_key` by default.
    ///   - condition: which rows it is about, as standard SQL; all by default.
    ///   - deferral: when it is checked.
    ///   - nullsAreDistinct: whether two rows with NULL are different, as standard SQL has it.
    ///   - including: columns that are stored in its index without being compared (PostgreSQL).
    public static func unique<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>, name: String? = nil, where condition: String? = nil,
        deferral: Deferral = .notDeferrable, nullsAreDistinct: Bool = true,
        including: (Root.Fields) -> [any ColumnReference] = { _ in [] }
    ) -> Constraint {
        unique(
            Self.names(repeat each columns), name, condition.map { DefinitionSQL($0) }, deferral, nullsAreDistinct,
            including)
    }

    /// No two of the rows that fulfil a condition have the same values: `.unique(\.slug, where: { $0.deleted == nil })`.
    ///
    /// MariaDB has none; there the migration is refused with the alternative.
    public static func unique<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>, name: String? = nil,
        where condition: (Root.Fields) -> SQLCondition, nullsAreDistinct: Bool = true,
        including: (Root.Fields) -> [any ColumnReference] = { _ in [] }
    ) -> Constraint {
        unique(
            Self.names(repeat each columns), name, DefinitionSQL(condition(Root.Fields.unplaced)), .notDeferrable,
            nullsAreDistinct, including)
    }

    private static func names<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>
    ) -> [String] {
        let fields = Root.Fields.unplaced
        var names: [String] = []
        for column in repeat each columns { names += fields[keyPath: column].columnNames }
        return names
    }

    private static func unique(
        _ columns: [String], _ name: String?, _ condition: DefinitionSQL?, _ deferral: Deferral,
        _ nullsAreDistinct: Bool, _ including: (Root.Fields) -> [any ColumnReference]
    ) -> Constraint {
        let schema = UniqueConstraintSchema(
            name: name ?? "", columns: columns, condition: condition?.text, deferral: deferral,
            nullsAreDistinct: nullsAreDistinct, including: including(Root.Fields.unplaced).flatMap(\.columnNames))
        return Constraint(form: .unique(name: name, schema), faults: [condition?.fault].compactMap(\.self))
    }

    /// A foreign key to columns of another model that are not its primary key, such as a unique code.
    ///
    /// ```swift
    /// .foreignKey(\.countryCode, to: Country.self, \.code, onUpdate: .cascade)
    /// ```
    /// Relations are loaded by primary keys: what refers to one takes ``Reference`` or `@BelongsTo`.
    /// - Parameters:
    ///   - columns: the columns here.
    ///   - model: the other model.
    ///   - others: as many columns of the other model, in which no two of its rows are the same.
    ///   - name: the constraint's name; made of table and columns by default.
    ///   - onDelete: what happens when the other row goes.
    ///   - onUpdate: what happens when the other row's columns change.
    ///   - deferral: when the key is checked.
    ///   - index: whether migrations make an index of the columns where none begins with them.
    public static func foreignKey<Target: Model, each Column: ColumnReference, each Other: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>, to model: Target.Type,
        _ others: repeat KeyPath<Target.Fields, each Other>, name: String? = nil,
        onDelete: ReferenceAction = .restrict, onUpdate: ReferenceAction = .noAction,
        deferral: Deferral = .notDeferrable, index: Bool = true
    ) -> Constraint {
        let fields = Root.Fields.unplaced
        let otherFields = Target.Fields.unplaced
        var names: [String] = []
        var otherNames: [String] = []
        for column in repeat each columns { names += fields[keyPath: column].columnNames }
        for column in repeat each others { otherNames += otherFields[keyPath: column].columnNames }
        return Constraint(
            form: .foreignKey(
                ForeignKeySchema(
                    name: name, columns: names, table: Target.table.name, namespace: Target.table.namespace,
                    referencedColumns: otherNames, onDelete: onDelete, onUpdate: onUpdate, deferral: deferral,
                    isIndexed: index)))
    }

    /// No two rows for which all comparisons hold; PostgreSQL alone has it.
    /// - Parameters:
    ///   - name: the constraint's name.
    ///   - method: the index method: `gist` or `spgist`.
    ///   - condition: which rows it is about, as standard SQL; all by default.
    ///   - deferral: when it is checked.
    ///   - elements: the columns or expressions with the operators that compare them.
    public static func exclusion(
        _ name: String, method: String = "gist", where condition: String? = nil, deferral: Deferral = .notDeferrable,
        _ elements: (Root.Fields) -> [(any ColumnReference, String)]
    ) -> Constraint {
        exclusion(name, method, condition.map { DefinitionSQL($0) }, deferral, elements)
    }

    /// No two of the rows that fulfil a condition for which all comparisons hold; PostgreSQL alone has it.
    ///
    /// ```swift
    /// .exclusion("rooms_once", where: { $0.cancelled == nil }) { [($0.room, "="), ($0.during, "&&")] }
    /// ```
    public static func exclusion(
        _ name: String, method: String = "gist", where condition: (Root.Fields) -> SQLCondition,
        deferral: Deferral = .notDeferrable, _ elements: (Root.Fields) -> [(any ColumnReference, String)]
    ) -> Constraint {
        exclusion(name, method, DefinitionSQL(condition(Root.Fields.unplaced)), deferral, elements)
    }

    private static func exclusion(
        _ name: String, _ method: String, _ condition: DefinitionSQL?, _ deferral: Deferral,
        _ elements: (Root.Fields) -> [(any ColumnReference, String)]
    ) -> Constraint {
        var faults = [condition?.fault].compactMap(\.self)
        var parts: [ExclusionConstraintSchema.Element] = []
        for (reference, comparison) in elements(Root.Fields.unplaced) {
            if reference.columnNames.isEmpty, let node = (reference as? any NodeReference)?.node {
                let sql = DefinitionSQL(node)
                if let fault = sql.fault { faults.append(fault) }
                // Brackets stand around all but calls; SQL by hand brings its own, and its operator class.
                let isComplete =
                    switch node {
                    case .raw: true
                    default: SQLDefinition.isCall(sql.text)
                    }
                parts.append(.init(isComplete ? sql.text : "(\(sql.text))", with: comparison))
            } else {
                parts += reference.columnNames.map { .init(quote($0), with: comparison) }
            }
        }
        return Constraint(
            form: .named(
                .exclusion(
                    ExclusionConstraintSchema(
                        name: name, elements: parts, method: method, condition: condition?.text, deferral: deferral))),
            faults: faults)
    }

    /// The foreign key, where it is one.
    var foreignKey: ForeignKeySchema? {
        if case .foreignKey(let key) = form { key } else { nil }
    }

    /// The rule, where it is no foreign key.
    func schema(of table: String) -> ConstraintSchema? {
        switch form {
        case .foreignKey: return nil
        case .named(let schema): return schema
        case .unique(let name, var schema):
            schema.name = name ?? "\(table)_\(schema.columns.joined(separator: "_"))_key"
            return .unique(schema)
        }
    }

    private static func quote(_ name: String) -> String { name.quoted("\"") }
}
