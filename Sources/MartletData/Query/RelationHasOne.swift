/// The row of another model that refers to this one; the foreign key there is unique.
///
/// ```swift
/// @Model struct User {
///     var id: Int
///     static let profile = HasOne<Profile>(\.user)
/// }
/// @Model struct Profile {
///     var id: Int
///     @BelongsTo(onDelete: .cascade, unique: true) var user: User.ID
///     var city: String
/// }
/// User.query.where { $0.profile.city == "Bern" }.with { $0.profile }       // [(User, Profile?)]
/// ```
public struct HasOne<Target: Model>: Sendable {
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

/// A has-one relation in a query.
@dynamicMemberLookup
public struct HasOneField<Source: Model, Target: Model>: RelatedRows {
    let link: RelationLink<Target>
    let name: String
    let path: TablePath

    /// Creates the relation; the `@Model` macro does.
    public init(_ relation: HasOne<Target>, _ name: String, at path: TablePath) {
        link = relation.link
        self.name = name
        self.path = path
    }

    /// The columns and relations of the row; NULL in SQL where there is none.
    public subscript<Member>(dynamicMember member: KeyPath<Target.Fields, Member>) -> Member {
        let table = Target.table
        let place = path.joining(
            name, table: table.name, namespace: table.namespace, local: Source.table.key, foreign: link.columns,
            isOptional: true)
        return Target.Fields(at: place)[keyPath: member]
    }

    public var related: RelatedStatement<Source, Target> { link.related(from: path, name) }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Target?] {
        try await HasOneLoad<Source, Target, Target>(rows: rows).load(for: models, in: database)
    }

    /// Loads further relations of the row.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> HasOneLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        HasOneLoad(rows: rows.with(relation))
    }

    private var rows: HasManyLoad<Source, Target, Target> { HasManyLoad(link: link, name: name, query: Target.query) }
}

/// A has-one relation with further relations.
public struct HasOneLoad<Source: Model, Target: Model, Output: Sendable>: LoadableRelation {
    let rows: HasManyLoad<Source, Target, Output>

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Output?] {
        try await rows.load(for: models, in: database).map(\.first)
    }
}
