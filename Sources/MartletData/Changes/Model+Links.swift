#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Model {
    /// Links rows of a many-to-many relation to this one; what is linked already stays as it is, and a link that is only
    /// marked as deleted is restored.
    ///
    /// ```swift
    /// try await article.add([swift, sql], to: { $0.tags }, in: database)
    /// ```
    ///
    /// Further columns of the model in between get their initial values; insert its rows themselves to set them.
    /// - Throws: ``DatabaseError`` when the database refuses a link.
    public func add<Target: Model, Through: Model>(
        _ targets: some Sequence<Target>, to relation: (Fields) -> ManyToManyField<Self, Target, Through>,
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        let links = try LinkChange(self, relation(Fields.unplaced), CodePlace(fileID: fileID, line: line))
        let keys = targets.map(\.relationKey)
        try await database.atomically(!links.isUnique || links.isMarking) { try await links.add(keys, in: $0) }
    }

    /// Takes away the links of rows of a many-to-many relation to this one; where the model in between has
    /// ``ColumnRole/deleted`` they are marked.
    /// - Returns: how many links there were.
    @discardableResult
    public func remove<Target: Model, Through: Model>(
        _ targets: some Sequence<Target>, from relation: (Fields) -> ManyToManyField<Self, Target, Through>,
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> Int {
        let links = try LinkChange(self, relation(Fields.unplaced), CodePlace(fileID: fileID, line: line))
        return try await links.remove(.some(targets.map(\.relationKey)), in: database)
    }

    /// Links exactly these rows of a many-to-many relation to this one: takes away the links of others, adds those that
    /// are missing and leaves the rest as they are.
    ///
    /// Given a ``Database``, all of it happens or nothing.
    public func set<Target: Model, Through: Model>(
        _ relation: (Fields) -> ManyToManyField<Self, Target, Through>, to targets: some Sequence<Target>,
        in database: some QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws {
        let links = try LinkChange(self, relation(Fields.unplaced), CodePlace(fileID: fileID, line: line))
        let keys = targets.map(\.relationKey)
        try await database.atomically(true) { database in
            try await links.remove(.others(keys), in: database)
            try await links.add(keys, in: database)
        }
    }
}

/// Changes of the rows in between of a many-to-many relation.
private struct LinkChange<Through: Model>: Sendable {
    enum Chosen {
        case some([RelationKey])
        case others([RelationKey])
    }

    let key: [DatabaseValue]
    let from: [String]
    let to: [String]
    let place: CodePlace

    init<Source: Model, Target: Model>(
        _ source: Source, _ relation: ManyToManyField<Source, Target, Through>, _ place: CodePlace
    ) throws {
        let links = try relation.relation.resolved()
        key = source.primaryKey.keyValues
        from = links.from.columns
        to = links.to.columns
        self.place = place
    }

    /// Whether the database refuses to link the same rows twice.
    var isUnique: Bool {
        let linking = Set(from + to)
        return Set(Through.table.key) == linking
            || Through.schema.constraints.contains { constraint in
                if case .unique(let unique) = constraint { Set(unique.columns) == linking } else { false }
            }
    }

    /// Whether links that are taken away are only marked.
    var isMarking: Bool { Through.roles[.deleted] != nil }

    func add(_ targets: [RelationKey], in database: any QueryExecutor) async throws {
        if isUnique, isMarking {
            // A marked link would be in the way of a new one.
            for chunk in chunks(of: targets, for: database.dialect) {
                let marked = Through.query.adding(.and(own, link.isIn(chunk)))
                _ = try await database.execute(marked.restoration(for: database.dialect, place))
            }
        }
        var seen = isUnique ? [] : try await linked(targets, in: database)
        let missing = targets.filter { seen.insert($0).inserted }
        let columns = from + to + others
        let size = max(1, min(500, database.dialect.maximumBindings / columns.count))
        for start in stride(from: 0, to: missing.count, by: size) {
            let now = Date().databaseValue
            let rows = missing[start..<min(start + size, missing.count)].map { target in
                key + target.values + others.map { initialValue($0, now) }
            }
            let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: false) { writer in
                writer.insert(into: Through.schema, columns, rows: rows)
                guard writer.family == .mysql, let column = from.first else {
                    return writer.text(" ON CONFLICT DO NOTHING")
                }
                writer.text(" ON DUPLICATE KEY UPDATE ")
                writer.identifier(column)
                writer.text(" = ")
                writer.identifier(column)
            }
            _ = try await database.execute(statement)
        }
    }

    /// The rows in parts whose keys one statement binds beside the own one.
    private func chunks(of targets: [RelationKey], for dialect: any Dialect) -> [ArraySlice<RelationKey>] {
        let size = max(1, min(500, (dialect.maximumBindings - key.count) / max(1, to.count)))
        return stride(from: 0, to: targets.count, by: size).map { targets[$0..<min($0 + size, targets.count)] }
    }

    /// The further columns that get a value here.
    private var others: [String] {
        let moments = [Through.roles[.created], Through.roles[.updated]]
        return Through.schema.columns.map(\.name).filter { column in
            !(from + to).contains(column) && (moments.contains(column) || Through.initialValue(of: column) != nil)
        }
    }

    private func initialValue(_ column: String, _ now: DatabaseValue) -> DatabaseValue {
        if column == Through.roles[.created] || column == Through.roles[.updated] { return now }
        return Through.initialValue(of: column) ?? .null
    }

    /// Those of the rows that are linked already.
    private func linked(_ targets: [RelationKey], in database: any QueryExecutor) async throws -> Set<RelationKey> {
        let types = to.map { Through.schema.column($0)?.type ?? .text }
        var found: Set<RelationKey> = []
        for chunk in chunks(of: targets, for: database.dialect) {
            var rows = Through.query.adding(.and(own, link.isIn(chunk))).statement
            rows.projection = .columns(link.nodes)
            let statement = try SQLWriter.statement(for: database.dialect, place: place, isReadOnly: true) {
                $0.select(rows)
            }
            found.formUnion(
                try await database.query(statement) { row in
                    RelationKey(types.indices.map { row.value(at: $0).asKey(types[$0]) })
                })
        }
        return found
    }

    private var link: LinkPlace {
        LinkPlace(path: TablePath(root: Through.table.name), columns: to, schema: Through.schema)
    }

    private var own: SQLNode { .all(zip(from, key).map { .binary(.column(link.path, $0), "=", .value($1)) }) }

    @discardableResult
    func remove(_ chosen: Chosen, in database: any QueryExecutor) async throws -> Int {
        let condition: SQLNode
        switch chosen {
        case .some(let keys):
            guard !keys.isEmpty else { return 0 }
            condition = .and(own, link.isIn(keys[...]))
        case .others(let keys): condition = keys.isEmpty ? own : .and(own, .not(link.isIn(keys[...])))
        }
        let statement = try Through.query.adding(condition).deletion(for: database.dialect, place)
        return try await database.execute(statement).changes
    }
}
