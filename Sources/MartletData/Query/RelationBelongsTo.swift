/// The relation of a foreign key: conditions look through it, `with` loads what it refers to.
///
/// ```swift
/// Album.query.where { $0.artist.name == "AC/DC" }.with { $0.artist }
/// ```
@dynamicMemberLookup
public struct BelongsToField<Source: Model, Target: Model>: LoadableRelation, ColumnReference {
    let path: TablePath
    let relation: String
    let key: @Sendable (Source) -> RelationKey
    public let columnNames: [String]

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

    /// The columns and relations of the model that is referred to.
    public subscript<Member>(dynamicMember member: KeyPath<Target.Fields, Member>) -> Member {
        Target.Fields(at: path.joining(to: Target.self, relation, columnNames, isOptional: false))[keyPath: member]
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Target] {
        try await nested(Target.query.unscoped().includingDeleted()).load(for: models, in: database)
    }

    /// Loads further relations of what is referred to.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> BelongsToLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        nested(Target.query.unscoped().includingDeleted().with(relation))
    }

    private func nested<Output>(_ query: ModelQuery<Target, Output>) -> BelongsToLoad<Source, Target, Output> {
        BelongsToLoad(columns: columnNames, key: key, query: query)
    }
}

/// A relation to the row that a foreign key refers to, which may be one that queries do not see.
package protocol ForeignKeyRelation<Source, Target>: LoadableRelation {
    associatedtype Target: Model
    /// Loads from the rows of a query, one value for each model; `nil` where the row is not among them.
    func load(
        for models: [Source], from rows: ModelQuery<Target, Target>, in database: any QueryExecutor
    ) async throws -> [Target?]
}

extension BelongsToField: ForeignKeyRelation {
    package func load(
        for models: [Source], from rows: ModelQuery<Target, Target>, in database: any QueryExecutor
    ) async throws -> [Target?] {
        try await nested(rows).loadOptional(for: models, in: database)
    }
}

/// A foreign key's relation with what is to be loaded behind it.
///
/// A row that is marked as deleted or out of its model's ``Model/scope(_:)`` is loaded nevertheless: what refers to it still
/// does, and conditions through the relation see it too.
public struct BelongsToLoad<Source: Model, Target: Model, Output: Sendable>: LoadableRelation {
    let columns: [String]
    let key: @Sendable (Source) -> RelationKey
    let query: ModelQuery<Target, Output>

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Output] {
        try await zip(models, loadOptional(for: models, in: database)).map { model, loaded in
            guard let loaded else {
                throw MissingRelation(
                    table: Source.table.name, column: columns.joined(separator: ", "), target: Target.table.name,
                    key: key(model))
            }
            return loaded
        }
    }

    func loadOptional(for models: [Source], in database: any QueryExecutor) async throws -> [Output?] {
        let keys = models.map(key)
        let wanted = Set(keys.filter { !$0.isNull })
        var found: [RelationKey: Output] = [:]
        found.reserveCapacity(wanted.count)
        for (target, output) in try await query.fetch(where: Target.table.key, isIn: wanted, in: database) {
            found[target.relationKey] = output
        }
        return keys.map { found[$0] }
    }
}
