/// A typed question to the database: which rows of a model, in which order, with which relations.
///
/// What is loaded is in the type: after `with { $0.artist }` the result is `(Album, Artist)`, and without it there is no
/// artist to touch.
///
/// ```swift
/// let page = try await Album.query
///     .where { $0.artist.name == "Queen" && $0.title.contains("night") }
///     .order { $0.title.ascending }
///     .with { $0.artist }
///     .limit(20)
///     .all(in: database)                       // [(Album, Artist)]
/// ```
public struct ModelQuery<Root: Model, Output: Sendable>: Sendable {
    /// The statement without the model's scope and without what deletion hides.
    var core: SelectStatement
    /// Whether the model's own ``Model/scope(_:)`` holds.
    var isScoped = true
    var deleted = DeletedRows.hidden
    let assemble: @Sendable ([Root], any QueryExecutor) async throws -> [Output]

    init(
        _ core: SelectStatement = SelectStatement(
            .table(Root.schema, as: Root.schema.name), from: TableSource(Root.schema, as: Root.schema.name)),
        assemble: @escaping @Sendable ([Root], any QueryExecutor) async throws -> [Output]
    ) {
        self.core = core
        self.assemble = assemble
    }

    static var path: TablePath { TablePath(root: Root.schema.name) }

    /// The place of the query's own table, apart from those of the same name in queries around.
    var path: TablePath { .root(Root.schema.name, of: core.query) }

    /// The columns and relations, for the closures of clauses.
    var fields: Root.Fields { Root.Fields(at: path) }

    /// The statement with the model's scope.
    var statement: SelectStatement {
        var statement = core
        guard let scope else { return statement }
        statement.condition = core.condition.map { .and(scope, $0) } ?? scope
        return statement
    }

    /// Only rows that fulfil a condition, besides those given before.
    public func `where`(_ condition: @Sendable (Root.Fields) -> SQLCondition) -> ModelQuery {
        adding(condition(fields).node)
    }

    /// Sorts the rows; a further order decides among equals.
    public func order(_ order: @Sendable (Root.Fields) -> Ordering) -> ModelQuery {
        changed { $0.orderings.append(order(fields)) }
    }

    /// Forgets the orders given before.
    public func unordered() -> ModelQuery { changed { $0.orderings = [] } }

    /// At most this many rows.
    public func limit(_ count: Int) -> ModelQuery { changed { $0.limit = max(0, count) } }

    /// Passes over the first rows.
    public func offset(_ count: Int) -> ModelQuery { changed { $0.offset = max(0, count) } }

    /// Locks the rows until the transaction ends; ``RowLock`` says what others can still do.
    /// - Parameters:
    ///   - strength: what others are kept from.
    ///   - waiting: what happens when another transaction holds the rows.
    public func locked(_ strength: RowLock.Strength = .update, _ waiting: RowLock.Waiting = .wait) -> ModelQuery {
        changed { $0.lock = RowLock(strength: strength, waiting: waiting, tables: []) }
    }

    /// The first so many of the rows.
    func atMost(_ count: Int) -> ModelQuery { changed { $0.limit = min($0.limit ?? count, count) } }

    func adding(_ node: SQLNode) -> ModelQuery { changed { $0.add(node) } }

    func changed(_ change: (inout SelectStatement) -> Void) -> ModelQuery {
        var query = self
        change(&query.core)
        return query
    }

    /// The same rows with another output.
    func assembling<Extended>(
        _ assemble: @escaping @Sendable ([Root], any QueryExecutor) async throws -> [Extended]
    ) -> ModelQuery<Root, Extended> {
        var query = ModelQuery<Root, Extended>(core, assemble: assemble)
        query.isScoped = isScoped
        query.deleted = deleted
        return query
    }

    /// The statement as the database gets it, for reading and for tests.
    /// - Throws: ``DatabaseError`` for what the database cannot do.
    public func sql(for dialect: any Dialect) throws -> Statement { try written(for: dialect, nil) }

    func written(for dialect: any Dialect, _ place: CodePlace?) throws -> Statement {
        let statement = statement
        return try SQLWriter.statement(for: dialect, place: place, isReadOnly: statement.lock == nil) {
            $0.select(statement)
        }
    }
}

extension Model {
    /// All rows of the table, to be narrowed.
    public static var query: ModelQuery<Self, Self> {
        var query = ModelQuery<Self, Self> { models, _ in models }
        query.core.query = SelectStatement.nextQuery()
        return query
    }
}

/// A query that cannot be run as it was written.
public struct QueryError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
