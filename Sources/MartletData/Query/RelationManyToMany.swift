/// Rows of another model, each linked by a row of a model in between.
///
/// ```swift
/// @Model struct Article {
///     var id: Int
///     static let tags = ManyToMany<Tag>(through: ArticleTag.self)
/// }
/// @Model struct ArticleTag {
///     @BelongsTo(onDelete: .cascade, primaryKey: true) var article: Article.ID
///     @BelongsTo(onDelete: .cascade, primaryKey: true) var tag: Tag.ID
///     var position: Int = 0
/// }
/// Article.query.where { $0.tags.exists { $0.name == "swift" } }.with { $0.tags.order { $0.name.ascending } }
/// ```
///
/// A model that is linked with itself names its keys:
/// `ManyToMany<User>(through: Follow.self, from: \.follower, to: \.followed)`.
public struct ManyToMany<Target: Model>: Sendable {
    /// The links in both directions, of the model in between; found by its foreign keys when not given.
    let links: (any Sendable)?

    /// Declares the relation by the only foreign keys that the model in between has to either side.
    public init<Through: Model>(through: Through.Type) { links = nil }

    /// Declares the relation by the foreign keys of the model in between.
    /// - Parameters:
    ///   - through: the model in between.
    ///   - from: its foreign key to the model that declares the relation.
    ///   - to: its foreign key to the other model.
    public init<Through: Model, Owner: Model>(
        through: Through.Type, from: KeyPath<Through.Fields, BelongsToField<Through, Owner>>,
        to: KeyPath<Through.Fields, BelongsToField<Through, Target>>
    ) {
        links = Links<Through>(from: RelationLink(from), to: RelationLink(to))
    }

    struct Links<Through: Model>: Sendable {
        let from: RelationLink<Through>
        let to: RelationLink<Through>
    }
}

/// A many-to-many relation in a query.
public struct ManyToManyField<Source: Model, Target: Model, Through: Model>: RelatedRows {
    let relation: ManyToManyLoad<Source, Target, Through, Target>
    let path: TablePath

    /// Creates the relation; the `@Model` macro does.
    public init(_ relation: ManyToMany<Target>, _ name: String, at path: TablePath) {
        self.relation = ManyToManyLoad(links: relation.links, name: name, query: Target.query)
        self.path = path
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [[Target]] {
        try await relation.load(for: models, in: database)
    }

    /// Loads only rows that fulfil a condition.
    public func `where`(
        _ condition: @Sendable (Target.Fields) -> SQLCondition
    ) -> ManyToManyLoad<Source, Target, Through, Target> {
        relation.where(condition)
    }

    /// Sorts what is loaded for each model.
    public func order(
        _ order: @Sendable (Target.Fields) -> Ordering
    ) -> ManyToManyLoad<Source, Target, Through, Target> {
        relation.order(order)
    }

    /// Loads at most this many rows for each model.
    public func limit(_ count: Int) -> ManyToManyLoad<Source, Target, Through, Target> { relation.limit(count) }

    /// Loads further relations of what is loaded.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> ManyToManyLoad<Source, Target, Through, (Target, Relation.Loaded)> where Relation.Source == Target {
        self.relation.with(relation)
    }

    /// Loads the rows in between too, with their own columns.
    public var withLinks: ManyToManyLinkedLoad<Source, Target, Through, Target> { relation.withLinks }

    public var related: RelatedStatement<Source, Target> {
        let alias = RelatedStatement<Source, Target>.alias(path, relation.name)
        let place = TablePath(root: alias)
        let link = TablePath(root: alias + "__link")
        var related = RelatedStatement<Source, Target>(
            target: place, source: path,
            statement: SelectStatement(.columns([]), from: TableSource(Target.schema, as: alias)), keys: [])
        do {
            let links = try relation.resolved()
            var statement = related.statement
            statement.joins.append(relation.join(links, as: link, to: place))
            return RelatedStatement(
                target: place, source: path, statement: statement,
                keys: links.from.columns.map { .column(link, $0) })
        } catch {
            related.problem = "\(error)"
            return related
        }
    }
}

/// A many-to-many relation with conditions, an order and further relations.
public struct ManyToManyLoad<Source: Model, Target: Model, Through: Model, Output: Sendable>: LoadableRelation {
    let links: (any Sendable)?
    let name: String
    let query: ModelQuery<Target, Output>
    var count: Int?

    /// Loads only rows that fulfil a condition.
    public func `where`(_ condition: @Sendable (Target.Fields) -> SQLCondition) -> ManyToManyLoad {
        ManyToManyLoad(links: links, name: name, query: query.where(condition), count: count)
    }

    /// Sorts what is loaded for each model.
    public func order(_ order: @Sendable (Target.Fields) -> Ordering) -> ManyToManyLoad {
        ManyToManyLoad(links: links, name: name, query: query.order(order), count: count)
    }

    /// Loads at most this many rows for each model, the first in the order.
    public func limit(_ count: Int) -> ManyToManyLoad {
        ManyToManyLoad(links: links, name: name, query: query, count: max(0, count))
    }

    /// Loads the rows in between too, with their own columns.
    public var withLinks: ManyToManyLinkedLoad<Source, Target, Through, Output> {
        ManyToManyLinkedLoad(relation: self)
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [[Output]] {
        try await linked(for: models, in: database).map { $0.map(\.0) }
    }

    func resolved() throws -> ManyToMany<Target>.Links<Through> {
        if let links = links as? ManyToMany<Target>.Links<Through> {
            try links.from.check(Source.self, name)
            return links
        }
        return ManyToMany<Target>.Links<Through>(
            from: try RelationLink(to: Source.self, "\(Source.self).\(name)"),
            to: try RelationLink(to: Target.self, "\(Source.self).\(name)"))
    }

    func join(
        _ links: ManyToMany<Target>.Links<Through>, as link: TablePath, to target: TablePath
    ) -> SelectStatement.Join {
        let pairs = zip(links.to.columns, Target.table.key).map { own, other in
            SQLNode.binary(.column(link, own), "=", .column(target, other))
        }
        // A link that queries of its model do not see is none.
        let condition = Through.visible(at: link).map { SQLNode.and(.all(pairs), $0) } ?? .all(pairs)
        return SelectStatement.Join(
            kind: .inner, source: TableSource(Through.schema, as: link.root), condition: condition)
    }

    /// One query for the rows and their links.
    func linked(for models: [Source], in database: any QueryExecutor) async throws -> [[(Output, Through)]] {
        let links = try resolved()
        let link = TablePath(root: "\(Target.table.name)__link")
        let keys = models.map(\.relationKey)
        var joined = query
        joined.core.joins.append(join(links, as: link, to: ModelQuery<Target, Output>.path))
        joined.core.projection = .joined([joined.core.projection, .table(Through.schema, as: link.root)])
        var found: [RelationKey: [(Output, Through)]] = [:]
        let place = LinkPlace(path: link, columns: links.from.columns, schema: Through.schema)
        for chunk in try joined.chunks(of: Set(keys), links.from.columns, for: database.dialect) {
            let statement = try joined.adding(place.isIn(chunk)).firstOfEach(place, count)
                .written(for: database.dialect, nil)
            let rows = try await database.query(statement) { row in
                let target = try Target.decode(row)
                var reader = RowReader(row, table: Through.schema, start: Target.schema.columns.count)
                return (target, try Through(reading: &reader))
            }
            let outputs = try await query.assemble(rows.map(\.0), database)
            for ((_, through), output) in zip(rows, outputs) {
                found[links.from.key(through), default: []].append((output, through))
            }
        }
        return keys.map { found[$0] ?? [] }
    }
}

extension ManyToManyLoad where Output == Target {
    /// Loads further relations of what is loaded.
    public func with<Relation: LoadableRelation>(
        _ relation: @Sendable (Target.Fields) -> Relation
    ) -> ManyToManyLoad<Source, Target, Through, (Target, Relation.Loaded)> where Relation.Source == Target {
        ManyToManyLoad<Source, Target, Through, (Target, Relation.Loaded)>(
            links: links, name: name, query: query.with(relation), count: count)
    }
}

/// A many-to-many relation with the rows in between.
public struct ManyToManyLinkedLoad<Source: Model, Target: Model, Through: Model, Output: Sendable>: LoadableRelation {
    let relation: ManyToManyLoad<Source, Target, Through, Output>

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [[(Output, Through)]] {
        try await relation.linked(for: models, in: database)
    }
}
