/// A query whose rows are whatever it selects: values, models, several of them.
///
/// ```swift
/// let lengths = try await Track.query
///     .where { $0.albumID != nil }
///     .group { $0.album.title }
///     .having { _ in SQL.count() > 3 }
///     .select { ($0.album.title, SQL.count(), $0.seconds.sum()) }
///     .all(in: database)                                                    // [(String, Int, Int?)]
/// ```
///
/// The closures of its clauses get the query's tables, in the order in which they were joined.
public struct RowQuery<Tables: Sendable, Output: Sendable>: Sendable {
    var statement: SelectStatement
    let tables: Tables
    let read: @Sendable (any RowSource) throws -> Output

    init(_ statement: SelectStatement, _ tables: Tables, _ read: @escaping @Sendable (any RowSource) throws -> Output) {
        self.statement = statement
        self.tables = tables
        self.read = read
    }

    func changed(_ change: (inout SelectStatement) -> Void) -> RowQuery {
        var query = self
        change(&query.statement)
        return query
    }

    /// The same with a clause that is about all rows of united queries.
    private func narrowed(_ change: (inout SelectStatement) -> Void) -> RowQuery {
        changed { statement in
            statement.wrapCompounds()
            change(&statement)
        }
    }

    /// The first so many of the rows.
    func atMost(_ count: Int) -> RowQuery { changed { $0.limit = min($0.limit ?? count, count) } }

    /// Only rows that fulfil a condition, besides those given before.
    public func `where`(_ condition: @Sendable (Tables) -> SQLCondition) -> RowQuery {
        narrowed { $0.add(condition(tables).node) }
    }

    /// Makes one row of all rows with the same value; a further expression divides the groups.
    public func group<Value>(_ expression: @Sendable (Tables) -> SQLExpression<Value>) -> RowQuery {
        narrowed { $0.groups.append(expression(tables).node) }
    }

    /// Only groups that fulfil a condition, besides those given before.
    public func having(_ condition: @Sendable (Tables) -> SQLCondition) -> RowQuery {
        let node = condition(tables).node
        return narrowed { $0.having = $0.having.map { .and($0, node) } ?? node }
    }

    /// Names a window, for several functions that look over the same rows: `over: .named("w")`.
    public func window(_ name: String, _ window: @Sendable (Tables) -> Window) -> RowQuery {
        narrowed { $0.windows.append(NamedWindow(name: name, window: window(tables))) }
    }

    /// Sorts the rows; a further order decides among equals.
    public func order(_ order: @Sendable (Tables) -> Ordering) -> RowQuery {
        changed { $0.add(order(tables)) }
    }

    /// Leaves out rows that equal another.
    public func distinct() -> RowQuery { narrowed { $0.distinct = .rows } }

    /// Only the first row, in the query's order, of those with the same value. The order has to begin with it.
    ///
    /// Only PostgreSQL has it; elsewhere ``SQL/rowNumber(over:)`` does the same.
    public func distinct<Value>(on expression: @Sendable (Tables) -> SQLExpression<Value>) -> RowQuery {
        narrowed { $0.addDistinct(on: expression(tables).node) }
    }

    /// At most this many rows.
    public func limit(_ count: Int) -> RowQuery { changed { $0.limit = max(0, count) } }

    /// Passes over the first rows.
    public func offset(_ count: Int) -> RowQuery { changed { $0.offset = max(0, count) } }

    /// Locks the rows until the transaction ends; ``RowLock`` says what others can still do.
    public func locked(_ strength: RowLock.Strength = .update, _ waiting: RowLock.Waiting = .wait) -> RowQuery {
        narrowed { $0.lock = RowLock(strength: strength, waiting: waiting, tables: []) }
    }

    /// Selects one expression or table.
    public func select<Item: Selectable>(_ item: @Sendable (Tables) -> Item) -> RowQuery<Tables, Item.Selected> {
        let selection = item(tables).selection
        var statement = statement
        statement.wrapCompounds()
        statement.projection = selection.projection
        return RowQuery<Tables, Item.Selected>(statement, tables) { try selection.read($0, 0) }
    }

    /// Selects several expressions and tables; a row is a tuple of them.
    public func select<each Item: Selectable>(
        _ items: @Sendable (Tables) -> (repeat each Item)
    ) -> RowQuery<Tables, (repeat (each Item).Selected)> {
        let selected = items(tables)
        var projections: [SelectStatement.Projection] = []
        var starts: [Int] = []
        var width = 0
        for item in repeat each selected {
            let selection = item.selection
            projections.append(selection.projection)
            starts.append(width)
            width += selection.width
        }
        let readers = (repeat (each selected).selection.read)
        let positions = starts
        var statement = statement
        statement.wrapCompounds()
        statement.projection = .joined(projections)
        return RowQuery<Tables, (repeat (each Item).Selected)>(statement, tables) { row in
            var index = 0
            func next() -> Int {
                defer { index += 1 }
                return positions.indices.contains(index) ? positions[index] : 0
            }
            return (repeat try (each readers)(row, next()))
        }
    }

    /// The same rows as other values, such as those of an own type.
    ///
    /// ```swift
    /// Album.query.select { ($0.title, $0.artist.name) }.map { Line(title: $0, artist: $1) }
    /// ```
    public func map<Mapped: Sendable>(
        _ transform: @escaping @Sendable (Output) throws -> Mapped
    ) -> RowQuery<Tables, Mapped> {
        let read = read
        return RowQuery<Tables, Mapped>(statement, tables) { try transform(read($0)) }
    }

    /// The statement as the database gets it, for reading and for tests.
    /// - Throws: ``DatabaseError`` for what the database cannot do.
    public func sql(for dialect: any Dialect) throws -> Statement { try statement.written(for: dialect, nil) }
}

extension SelectStatement {
    func written(for dialect: any Dialect, _ place: CodePlace?) throws -> Statement {
        try SQLWriter.statement(for: dialect, place: place, isReadOnly: lock == nil) { $0.select(self) }
    }

    /// Sorts the rows further. A column of united queries is named where NULL has a place of its own, since MariaDB sorts by
    /// `1 IS NULL` as by a constant.
    mutating func add(_ ordering: Ordering) {
        guard let place = ordering.place, ordering.nulls != nil else { return orderings.append(ordering) }
        wrapCompounds()
        let nodes = projection.nodes
        guard nodes.indices.contains(place - 1) else { return orderings.append(ordering) }
        var named = Ordering(node: nodes[place - 1], isDescending: ordering.isDescending)
        named.nulls = ordering.nulls
        orderings.append(named)
    }

    mutating func addDistinct(on node: SQLNode) {
        if case .on(let nodes) = distinct { distinct = .on(nodes + [node]) } else { distinct = .on([node]) }
    }
}
