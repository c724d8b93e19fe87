/// An expression whose value is selected beside the columns of each row.
package struct RowAnnotation: Sendable {
    let node: SQLNode
    let read: @Sendable (any RowSource, Int) throws -> DatabaseValue

    /// Selects an expression, whose values are read as its type reads them.
    package init<Value: ColumnValue>(_ expression: SQLExpression<Value>) {
        node = expression.node
        read = { row, index in try row.read(Value.self, at: index).databaseValue }
    }
}

/// A row of a model with the values that were selected beside its columns.
package struct AnnotatedRow<Root: Model>: Sendable {
    package let row: Root
    /// A value for each annotation, in their order.
    package let values: [DatabaseValue]
}

extension ModelQuery where Output == Root {
    /// All rows, with annotations.
    package func all(
        with annotations: [RowAnnotation], in database: any QueryExecutor, fileID: StaticString = #fileID,
        line: UInt = #line
    ) async throws -> [AnnotatedRow<Root>] {
        try await fetch(.annotated(annotations), in: database, CodePlace(fileID: fileID, line: line))
    }

    /// A part of the rows with annotations, and how many there are in all.
    package func part(
        from start: Int, size: Int, with annotations: [RowAnnotation], in database: any QueryExecutor,
        fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> (items: [AnnotatedRow<Root>], total: Int) {
        let place = CodePlace(fileID: fileID, line: line)
        return try await part(from: start, size: size, .annotated(annotations), in: database, place)
    }

    /// The rows behind a place, or before it, with annotations.
    /// - Throws: ``InvalidCursor`` for a cursor that was changed or belongs to another order.
    package func page(
        from cursor: Cursor?, isBackward: Bool, size: Int, with annotations: [RowAnnotation],
        in database: any QueryExecutor, fileID: StaticString = #fileID, line: UInt = #line
    ) async throws -> CursorPage<AnnotatedRow<Root>> {
        let place = CodePlace(fileID: fileID, line: line)
        return try await page(from: cursor, isBackward: isBackward, size, .annotated(annotations), in: database, place)
    }
}

/// How the rows of a statement are read: as models, and what stands beside their columns.
struct RowReading<Row: Sendable>: Sendable {
    /// What is selected behind the columns of the model.
    let nodes: [SQLNode]
    /// How many columns there are in all.
    let width: Int
    let decode: @Sendable (any RowSource) throws -> Row

    /// The models with the values of annotations.
    static func annotated<Root: Model>(_ annotations: [RowAnnotation]) -> RowReading where Row == AnnotatedRow<Root> {
        let start = Root.schema.columns.count
        return RowReading(nodes: annotations.map(\.node), width: start + annotations.count) { row in
            var values: [DatabaseValue] = []
            values.reserveCapacity(annotations.count)
            for (index, annotation) in annotations.enumerated() {
                values.append(try annotation.read(row, start + index))
            }
            return AnnotatedRow(row: try Root.decode(row), values: values)
        }
    }

    /// A statement with what is selected behind its columns.
    func selecting(_ further: [SQLNode] = [], in statement: SelectStatement) -> SelectStatement {
        let added = nodes + further
        guard !added.isEmpty else { return statement }
        var statement = statement
        statement.projection = .joined([statement.projection, .columns(added)])
        return statement
    }
}

extension RowReading where Row: Model {
    /// The models alone.
    static var models: RowReading { RowReading(nodes: [], width: Row.schema.columns.count, decode: Row.decode) }
}

extension ModelQuery {
    func fetch<Row>(
        _ reading: RowReading<Row>, in database: any QueryExecutor, _ place: CodePlace
    ) async throws -> [Row] {
        try await database.query(
            reading.selecting(in: statement).written(for: database.dialect, place), reading.decode)
    }
}
