/// Something that a query can select: an expression, or all columns of a table.
public protocol Selectable: Sendable {
    /// What is read from each row.
    associatedtype Selected: Sendable
    /// What is selected and how it is read.
    var selection: Selection<Selected> { get }
}

/// Columns of a result, and how a value is read from them.
public struct Selection<Selected: Sendable>: Sendable {
    let projection: SelectStatement.Projection
    let width: Int
    let read: @Sendable (_ row: any RowSource, _ start: Int) throws -> Selected
}

extension SQLExpression: Selectable {
    public var selection: Selection<Value> {
        Selection(projection: .columns([node]), width: 1) { row, start in try row.read(Value.self, at: start) }
    }
}

/// A table of a query: its columns and relations, and as a whole its rows.
///
/// ```swift
/// Album.query.join(Track.self) { album, track in track.albumID == album.id }
///     .select { album, track in (album, track.name) }                       // [(Album, String)]
/// ```
@dynamicMemberLookup
public struct TableReference<Root: Model>: Selectable {
    let name: String
    let fields: Root.Fields

    init(_ name: String) { self.init(TablePath(root: name)) }

    init(_ path: TablePath) {
        name = path.root
        fields = Root.Fields(at: path)
    }

    /// The columns and relations of the model.
    public subscript<Member>(dynamicMember member: KeyPath<Root.Fields, Member>) -> Member { fields[keyPath: member] }

    public var selection: Selection<Root> {
        Selection(projection: .table(Root.schema, as: name), width: Root.schema.columns.count) { row, start in
            var reader = RowReader(row, table: Root.schema, start: start)
            return try Root(reading: &reader)
        }
    }
}

/// A table of a query that may have no row for one of another: every column may be NULL, and the row may be missing.
@dynamicMemberLookup
public struct OptionalTableReference<Root: Model>: Selectable {
    let table: TableReference<Root>

    init(_ name: String) { table = TableReference(name) }

    /// A column of the model, which may be NULL since the row may be missing.
    public subscript<Value: ColumnValue>(
        dynamicMember member: KeyPath<Root.Fields, SQLExpression<Value>>
    ) -> SQLExpression<Value.Unwrapped?> {
        table.fields[keyPath: member].optional
    }

    /// Whether there is a row.
    public var exists: SQLCondition { SQLCondition(.isNull(key, negated: true)) }

    public var selection: Selection<Root?> {
        let inner = table.selection
        // A row that is missing is NULL in its key, which no row that exists is.
        let position = Root.schema.primaryKey.first.flatMap { Root.schema.position(of: $0) } ?? 0
        return Selection(projection: inner.projection, width: inner.width) { row, start in
            row.isNull(at: start + position) ? nil : try inner.read(row, start)
        }
    }

    private var key: SQLNode {
        .column(TablePath(root: table.name), Root.table.key.first ?? "")
    }
}
