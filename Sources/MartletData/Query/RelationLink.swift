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

    /// The only foreign key of a model to another.
    /// - Throws: ``QueryError`` when there is none, or more than one.
    init<Owner: Model>(to owner: Owner.Type, _ relation: String) throws {
        let keys = Target.schema.foreignKeys.filter {
            $0.table == Owner.table.name && $0.namespace == Owner.table.namespace
        }
        guard let foreignKey = keys.first, keys.count == 1 else {
            let found =
                keys.isEmpty ? "none" : keys.map { $0.columns.joined(separator: ", ") }.joined(separator: " and ")
            throw QueryError(
                "\(relation) needs one foreign key of \(Target.table.name) to \(Owner.table.name), got \(found); "
                    + "name the keys by `from:` and `to:`")
        }
        let columns = foreignKey.columns
        self.columns = columns
        self.owner = Owner.table.name
        key = { RelationKey($0.values(of: columns)) }
    }

    /// - Throws: ``QueryError`` when the columns refer to another model.
    func check<Source: Model>(_ source: Source.Type, _ relation: String) throws {
        guard owner == Source.table.name else {
            throw QueryError(
                "\(Source.self).\(relation) needs a foreign key of \(Target.table.name) to \(Source.table.name), "
                    + "but \(columns.joined(separator: ", ")) refers to \(owner)")
        }
    }

    /// The rows that refer to the row at a place in a query.
    func related<Source: Model>(from path: TablePath, _ relation: String) -> RelatedStatement<Source, Target> {
        let alias = RelatedStatement<Source, Target>.alias(path, relation)
        let place = TablePath(root: alias)
        var related = RelatedStatement<Source, Target>(
            target: place, source: path,
            statement: SelectStatement(.columns([]), from: TableSource(Target.schema, as: alias)),
            keys: columns.map { .column(place, $0) })
        do { try check(Source.self, relation) } catch { related.problem = "\(error)" }
        return related
    }
}
