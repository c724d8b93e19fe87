import MartletData

/// Rows of a model, and what was selected beside their columns.
struct FoundRows<Root: Model>: Sendable {
    let rows: [Root]
    /// For each row the values of the annotations that it was read with; `nil` where it was read without.
    private let values: [[DatabaseValue]]?

    /// How many rows a statement looks up by their keys.
    private static var mostKeys: Int { 500 }

    init(_ rows: [Root]) {
        self.rows = rows
        values = nil
    }

    init(_ annotated: [AnnotatedRow<Root>]) {
        rows = annotated.map(\.row)
        values = annotated.map(\.values)
    }

    /// Reads the rows of a query.
    init(
        _ query: ModelQuery<Root, Root>, with annotations: [RowAnnotation], in database: any QueryExecutor
    ) async throws {
        if annotations.isEmpty {
            self.init(try await query.all(in: database))
        } else {
            self.init(try await query.all(with: annotations, in: database))
        }
    }

    private init(rows: [Root], values: [[DatabaseValue]]?) {
        self.rows = rows
        self.values = values
    }

    /// The first rows.
    func prefix(_ count: Int) -> FoundRows {
        FoundRows(rows: Array(rows.prefix(count)), values: values.map { Array($0.prefix(count)) })
    }

    /// The values of annotations: those that were read with the rows, or read now by the keys of the rows. Of a row that
    /// another has deleted in the meantime there are none.
    func annotations(
        _ annotations: [RowAnnotation], in database: any QueryExecutor
    ) async throws -> [[DatabaseValue]] {
        if let values { return values }
        let key = RowKey<Root>()
        guard !annotations.isEmpty, !key.columns.isEmpty else { return [] }
        let keys = rows.map { key.values(of: $0) }
        var found: [[DatabaseValue]: [DatabaseValue]] = [:]
        for start in stride(from: 0, to: keys.count, by: Self.mostKeys) {
            let part = Array(keys[start..<min(start + Self.mostKeys, keys.count)])
            let query = Root.query.unscoped().includingDeleted().where { _ in key.isOne(of: part) }
            for row in try await query.all(with: annotations, in: database) {
                found[key.values(of: row.row)] = row.values
            }
        }
        return keys.map { found[$0] ?? [] }
    }
}
