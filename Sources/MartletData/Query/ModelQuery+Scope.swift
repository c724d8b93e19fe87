/// Which rows a query sees of a model whose rows are only marked as deleted.
enum DeletedRows: Sendable { case hidden, included, only }

extension Model {
    /// The rows that queries see; all by default. ``ModelQuery/unscoped()`` sees all.
    public static func scope(_ row: Fields) -> SQLCondition { .always }

    /// The condition of the rows that queries see, at a place in a query; `nil` where it is all of them.
    static func visible(at path: TablePath, isScoped: Bool = true, _ deleted: DeletedRows = .hidden) -> SQLNode? {
        let condition = isScoped ? scope(Fields(at: path)).node : SQLNode.all([])
        guard let column = roles[.deleted], deleted != .included else {
            return condition.isAlways ? nil : condition
        }
        let mark = SQLNode.isNull(.column(path, column), negated: deleted == .only)
        return condition.isAlways ? mark : .and(condition, mark)
    }
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

    /// Whether the model itself may keep rows from the query.
    package var hidesRows: Bool { scope != nil }

    /// The condition of the model itself.
    var scope: SQLNode? { Root.visible(at: path, isScoped: isScoped, deleted) }
}
