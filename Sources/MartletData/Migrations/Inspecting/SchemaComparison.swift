/// Compares the tables that migrations have made with those that a database has.
///
/// SQL that the database prints in its own words, such as a condition, is compared by what it is about, as
/// ``SQLFingerprint`` says. Tables, indexes and constraints that only the database has are left in peace; somebody made them
/// by hand.
struct SchemaComparison {
    let dialect: any Dialect

    /// What differs, one sentence each.
    func differences(expected: [TableSchema], found: [TableSchema]) throws -> [String] {
        try expected.filter { $0.namespace == nil }.flatMap { table -> [String] in
            guard let other = found.first(where: { $0.name == table.name && !$0.isView }) else {
                return ["the database has no table `\(table.name)`"]
            }
            return try columns(table, other) + rules(table, other)
        }
    }

    private func columns(_ table: TableSchema, _ found: TableSchema) throws -> [String] {
        var differences: [String] = []
        for column in table.columns {
            let place = "`\(table.name).\(column.name)`"
            guard let other = found.column(column.name) else {
                differences.append("the database has no column \(place)")
                continue
            }
            let type = try typeName(column, in: table)
            let otherType = dialect.typeName(of: other).lowercased()
            if type != otherType { differences.append("\(place) is \(otherType) in the database, expected \(type)") }
            let isNullable = column.isNullable && !table.primaryKey.contains(column.name)
            if isNullable != other.isNullable {
                differences.append(
                    "\(place) \(other.isNullable ? "may" : "may not") be NULL in the database, expected the opposite")
            }
            // SQLite numbers each row whose only key is a whole number.
            let isRowNumber = dialect.family == .sqlite && found.primaryKey == [column.name] && other.isGenerated
            if column.isGenerated != other.isGenerated, !isRowNumber {
                differences.append(
                    "\(place) \(other.isGenerated ? "gets" : "gets no") numbers in the database, expected the opposite")
            }
            differences += try definitions(column, other, place)
        }
        for column in found.columns where table.column(column.name) == nil {
            differences.append("the database has the column `\(table.name).\(column.name)`, which no migration makes")
        }
        return differences
    }

    /// Defaults, expressions and conditions of a column.
    private func definitions(_ column: ColumnSchema, _ found: ColumnSchema, _ place: String) throws -> [String] {
        var differences: [String] = []
        let writer = DefinitionWriter(dialect: dialect)
        func compare(_ what: String, _ expected: String?, _ other: String?) {
            guard expected.map(SQLFingerprint.init) != other.map(SQLFingerprint.init) else { return }
            differences.append(
                "\(place) has \(other.map { "the \(what) \($0)" } ?? "no \(what)") in the database, expected \(expected ?? "none")"
            )
        }
        if column.defaultValue != found.defaultValue, !column.isGenerated {
            func text(_ value: ColumnDefault?) throws -> String? {
                try value.map { try writer.defaultValue($0, of: column) }
            }
            // Bytes, JSON and lists are printed in too many ways.
            let isPlain =
                switch column.type {
                case .blob, .json, .array, .range, .custom: false
                default: true
                }
            if isPlain || column.defaultValue == nil || found.defaultValue == nil {
                compare("default", try text(column.defaultValue), try text(found.defaultValue))
            }
        }
        compare("expression", column.computed.map { writer.sql($0.expression) }, found.computed?.expression)
        if let computed = column.computed, let other = found.computed, computed.isStored != other.isStored {
            differences.append(
                "\(place) is \(other.isStored ? "stored" : "not stored") in the database, expected the opposite")
        }
        compare("check", column.check.map(writer.sql), found.check)
        return differences
    }

    private func typeName(_ column: ColumnSchema, in table: TableSchema) throws -> String {
        try DefinitionWriter(dialect: dialect).type(of: column, in: table).lowercased()
    }

    private func rules(_ table: TableSchema, _ found: TableSchema) -> [String] {
        var differences: [String] = []
        if table.primaryKey != found.primaryKey {
            differences.append(
                "the primary key of `\(table.name)` is \(found.primaryKey) in the database, expected \(table.primaryKey)"
            )
        }
        for key in table.foreignKeys.map(bare) where !found.foreignKeys.map(bare).contains(key) {
            differences.append(
                "the database has no foreign key of `\(table.name)` from \(key.columns) to `\(key.table)` ON DELETE \(key.onDelete.rawValue)"
            )
        }
        for key in found.foreignKeys.map(bare) where !table.foreignKeys.map(bare).contains(key) {
            differences.append(
                "the database has a foreign key of `\(table.name)` from \(key.columns) to `\(key.table)` ON DELETE \(key.onDelete.rawValue), which no migration makes"
            )
        }
        // SQLite searches texts in a table beside this one.
        let hidden = dialect.family == .sqlite ? DefinitionWriter.textSearch : nil
        for index in table.indexes where hidden == nil || index.method != hidden {
            differences += compare(index, table.name(of: index), table, found)
        }
        for constraint in table.constraints { differences += compare(constraint, table, found) }
        for columns in unique(table).subtracting(unique(found)).sorted(by: { "\($0)" < "\($1)" }) {
            differences.append("\(columns) are not unique in `\(table.name)` of the database")
        }
        return differences
    }

    private func compare(
        _ index: IndexSchema, _ name: String, _ table: TableSchema, _ found: TableSchema
    ) -> [String] {
        guard let other = found.indexes.first(where: { found.name(of: $0) == name }) else {
            // MariaDB makes no difference between unique indexes and constraints.
            if found.constraints.contains(where: { $0.name == name }) { return [] }
            if index.isUnique, found.columns.contains(where: { $0.isUnique && found.uniqueName(of: $0.name) == name }) {
                return []
            }
            return ["the database has no index `\(name)` of `\(table.name)`"]
        }
        guard index.method != DefinitionWriter.textSearch else { return [] }
        let expected = shape(index)
        guard expected != shape(other) else { return [] }
        return [
            "the index `\(name)` of `\(table.name)` is \(text(other)) in the database, expected \(text(index))"
        ]
    }

    private func compare(_ constraint: ConstraintSchema, _ table: TableSchema, _ found: TableSchema) -> [String] {
        let name = constraint.name
        let other = found.constraints.first { $0.name == name }
        switch (constraint, other) {
        case (.check(_, let condition), .check(_, let otherCondition)?):
            let expected = DefinitionWriter(dialect: dialect).sql(condition)
            guard SQLFingerprint(expected) != SQLFingerprint(otherCondition) else { return [] }
            return [
                "the check `\(name)` of `\(table.name)` is \(otherCondition) in the database, expected \(expected)"
            ]
        case (.check, _): return ["the database has no check `\(name)` of `\(table.name)`"]
        case (.unique(let unique), _) where unique.condition != nil:
            let index = IndexSchema(
                name: name, parts: unique.columns.map { .init(.column($0)) }, isUnique: true,
                condition: unique.condition, including: unique.including, nullsAreDistinct: unique.nullsAreDistinct)
            return compare(index, name, table, found)
        case (.exclusion, nil): return ["the database has no exclusion `\(name)` of `\(table.name)`"]
        default: return []
        }
    }

    /// What an index is, whatever words the database prints it in.
    private func shape(_ index: IndexSchema) -> IndexShape {
        let writer = DefinitionWriter(dialect: dialect)
        let parts = index.parts.map { part in
            let content =
                switch part.content {
                case .column(let name): SQLFingerprint("\"\(name)\"")
                case .expression(let text): SQLFingerprint(writer.sql(text))
                }
            return IndexShape.Part(content: content, isDescending: part.isDescending)
        }
        return IndexShape(
            parts: parts,
            isUnique: index.isUnique, condition: index.condition.map { SQLFingerprint(writer.sql($0)) },
            including: index.including)
    }

    private func text(_ index: IndexSchema) -> String {
        let parts = index.parts.map { part in
            let content =
                switch part.content {
                case .column(let name): "\"\(name)\""
                case .expression(let text): text
                }
            return content + (part.isDescending ? " DESC" : "")
        }
        return (index.isUnique ? "unique " : "") + "(\(parts.joined(separator: ", ")))"
            + (index.condition.map { " WHERE \($0)" } ?? "")
    }

    /// A foreign key without its name, and without what the database does not keep.
    private func bare(_ key: ForeignKeySchema) -> ForeignKeySchema {
        var key = key
        key.name = nil
        key.namespace = nil
        // SQLite's tables about keys do not say it.
        if dialect.family != .postgres { key.deferral = .notDeferrable }
        // MariaDB refuses both at once.
        if dialect.family == .mysql, key.onUpdate == .restrict { key.onUpdate = .noAction }
        return key
    }

    /// The columns in which no two rows are the same, however that is said.
    private func unique(_ table: TableSchema) -> Set<[String]> {
        var found = Set(table.columns.filter(\.isUnique).map { [$0.name] })
        for case .unique(let unique) in table.constraints where unique.condition == nil { found.insert(unique.columns) }
        for index in table.indexes where index.isUnique && index.condition == nil {
            let names = index.parts.compactMap { part in
                if case .column(let name) = part.content { name } else { nil }
            }
            if names.count == index.parts.count { found.insert(names) }
        }
        return found
    }
}

/// An index as far as two of them can be told apart.
private struct IndexShape: Equatable {
    struct Part: Equatable {
        let content: SQLFingerprint
        let isDescending: Bool
    }

    let parts: [Part]
    let isUnique: Bool
    let condition: SQLFingerprint?
    let including: [String]
}
