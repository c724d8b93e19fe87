/// A part of an ordered list, with the places where the parts beside it begin.
public struct CursorPage<Item: Sendable>: Sendable {
    /// What stands on the page.
    public let items: [Item]
    /// The place behind the last item; `nil` when nothing follows.
    public let next: Cursor?
    /// The place before the first item; `nil` when nothing lies before.
    public let previous: Cursor?

    /// The same page of other items.
    public func map<Mapped>(_ transform: (Item) throws -> Mapped) rethrows -> CursorPage<Mapped> {
        CursorPage<Mapped>(items: try items.map(transform), next: next, previous: previous)
    }
}

extension ModelQuery {
    /// The rows behind a place, in the query's order; the primary key decides among equals.
    ///
    /// It costs the same however far the place is from the beginning, and no row is passed over or seen twice when others
    /// come or go in between. An index that begins with the ordered columns makes it fast.
    ///
    /// ```swift
    /// let first = try await Album.query.order { $0.released.descending }.page(after: nil, size: 20, in: database)
    /// let second = try await Album.query.order { $0.released.descending }.page(after: first.next, size: 20, in: database)
    /// ```
    /// - Throws: ``InvalidCursor`` for a cursor that was changed or belongs to another order.
    public func page(
        after cursor: Cursor?, size: Int, in database: some QueryExecutor, fileID: StaticString = #fileID,
        line: UInt = #line
    ) async throws -> CursorPage<Output> {
        try await page(from: cursor, isBackward: false, size, database, CodePlace(fileID: fileID, line: line))
    }

    /// The rows before a place, in the query's order: the last ones for `nil`.
    /// - Throws: ``InvalidCursor`` for a cursor that was changed or belongs to another order.
    public func page(
        before cursor: Cursor?, size: Int, in database: some QueryExecutor, fileID: StaticString = #fileID,
        line: UInt = #line
    ) async throws -> CursorPage<Output> {
        try await page(from: cursor, isBackward: true, size, database, CodePlace(fileID: fileID, line: line))
    }

    private func page(
        from cursor: Cursor?, isBackward: Bool, _ size: Int, _ database: some QueryExecutor, _ place: CodePlace
    ) async throws -> CursorPage<Output> {
        let page = try await page(
            from: cursor, isBackward: isBackward, size, RowReading<Root>.models, in: database, place)
        return CursorPage(
            items: try await assemble(page.items, database), next: page.next, previous: page.previous)
    }

    func page<Row>(
        from cursor: Cursor?, isBackward: Bool, _ size: Int, _ reading: RowReading<Row>,
        in database: any QueryExecutor, _ place: CodePlace
    ) async throws -> CursorPage<Row> {
        let size = max(1, size)
        let keyset = try Keyset(core.orderings, Root.schema, database.dialect)
        var statement = statement
        statement.orderings = keyset.orderings(isReversed: isBackward)
        statement.limit = size == .max ? size : size + 1
        statement.offset = nil
        if let cursor {
            statement.add(keyset.condition(behind: try keyset.values(of: cursor), isReversed: isBackward))
        }
        statement = reading.selecting(keyset.orderings.map(\.node), in: statement)
        let count = keyset.orderings.count
        var rows = try await database.query(statement.written(for: database.dialect, place)) { row in
            (item: try reading.decode(row), values: (0..<count).map { row.value(at: reading.width + $0) })
        }
        let hasMore = rows.count > size
        if hasMore { rows.removeLast() }
        if isBackward { rows.reverse() }
        // Behind a cursor there is the row that it stands at.
        let follows = isBackward ? cursor != nil : hasMore
        let precedes = isBackward ? hasMore : cursor != nil
        return CursorPage(
            items: rows.map(\.item),
            next: try follows ? rows.last.map { try keyset.cursor(at: $0.values) } : nil,
            previous: try precedes ? rows.first.map { try keyset.cursor(at: $0.values) } : nil)
    }
}

/// An order in which no two rows are equal, and the conditions that find what lies behind a row of it.
struct Keyset {
    let orderings: [Ordering]
    private let nullsFirst: [Bool]
    private let fingerprint: UInt64

    init(_ given: [Ordering], _ schema: TableSchema, _ dialect: any Dialect) throws {
        guard !schema.primaryKey.isEmpty else {
            throw QueryError("\(schema.name) has no primary key, so its rows have no places; use page(_:size:)")
        }
        var orderings = given
        for key in schema.primaryKey {
            var ordering = Ordering(
                node: .column(TablePath(root: schema.name), key), isDescending: given.last?.isDescending ?? false,
                type: schema.column(key)?.type)
            ordering.isNullable = false
            orderings.append(ordering)
        }
        self.orderings = orderings
        // PostgreSQL sorts NULL as the largest value, the others as the smallest.
        nullsFirst = orderings.map { ordering in
            ordering.nulls.map { $0 == .first } ?? ((dialect.family == .postgres) == ordering.isDescending)
        }
        // What is counted for each row is a subquery, which needs the table around it.
        var ordered = SelectStatement(.columns([.text("1")]), from: TableSource(schema, as: schema.name))
        ordered.orderings = orderings
        let text = try SQLWriter.statement(for: dialect, isReadOnly: true) { $0.select(ordered) }
        fingerprint = Cursor.checksum(Array(text.sql.utf8))
    }

    func values(of cursor: Cursor) throws -> [DatabaseValue] {
        try cursor.values(order: fingerprint, count: orderings.count)
    }

    func cursor(at values: [DatabaseValue]) throws -> Cursor { try Cursor(values, order: fingerprint) }

    func orderings(isReversed: Bool) -> [Ordering] {
        guard isReversed else { return orderings }
        return zip(orderings, nullsFirst).map { ordering, nullsFirst in
            var reversed = ordering.descending(!ordering.isDescending)
            if ordering.nulls != nil { reversed.nulls = nullsFirst ? .last : .first }
            return reversed
        }
    }

    /// Larger in the first value, or equal in it and larger in the second, and so on.
    func condition(behind values: [DatabaseValue], isReversed: Bool) -> SQLNode {
        var alternatives: [SQLNode] = []
        var equal: [SQLNode] = []
        for (index, ordering) in orderings.enumerated() where index < values.count {
            let isLast = nullsFirst[index] == isReversed
            let isDescending = ordering.isDescending != isReversed
            if let node = Self.behind(values[index], ordering, isDescending: isDescending, nullsAreLast: isLast) {
                alternatives.append(equal.isEmpty ? node : .all(equal + [node]))
            }
            if case .null = values[index] {
                equal.append(.isNull(ordering.node, negated: false))
            } else {
                equal.append(Self.compare(ordering, "=", values[index]))
            }
        }
        return .any(alternatives)
    }

    private static func behind(
        _ value: DatabaseValue, _ ordering: Ordering, isDescending: Bool, nullsAreLast: Bool
    ) -> SQLNode? {
        if case .null = value { return nullsAreLast ? nil : .isNull(ordering.node, negated: true) }
        let larger = compare(ordering, isDescending ? "<" : ">", value)
        guard nullsAreLast, ordering.isNullable else { return larger }
        return .any([larger, .isNull(ordering.node, negated: false)])
    }

    private static func compare(_ ordering: Ordering, _ sql: String, _ value: DatabaseValue) -> SQLNode {
        guard let type = ordering.type, case .decimal = type else {
            return .binary(ordering.node, sql, .value(value))
        }
        return .infix { writer in
            writer.collated(ordering.node, type)
            writer.text(" ")
            writer.text(sql)
            writer.text(" ")
            writer.bind(value)
        }
    }
}
