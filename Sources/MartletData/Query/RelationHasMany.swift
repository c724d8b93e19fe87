/// The rows of another model that refer to this one.
///
/// ```swift
/// static let tracks = HasMany<Track>(\.album)
/// Album.query.with { $0.tracks.order { $0.name.ascending }.limit(3) }      // three of each album
/// Album.query.where { $0.tracks.exists { $0.seconds > 600 } }
/// ```
public struct HasMany<Target: Model>: Sendable {
    let link: RelationLink<Target>

    /// Declares the relation by the foreign key of the other model.
    public init<Owner: Model>(_ property: KeyPath<Target.Fields, BelongsToField<Target, Owner>>) {
        link = RelationLink(property)
    }

    /// Declares the relation by the foreign key of the other model, which may be NULL.
    public init<Owner: Model>(_ property: KeyPath<Target.Fields, OptionalBelongsToField<Target, Owner>>) {
        link = RelationLink(property)
    }
}

/// A has-many relation in a query.
public struct HasManyField<Source: Model, Target: Model>: RelatedRows {
    let relation: HasManyLoad<Source, Target, Target>
    let path: TablePath

    /// Creates the relation; the `@Model` macro does.
    public init(_ relation: HasMany<Target>, _ name: String, at path: TablePath) {
        self.relation = HasManyLoad(link: relation.link, name: name, query: Target.query)
        self.path = path
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [[Target]] {
        try await relation.load(for: models, in: database)
    }

    /// Loads only rows that fulfil a condition.
    public func `where`(_ condition: @Sendable (Target.Fields) -> SQLCondition) -> HasManyLoad<Source, Target, Target> {
        relation.where(condition)
    }

    /// Sorts what is loaded for each model.
    public func order(_ order: @Sendable (Target.Fields) -> Ordering) -> HasManyLoad<Source, Target, Target> {
        relation.order(order)
    }

    /// Loads at most this many rows for each model.
    public func limit(_ count: Int) -> HasManyLoad<Source, Target, Target> { relation.limit(count) }

    /// Loads further relations of what is loaded.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> HasManyLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        self.relation.with(relation)
    }

    public var related: RelatedStatement<Source, Target> {
        relation.link.related(from: path, relation.name)
    }
}

/// A has-many relation with conditions, an order and further relations.
public struct HasManyLoad<Source: Model, Target: Model, Output: Sendable>: LoadableRelation {
    let link: RelationLink<Target>
    let name: String
    let query: ModelQuery<Target, Output>
    var count: Int?

    /// Loads only rows that fulfil a condition.
    public func `where`(_ condition: @Sendable (Target.Fields) -> SQLCondition) -> HasManyLoad {
        HasManyLoad(link: link, name: name, query: query.where(condition), count: count)
    }

    /// Sorts what is loaded for each model.
    public func order(_ order: @Sendable (Target.Fields) -> Ordering) -> HasManyLoad {
        HasManyLoad(link: link, name: name, query: query.order(order), count: count)
    }

    /// Loads at most this many rows for each model, the first in the order.
    public func limit(_ count: Int) -> HasManyLoad {
        HasManyLoad(link: link, name: name, query: query, count: max(0, count))
    }

    /// Also rows that are marked as deleted.
    public func includingDeleted() -> HasManyLoad {
        HasManyLoad(link: link, name: name, query: query.includingDeleted(), count: count)
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [[Output]] {
        try link.check(Source.self, name)
        let keys = models.map(\.relationKey)
        var found: [RelationKey: [Output]] = [:]
        found.reserveCapacity(keys.count)
        let rows = try await query.fetch(where: link.columns, isIn: Set(keys), first: count, in: database)
        for (target, output) in rows { found[link.key(target), default: []].append(output) }
        return keys.map { found[$0] ?? [] }
    }
}

extension HasManyLoad where Output == Target {
    /// Loads further relations of what is loaded.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> HasManyLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        HasManyLoad<Source, Target, (Target, Relation.Loaded)>(
            link: link, name: name, query: query.with(relation), count: count)
    }
}
