#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Which rows a query sees of a model whose rows are only marked as deleted.
enum DeletedRows: Sendable { case hidden, included, only }

/// How the rows of a model are deleted: for good, or by a mark that hides them.
///
/// ```swift
/// @Model struct Note {
///     var id: Int
///     var text: String
///     var deleted: Date?
///     static let softDeletion = SoftDeletion<Note>(\.deleted)
/// }
/// try await Note.query.where { $0.id == 7 }.delete(in: database)            // sets `deleted`
/// try await Note.query.includingDeleted().all(in: database)
/// ```
public struct SoftDeletion<Root: Model>: Sendable {
    let column: String?

    /// Rows are marked by the moment at which they were deleted.
    /// - Parameter property: a property of type `Date?`, `nil` for rows that are there.
    public init(_ property: KeyPath<Root, Date?>) { column = Root.columnName(of: property) ?? "" }

    private init() { column = nil }

    /// Rows are deleted for good.
    public static var none: SoftDeletion { SoftDeletion() }
}

extension Model {
    /// The rows that queries see; all by default. ``ModelQuery/unscoped()`` sees all.
    public static func scope(_ row: Fields) -> Predicate { .always }
    /// How rows are deleted; for good by default.
    public static var softDeletion: SoftDeletion<Self> { .none }
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
        guard let column = Root.softDeletion.column, deleted != .included else {
            return condition.isAlways ? nil : condition
        }
        let mark = SQLNode.isNull(.column(Self.path, column), negated: deleted == .only)
        return condition.isAlways ? mark : .and(condition, mark)
    }
}
