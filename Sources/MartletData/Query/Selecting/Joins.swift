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
    /// What rows fulfil that queries see; `nil` for all.
    var scope: SQLNode?
}

/// A model's table in a query, under its own name or under another: its rows that queries see.
///
/// ```swift
/// Album.query.join(Track.table) { album, track in track.albumID == album.id }
/// Employee.query.join(Employee.alias("above")) { employee, above in employee.bossID == above.number }
/// Album.query.leftJoin(Track.table.includingDeleted()) { album, track in track.albumID == album.id }
/// ```
public struct Alias<Root: Model>: JoinableTable {
    let name: String
    var isScoped = true
    var deleted = DeletedRows.hidden

    /// Its rows, under that name.
    public var query: RowQuery<TableReference<Root>, Root> {
        var statement = SelectStatement(.table(Root.schema, as: name), from: TableSource(Root.schema, as: name))
        statement.query = SelectStatement.nextQuery()
        if let scope { statement.add(scope) }
        return RowQuery(statement, TableReference<Root>(.root(name, of: statement.query)), Root.decode)
    }

    /// Also the rows that the model's ``Model/scope(_:)`` leaves out.
    public func unscoped() -> Alias {
        var table = self
        table.isScoped = false
        return table
    }

    /// Also the rows that are marked as deleted.
    public func includingDeleted() -> Alias {
        var table = self
        table.deleted = .included
        return table
    }

    /// The table, as joins take it.
    public var joined: JoinedTable<TableReference<Root>, OptionalTableReference<Root>> {
        JoinedTable(
            source: TableSource(Root.schema, as: name), commonTables: [], reference: TableReference(name),
            optionalReference: OptionalTableReference(name), scope: scope)
    }

    private var scope: SQLNode? { Root.visible(at: TablePath(root: name), isScoped: isScoped, deleted) }
}

extension Model {
    /// The table for joins, with the rows that queries see.
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
        var condition = condition
        if let scope = joined.scope {
            switch kind {
            case .inner, .left: condition = condition.map { .and($0, scope) } ?? scope
            case .cross: statement.add(scope)
            // All rows of the table stay, whatever the condition says; so they are chosen before.
            case .right, .full: source = source.narrowed(by: scope)
            }
        }
        statement.joins.append(SelectStatement.Join(kind: kind, source: source, condition: condition))
        return RowQuery<Joined, Output>(statement, tables, read)
    }
}

extension TableSource {
    /// The rows of a table that fulfil a condition, under the table's name.
    func narrowed(by condition: SQLNode) -> TableSource {
        var rows = SelectStatement(.columns([.text("*")]), from: self)
        rows.condition = condition
        return .select(rows, as: name, isLateral: false)
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
