// The result grows by one element with each `with`. Tuples that contain a pack cannot be taken apart in Swift 6.3, so
// each length has its function; Documentation/Decisions/0003-data-shape.md has the reasons.

extension ModelQuery where Output == Root {
    /// Loads a relation with each row, by one query for all rows.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Root.Fields) -> Relation
    ) -> ModelQuery<Root, (Root, Relation.Loaded)> where Relation.Source == Root {
        extended(by: relation) { ($0, $1) }
    }
}

extension ModelQuery {
    func extended<Relation: LoadableRelation, Extended>(
        by relation: @Sendable (Root.Fields) -> Relation,
        _ combine: @escaping @Sendable (Output, Relation.Loaded) -> Extended
    ) -> ModelQuery<Root, Extended> where Relation.Source == Root {
        let relation = relation(Root.Fields(at: Self.path))
        let assemble = assemble
        return assembling { models, database in
            let outputs = try await assemble(models, database)
            return zip(outputs, try await relation.load(for: models, in: database)).map(combine)
        }
    }

    /// Loads a further relation with each row, by one query for all rows.
    public func with<A, B, Relation: LoadableRelation>(
        _ relation: @Sendable (Root.Fields) -> Relation
    ) -> ModelQuery<Root, (A, B, Relation.Loaded)> where Output == (A, B), Relation.Source == Root {
        extended(by: relation) { ($0.0, $0.1, $1) }
    }

    /// Loads a further relation with each row, by one query for all rows.
    public func with<A, B, C, Relation: LoadableRelation>(
        _ relation: @Sendable (Root.Fields) -> Relation
    ) -> ModelQuery<Root, (A, B, C, Relation.Loaded)> where Output == (A, B, C), Relation.Source == Root {
        extended(by: relation) { ($0.0, $0.1, $0.2, $1) }
    }

    /// Loads a further relation with each row, by one query for all rows.
    public func with<A, B, C, D, Relation: LoadableRelation>(
        _ relation: @Sendable (Root.Fields) -> Relation
    ) -> ModelQuery<Root, (A, B, C, D, Relation.Loaded)> where Output == (A, B, C, D), Relation.Source == Root {
        extended(by: relation) { ($0.0, $0.1, $0.2, $0.3, $1) }
    }

    /// Loads a further relation with each row, by one query for all rows.
    public func with<A, B, C, D, E, Relation: LoadableRelation>(
        _ relation: @Sendable (Root.Fields) -> Relation
    ) -> ModelQuery<Root, (A, B, C, D, E, Relation.Loaded)> where Output == (A, B, C, D, E), Relation.Source == Root {
        extended(by: relation) { ($0.0, $0.1, $0.2, $0.3, $0.4, $1) }
    }

    /// Loads a further relation with each row, by one query for all rows.
    public func with<A, B, C, D, E, F, Relation: LoadableRelation>(
        _ relation: @Sendable (Root.Fields) -> Relation
    ) -> ModelQuery<Root, (A, B, C, D, E, F, Relation.Loaded)>
    where Output == (A, B, C, D, E, F), Relation.Source == Root {
        extended(by: relation) { ($0.0, $0.1, $0.2, $0.3, $0.4, $0.5, $1) }
    }

    /// Loads a further relation with each row, by one query for all rows.
    public func with<A, B, C, D, E, F, G, Relation: LoadableRelation>(
        _ relation: @Sendable (Root.Fields) -> Relation
    ) -> ModelQuery<Root, (A, B, C, D, E, F, G, Relation.Loaded)>
    where Output == (A, B, C, D, E, F, G), Relation.Source == Root {
        extended(by: relation) { ($0.0, $0.1, $0.2, $0.3, $0.4, $0.5, $0.6, $1) }
    }
}
