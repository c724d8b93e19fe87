/// What happens when an inserted row collides with one that is there.
///
/// ```swift
/// try await tag.insert(onConflict: .ignore, in: database)                                 // nil when it is there
/// try await tag.insert(onConflict: .update(on: { [$0.name] }), in: database)              // an upsert
/// try await Price.insert(prices, onConflict: .update(on: { [$0.product] }, set: { [$0.amount] }), in: database)
/// ```
///
/// MariaDB and MySQL look at every key and unique constraint, whatever columns are named.
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
    let condition: String?

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
    ///   - condition: which rows are updated, as standard SQL over the row that is there and the inserted one, which is
    ///     named `excluded`; not for MariaDB and MySQL.
    public static func update(
        on columns: (Root.Fields) -> [any ColumnReference], set: ((Root.Fields) -> [any ColumnReference])? = nil,
        where condition: String? = nil
    ) -> ConflictRule {
        ConflictRule(action: .update(set.map(names)), columns: names(columns), condition: condition)
    }

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
            writer.list(updated) { writer, column in
                let name = dialect.quote(column)
                writer.text(
                    dialect.family == .mysql
                        ? "\(name) = VALUES(\(name))" : "\(name) = \(dialect.quote("excluded")).\(name)")
            }
            if let version {
                let name = dialect.quote(version)
                if !updated.isEmpty { writer.text(", ") }
                writer.text("\(name) = \(dialect.quote(Root.table.name)).\(name) + 1")
            }
            if let condition { writer.text(" WHERE \(condition)") }
        }
    }

    private func target(_ writer: inout SQLWriter) {
        guard !columns.isEmpty else { return }
        writer.text(" (")
        writer.list(columns) { $0.identifier($1) }
        writer.text(")")
    }
}
