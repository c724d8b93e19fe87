/// The relation of a foreign key that may be NULL.
@dynamicMemberLookup
public struct OptionalBelongsToField<Source: Model, Target: Model>: LoadableRelation, ColumnReference {
    let path: TablePath
    let relation: String
    let key: @Sendable (Source) -> RelationKey
    public let columnNames: [String]

    /// The same relation at a place where its row may be missing.
    init(_ relation: BelongsToField<Source, Target>) {
        path = relation.path
        self.relation = relation.relation
        key = relation.key
        columnNames = relation.columnNames
    }

    /// Creates the relation; the `@Model` macro does.
    public init(
        _ relation: String, column: String, at path: TablePath, value: @escaping @Sendable (Source) -> DatabaseValue
    ) {
        self.path = path
        self.relation = relation
        columnNames = [column]
        key = { RelationKey(value($0)) }
    }

    /// Creates the relation of a composite key; the `@Model` macro does.
    public init(_ reference: Reference<Source, Target>, _ relation: String, at path: TablePath) {
        self.path = path
        self.relation = relation
        columnNames = reference.foreignKey.columns
        key = reference.key
    }

    /// What else the model that is referred to has; NULL in SQL where there is none.
    public subscript<Member>(dynamicMember member: KeyPath<Target.Fields, Member>) -> Member {
        Target.Fields(at: path.joining(to: Target.self, relation, columnNames, isOptional: true))[keyPath: member]
    }

    /// A column of the model that is referred to, which is NULL where there is none.
    ///
    /// ```swift
    /// Track.query.select { ($0.name, $0.album.title) }       // [(String, String?)]
    /// ```
    public subscript<Value: ColumnValue>(
        dynamicMember member: KeyPath<Target.Fields, SQLExpression<Value>>
    ) -> SQLExpression<Value.Unwrapped?> {
        Target.Fields(at: path.joining(to: Target.self, relation, columnNames, isOptional: true))[keyPath: member]
            .optional
    }

    /// A relation of the model that is referred to; behind it too everything may be missing.
    public subscript<Next: Model>(
        dynamicMember member: KeyPath<Target.Fields, BelongsToField<Target, Next>>
    ) -> OptionalBelongsToField<Target, Next> {
        OptionalBelongsToField<Target, Next>(
            Target.Fields(at: path.joining(to: Target.self, relation, columnNames, isOptional: true))[keyPath: member])
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Target?] {
        try await plain.load(for: models, in: database)
    }

    private var plain: OptionalBelongsToLoad<Source, Target, Target> {
        nested(Target.query.unscoped().includingDeleted())
    }

    /// Loads further relations of what is referred to; `nil` where the key is NULL.
    ///
    /// ```swift
    /// Track.query.with { $0.album.with { $0.artist } }       // (Track, (Album, Artist)?)
    /// ```
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> OptionalBelongsToLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        nested(Target.query.unscoped().includingDeleted().with(relation))
    }

    private func nested<Output>(_ query: ModelQuery<Target, Output>) -> OptionalBelongsToLoad<Source, Target, Output> {
        OptionalBelongsToLoad(relation: BelongsToLoad(columns: columnNames, key: key, query: query))
    }
}

extension OptionalBelongsToField: ForeignKeyRelation {
    package func loadOnce(
        for models: [Source], from rows: ModelQuery<Target, Target>, in database: any QueryExecutor
    ) async throws -> (rows: [Target], places: [Int?]) {
        try await nested(rows).relation.loadOnce(for: models, in: database)
    }

    package func missing(_ model: Source) -> MissingRelation { plain.relation.missing(model) }
}

/// The relation of a foreign key that may be NULL, with what is to be loaded behind it.
public struct OptionalBelongsToLoad<Source: Model, Target: Model, Output: Sendable>: LoadableRelation {
    let relation: BelongsToLoad<Source, Target, Output>

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Output?] {
        try await relation.loadOptional(for: models, in: database)
    }
}
