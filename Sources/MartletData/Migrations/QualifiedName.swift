/// The name of a table, view or index, with the namespace that it is in.
public struct QualifiedName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name.
    public var name: String
    /// The database schema (PostgreSQL) or database (MariaDB); the connection's own by default.
    public var namespace: String?

    /// Creates a name.
    public init(_ name: String, in namespace: String? = nil) {
        self.name = name
        self.namespace = namespace
    }

    public init(stringLiteral value: String) { self.init(value) }

    public var description: String { namespace.map { "\($0).\(name)" } ?? name }
}

extension TableSchema {
    /// The table's name with its namespace.
    var fullName: QualifiedName { QualifiedName(name, in: namespace) }
}

extension ForeignKeySchema {
    /// The name of the other table with its namespace.
    var target: QualifiedName { QualifiedName(table, in: namespace) }
}
