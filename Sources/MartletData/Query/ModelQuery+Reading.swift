extension ModelQuery {
    /// All rows.
    public func all(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> [Output] {
        try await assemble(fetchModels(in: database, CodePlace(fileID: fileID, line: line)), database)
    }

    /// The first row; `nil` when there is none.
    public func first(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Output? {
        try await atMost(1).all(in: database, fileID: fileID, line: line).first
    }

    /// The only row.
    /// - Throws: ``QueryError`` when there is none, or more than one.
    public func one(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Output {
        let rows = try await atMost(2).all(in: database, fileID: fileID, line: line)
        guard let row = rows.first else { throw QueryError("expected one row of \(Root.schema.name), got none") }
        guard rows.count == 1 else { throw QueryError("expected one row of \(Root.schema.name), got several") }
        return row
    }

    /// How many rows there are, whatever the limit.
    public func count(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        try await unlimited.statement.count(in: database, CodePlace(fileID: fileID, line: line))
    }

    /// Whether there is any row.
    public func exists(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Bool {
        try await statement.exists(in: database, CodePlace(fileID: fileID, line: line))
    }

    /// All rows, whatever the limit.
    var unlimited: ModelQuery {
        changed {
            $0.limit = nil
            $0.offset = nil
        }
    }

    func fetchModels(in database: any QueryExecutor, _ place: CodePlace? = nil) async throws -> [Root] {
        try await database.query(written(for: database.dialect, place), Root.decode)
    }
}

extension Model {
    static func decode(_ row: any RowSource) throws -> Self {
        var reader = RowReader(row, of: Self.self)
        return try Self(reading: &reader)
    }

    /// The row with a key; `nil` when there is none.
    public static func find(
        _ key: ID, in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Self? {
        var query = Self.query
        query.core.add(hasKey(key))
        query.core.limit = 1
        return try await query.fetchModels(in: database, CodePlace(fileID: fileID, line: line)).first
    }

    /// The rows with these keys that there are, in no order.
    public static func find(
        _ keys: some Sequence<ID>, in database: some QueryExecutor
    ) async throws -> [Self] {
        try await query.fetch(where: table.key, isIn: Set(keys.map { RelationKey($0.keyValues) }), in: database)
            .map(\.0)
    }

    /// The condition that a row has a key; that of no row for a table without one.
    static func hasKey(_ key: ID) -> SQLNode { has(table.key, key.keyValues) }

    /// The condition that columns have values.
    static func has(_ columns: [String], _ values: [DatabaseValue]) -> SQLNode {
        let path = TablePath(root: table.name)
        guard !columns.isEmpty else { return .any([]) }
        return .all(zip(columns, values).map { .binary(.column(path, $0), "=", .value($1)) })
    }
}

extension SelectStatement {
    /// How many rows the statement gives.
    func count(in database: any QueryExecutor, _ place: CodePlace) async throws -> Int {
        let counting = counting
        let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: true) {
            $0.select(counting)
        }
        return try await database.query(statement) { $0.integer(at: 0).flatMap { Int(exactly: $0) } ?? 0 }.first ?? 0
    }

    /// Whether the statement gives any row.
    func exists(in database: any QueryExecutor, _ place: CodePlace) async throws -> Bool {
        let node = SQLNode.exists(existing)
        let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: true) { writer in
            writer.text("SELECT ")
            writer.node(node)
        }
        return try await database.query(statement) { try $0.read(Bool.self, at: 0) }.first ?? false
    }

    /// The statement that counts the rows of this one.
    var counting: SelectStatement {
        var inner = self
        inner.lock = nil
        if limit == nil, offset == nil { inner.orderings = [] }
        if isOfOneRowEach {
            inner.projection = .columns([.text("COUNT(*)")])
            return inner
        }
        var outer = inner.wrapped(as: "counted")
        outer.projection = .columns([.text("COUNT(*)")])
        return outer
    }
}

extension SelectStatement.Projection {
    /// The same columns under names that no two of them share: `c1`, `c2`, ….
    var named: Self {
        switch self {
        case .columns(let nodes): .named(nodes.enumerated().map { ("c\($0.offset + 1)", $0.element) })
        case .joined: .named(nodes.enumerated().map { ("c\($0.offset + 1)", $0.element) })
        case .table, .named: self
        }
    }

    /// The names of the columns, of a projection that is ``named``.
    var names: [String] {
        switch self {
        case .table(let schema, _): schema.columns.map(\.name)
        case .named(let columns): columns.map(\.name)
        case .columns(let nodes): nodes.indices.map { "c\($0 + 1)" }
        case .joined(let parts): parts.flatMap(\.nodes).indices.map { "c\($0 + 1)" }
        }
    }

    /// Whether nothing that is selected is an aggregate, as far as can be told.
    var isOfOneRow: Bool {
        switch self {
        case .table: true
        case .columns(let nodes): nodes.allSatisfy(\.isOfOneRow)
        case .named(let columns): columns.allSatisfy { $0.node.isOfOneRow }
        case .joined(let parts): parts.allSatisfy(\.isOfOneRow)
        }
    }

    /// The columns one by one.
    var nodes: [SQLNode] {
        switch self {
        case .table(let schema, let name): schema.columns.map { .column(TablePath(root: name), $0.name) }
        case .columns(let nodes): nodes
        case .named(let columns): columns.map(\.node)
        case .joined(let parts): parts.flatMap(\.nodes)
        }
    }
}
