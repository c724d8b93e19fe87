/// What happens when an inserted row collides with one that is there.
///
/// ```swift
/// try await tag.insert(onConflict: .ignore, in: database)                                 // nil when it is there
/// try await tag.insert(onConflict: .update(on: { [$0.name] }), in: database)              // an upsert
/// try await Price.insert(prices, onConflict: .update(on: { [$0.product] }, set: { [$0.amount] }), in: database)
/// ```
///
/// MariaDB and MySQL look at every key and unique constraint, whatever columns are named: a row that collides in another one
/// of the model's is an error all the same, but `.ignore` passes over it.
public struct ConflictRule<Root: Model>: Sendable {
    enum Action: Sendable {
        case fail
        case ignore
        /// Updates columns; all that can be when there is no list.
        case update([String]?)
    }

    let action: Action
    /// The columns of the constraint; any constraint when there are none.
    let columns: [String]
    /// Which rows are updated.
    let condition: SQLNode?

    static var inserting: ConflictRule { ConflictRule(action: .fail, columns: [], condition: nil) }

    /// The row that is there stays as it is.
    public static var ignore: ConflictRule { ConflictRule(action: .ignore, columns: [], condition: nil) }

    /// The row that is there stays as it is, when it collides in certain columns.
    public static func ignore(on columns: (Root.Fields) -> [any ColumnReference]) -> ConflictRule {
        ConflictRule(action: .ignore, columns: names(columns), condition: nil)
    }

    /// The row that is there gets the values of the inserted one.
    ///
    /// The key and the moment of creation stay; a version is raised.
    /// - Parameters:
    ///   - columns: the columns in which the rows collide; they have a unique constraint.
    ///   - set: the columns that are updated; all others by default.
    public static func update(
        on columns: (Root.Fields) -> [any ColumnReference], set: ((Root.Fields) -> [any ColumnReference])? = nil
    ) -> ConflictRule {
        ConflictRule(action: .update(set.map(names)), columns: names(columns), condition: nil)
    }

    /// The row that is there gets the values of the inserted one, where a condition on both holds; others stay as they are.
    ///
    /// ```swift
    /// .update(on: { [$0.name] }, where: { row, new in row.seen < new.seen })
    /// ```
    /// - Parameters:
    ///   - columns: the columns in which the rows collide; they have a unique constraint.
    ///   - set: the columns that are updated; all others by default.
    ///   - condition: gets the row that is there and the inserted one; not for MariaDB and MySQL, which is said before
    ///     anything is sent.
    public static func update(
        on columns: (Root.Fields) -> [any ColumnReference], set: ((Root.Fields) -> [any ColumnReference])? = nil,
        where condition: (_ row: Root.Fields, _ new: Root.Fields) -> SQLCondition
    ) -> ConflictRule {
        let row = Root.Fields(at: TablePath(root: Root.table.name))
        let new = Root.Fields(at: TablePath(root: inserted))
        return ConflictRule(
            action: .update(set.map(names)), columns: names(columns), condition: condition(row, new).node)
    }

    /// The row that is there gets the values of the inserted one, where a condition holds that is pasted into the
    /// statement as it is. Whatever a user can influence must not get there.
    /// - Parameters:
    ///   - columns: the columns in which the rows collide; they have a unique constraint.
    ///   - set: the columns that are updated; all others by default.
    ///   - condition: SQL over the row that is there, by the table's name, and the inserted one, which is named
    ///     `excluded`; not for MariaDB and MySQL.
    public static func update(
        on columns: (Root.Fields) -> [any ColumnReference], set: ((Root.Fields) -> [any ColumnReference])? = nil,
        unsafeWhere condition: String
    ) -> ConflictRule {
        ConflictRule(action: .update(set.map(names)), columns: names(columns), condition: .text(condition))
    }

    /// What the databases call the row that was to be inserted.
    private static var inserted: String { "excluded" }

    private static func names(_ columns: (Root.Fields) -> [any ColumnReference]) -> [String] {
        columns(Root.Fields.unplaced).flatMap(\.columnNames)
    }

    var isPlain: Bool {
        if case .fail = action { true } else { false }
    }

    var isIgnoring: Bool {
        if case .ignore = action { true } else { false }
    }

    var updates: Bool {
        if case .update = action { true } else { false }
    }

    /// Appends the clause to an insertion of columns.
    func write(to writer: inout SQLWriter, writing written: [String]) throws {
        let dialect = writer.dialect
        switch action {
        case .fail: return
        case .ignore:
            if dialect.family == .mysql {
                // `INSERT IGNORE` would swallow other errors too.
                let column = columns.first ?? Root.table.key.first ?? written.first ?? ""
                let name = dialect.quote(column)
                writer.text(" ON DUPLICATE KEY UPDATE \(name) = \(name)")
            } else {
                writer.text(" ON CONFLICT")
                target(&writer)
                writer.text(" DO NOTHING")
            }
        case .update(let chosen):
            let kept = Set(columns + Root.table.key + [Root.roles[.created]].compactMap(\.self))
            var updated = chosen ?? written.filter { !kept.contains($0) }
            if let stamp = Root.roles[.updated], !updated.contains(stamp) { updated.append(stamp) }
            let version = Root.roles[.version]
            updated.removeAll { $0 == version }
            guard !updated.isEmpty || version != nil else {
                throw QueryError(
                    "the insertion into \(Root.table.name) has no columns to update; use `.ignore`, or name them in `set`"
                )
            }
            if dialect.family == .mysql {
                guard condition == nil else {
                    throw DatabaseError(
                        .unsupported,
                        "\(dialect.name) cannot update rows of a collision by a condition; read the row first, locked")
                }
                writer.text(" ON DUPLICATE KEY UPDATE ")
            } else {
                writer.text(" ON CONFLICT")
                target(&writer)
                writer.text(" DO UPDATE SET ")
            }
            let table = dialect.quote(Root.table.name)
            var assignments = updated.map { column in
                let name = dialect.quote(column)
                let value = dialect.family == .mysql ? "VALUES(\(name))" : "\(dialect.quote("excluded")).\(name)"
                return (name: name, value: value)
            }
            if let version {
                let name = dialect.quote(version)
                assignments.append((name: name, value: "\(table).\(name) + 1"))
            }
            if dialect.family == .mysql, !columns.isEmpty, let first = assignments.first,
                CollisionGuard.isNeeded(Root.schema, on: columns, writing: written)
            {
                let isNamed = columns.map { column in
                    let name = dialect.quote(column)
                    return "\(table).\(name) <=> VALUES(\(name))"
                }
                let condition = isNamed.joined(separator: " AND ")
                assignments[0].value = "IF(\(condition), \(first.value), \(CollisionGuard.failing))"
            }
            writer.list(assignments) { $0.text("\($1.name) = \($1.value)") }
            writeCondition(to: &writer)
        }
    }

    private func writeCondition(to writer: inout SQLWriter) {
        guard let condition else { return }
        let first = writer.buffers.sources.count
        // Both rows are there without a place in the text where relations could be joined.
        for name in [Root.table.name, Self.inserted] { writer.remember(name, from: writer.buffers.bytes.count, of: 0) }
        writer.clause(" WHERE ", condition)
        if writer.hasJoins(from: first) {
            writer.fail(
                DatabaseError(
                    .statement,
                    "the condition of the collision looks at rows of other tables; only the two rows of \(Root.table.name) can be named"
                ))
        }
        writer.buffers.joins.removeAll { $0.source >= first }
        writer.buffers.sources.removeLast(max(0, writer.buffers.sources.count - first))
    }

    /// The values of the condition, which stand behind those of the rows.
    func bindings(for dialect: any Dialect) throws -> [DatabaseValue] {
        guard condition != nil, dialect.family != .mysql else { return [] }
        return try SQLWriter.statement(for: dialect, isPrepared: false) { writeCondition(to: &$0) }.bindings
    }

    private func target(_ writer: inout SQLWriter) {
        guard !columns.isEmpty else { return }
        writer.text(" (")
        writer.list(columns) { $0.identifier($1) }
        writer.text(")")
    }
}
