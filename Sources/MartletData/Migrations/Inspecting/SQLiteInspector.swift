/// Reads SQLite's tables, by its pragmas and by the statements that made them.
struct SQLiteInspector: SchemaInspector {
    let database: any QueryExecutor

    private struct Entry: Sendable {
        let name: String
        let isView: Bool
        let sql: String
    }

    func tables() async throws -> [TableSchema] {
        let entries = try await database.query(
            "SELECT name, type, sql FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
        ) {
            Entry(
                name: try $0.read(String.self, at: 0), isView: try $0.read(String.self, at: 1) == "view",
                sql: try $0.read(String?.self, at: 2) ?? "")
        }
        let virtual = entries.filter { $0.sql.uppercased().hasPrefix("CREATE VIRTUAL") }.map(\.name)
        let shadows = Set(
            virtual.flatMap { name in
                ["", "_data", "_idx", "_content", "_docsize", "_config"].map { name + $0 }
            })
        let skipped = shadows.union([MigrationRecords.table.name])
        var tables: [TableSchema] = []
        for entry in entries where !skipped.contains(entry.name) { tables.append(try await table(entry)) }
        return tables
    }

    private func table(_ entry: Entry) async throws -> TableSchema {
        let definition = SQLDefinition(entry.isView ? "" : entry.sql)
        var table = TableSchema(name: entry.name, columns: [], isView: entry.isView)
        let rows = try await database.query(
            "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(\(entry.name)) ORDER BY cid"
        ) { row in
            (
                name: try row.read(String.self, at: 0), type: row.text(at: 1) ?? "",
                isRequired: row.integer(at: 2) == 1,
                value: row.text(at: 3), key: row.integer(at: 4) ?? 0, hidden: row.integer(at: 5) ?? 0
            )
        }
        table.primaryKey = rows.filter { $0.key > 0 }.sorted { $0.key < $1.key }.map(\.name)
        for row in rows where row.hidden != 1 {
            let item = definition.column(row.name)
            let (type, limit) = SQLiteTypes.read(row.type)
            var column = ColumnSchema(
                name: row.name, type: type, isNullable: !row.isRequired && row.key == 0, maximumLength: limit)
            let isRowNumber =
                table.primaryKey == [row.name] && row.type.uppercased() == "INTEGER" && !definition.isWithoutRowNumbers
            column.isGenerated = isRowNumber
            column.defaultValue = row.value.flatMap { SQLiteTypes.defaultValue($0, of: type) }
            if row.hidden > 1, case .group(let expression)? = SQLDefinition.token(after: "AS", in: item) {
                column.computed = ComputedColumn(expression, isStored: row.hidden == 3)
            }
            column.collation = SQLDefinition.token(after: "COLLATE", in: item)?.identifier
            if column.collation == DefinitionWriter.decimalCollation, type == .text {
                column.type = .decimal
                column.collation = nil
            }
            table.columns.append(column)
        }
        guard !entry.isView else {
            for index in table.columns.indices where rows[index].type.isEmpty {
                table.columns[index].type = try await storedType(of: table.columns[index].name, in: entry.name)
            }
            return table
        }
        table.foreignKeys = try await foreignKeys(of: entry.name).map { key in
            var key = key
            key.deferral = definition.deferral(ofKey: key.columns)
            return key
        }
        try await addIndexes(to: &table)
        addChecks(definition.checks, to: &table)
        return table
    }

    /// What a view computes has no declared type; a row says what it is.
    private func storedType(of column: String, in view: String) async throws -> ColumnType {
        let column = Identifier(column)
        let words = try await database.query(
            "SELECT typeof(\(column)) FROM \(Identifier(view)) WHERE \(column) IS NOT NULL LIMIT 1"
        ) { try $0.read(String.self, at: 0) }
        return switch words.first {
        case "integer": .integer
        case "real": .real
        case "blob": .blob
        default: .text
        }
    }

    private func foreignKeys(of table: String) async throws -> [ForeignKeySchema] {
        let rows = try await database.query(
            "SELECT id, \"table\", \"from\", \"to\", on_update, on_delete FROM pragma_foreign_key_list(\(table)) ORDER BY id DESC, seq"
        ) { row in
            (
                id: row.integer(at: 0) ?? 0, table: try row.read(String.self, at: 1),
                from: try row.read(String.self, at: 2),
                to: row.text(at: 3), onUpdate: row.text(at: 4) ?? "", onDelete: row.text(at: 5) ?? ""
            )
        }
        var keys: [(id: Int64, key: ForeignKeySchema)] = []
        for row in rows {
            if keys.last?.id != row.id {
                let key = ForeignKeySchema(
                    columns: [], table: row.table, referencedColumns: [],
                    onDelete: ReferenceAction(rawValue: row.onDelete) ?? .noAction,
                    onUpdate: ReferenceAction(rawValue: row.onUpdate) ?? .noAction)
                keys.append((row.id, key))
            }
            keys[keys.count - 1].key.columns.append(row.from)
            if let to = row.to { keys[keys.count - 1].key.referencedColumns.append(to) }
        }
        var found: [ForeignKeySchema] = []
        for var key in keys.map(\.key) {
            // A reference without columns is one to the primary key.
            if key.referencedColumns.isEmpty {
                key.referencedColumns = try await database.query(
                    "SELECT name FROM pragma_table_info(\(key.table)) WHERE pk > 0 ORDER BY pk"
                ) { try $0.read(String.self, at: 0) }
            }
            found.append(key)
        }
        return found
    }

    private func addIndexes(to table: inout TableSchema) async throws {
        let rows = try await database.query(
            "SELECT l.name, l.\"unique\", l.origin, m.sql FROM pragma_index_list(\(table.name)) l LEFT JOIN sqlite_master m ON m.name = l.name WHERE l.origin <> 'pk' ORDER BY l.name"
        ) { row in
            (
                name: try row.read(String.self, at: 0), isUnique: row.integer(at: 1) == 1,
                isConstraint: row.text(at: 2) == "u", sql: row.text(at: 3)
            )
        }
        for row in rows {
            let parts = try await database.query(
                "SELECT name, \"desc\", coll FROM pragma_index_xinfo(\(row.name)) WHERE \"key\" = 1 ORDER BY seqno"
            ) { part in (name: part.text(at: 0), isDescending: part.integer(at: 1) == 1, collation: part.text(at: 2)) }
            let names = parts.compactMap(\.name)
            if row.isConstraint {
                if names.count == 1, let index = table.columns.firstIndex(where: { $0.name == names.first }) {
                    table.columns[index].isUnique = true
                } else {
                    let name = ([table.name] + names + ["key"]).joined(separator: "_")
                    table.constraints.append(.unique(UniqueConstraintSchema(name: name, columns: names)))
                }
                continue
            }
            let expressions = SQLiteTypes.indexParts(row.sql ?? "")
            var index = IndexSchema(
                name: row.name,
                parts: parts.enumerated().map { position, part in
                    let text = position < expressions.parts.count ? expressions.parts[position] : ""
                    let usual = part.name.flatMap { table.column($0)?.collation } ?? "BINARY"
                    let isUsual =
                        part.name == nil || part.collation?.uppercased() == usual.uppercased()
                        || part.collation == DefinitionWriter.decimalCollation
                    return IndexSchema.Part(
                        part.name.map { .column($0) } ?? .expression(text), isDescending: part.isDescending,
                        collation: isUsual ? nil : part.collation)
                }, isUnique: row.isUnique, condition: expressions.condition)
            // A name that would be made the same need not be written.
            var bare = index
            bare.name = nil
            if table.name(of: bare) == row.name { index = bare }
            table.indexes.append(index)
        }
    }

    /// Gives checks back to the columns that Martlet wrote them for.
    private func addChecks(_ checks: [SQLDefinition.Check], to table: inout TableSchema) {
        var count = 0
        for check in checks {
            let owner = table.columns.firstIndex { column in
                [
                    table.lengthName(of: column.name), table.rangeName(of: column.name),
                    table.jsonName(of: column.name),
                    table.checkName(of: column.name),
                ].contains(check.name)
            }
            guard let owner, let name = check.name else {
                count += 1
                table.constraints.append(
                    .check(name: check.name ?? "\(table.name)_check_\(count)", condition: check.condition))
                continue
            }
            let column = table.columns[owner].name
            if name == table.lengthName(of: column) {
                table.columns[owner].maximumLength = check.condition.split(separator: " ").last.flatMap { Int($0) }
            } else if name == table.jsonName(of: column) {
                table.columns[owner].type = .json
            } else if name == table.checkName(of: column) {
                table.columns[owner].check = check.condition
            } else if let upper = check.condition.split(separator: " ").last {
                table.columns[owner].type = SQLiteTypes.width(upTo: String(upper), check.condition)
            }
        }
    }
}

/// What SQLite's free words for types and defaults mean.
enum SQLiteTypes {
    static func read(_ declared: String) -> (ColumnType, Int?) {
        let word = declared.uppercased().prefix { $0 != "(" }.split(separator: " ").joined(separator: " ")
        let numbers = declared.split { !$0.isNumber }.compactMap { Int($0) }
        switch word {
        case "BOOLEAN", "BOOL": return (.boolean, nil)
        case "SMALLINT", "INT2": return (.integer(.int16), nil)
        case "REAL", "DOUBLE", "DOUBLE PRECISION", "FLOAT": return (.real, nil)
        case "NUMERIC", "DECIMAL":
            return (.decimal(precision: numbers.first, scale: numbers.count > 1 ? numbers[1] : nil), nil)
        case "DATETIME", "TIMESTAMP": return (.timestamp, nil)
        case "DATE": return (.date, nil)
        case "TIME": return (.time, nil)
        case "JSON": return (.json, nil)
        case "UUID": return (.uuid, nil)
        default: break
        }
        // SQLite's own rules of affinity: https://sqlite.org/datatype3.html#determination_of_column_affinity
        if word.contains("INT") { return (.integer, nil) }
        if word.contains("CHAR") || word.contains("CLOB") || word.contains("TEXT") { return (.text, numbers.first) }
        if word.isEmpty || word.contains("BLOB") { return (.blob, nil) }
        if word.contains("REAL") || word.contains("FLOA") || word.contains("DOUB") { return (.real, nil) }
        return (.decimal, nil)
    }

    static func width(upTo maximum: String, _ condition: String) -> ColumnType {
        switch maximum {
        case "127": .integer(.int8)
        case "32767": .integer(.int16)
        case "2147483647": .integer(.int32)
        case "255": .integer(.uint8)
        case "65535": .integer(.uint16)
        case "4294967295": .integer(.uint32)
        case "9223372036854775807", "18446744073709551615": .integer(.uint64)
        default: .integer
        }
    }

    static func defaultValue(_ text: String, of type: ColumnType) -> ColumnDefault? {
        if text.uppercased() == "NULL" { return nil }
        switch type {
        case .integer: if let value = Int64(text) { return .value(.integer(value)) }
        case .boolean:
            if ["1", "TRUE"].contains(text.uppercased()) { return .value(.boolean(true)) }
            if ["0", "FALSE"].contains(text.uppercased()) { return .value(.boolean(false)) }
        case .real: if let value = Double(text) { return .value(.real(value)) }
        case .text:
            if case .string(let quoted)? = SQLDefinition.tokens(of: text).first, quoted.count == text.count {
                return .value(.text(quoted.unquoted("'")))
            }
        default: break
        }
        return .expression(text)
    }

    /// The parts of an index as they are written, and its condition.
    static func indexParts(_ sql: String) -> (parts: [String], condition: String?) {
        let tokens = SQLDefinition.tokens(of: sql)
        guard let position = tokens.firstIndex(where: { if case .group = $0 { true } else { false } }),
            case .group(let body) = tokens[position]
        else { return ([], nil) }
        let trimmed = SQLDefinition.parts(of: body).map { part -> String in
            var text = part[...]
            for ending in [" DESC", " ASC"] where text.uppercased().hasSuffix(ending) {
                text = text.dropLast(ending.count)
            }
            if text.hasPrefix("("), case .group(let inner)? = SQLDefinition.tokens(of: String(text)).first,
                inner.count == text.count - 2
            {
                return inner
            }
            return String(text)
        }
        // The condition is all that stands behind the brackets of the columns.
        let behind = tokens[(position + 1)...]
        guard behind.first?.keyword == "WHERE" else { return (trimmed, nil) }
        var rest = sql[...]
        while let index = rest.firstIndex(of: ")") {
            rest = rest[sql.index(after: index)...]
            let text = rest.drop(while: \.isWhitespace)
            if text.prefix(5).uppercased() == "WHERE", SQLDefinition.tokens(of: String(text)) == Array(behind) {
                return (trimmed, String(text.dropFirst(5).drop(while: \.isWhitespace)))
            }
        }
        return (trimmed, nil)
    }
}
