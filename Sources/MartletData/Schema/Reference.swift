/// A foreign key of several columns that a model has anyway; what a single column refers to takes ``BelongsTo(name:constraint:onDelete:onUpdate:deferral:index:unique:primaryKey:comment:access:renamedFrom:)``.
///
/// ```swift
/// @Model struct Ticket {
///     var id: Int
///     var hall: Int
///     var number: Int
///     static let seat = Reference<Ticket, Seat>(\.hall, \.number, onDelete: .cascade)
/// }
///
/// let tickets = try await Ticket.query.with { $0.seat }.all(in: database)      // [(Ticket, Seat)]
/// ```
///
/// Where one of the columns is optional, so is what is loaded.
public struct Reference<Source: Model, Target: Model>: Sendable {
    let foreignKey: ForeignKeySchema
    let key: @Sendable (Source) -> RelationKey

    /// Declares the key.
    /// - Parameters:
    ///   - columns: the columns here, in the order of the other model's primary key.
    ///   - name: the constraint's name; made of table and columns by default.
    ///   - onDelete: what happens when the other row goes.
    ///   - onUpdate: what happens when the other row's key changes.
    ///   - deferral: when the key is checked.
    ///   - index: whether migrations make an index of the columns where none begins with them.
    public init<each Column: ColumnReference>(
        _ columns: repeat KeyPath<Source.Fields, each Column>, name: String? = nil,
        onDelete: ReferenceAction = .restrict, onUpdate: ReferenceAction = .noAction,
        deferral: Deferral = .notDeferrable, index: Bool = true
    ) {
        let fields = Source.Fields.unplaced
        var names: [String] = []
        for column in repeat each columns { names += fields[keyPath: column].columnNames }
        foreignKey = ForeignKeySchema(
            name: name, columns: names, table: Target.table.name, namespace: Target.table.namespace,
            referencedColumns: Target.table.key, onDelete: onDelete, onUpdate: onUpdate, deferral: deferral,
            isIndexed: index)
        let columns = names
        key = { RelationKey($0.values(of: columns)) }
    }
}
