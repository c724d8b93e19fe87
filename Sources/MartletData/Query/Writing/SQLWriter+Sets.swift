extension SQLWriter {
    /// Appends the queries that stand before a statement.
    mutating func commonTables(_ tables: [CommonTableDefinition]) {
        guard !tables.isEmpty else { return }
        text(tables.contains(where: \.isRecursive) ? "WITH RECURSIVE " : "WITH ")
        list(tables) { writer, table in
            writer.identifier(table.name)
            if !table.columns.isEmpty {
                writer.text(" (")
                writer.list(table.columns) { $0.identifier($1) }
                writer.text(")")
            }
            writer.text(" AS ")
            // A hint: MariaDB and MySQL decide for themselves.
            if let isMaterialized = table.isMaterialized, writer.family != .mysql {
                writer.text(isMaterialized ? "MATERIALIZED " : "NOT MATERIALIZED ")
            }
            writer.text("(")
            switch table.body {
            case .select(let statement): writer.select(statement)
            case .recursive(let start, let step, let keepsDuplicates):
                writer.setOperand(start)
                writer.text(keepsDuplicates ? " UNION ALL " : " UNION ")
                writer.setOperand(step)
            }
            writer.text(")")
        }
        text(" ")
    }

    /// Appends one of the queries of a set operation.
    mutating func setOperand(_ statement: SelectStatement, _ number: Int = 1) {
        let isPlain =
            statement.commonTables.isEmpty && statement.compounds.isEmpty && statement.orderings.isEmpty
            && statement.limit == nil && statement.offset == nil && statement.lock == nil
        guard !isPlain else { return select(statement) }
        // SQLite takes no parentheses around a query of a set operation.
        text("SELECT * FROM (")
        select(statement)
        text(")")
        named("part_\(number)")
    }

    /// Appends the operator of a set operation and the query behind it.
    mutating func setOperation(_ compound: SelectStatement.Compound, _ number: Int) {
        if compound.keepsDuplicates, compound.operation != .union, family == .sqlite {
            unsupported(
                "\(compound.operation.rawValue) ALL",
                "leave `keepingDuplicates` out, or count the rows of each value with `group`")
        }
        text(" ")
        text(compound.operation.rawValue)
        text(compound.keepsDuplicates ? " ALL " : " ")
        setOperand(compound.statement, number)
    }

    /// Appends a list of rows that stands as a table.
    mutating func values(_ rows: [[DatabaseValue]], _ columns: [String], _ types: [ColumnType], _ alias: String) {
        text("(")
        if rows.isEmpty {
            text("SELECT ")
            list(columns) { writer, column in
                writer.text("NULL")
                writer.named(column)
            }
            text(" WHERE 1 = 0")
        } else if family == .mysql {
            // MariaDB names the columns of VALUES after the first row's values.
            for (index, row) in rows.enumerated() {
                text(index == 0 ? "SELECT " : " UNION ALL SELECT ")
                list(zip(row, columns)) { writer, cell in
                    writer.bind(cell.0)
                    if index == 0 { writer.named(cell.1) }
                }
            }
        } else {
            if family == .sqlite {
                text("SELECT ")
                list(columns.enumerated()) { writer, column in
                    writer.text("column")
                    writer.number(column.offset + 1)
                    writer.named(column.element)
                }
                text(" FROM (")
            }
            text("VALUES ")
            list(rows) { writer, row in
                writer.text("(")
                writer.list(zip(row, types)) { $0.typed($1.0, $1.1) }
                writer.text(")")
            }
            if family == .sqlite { text(")") }
        }
        text(")")
        named(alias)
        guard family == .postgres, !rows.isEmpty else { return }
        text(" (")
        list(columns) { $0.identifier($1) }
        text(")")
    }

    /// Appends a value whose type PostgreSQL cannot tell from its surroundings.
    mutating func typed(_ value: DatabaseValue, _ type: ColumnType) {
        guard family == .postgres else { return bind(value) }
        text("CAST(")
        bind(value)
        text(" AS ")
        text(dialect.typeName(of: ColumnSchema(name: "", type: type)))
        text(")")
    }

    /// Appends the lock of the rows that a query reads.
    /// - Parameter root: the table that the query is about, where it joins others: they are not locked, where the database
    ///   can tell.
    mutating func lock(_ lock: RowLock, of root: String?) {
        guard features.rowLocks else { return }
        if family == .postgres || dialect.name == "MySQL" {
            switch lock.strength {
            case .update: text(" FOR UPDATE")
            case .noKeyUpdate: text(family == .postgres ? " FOR NO KEY UPDATE" : " FOR UPDATE")
            case .share: text(" FOR SHARE")
            case .keyShare: text(family == .postgres ? " FOR KEY SHARE" : " FOR SHARE")
            }
            let tables = lock.tables.isEmpty ? [root].compactMap(\.self) : lock.tables
            if !tables.isEmpty {
                text(" OF ")
                list(tables) { $0.identifier($1) }
            }
        } else {
            text(lock.strength == .update || lock.strength == .noKeyUpdate ? " FOR UPDATE" : " LOCK IN SHARE MODE")
            if !lock.tables.isEmpty {
                unsupported("FOR UPDATE OF", "lock the rows of all tables, or lock them by a query of their own")
            }
        }
        switch lock.waiting {
        case .wait: break
        case .fail: text(" NOWAIT")
        case .skip: text(" SKIP LOCKED")
        }
    }
}
