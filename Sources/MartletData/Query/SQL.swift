/// SQL written by hand, whose interpolated values are bound, never pasted.
///
/// A statement, or a part of one: an expression of a type comes from ``expression(_:)`` and a condition from
/// ``condition``. Besides values it takes columns, queries, names of tables and columns, and further pieces:
///
/// ```swift
/// let rows = try await database.query("SELECT name FROM artists WHERE id = \(id)") { try $0.read(String.self, at: 0) }
/// let odd = try await Album.query.where { SQL("\($0.id) % 2 = \(1)").condition }.all(in: database)
/// ```
public struct SQL: Sendable, ExpressibleByStringInterpolation {
    let fragments: [SQLFragment]

    init(fragments: [SQLFragment]) { self.fragments = fragments }

    public init(stringLiteral value: String) { fragments = [.text(value)] }
    public init(stringInterpolation: StringInterpolation) { fragments = stringInterpolation.fragments }

    /// The text as an expression of a type; what the database gives is read as that type.
    public func expression<Value: ColumnValue>(_ type: Value.Type = Value.self) -> SQLExpression<Value> {
        SQLExpression(.raw(fragments))
    }

    /// The text as a condition on rows.
    public var condition: SQLCondition { SQLCondition(.raw(fragments)) }

    /// Two pieces, one behind the other.
    public static func + (lhs: SQL, rhs: SQL) -> SQL { SQL(fragments: lhs.fragments + rhs.fragments) }

    /// Pieces with a separator between them, such as conditions that a program collects.
    public static func joined(_ pieces: some Sequence<SQL>, separator: SQL = ", ") -> SQL {
        var fragments: [SQLFragment] = []
        for (index, piece) in pieces.enumerated() {
            if index > 0 { fragments += separator.fragments }
            fragments += piece.fragments
        }
        return SQL(fragments: fragments)
    }

    /// The statement as a database gets it.
    /// - Throws: ``DatabaseError`` for what the database cannot do.
    public func statement(for dialect: any Dialect, place: CodePlace? = nil) throws -> Statement {
        try SQLWriter.statement(for: dialect, place: place) { $0.node(.raw(fragments)) }
    }

    /// Collects the parts of a statement.
    public struct StringInterpolation: StringInterpolationProtocol {
        var fragments: [SQLFragment] = []
        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ literal: String) {
            guard !literal.isEmpty else { return }
            fragments.append(.text(literal))
        }
        /// Binds a value.
        public mutating func appendInterpolation(_ value: some ColumnValue) {
            fragments.append(.value(value.databaseValue))
        }
        /// Binds a value; NULL where there is none.
        public mutating func appendInterpolation<Value: ColumnValue>(_ value: Value?) {
            fragments.append(.value(value.databaseValue))
        }
        /// Puts in NULL for `nil`.
        public mutating func appendInterpolation(_ null: Never?) { fragments.append(.text("NULL")) }
        /// Puts in a column or an expression.
        public mutating func appendInterpolation<Value>(_ expression: SQLExpression<Value>) {
            fragments.append(.node(expression.node))
        }
        /// Puts in the name of a table or column, quoted.
        public mutating func appendInterpolation(_ identifier: Identifier) {
            for (index, part) in identifier.parts.enumerated() {
                if index > 0 { fragments.append(.text(".")) }
                fragments.append(.identifier(part))
            }
        }
        /// Puts in the table of a model.
        public mutating func appendInterpolation<M: Model>(_ model: M.Type) {
            appendInterpolation(Identifier(M.schema.name, in: M.schema.namespace))
        }
        /// Puts in a further piece.
        public mutating func appendInterpolation(_ sql: SQL) { fragments += sql.fragments }
        /// Puts in a query, in parentheses.
        public mutating func appendInterpolation<Root, Output>(_ query: ModelQuery<Root, Output>) {
            fragments.append(.node(.scalar(query.statement)))
        }
        /// Binds each value of a list, with commas between them; `NULL` for an empty list.
        public mutating func appendInterpolation(list values: some Sequence<some ColumnValue>) {
            var isFirst = true
            for value in values {
                if !isFirst { fragments.append(.text(", ")) }
                isFirst = false
                fragments.append(.value(value.databaseValue))
            }
            if isFirst { fragments.append(.text("NULL")) }
        }
        /// Pastes text as it is. Whatever a user can influence must not get here.
        public mutating func appendInterpolation(unsafe text: String) { fragments.append(.text(text)) }
    }
}

/// The name of a table or column in a hand-written statement.
public struct Identifier: Sendable {
    let parts: [String]

    /// Wraps a name; it is quoted, so it may be anything.
    /// - Parameters:
    ///   - name: the name.
    ///   - qualifier: the namespace of a table, or the table of a column.
    public init(_ name: String, in qualifier: String? = nil) {
        parts = qualifier.map { [$0, name] } ?? [name]
    }
}

extension QueryExecutor {
    /// Runs a hand-written query.
    public func query<Value: Sendable>(
        _ sql: SQL, fileID: StaticString = #fileID, line: UInt = #line,
        _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        try await query(sql.statement(for: dialect, place: CodePlace(fileID: fileID, line: line)), decode)
    }

    /// Runs a hand-written statement that returns no rows.
    @discardableResult
    public func execute(
        _ sql: SQL, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> WriteResult {
        try await execute(sql.statement(for: dialect, place: CodePlace(fileID: fileID, line: line)))
    }
}
