/// A rule that the rows of a model keep, declared beside its columns.
///
/// ```swift
/// @Model struct Booking {
///     …
///     static let constraints: [Constraint<Booking>] = [
///         .check("ends_after_start", #""start" < "end""#),
///         .unique(\.room, \.start),
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

    /// A condition that every row fulfils.
    /// - Parameters:
    ///   - name: the constraint's name; errors carry it.
    ///   - condition: the condition, as standard SQL.
    public static func check(_ name: String, _ condition: String) -> Constraint {
        Constraint(form: .named(.check(name: name, condition: condition)))
    }

    /// No two rows have the same values.
    /// - Parameters:
    ///   - columns: the columns; a foreign key is named by its relation.
    ///   - name: the constraint's name; `<table>_<columns>_key` by default.
    ///   - condition: which rows it is about, as standard SQL; all by default.
    ///   - deferral: when it is checked.
    ///   - nullsAreDistinct: whether two rows with NULL are different, as standard SQL has it.
    public static func unique<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Root.Fields, each Column>, name: String? = nil, where condition: String? = nil,
        deferral: Deferral = .notDeferrable, nullsAreDistinct: Bool = true
    ) -> Constraint {
        let fields = Root.Fields.unplaced
        var names: [String] = []
        for column in repeat each columns { names += fields[keyPath: column].columnNames }
        let schema = UniqueConstraintSchema(
            name: name ?? "", columns: names, condition: condition, deferral: deferral,
            nullsAreDistinct: nullsAreDistinct)
        return Constraint(form: .unique(name: name, schema))
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
    ///   - elements: the columns with the operators that compare them.
    public static func exclusion(
        _ name: String, method: String = "gist", where condition: String? = nil, deferral: Deferral = .notDeferrable,
        _ elements: (Root.Fields) -> [(any ColumnReference, String)]
    ) -> Constraint {
        let elements = elements(Root.Fields.unplaced).flatMap { column, comparison in
            column.columnNames.map { name in
                ExclusionConstraintSchema.Element(Self.quote(name), with: comparison)
            }
        }
        return Constraint(
            form: .named(
                .exclusion(
                    ExclusionConstraintSchema(
                        name: name, elements: elements, method: method, condition: condition, deferral: deferral))))
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
