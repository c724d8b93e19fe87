/// A relation that can be loaded together with the models that it starts from.
public protocol LoadableRelation<Source>: Sendable {
    /// The model that the relation starts from.
    associatedtype Source: Model
    /// What is loaded for each of them.
    associatedtype Loaded: Sendable
    /// Loads for many models at once, one value for each, in their order.
    func load(for models: [Source], in database: any QueryExecutor) async throws -> [Loaded]
}

/// The relation of a foreign key: conditions look through it, `with` loads what it refers to.
///
/// ```swift
/// Album.query.where { $0.artist.name == "AC/DC" }.with { $0.artist }
/// ```
@dynamicMemberLookup
public struct BelongsToField<Source: Model, Target: Model>: LoadableRelation {
    let path: TablePath
    let relation: String
    let column: String

    /// Creates the relation; the `@Model` macro does.
    public init(_ relation: String, column: String, at path: TablePath) {
        self.path = path
        self.relation = relation
        self.column = column
    }

    /// The columns and relations of the model that is referred to.
    public subscript<Member>(dynamicMember member: KeyPath<Target.Fields, Member>) -> Member {
        Target.Fields(at: path.joining(to: Target.self, relation, column, isOptional: false))[keyPath: member]
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Target] {
        try await nested(Target.query).load(for: models, in: database)
    }

    /// Loads further relations of what is referred to.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> BelongsToLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        nested(Target.query.with(relation))
    }

    private func nested<Output>(_ query: ModelQuery<Target, Output>) -> BelongsToLoad<Source, Target, Output> {
        BelongsToLoad(column: column, query: query)
    }
}

/// The relation of a foreign key that may be NULL.
@dynamicMemberLookup
public struct OptionalBelongsToField<Source: Model, Target: Model>: LoadableRelation {
    let path: TablePath
    let relation: String
    let column: String

    /// Creates the relation; the `@Model` macro does.
    public init(_ relation: String, column: String, at path: TablePath) {
        self.path = path
        self.relation = relation
        self.column = column
    }

    /// The columns and relations of the model that is referred to; NULL in SQL where there is none.
    public subscript<Member>(dynamicMember member: KeyPath<Target.Fields, Member>) -> Member {
        Target.Fields(at: path.joining(to: Target.self, relation, column, isOptional: true))[keyPath: member]
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Target?] {
        try await BelongsToLoad<Source, Target, Target>(column: column, query: Target.query)
            .loadOptional(for: models, in: database)
    }
}

/// A foreign key's relation with what is to be loaded behind it.
public struct BelongsToLoad<Source: Model, Target: Model, Output: Sendable>: LoadableRelation {
    let column: String
    let query: ModelQuery<Target, Output>

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Output] {
        let keys = models.map { $0.value(of: column) }
        return try await zip(keys, loadOptional(for: models, in: database)).map { key, loaded in
            guard let loaded else {
                throw MissingRelation(table: Source.schema.name, column: column, target: Target.schema.name, key: key)
            }
            return loaded
        }
    }

    func loadOptional(for models: [Source], in database: any QueryExecutor) async throws -> [Output?] {
        let keys = models.map { $0.value(of: column) }
        let wanted = Set(keys).subtracting([.null])
        var found: [DatabaseValue: Output] = [:]
        for (target, output) in try await query.fetch(where: Target.primaryKeyName, isIn: wanted, in: database) {
            found[target.primaryKey.databaseValue] = output
        }
        return keys.map { found[$0] }
    }
}

/// A row refers to one that does not exist.
public struct MissingRelation: Error, CustomStringConvertible {
    public let description: String
    init(table: String, column: String, target: String, key: DatabaseValue) {
        description = "\(table).\(column) refers to a row of \(target) that does not exist (\(key))"
    }
}

/// The rows of another model that refer to this one.
///
/// ```swift
/// static let tracks = HasMany<Track>(\.album)
/// Album.query.with { $0.tracks.order { $0.name.ascending } }
/// ```
public struct HasMany<Target: Model>: Sendable {
    let column: String?

    /// Declares the relation.
    /// - Parameter property: the foreign key of the other model.
    public init(_ property: PartialKeyPath<Target>) { column = Target.columnName(of: property) }
}

/// A has-many relation in a query.
public struct HasManyField<Source: Model, Target: Model>: LoadableRelation {
    let load: HasManyLoad<Source, Target, Target>

    /// Creates the relation; the `@Model` macro does.
    public init(_ relation: HasMany<Target>) { load = HasManyLoad(column: relation.column ?? "", query: Target.query) }

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
        HasManyLoad(column: load.column, query: load.query.with(relation))
    }
}

/// A has-many relation with conditions, an order and further relations.
public struct HasManyLoad<Source: Model, Target: Model, Output: Sendable>: LoadableRelation {
    let column: String
    let query: ModelQuery<Target, Output>

    /// Loads only rows that fulfil a condition.
    public func `where`(_ condition: @Sendable (Target.Fields) -> Predicate) -> HasManyLoad {
        HasManyLoad(column: column, query: query.where(condition))
    }

    /// Sorts what is loaded for each model.
    public func order(_ order: @Sendable (Target.Fields) -> Ordering) -> HasManyLoad {
        HasManyLoad(column: column, query: query.order(order))
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [[Output]] {
        guard Target.schema.position(of: column) != nil else {
            throw QueryError(
                "the has-many relation from \(Source.schema.name) names no column of \(Target.schema.name)")
        }
        let keys = models.map { $0.primaryKey.databaseValue }
        var found: [DatabaseValue: [Output]] = [:]
        for (target, output) in try await query.fetch(where: column, isIn: Set(keys), in: database) {
            found[target.value(of: column), default: []].append(output)
        }
        return keys.map { found[$0] ?? [] }
    }
}

extension TablePath {
    func joining<Target: Model>(
        to target: Target.Type, _ relation: String, _ column: String, isOptional: Bool
    ) -> TablePath {
        joining(
            relation, table: Target.tableName, local: column, foreign: Target.primaryKeyName, isOptional: isOptional)
    }
}

extension Model {
    /// The value of a column by its name.
    func value(of column: String) -> DatabaseValue {
        guard let position = Self.schema.position(of: column) else { return .null }
        let values = databaseValues
        return values.indices.contains(position) ? values[position] : .null
    }
}
