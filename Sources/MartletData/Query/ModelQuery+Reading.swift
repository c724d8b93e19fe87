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
        var statement = statement
        statement.limit = nil
        statement.offset = nil
        return try await statement.count(in: database, CodePlace(fileID: fileID, line: line))
    }

    /// Whether there is any row.
    public func exists(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Bool {
        try await statement.exists(in: database, CodePlace(fileID: fileID, line: line))
    }

    func fetchModels(in database: any QueryExecutor, _ place: CodePlace? = nil) async throws -> [Root] {
        try await database.query(written(for: database.dialect, place), Root.decode)
    }

    /// The models whose column has one of these values, each with its output; in chunks that a statement can hold.
    func fetch(
        where column: String, isIn values: Set<DatabaseValue>, in database: any QueryExecutor
    ) async throws -> [(Root, Output)] {
        let values = Array(values)
        let type = Root.schema.column(column)?.type ?? .text
        let taken = try written(for: database.dialect, nil).bindings.count
        let length = max(1, database.dialect.maximumBindings - taken)
        var result: [(Root, Output)] = []
        var start = 0
        while start < values.count {
            let end = min(start + length, values.count)
            let node = SQLNode.inList(.column(Self.path, column), Array(values[start..<end]), of: type, negated: false)
            let models = try await adding(node).fetchModels(in: database)
            result += zip(models, try await assemble(models, database))
            start = end
        }
        return result
    }
}

extension Model {
    static func decode(_ row: any RowSource) throws -> Self {
        var reader = RowReader(row, table: schema)
        return try Self(reading: &reader)
    }

    /// The row with a key; `nil` when there is none.
    public static func find(
        _ key: ID, in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Self? {
        try await query.adding(hasKey(key)).first(in: database, fileID: fileID, line: line)
    }

    /// The rows with these keys that there are, in no order.
    public static func find(
        _ keys: some Sequence<ID>, in database: some QueryExecutor
    ) async throws -> [Self] {
        try await query.fetch(where: primaryKeyName, isIn: Set(keys.map(\.databaseValue)), in: database).map(\.0)
    }

    /// The row as it is in the database now.
    /// - Throws: ``QueryError`` when it is there no more.
    public func reloaded(
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Self {
        let query = Self.query.unscoped().includingDeleted().adding(Self.hasKey(primaryKey))
        guard let row = try await query.first(in: database, fileID: fileID, line: line) else {
            throw QueryError("\(Self.schema.name) has no row with the key \(primaryKey); it was deleted")
        }
        return row
    }

    static func hasKey(_ key: ID) -> SQLNode {
        .binary(.column(TablePath(root: schema.name), primaryKeyName), "=", .value(key.databaseValue))
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
        var inner = self
        inner.orderings = []
        inner.lock = nil
        if !inner.isLimited || inner.groups.isEmpty && inner.compounds.isEmpty {
            inner.projection = .columns([.text("1")])
        }
        let node = SQLNode.exists(inner)
        let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: true) { writer in
            writer.text("SELECT ")
            writer.node(node)
        }
        return try await database.query(statement) { try $0.read(Bool.self, at: 0) }.first ?? false
    }

    private var counting: SelectStatement {
        var inner = self
        inner.lock = nil
        if limit == nil, offset == nil { inner.orderings = [] }
        guard isLimited else {
            inner.projection = .columns([.text("COUNT(*)")])
            return inner
        }
        let tables = inner.commonTables
        inner.commonTables = []
        inner.projection = inner.projection.named
        var outer = SelectStatement(
            .columns([.text("COUNT(*)")]), from: .select(inner, as: "counted", isLateral: false))
        outer.commonTables = tables
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
