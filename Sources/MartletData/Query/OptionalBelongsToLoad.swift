/// The relation of a foreign key that may be NULL, with what is to be loaded behind it.
public struct OptionalBelongsToLoad<Source: Model, Target: Model, Output: Sendable>: LoadableRelation {
    let relation: BelongsToLoad<Source, Target, Output>

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Output?] {
        try await relation.loadOptional(for: models, in: database)
    }
}

extension OptionalBelongsToField {
    /// Loads further relations of what is referred to; `nil` where the key is NULL.
    ///
    /// ```swift
    /// Track.query.with { $0.album.with { $0.artist } }       // (Track, (Album, Artist)?)
    /// ```
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> OptionalBelongsToLoad<Source, Target, (Target, Relation.Loaded)> where Relation.Source == Target {
        OptionalBelongsToLoad(relation: BelongsToLoad(column: column, query: Target.query.with(relation)))
    }
}
