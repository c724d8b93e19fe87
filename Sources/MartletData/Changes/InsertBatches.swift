#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Rows on their way into a table, in the groups that statements insert; made one after the other, so that the values of
/// one statement are in memory and not those of all.
struct InsertBatches<Root: Model>: Sendable {
    /// The rows of one statement.
    struct Batch: Sendable {
        let plan: InsertPlan<Root>
        let rows: Range<Int>
        let text: StatementText
        let isPrepared: Bool
        fileprivate let bindings: [DatabaseValue]

        func statement(_ place: CodePlace) -> Statement {
            var statement = Statement(text, bindings, place: place)
            statement.isPrepared = isPrepared
            return statement
        }
    }

    let models: [Root]
    private let rule: ConflictRule<Root>
    private let dialect: any Dialect
    private let returns: Bool
    private let now = Date().databaseValue
    /// The values of the rule, which each statement has behind its rows.
    private let others: [DatabaseValue]

    init(
        _ models: some Sequence<Root>, _ rule: ConflictRule<Root>, for dialect: any Dialect, returns: Bool = false
    ) throws {
        try Root.checkWritable()
        self.models = Array(models)
        self.rule = rule
        self.dialect = dialect
        self.returns = returns
        others = try rule.bindings(for: dialect)
    }

    /// The values of a row, with its moments.
    func row(_ position: Int) throws -> WrittenRow<Root> {
        guard models.indices.contains(position) else { throw QueryError("the rows have no row \(position)") }
        var row = WrittenRow(models[position])
        try row.check(for: dialect)
        row.stamp(.created, .updated, now: now)
        return row
    }

    func first() throws -> Batch? { try batch(from: 0, like: nil) }

    func next(after batch: Batch) throws -> Batch? { try self.batch(from: batch.rows.upperBound, like: batch) }

    func isLast(_ batch: Batch) -> Bool { batch.rows.upperBound >= models.count }

    private func batch(from start: Int, like last: Batch?) throws -> Batch? {
        guard start < models.count else { return nil }
        var row = try row(start)
        let plan: InsertPlan<Root>
        if let last, row.layout.leaves(last.plan.returned, of: row.values) {
            plan = last.plan
        } else {
            plan = InsertPlan(for: row, rule: rule)
        }
        let limit = plan.rowsPerStatement(for: dialect, others: others.count)
        let end = min(start + limit, models.count)
        var bindings: [DatabaseValue] = []
        bindings.reserveCapacity((end - start) * plan.written.count + others.count)
        plan.append(row, to: &bindings)
        var position = start + 1
        while position < end {
            row = try self.row(position)
            guard row.layout.leaves(plan.returned, of: row.values) else { break }
            plan.append(row, to: &bindings)
            position += 1
        }
        bindings += others
        let rows = start..<position
        // A shorter statement than the others comes once.
        let isPrepared = rows.count == limit || rows.count == 1
        let text: StatementText
        if let last, last.rows.count == rows.count, last.plan.returned == plan.returned {
            text = last.text
        } else {
            text = try plan.text(
                rows.count, for: dialect, returning: returns ? plan.returned : [], isPrepared: isPrepared)
        }
        return Batch(plan: plan, rows: rows, text: text, isPrepared: isPrepared, bindings: bindings)
    }
}
