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
    var condition: SQLNode?
    var orderings: [Ordering] = []
    var limit: Int?
    var offset: Int?
    let assemble: @Sendable ([Root], any QueryExecutor) async throws -> [Output]

    static var path: TablePath { TablePath(root: Root.schema.name) }

    /// Only rows that fulfil a condition, besides those given before.
    public func `where`(_ condition: @Sendable (Root.Fields) -> Predicate) -> ModelQuery {
        adding(condition(Root.Fields(at: Self.path)).node)
    }

    /// Sorts the rows; a further order decides among equals.
    public func order(_ order: @Sendable (Root.Fields) -> Ordering) -> ModelQuery {
        var query = self
        query.orderings.append(order(Root.Fields(at: Self.path)))
        return query
    }

    /// At most this many rows.
    public func limit(_ count: Int) -> ModelQuery {
        var query = self
        query.limit = max(0, count)
        return query
    }

    /// Passes over the first rows.
    public func offset(_ count: Int) -> ModelQuery {
        var query = self
        query.offset = max(0, count)
        return query
    }

    func adding(_ node: SQLNode) -> ModelQuery {
        var query = self
        query.condition = condition.map { .binary($0, "AND", node) } ?? node
        return query
    }

    /// All rows.
    public func all(in database: some QueryExecutor) async throws -> [Output] {
        try await assemble(fetchModels(in: database), database)
    }

    /// The first row; `nil` when there is none.
    public func first(in database: some QueryExecutor) async throws -> Output? {
        try await limit(1).all(in: database).first
    }

    /// How many rows there are, whatever the limit.
    public func count(in database: some QueryExecutor) async throws -> Int {
        var builder = SQLBuilder(dialect: database.dialect)
        let statement = builder.count(Root.schema, condition)
        return try await database.query(statement) { row in
            if case .integer(let count) = row.value(at: 0) { return Int(count) }
            return 0
        }.first ?? 0
    }

    /// Whether there is any row.
    public func exists(in database: some QueryExecutor) async throws -> Bool {
        try await !limit(1).fetchModels(in: database).isEmpty
    }

    /// Deletes the rows and says how many there were.
    @discardableResult
    public func delete(in database: some QueryExecutor) async throws -> Int {
        var builder = SQLBuilder(dialect: database.dialect)
        return try await database.execute(builder.delete(Root.schema, condition)).changes
    }

    /// The statement as the database gets it, for reading and for tests.
    public func sql(for dialect: any Dialect) -> Statement {
        var builder = SQLBuilder(dialect: dialect)
        return builder.select(Root.schema, condition, orderings, limit: limit, offset: offset)
    }

    func fetchModels(in database: any QueryExecutor) async throws -> [Root] {
        try await database.query(sql(for: database.dialect)) { row in
            var reader = RowReader(row, table: Root.schema)
            return try Root(reading: &reader)
        }
    }

    /// The models whose column has one of these values, each with its output; in chunks that a statement can hold.
    func fetch(
        where column: String, isIn values: Set<DatabaseValue>, in database: any QueryExecutor
    ) async throws -> [(Root, Output)] {
        let values = Array(values)
        var result: [(Root, Output)] = []
        var start = 0
        while start < values.count {
            let end = min(start + database.dialect.maximumBindings, values.count)
            let node = SQLNode.inList(.column(Self.path, column), Array(values[start..<end]), negated: false)
            let models = try await adding(node).fetchModels(in: database)
            result += zip(models, try await assemble(models, database))
            start = end
        }
        return result
    }
}

extension Model {
    /// All rows of the table, to be narrowed.
    public static var query: ModelQuery<Self, Self> { ModelQuery { models, _ in models } }

    /// The row with a key; `nil` when there is none.
    public static func find(_ key: ID, in database: some QueryExecutor) async throws -> Self? {
        let column = SQLNode.column(TablePath(root: schema.name), primaryKeyName)
        return try await query.adding(.binary(column, "=", .value(key.databaseValue))).first(in: database)
    }
}

/// A query that cannot be run as it was written.
public struct QueryError: Error, CustomStringConvertible {
    public let description: String
    init(_ description: String) { self.description = description }
}
