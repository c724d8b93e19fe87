/// The rows of another model that refer to this one.
///
/// ```swift
/// static let tracks = HasMany<Track>(\.album)
/// Album.query.with { $0.tracks.order { $0.name.ascending } }
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

/// The columns of a model that hold the key of another.
struct RelationLink<Target: Model>: Sendable {
    let columns: [String]
    /// The table that they refer to.
    let owner: String
    let key: @Sendable (Target) -> RelationKey

    init<Owner: Model>(_ property: KeyPath<Target.Fields, BelongsToField<Target, Owner>>) {
        let field = Target.Fields.unplaced[keyPath: property]
        columns = field.columnNames
        owner = Owner.table.name
        key = field.key
    }

    init<Owner: Model>(_ property: KeyPath<Target.Fields, OptionalBelongsToField<Target, Owner>>) {
        let field = Target.Fields.unplaced[keyPath: property]
        columns = field.columnNames
        owner = Owner.table.name
        key = field.key
    }

    func check<Source: Model>(_ source: Source.Type, _ relation: String) throws {
        guard owner == Source.table.name else {
            throw QueryError(
                "\(Source.self).\(relation) needs a foreign key of \(Target.table.name) to \(Source.table.name), "
                    + "but \(columns.joined(separator: ", ")) refers to \(owner)")
        }
    }
}

/// A has-many relation in a query.
public struct HasManyField<Source: Model, Target: Model>: LoadableRelation {
    let load: HasManyLoad<Source, Target, Target>
    let path: TablePath

    /// Creates the relation; the `@Model` macro does.
    public init(_ relation: HasMany<Target>, _ name: String, at path: TablePath) {
        load = HasManyLoad(link: relation.link, name: name, query: Target.query)
        self.path = path
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [[Target]] {
        try await load.load(for: models, in: database)
    }

    /// Loads only rows that fulfil a condition.
    public func `where`(_ condition: @Sendable (Target.Fields) -> Predicate) -> HasManyLoad<Source, Target, Target> {
        load.where(condition)
    }

    /// Sorts what is loaded for each model.
    public func order(_ order: @Sendable (Target.Fields) -> Ordering) -> HasManyLoad<Source, Target, Target> {
        load.order(order)
    }

    /// Loads further relations of what is loaded.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> HasManyLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        load.with(relation)
    }
}

/// A has-many relation with conditions, an order and further relations.
public struct HasManyLoad<Source: Model, Target: Model, Output: Sendable>: LoadableRelation {
    let link: RelationLink<Target>
    let name: String
    let query: ModelQuery<Target, Output>

    /// Loads only rows that fulfil a condition.
    public func `where`(_ condition: @Sendable (Target.Fields) -> Predicate) -> HasManyLoad {
        HasManyLoad(link: link, name: name, query: query.where(condition))
    }

    /// Sorts what is loaded for each model.
    public func order(_ order: @Sendable (Target.Fields) -> Ordering) -> HasManyLoad {
        HasManyLoad(link: link, name: name, query: query.order(order))
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [[Output]] {
        try link.check(Source.self, name)
        let keys = models.map(\.relationKey)
        var found: [RelationKey: [Output]] = [:]
        found.reserveCapacity(keys.count)
        for (target, output) in try await query.fetch(where: link.columns, isIn: Set(keys), in: database) {
            found[link.key(target), default: []].append(output)
        }
        return keys.map { found[$0] ?? [] }
    }
}

extension HasManyLoad where Output == Target {
    /// Loads further relations of what is loaded.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> HasManyLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        HasManyLoad<Source, Target, (Target, Relation.Loaded)>(link: link, name: name, query: query.with(relation))
    }
}
