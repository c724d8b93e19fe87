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

    /// What else the row has; NULL in SQL where there is none, and for one that queries do not see.
    public subscript<Member>(dynamicMember member: KeyPath<Target.Fields, Member>) -> Member {
        target[keyPath: member]
    }

    /// A column of the row, which is NULL where there is none.
    ///
    /// ```swift
    /// User.query.select { ($0.name, $0.profile.city) }       // [(String, String?)]
    /// ```
    public subscript<Value: ColumnValue>(
        dynamicMember member: KeyPath<Target.Fields, SQLExpression<Value>>
    ) -> SQLExpression<Value.Unwrapped?> {
        target[keyPath: member].optional
    }

    /// A relation of the row; behind it too everything may be missing.
    public subscript<Next: Model>(
        dynamicMember member: KeyPath<Target.Fields, BelongsToField<Target, Next>>
    ) -> OptionalBelongsToField<Target, Next> {
        OptionalBelongsToField<Target, Next>(target[keyPath: member])
    }

    private var target: Target.Fields {
        let table = Target.table
        return Target.Fields(
            at: path.joining(
                name, table: table.name, namespace: table.namespace, local: Source.table.key, foreign: link.columns,
                isOptional: true, filter: RelationFilter(Target.self)))
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
