/// What names columns of a model: a column itself, or the relation of a foreign key.
public protocol ColumnReference: Sendable {
    /// The columns.
    var columnNames: [String] { get }
}

/// What refers to a column or to an expression over columns.
protocol NodeReference {
    var node: SQLNode { get }
}

extension SQLExpression: NodeReference {}

extension SQLExpression: ColumnReference {
    /// The column; none for an expression.
    public var columnNames: [String] {
        if case .column(_, let name) = node { [name] } else { [] }
    }
}

extension ModelFields {
    /// The fields of a model as its schema sees them.
    static var unplaced: Self { Self(at: TablePath(root: "")) }
}
