/// Which columns an insertion writes, and which it reads back.
struct InsertPlan<Root: Model>: Sendable {
    let rule: ConflictRule<Root>
    /// The positions of the columns that are written.
    let written: [Int]
    /// The positions of the columns that the database fills in.
    let returned: [Int]

    init(for row: WrittenRow<Root>, rule: ConflictRule<Root> = .inserting) {
        self.rule = rule
        let left = row.layout.left(of: row.values)
        returned = left
        written = row.values.indices.filter { !left.contains($0) }
    }

    /// Whether the database gives the key.
    var leavesKey: Bool { returned.contains { Root.schema.columns[$0].isGenerated } }

    /// How many rows a statement holds: more make it no faster, but longer.
    /// - Parameter others: how many values the statement has besides those of the rows.
    func rowsPerStatement(for dialect: any Dialect, others: Int = 0) -> Int {
        guard !written.isEmpty else { return 1 }
        return max(1, min(500, (dialect.maximumBindings - others) / written.count))
    }

    /// The position of the key, when nothing else has to be read back.
    var onlyGeneratedKey: Int? { leavesKey && returned.count == 1 ? returned.first : nil }

    /// Appends the values of a row for which this plan was made.
    func append(_ row: WrittenRow<Root>, to bindings: inout [DatabaseValue]) {
        guard !returned.isEmpty else { return bindings.append(contentsOf: row.values) }
        for position in written { bindings.append(row.values[position]) }
    }

    /// The statement that inserts a row for which this plan was made.
    func statement(
        _ row: WrittenRow<Root>, for dialect: any Dialect, returning: [Int] = [], place: CodePlace?
    ) throws -> Statement {
        var bindings: [DatabaseValue] = []
        bindings.reserveCapacity(written.count)
        append(row, to: &bindings)
        bindings += try rule.bindings(for: dialect)
        return Statement(try text(1, for: dialect, returning: returning), bindings, place: place)
    }

    /// The text of the statement that inserts a number of rows.
    func text(
        _ count: Int, for dialect: any Dialect, returning: [Int] = [], isPrepared: Bool = true
    ) throws -> StatementText {
        let names = ModelLayout.of(Root.self).names
        return try SQLWriter.text(for: dialect, isReadOnly: false, isPrepared: isPrepared) { writer in
            writer.text("INSERT INTO ")
            writer.table(Root.table)
            // The values of the rows are bound later; those of the rule are counted from there.
            var position = 0
            if written.isEmpty, dialect.family != .mysql {
                writer.text(" DEFAULT VALUES")
            } else {
                writer.text(" (")
                writer.list(written) { $0.identifier(names[$1]) }
                writer.text(") VALUES ")
                writer.list(0..<count) { writer, _ in
                    writer.text("(")
                    writer.list(written) { writer, _ in
                        position += 1
                        writer.text(dialect.placeholder(position))
                    }
                    writer.text(")")
                }
            }
            writer.buffers.bindings += repeatElement(.null, count: rule.condition == nil ? 0 : position)
            try rule.write(to: &writer, writing: written.map { names[$0] })
            writer.returning(returning.map { names[$0] })
        }
    }
}
