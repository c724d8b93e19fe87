/// Writes statements for one database.
struct SQLBuilder {
    let dialect: any Dialect
    private var bindings: [DatabaseValue] = []
    private var joins: [TablePath] = []

    init(dialect: any Dialect) { self.dialect = dialect }

    mutating func select(
        _ table: TableSchema, _ condition: SQLNode?, _ orderings: [Ordering], limit: Int?, offset: Int?
    ) -> Statement {
        let name = quote(table.name)
        let columns = table.columns.map { "\(name).\(quote($0.name))" }.joined(separator: ", ")
        let filter = condition.map { " WHERE \(text($0))" } ?? ""
        let order = orderings.map { "\(text($0.node)) \($0.isDescending ? "DESC" : "ASC")" }.joined(separator: ", ")
        var sql = "SELECT \(columns) FROM \(name)\(joinText)\(filter)"
        if !order.isEmpty { sql += " ORDER BY \(order)" }
        sql += Self.limitClause(limit: limit, offset: offset)
        return Statement(sql, bindings)
    }

    private static func limitClause(limit: Int?, offset: Int?) -> String {
        switch (limit, offset) {
        case (nil, nil): ""
        case (let limit?, nil): " LIMIT \(limit)"
        case (let limit?, let offset?): " LIMIT \(limit) OFFSET \(offset)"
        // An offset alone needs a limit in SQLite and MySQL; the largest one is understood everywhere.
        case (nil, let offset?): " LIMIT \(Int64.max) OFFSET \(offset)"
        }
    }

    mutating func count(_ table: TableSchema, _ condition: SQLNode?) -> Statement {
        let filter = condition.map { " WHERE \(text($0))" } ?? ""
        return Statement("SELECT COUNT(*) FROM \(quote(table.name))\(joinText)\(filter)", bindings)
    }

    mutating func delete(_ table: TableSchema, _ condition: SQLNode?) -> Statement {
        let name = quote(table.name)
        guard let condition else { return Statement("DELETE FROM \(name)") }
        let filter = text(condition)
        guard !joins.isEmpty else { return Statement("DELETE FROM \(name) WHERE \(filter)", bindings) }
        let key = quote(table.primaryKey.first ?? "id")
        return Statement(
            "DELETE FROM \(name) WHERE \(key) IN (SELECT \(name).\(key) FROM \(name)\(joinText) WHERE \(filter))",
            bindings)
    }

    mutating func insert(_ table: TableSchema, _ columns: [ColumnSchema], rows: [[DatabaseValue]]) -> Statement {
        let names = columns.map { quote($0.name) }.joined(separator: ", ")
        let groups = rows.map { row in "(\(row.map { bind($0) }.joined(separator: ", ")))" }
        return Statement(
            "INSERT INTO \(quote(table.name)) (\(names)) VALUES \(groups.joined(separator: ", "))", bindings)
    }

    mutating func update(
        _ table: TableSchema, set values: [(String, DatabaseValue)], key: (String, DatabaseValue)
    ) -> Statement {
        let assignments = values.map { "\(quote($0.0)) = \(bind($0.1))" }.joined(separator: ", ")
        return Statement(
            "UPDATE \(quote(table.name)) SET \(assignments) WHERE \(quote(key.0)) = \(bind(key.1))", bindings)
    }

    mutating func raw(_ fragments: [SQLFragment]) -> Statement { Statement(text(.raw(fragments)), bindings) }

    private func quote(_ identifier: String) -> String { dialect.quote(identifier) }

    private mutating func bind(_ value: DatabaseValue) -> String {
        bindings.append(value)
        return dialect.placeholder(bindings.count)
    }

    private mutating func text(_ node: SQLNode) -> String {
        switch node {
        case .column(let path, let name):
            join(path)
            return "\(quote(path.alias)).\(quote(name))"
        case .value(let value): return bind(value)
        case .binary(let left, let sql, let right):
            let isLogical = sql == "AND" || sql == "OR"
            let text = "\(text(left)) \(sql) \(text(right))"
            return isLogical ? "(\(text))" : text
        case .not(let operand): return "NOT (\(text(operand)))"
        case .isNull(let operand, let negated): return "\(text(operand)) IS \(negated ? "NOT " : "")NULL"
        case .inList(let operand, let values, let negated):
            guard !values.isEmpty else { return negated ? "1 = 1" : "1 = 0" }
            let left = text(operand)
            return "\(left) \(negated ? "NOT " : "")IN (\(values.map { bind($0) }.joined(separator: ", ")))"
        case .like(let operand, let pattern):
            let left = text(operand)
            return "\(left) \((dialect.family == .postgres ? "ILIKE" : "LIKE")) \(bind(.text(pattern))) ESCAPE '\\'"
        case .function(let name, let arguments):
            return "\(name)(\(arguments.map { text($0) }.joined(separator: ", ")))"
        case .raw(let fragments):
            return fragments.map { fragment in
                switch fragment {
                case .text(let text): return text
                case .value(let value): return bind(value)
                case .identifier(let name): return quote(name)
                }
            }.joined()
        }
    }

    /// Remembers a table that a column stands in, after those that lead to it.
    private mutating func join(_ path: TablePath) {
        guard let parent = path.parent, !joins.contains(path) else { return }
        join(parent)
        joins.append(path)
    }

    private var joinText: String {
        joins.compactMap { path in
            guard let step = path.steps.last, let parent = path.parent else { return nil }
            let alias = quote(path.alias)
            return " \(step.isOptional ? "LEFT JOIN" : "JOIN") \(quote(step.table)) AS \(alias)"
                + " ON \(alias).\(quote(step.foreign)) = \(quote(parent.alias)).\(quote(step.local))"
        }.joined()
    }
}
