/// A piece of a statement written by hand.
enum SQLFragment: Sendable {
    case text(String)
    case value(DatabaseValue)
    case identifier(String)
}

/// A statement written by hand, whose interpolated values are bound, never pasted.
///
/// ```swift
/// let rows = try await database.query("SELECT name FROM artists WHERE id = \(id)") { try $0.read(String.self, at: 0) }
/// ```
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    let fragments: [SQLFragment]

    public init(stringLiteral value: String) { fragments = [.text(value)] }
    public init(stringInterpolation: StringInterpolation) { fragments = stringInterpolation.fragments }

    /// Collects the parts of a statement.
    public struct StringInterpolation: StringInterpolationProtocol {
        var fragments: [SQLFragment] = []
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ literal: String) { fragments.append(.text(literal)) }
        /// Binds a value.
        public mutating func appendInterpolation(_ value: some ColumnValue) {
            fragments.append(.value(value.databaseValue))
        }
        /// Puts in the name of a table or column, quoted.
        public mutating func appendInterpolation(_ identifier: Identifier) {
            fragments.append(.identifier(identifier.name))
        }
    }
}

/// The name of a table or column in a hand-written statement.
public struct Identifier: Sendable {
    let name: String
    /// Wraps a name; it is quoted, so it may be anything.
    public init(_ name: String) { self.name = name }
}

extension QueryExecutor {
    /// Runs a hand-written query.
    public func query<Value: Sendable>(
        _ sql: SQL, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        var builder = SQLBuilder(dialect: dialect)
        return try await query(builder.raw(sql.fragments), decode)
    }

    /// Runs a hand-written statement that returns no rows.
    @discardableResult
    public func execute(_ sql: SQL) async throws -> WriteResult {
        var builder = SQLBuilder(dialect: dialect)
        return try await execute(builder.raw(sql.fragments))
    }
}
