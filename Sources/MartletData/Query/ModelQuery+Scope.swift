/// Which rows a query sees of a model whose rows are only marked as deleted.
enum DeletedRows: Sendable { case hidden, included, only }

extension Model {
    /// The rows that queries see; all by default. ``ModelQuery/unscoped()`` sees all.
    public static func scope(_ row: Fields) -> SQLCondition { .always }
}

extension ModelQuery {
    /// Also the rows that the model's ``Model/scope(_:)`` leaves out.
    public func unscoped() -> ModelQuery {
        var query = self
        query.isScoped = false
        return query
    }

    /// Also the rows that are marked as deleted.
    public func includingDeleted() -> ModelQuery {
        var query = self
        query.deleted = .included
        return query
    }

    /// Only the rows that are marked as deleted.
    public func onlyDeleted() -> ModelQuery {
        var query = self
        query.deleted = .only
        return query
    }

    /// The condition of the model itself.
    var scope: SQLNode? {
        let condition = isScoped ? Root.scope(fields).node : SQLNode.all([])
        guard let column = Root.roles[.deleted], deleted != .included else {
            return condition.isAlways ? nil : condition
        }
        let mark = SQLNode.isNull(.column(Self.path, column), negated: deleted == .only)
        return condition.isAlways ? mark : .and(condition, mark)
    }
}
