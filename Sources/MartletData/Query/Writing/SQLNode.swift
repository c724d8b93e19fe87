/// A piece of a statement, not yet written for a database.
///
/// What needs another text on each database writes itself: ``written(_:)``.
indirect enum SQLNode: Sendable {
    /// A column; the relations that its path leads through are joined by the statement around it.
    case column(TablePath, String)
    /// A value that is bound.
    case value(DatabaseValue)
    /// Text that stands in the statement as it is; never from outside.
    case text(String)
    /// An operator between two operands.
    case binary(SQLNode, String, SQLNode)
    /// Conditions that all hold.
    case all([SQLNode])
    /// Conditions of which one holds.
    case any([SQLNode])
    case not(SQLNode)
    case isNull(SQLNode, negated: Bool)
    /// Whether a value is in a list; the list's length is no part of the statement's shape where that can be helped.
    case inList(SQLNode, [DatabaseValue], of: ColumnType, negated: Bool)
    case function(String, [SQLNode])
    case raw([SQLFragment])
    /// The value that another query gives.
    case scalar(SelectStatement)
    case exists(SelectStatement)
    /// A piece that writes itself, and what it needs around it.
    case written(@Sendable (inout SQLWriter) -> Void, Binding)

    /// How closely the text of a piece belongs together.
    enum Binding: Sendable {
        /// Like a call of a function: it needs no parentheses.
        case call
        /// Like an operator: it needs parentheses as an operand, and none beside `AND` and `OR`.
        case infix
        /// Whatever somebody wrote by hand: only where it stands alone does it need no parentheses.
        case unknown
    }

    /// A piece that writes itself like a call of a function: it needs no parentheses.
    static func call(_ write: @escaping @Sendable (inout SQLWriter) -> Void) -> SQLNode {
        .written(write, .call)
    }

    /// A piece that writes itself and stands in parentheses when it is an operand.
    static func infix(_ write: @escaping @Sendable (inout SQLWriter) -> Void) -> SQLNode {
        .written(write, .infix)
    }

    /// Both conditions; one list for a chain of them.
    static func and(_ left: SQLNode, _ right: SQLNode) -> SQLNode {
        switch (left, right) {
        case (.all(let left), .all(let right)): .all(left + right)
        case (.all(let left), _): .all(left + [right])
        case (_, .all(let right)): .all([left] + right)
        default: .all([left, right])
        }
    }

    /// Either condition; one list for a chain of them.
    static func or(_ left: SQLNode, _ right: SQLNode) -> SQLNode {
        switch (left, right) {
        case (.any(let left), .any(let right)): .any(left + right)
        case (.any(let left), _): .any(left + [right])
        case (_, .any(let right)): .any([left] + right)
        default: .any([left, right])
        }
    }

    /// Whether it may be NULL though none of its columns has NULL: it leads through a relation whose row may be missing,
    /// or writes itself, so that nobody can tell.
    var mayBeMissing: Bool {
        switch self {
        case .column(let path, _): path.steps.contains(where: \.isOptional)
        case .value, .text, .isNull, .exists: false
        case .binary(let left, _, let right): left.mayBeMissing || right.mayBeMissing
        case .not(let inner), .inList(let inner, _, _, _): inner.mayBeMissing
        case .all(let nodes), .any(let nodes), .function(_, let nodes): nodes.contains(where: \.mayBeMissing)
        case .raw, .scalar, .written: true
        }
    }

    /// Whether it is computed from one row alone, as far as can be told: it is no aggregate.
    var isOfOneRow: Bool {
        switch self {
        case .column, .value, .text, .scalar, .exists: true
        case .binary(let left, _, let right): left.isOfOneRow && right.isOfOneRow
        case .isNull(let inner, _), .not(let inner), .inList(let inner, _, _, _): inner.isOfOneRow
        case .all(let nodes), .any(let nodes), .function(_, let nodes): nodes.allSatisfy(\.isOfOneRow)
        case .raw, .written: false
        }
    }

    /// Whether it holds for every row, so that nothing has to be written.
    var isAlways: Bool {
        if case .all(let nodes) = self { nodes.isEmpty } else { false }
    }
}

/// A piece of a statement written by hand.
enum SQLFragment: Sendable {
    case text(String)
    case value(DatabaseValue)
    case identifier(String)
    case node(SQLNode)
}
