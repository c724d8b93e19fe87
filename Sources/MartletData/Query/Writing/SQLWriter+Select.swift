extension SQLWriter {
    /// Appends a `SELECT`.
    mutating func select(_ statement: SelectStatement) {
        let firstSource = buffers.sources.count
        let around = selected
        selected = SelectedValues()
        level += 1
        commonTables(statement.commonTables)
        if statement.compounds.isEmpty {
            body(statement)
        } else {
            var first = statement
            first.commonTables = []
            first.compounds = []
            first.orderings = []
            first.limit = nil
            first.offset = nil
            first.lock = nil
            setOperand(first)
            for (index, compound) in statement.compounds.enumerated() { setOperation(compound, index + 2) }
        }
        if !statement.orderings.isEmpty {
            text(" ORDER BY ")
            selected.isReused = statement.compounds.isEmpty
            list(statement.orderings) { $0.order($1) }
            selected.isReused = false
        }
        limit(statement.limit, statement.offset)
        let root = lockedTable(of: statement, from: firstSource)
        endScope(from: firstSource)
        if let lock = statement.lock { self.lock(lock, of: root) }
        level -= 1
        selected = around
    }

    /// The table whose rows are locked, where others are joined whose rows are not.
    private func lockedTable(of statement: SelectStatement, from firstSource: Int) -> String? {
        guard statement.lock != nil, hasJoins(from: firstSource) || !statement.joins.isEmpty else { return nil }
        // The first table may itself have no row there.
        if statement.joins.contains(where: { $0.kind == .right || $0.kind == .full }) { return nil }
        return statement.source?.name
    }

    private mutating func body(_ statement: SelectStatement) {
        text("SELECT ")
        switch statement.distinct {
        case .no: break
        case .rows: text("DISTINCT ")
        case .on(let nodes):
            if !features.distinctOn {
                unsupported(
                    "DISTINCT ON", "number the rows of each group with `SQL.rowNumber(over:)` and keep the first")
            }
            text("DISTINCT ON (")
            // The tables stand behind, but the columns are checked against them.
            announce(statement)
            list(nodes) { $0.node($1) }
            text(") ")
        }
        announce(statement)
        selected.isNeeded = !statement.groups.isEmpty || !statement.orderings.isEmpty
        projection(statement.projection)
        selected.isNeeded = false
        if let source = statement.source {
            text(" FROM ")
            tableSource(source)
        }
        for join in statement.joins { self.join(join) }
        clause(" WHERE ", statement.condition)
        if !statement.groups.isEmpty {
            text(" GROUP BY ")
            selected.isReused = true
            list(statement.groups) { $0.asSelected($1) { $0.node($1) } }
            selected.isReused = false
        }
        clause(" HAVING ", statement.having)
        if !statement.windows.isEmpty {
            text(" WINDOW ")
            list(statement.windows) { writer, window in
                writer.identifier(window.name)
                writer.text(" AS ")
                writer.window(window.window)
            }
        }
    }

    /// Makes the tables known before their text, since what is selected stands before it.
    private mutating func announce(_ statement: SelectStatement) {
        guard !isAnnounced(statement) else { return }
        if let source = statement.source {
            append(WrittenSource(name: source.name, level: level, start: 0, end: 0, query: statement.query))
        }
        for join in statement.joins {
            append(WrittenSource(name: join.source.name, level: level, start: 0, end: 0))
        }
    }

    private func isAnnounced(_ statement: SelectStatement) -> Bool {
        guard let source = statement.source else { return true }
        return buffers.sources.contains { $0.level == level && $0.name == source.name }
    }

    private mutating func projection(_ projection: SelectStatement.Projection) {
        switch projection {
        case .table(let schema, let name):
            list(schema.columns) { writer, column in
                writer.identifier(name)
                writer.text(".")
                writer.identifier(column.name)
            }
            selected.count += schema.columns.count
        case .columns(let nodes): list(nodes) { $0.select($1) }
        case .named(let columns):
            list(columns) { writer, column in
                writer.select(column.node)
                writer.text(" AS ")
                writer.identifier(column.name)
            }
        case .joined(let parts): list(parts) { $0.projection($1) }
        }
    }

    mutating func tableSource(_ source: TableSource) {
        let start = buffers.bytes.count
        switch source {
        case .table(let name, let namespace, let alias):
            table(name, namespace: namespace)
            if alias != name || namespace != nil { named(alias) }
        case .select(let statement, let alias, let isLateral):
            if isLateral {
                if family == .sqlite || dialect.name == "MariaDB" {
                    unsupported("LATERAL joins", "read the value in `select` from a subquery instead")
                }
                text("LATERAL ")
            }
            text("(")
            select(statement)
            text(")")
            named(alias)
        case .values(let rows, let columns, let types, let alias): values(rows, columns, types, alias)
        case .function(let node, let alias, let column):
            self.node(node)
            named(alias)
            text(" (")
            identifier(column)
            text(")")
        }
        place(source.name, from: start)
    }

    /// Corrects the place of a table that was announced.
    private mutating func place(_ name: String, from start: Int) {
        var written = WrittenSource(name: name, level: level, start: start, end: buffers.bytes.count)
        if let index = buffers.sources.lastIndex(where: { $0.level == level && $0.name == name && $0.end == 0 }) {
            written.query = buffers.sources[index].query
            buffers.sources[index] = written
        } else {
            append(written)
        }
    }

    mutating func named(_ alias: String) {
        text(" AS ")
        identifier(alias)
    }

    mutating func join(_ join: SelectStatement.Join) {
        if join.kind == .full, family == .mysql {
            unsupported("FULL JOIN", "unite a left join with the rows of a right join that it lacks")
        }
        text(" ")
        text(join.kind.rawValue)
        text(" ")
        tableSource(join.source)
        guard join.kind != .cross else { return }
        text(" ON ")
        condition(join.condition ?? .all([]))
    }

    /// Appends `ORDER BY`.
    mutating func orders(_ orderings: [Ordering]) {
        guard !orderings.isEmpty else { return }
        text(" ")
        orderList(orderings)
    }

    /// Appends `ORDER BY` without the blank before it.
    mutating func orderList(_ orderings: [Ordering]) {
        text("ORDER BY ")
        list(orderings) { $0.order($1) }
    }

    private mutating func order(_ ordering: Ordering) {
        if let nulls = ordering.nulls, family == .mysql {
            // MariaDB sorts NULL as the smallest value and has no words for anything else.
            operand(ordering.node)
            text(nulls == .first ? " IS NOT NULL, " : " IS NULL, ")
        }
        if let type = ordering.type, case .decimal = type, family == .sqlite {
            collated(ordering.node, type)
        } else {
            asSelected(ordering.node) { $0.condition($1) }
        }
        text(ordering.isDescending ? " DESC" : " ASC")
        if let nulls = ordering.nulls, family != .mysql { text(nulls == .first ? " NULLS FIRST" : " NULLS LAST") }
    }

    /// Appends `LIMIT` and `OFFSET`; both are bound, so that every page has the same text.
    mutating func limit(_ limit: Int?, _ offset: Int?) {
        if let limit {
            text(" LIMIT ")
            bind(.integer(Int64(limit)))
        } else if offset != nil, family != .postgres {
            // An offset alone needs a limit in SQLite and MariaDB; the largest one is understood by both.
            text(" LIMIT 9223372036854775807")
        }
        guard let offset else { return }
        text(" OFFSET ")
        bind(.integer(Int64(offset)))
    }
}
