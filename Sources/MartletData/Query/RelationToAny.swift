/// A relation to one row of one of several models: a column says of which, another has its key.
///
/// ```swift
/// @Model struct Comment {
///     var id: Int
///     var text: String
///     var subjectKind: String
///     var subjectID: Int
///     enum Subject { case article(Article), photo(Photo) }
///     static let subject = BelongsToAny<Comment, Subject>(
///         kind: \.subjectKind, key: \.subjectID,
///         .to(Article.self, "article", Subject.article), .to(Photo.self, "photo", Subject.photo))
/// }
///
/// let comments = try await Comment.query.with { $0.subject }.all(in: database)          // [(Comment, Comment.Subject?)]
/// let ofOne = try await Comment.query.where { $0.subject.refers(to: article) }.all(in: database)
/// ```
///
/// No foreign key holds it, so the row may be gone: what is loaded is optional. It takes one query for each model.
public struct BelongsToAny<Source: Model, Loaded: Sendable>: Sendable {
    /// One of the models.
    public struct Target: Sendable {
        let model: ObjectIdentifier
        let name: String
        /// What the column of the kind has for it.
        let kind: DatabaseValue
        let load: @Sendable (Set<RelationKey>, any QueryExecutor) async throws -> [RelationKey: Loaded]

        /// Rows of a model.
        /// - Parameters:
        ///   - model: the model; its key is one column.
        ///   - kind: what the column of the kind has for it.
        ///   - loaded: what a row is loaded as, such as the case of an enum.
        public static func to<Model: MartletData.Model>(
            _ model: Model.Type, _ kind: some ColumnValue, _ loaded: @escaping @Sendable (Model) -> Loaded
        ) -> Target {
            Target(model: ObjectIdentifier(model), name: "\(model)", kind: kind.databaseValue) { keys, database in
                let query = Model.query.unscoped().includingDeleted()
                let rows = try await query.fetch(where: Model.table.key, isIn: keys, in: database)
                return Dictionary(
                    rows.map { ($0.0.relationKey, loaded($0.0)) }, uniquingKeysWith: { first, _ in first })
            }
        }
    }

    let kind: String
    let key: String
    let targets: [Target]

    /// Declares the relation.
    /// - Parameters:
    ///   - kind: the column that says of which model the row is.
    ///   - key: the column that has its key.
    ///   - targets: the models.
    public init<Kind: ColumnValue, Key: ColumnValue>(
        kind: KeyPath<Source.Fields, SQLExpression<Kind>>, key: KeyPath<Source.Fields, SQLExpression<Key>>,
        _ targets: Target...
    ) {
        let fields = Source.Fields.unplaced
        self.kind = fields[keyPath: kind].columnNames.first ?? ""
        self.key = fields[keyPath: key].columnNames.first ?? ""
        self.targets = targets
    }
}

/// A relation to one of several models in a query.
public struct BelongsToAnyField<Source: Model, Target: Sendable>: LoadableRelation {
    private let relation: BelongsToAny<Source, Target>
    private let name: String
    private let path: TablePath

    /// Creates the relation; the `@Model` macro does.
    public init(_ relation: BelongsToAny<Source, Target>, _ name: String, at path: TablePath) {
        self.relation = relation
        self.name = name
        self.path = path
    }

    /// Whether the row refers to a row.
    public func refers<Other: Model>(to row: Other) -> SQLCondition {
        guard let target = target(Other.self) else { return unknown(Other.self) }
        let key = row.primaryKey.keyValues.first ?? .null
        return SQLCondition(.all([isKind(target), .binary(.column(path, relation.key), "=", .value(key))]))
    }

    /// Whether the row refers to any row of a model.
    public func refers<Other: Model>(toAny model: Other.Type) -> SQLCondition {
        guard let target = target(model) else { return unknown(model) }
        return SQLCondition(isKind(target))
    }

    public func load(for models: [Source], in database: any QueryExecutor) async throws -> [Target?] {
        let places = models.map { model in
            let values = model.values(of: [relation.kind, relation.key])
            return (kind: values.first ?? .null, key: RelationKey(values.last ?? .null))
        }
        var loaded = [Target?](repeating: nil, count: models.count)
        var known: Set<DatabaseValue> = [.null]
        for target in relation.targets where known.insert(target.kind).inserted {
            let positions = places.indices.filter { places[$0].kind == target.kind && !places[$0].key.isNull }
            guard !positions.isEmpty else { continue }
            let found = try await target.load(Set(positions.map { places[$0].key }), database)
            for position in positions { loaded[position] = found[places[position].key] }
        }
        if let other = places.first(where: { !known.contains($0.kind) }) {
            let kinds = relation.targets.map(\.kind.plainText).joined(separator: ", ")
            throw QueryError(
                "\(Source.table.name).\(relation.kind) has the kind `\(other.kind.plainText)`, expected \(kinds); declare "
                    + "it in \(Source.self).\(name)")
        }
        return loaded
    }

    private func target<Other: Model>(_ model: Other.Type) -> BelongsToAny<Source, Target>.Target? {
        relation.targets.first { $0.model == ObjectIdentifier(model) }
    }

    private func isKind(_ target: BelongsToAny<Source, Target>.Target) -> SQLNode {
        .binary(.column(path, relation.kind), "=", .value(target.kind))
    }

    private func unknown<Other: Model>(_ model: Other.Type) -> SQLCondition {
        let names = relation.targets.map(\.name).joined(separator: ", ")
        let message = "\(Source.self).\(name) does not lead to \(model), but to \(names)"
        return SQLCondition(.call { $0.fail(DatabaseError(.statement, message)) })
    }
}
