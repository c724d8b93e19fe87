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
        try await plain.load(for: models, in: database)
    }

    private var plain: BelongsToLoad<Source, Target, Target> { nested(Target.query.unscoped().includingDeleted()) }

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

/// A relation to the row that a foreign key refers to, which may be one that queries do not see, and that others refer to as
/// well.
package protocol ForeignKeyRelation<Source, Target>: LoadableRelation {
    associatedtype Target: Model
    /// Loads each row of a query that is referred to once.
    /// - Returns: the rows, and for each model the place of its row; `nil` where the row is not among those of the query.
    func loadOnce(
        for models: [Source], from rows: ModelQuery<Target, Target>, in database: any QueryExecutor
    ) async throws -> (rows: [Target], places: [Int?])
    /// The error of a model whose row is not there.
    func missing(_ model: Source) -> MissingRelation
}

extension BelongsToField: ForeignKeyRelation {
    package func loadOnce(
        for models: [Source], from rows: ModelQuery<Target, Target>, in database: any QueryExecutor
    ) async throws -> (rows: [Target], places: [Int?]) {
        try await nested(rows).loadOnce(for: models, in: database)
    }

    package func missing(_ model: Source) -> MissingRelation { plain.missing(model) }
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
            guard let loaded else { throw missing(model) }
            return loaded
        }
    }

    func loadOptional(for models: [Source], in database: any QueryExecutor) async throws -> [Output?] {
        let (rows, places) = try await loadOnce(for: models, in: database)
        return places.map { place in place.map { rows[$0] } }
    }

    /// Loads each row that is referred to once.
    /// - Returns: the rows, and for each model the place of its row among them.
    func loadOnce(
        for models: [Source], in database: any QueryExecutor
    ) async throws -> (rows: [Output], places: [Int?]) {
        var numbers: [RelationKey: Int] = [:]
        var keys: [RelationKey] = []
        let wanted = models.map { model -> Int? in
            let key = key(model)
            if key.isNull { return nil }
            if let number = numbers[key] { return number }
            numbers[key] = keys.count
            keys.append(key)
            return keys.count - 1
        }
        var rows: [Output] = []
        var places = [Int?](repeating: nil, count: keys.count)
        for (target, output) in try await query.fetch(where: Target.table.key, isIn: keys, in: database) {
            guard let number = numbers[target.relationKey] else { continue }
            places[number] = rows.count
            rows.append(output)
        }
        return (rows, wanted.map { $0.flatMap { places[$0] } })
    }

    /// The error of a model whose row is not there.
    func missing(_ model: Source) -> MissingRelation {
        MissingRelation(
            table: Source.table.name, column: columns.joined(separator: ", "), target: Target.table.name,
            key: key(model))
    }
}
