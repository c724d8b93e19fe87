/// A table that a query can join: a model, an alias of one, or a query with a name.
public protocol JoinableTable: Sendable {
    /// What closures see of it.
    associatedtype Reference: Sendable
    /// What closures see of it where a row may be missing.
    associatedtype OptionalReference: Sendable
    /// The table.
    var joined: JoinedTable<Reference, OptionalReference> { get }
}

/// A table in a join, with what closures see of it.
public struct JoinedTable<Reference: Sendable, OptionalReference: Sendable>: Sendable {
    let source: TableSource
    let commonTables: [CommonTableDefinition]
    let reference: Reference
    let optionalReference: OptionalReference
}

/// A model's table in a query, under its own name or under another.
///
/// ```swift
/// Album.query.join(Track.table) { album, track in track.albumID == album.id }
/// Employee.query.join(Employee.alias("above")) { employee, above in employee.bossID == above.number }
/// ```
public struct Alias<Root: Model>: JoinableTable {
    let name: String

    /// All rows, under that name.
    public var query: RowQuery<TableReference<Root>, Root> {
        RowQuery(
            SelectStatement(.table(Root.schema, as: name), from: TableSource(Root.schema, as: name)),
            TableReference<Root>(name), Root.decode)
    }

    /// The table, as joins take it.
    public var joined: JoinedTable<TableReference<Root>, OptionalTableReference<Root>> {
        JoinedTable(
            source: TableSource(Root.schema, as: name), commonTables: [], reference: TableReference(name),
            optionalReference: OptionalTableReference(name))
    }
}

extension Model {
    /// The table for joins, all its rows.
    public static var table: Alias<Self> { Alias(name: schema.name) }

    /// The table under another name, for a query in which it stands more than once.
    public static func alias(_ name: String) -> Alias<Self> { Alias(name: name) }
}

extension RowQuery {
    func joining<Table: JoinableTable, Joined>(
        _ kind: JoinKind, _ table: Table, _ tables: Joined, _ condition: SQLNode?, isLateral: Bool = false
    ) -> RowQuery<Joined, Output> {
        var statement = statement
        let joined = table.joined
        statement.add(joined.commonTables)
        var source = joined.source
        if isLateral, case .select(let inner, let name, _) = source {
            source = .select(inner, as: name, isLateral: true)
        }
        statement.joins.append(SelectStatement.Join(kind: kind, source: source, condition: condition))
        return RowQuery<Joined, Output>(statement, tables, read)
    }
}

extension SelectStatement {
    /// Adds queries that stand before the statement, each once.
    mutating func add(_ tables: [CommonTableDefinition]) {
        for table in tables where !commonTables.contains(where: { $0.name == table.name }) {
            commonTables.append(table)
        }
    }
}
