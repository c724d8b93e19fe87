/// Reads the tables of MariaDB's or MySQL's current database, by `information_schema`.
///
/// Unique constraints and unique indexes are one thing there: one of a single column, with the name that Martlet gives,
/// makes the column unique, and others are read as indexes.
struct MySQLInspector: SchemaInspector {
    let database: any QueryExecutor

    func tables() async throws -> [TableSchema] {
        var tables = try await database.query(
            """
            SELECT table_name, table_type, table_comment FROM information_schema.tables
            WHERE table_schema = database() AND table_type IN ('BASE TABLE', 'VIEW')
            AND table_name <> \(MigrationRecords.table.name) ORDER BY binary table_name
            """
        ) { row in
            let isView = try row.read(String.self, at: 1) == "VIEW"
            let comment = isView ? nil : row.text(at: 2).flatMap { $0.isEmpty ? nil : $0 }
            return TableSchema(name: try row.read(String.self, at: 0), columns: [], comment: comment, isView: isView)
        }
        for index in tables.indices {
            try await addColumns(to: &tables[index])
            guard !tables[index].isView else { continue }
            try await addForeignKeys(to: &tables[index])
            try await addIndexes(to: &tables[index])
            try await addChecks(to: &tables[index])
        }
        return tables
    }

    private func addColumns(to table: inout TableSchema) async throws {
        table.columns = try await database.query(
            """
            SELECT column_name, column_type, is_nullable, column_default, extra, generation_expression, column_comment,
            collation_name FROM information_schema.columns
            WHERE table_schema = database() AND table_name = \(table.name) ORDER BY ordinal_position
            """
        ) { row in
            let (type, limit) = MySQLTypes.read(try row.read(String.self, at: 1))
            let extra = (row.text(at: 4) ?? "").uppercased()
            var column = ColumnSchema(
                name: try row.read(String.self, at: 0), type: type, isNullable: row.text(at: 2) == "YES",
                isGenerated: extra.contains("AUTO_INCREMENT"), maximumLength: limit,
                comment: row.text(at: 6).flatMap { $0.isEmpty ? nil : $0 })
            if let expression = row.text(at: 5), !expression.isEmpty {
                column.computed = ComputedColumn(
                    MySQLTypes.standard(expression), isStored: extra.contains("STORED"))
            } else {
                column.defaultValue = row.text(at: 3).flatMap { MySQLTypes.defaultValue($0, of: type) }
            }
            if let collation = row.text(at: 7), type == .text, !MySQLTypes.collations.contains(collation) {
                column.collation = collation
            }
            return column
        }
    }

    private func addForeignKeys(to table: inout TableSchema) async throws {
        let rows = try await database.query(
            """
            SELECT k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule,
            r.update_rule FROM information_schema.key_column_usage k
            JOIN information_schema.referential_constraints r ON r.constraint_schema = k.constraint_schema
            AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
            WHERE k.table_schema = database() AND k.table_name = \(table.name) AND k.referenced_table_name IS NOT NULL
            ORDER BY binary k.constraint_name, k.ordinal_position
            """
        ) { row in
            (
                name: try row.read(String.self, at: 0), column: try row.read(String.self, at: 1),
                table: try row.read(String.self, at: 2), other: try row.read(String.self, at: 3),
                onDelete: row.text(at: 4) ?? "", onUpdate: row.text(at: 5) ?? ""
            )
        }
        var keys: [ForeignKeySchema] = []
        for row in rows {
            if keys.last?.name != row.name {
                keys.append(
                    ForeignKeySchema(
                        name: row.name, columns: [], table: row.table, referencedColumns: [],
                        onDelete: ReferenceAction(rawValue: row.onDelete) ?? .noAction,
                        onUpdate: Self.update(row.onUpdate)))
            }
            keys[keys.count - 1].columns.append(row.column)
            keys[keys.count - 1].referencedColumns.append(row.other)
        }
        table.foreignKeys = keys.map { key in
            var bare = key
            bare.name = nil
            return table.name(of: bare) == key.name ? bare : key
        }
    }

    /// `RESTRICT` is what MariaDB calls saying nothing, and does the same.
    private static func update(_ word: String) -> ReferenceAction {
        word == "RESTRICT" ? .noAction : ReferenceAction(rawValue: word) ?? .noAction
    }

    private func addIndexes(to table: inout TableSchema) async throws {
        let rows = try await database.query(
            """
            SELECT index_name, non_unique = 0, column_name, collation, index_type FROM information_schema.statistics
            WHERE table_schema = database() AND table_name = \(table.name) ORDER BY binary index_name, seq_in_index
            """
        ) { row in
            (
                name: try row.read(String.self, at: 0), isUnique: try row.read(Int64.self, at: 1) == 1,
                column: row.text(at: 2) ?? "", isDescending: row.text(at: 3) == "D", method: row.text(at: 4) ?? ""
            )
        }
        var indexes: [IndexSchema] = []
        for row in rows {
            if row.name == "PRIMARY" {
                table.primaryKey.append(row.column)
                continue
            }
            if indexes.last?.name != row.name {
                let method = row.method == "BTREE" ? nil : row.method.lowercased()
                indexes.append(IndexSchema(name: row.name, parts: [], isUnique: row.isUnique, method: method))
            }
            indexes[indexes.count - 1].parts.append(.init(.column(row.column), isDescending: row.isDescending))
        }
        for index in indexes {
            if index.isUnique, index.parts.count == 1, case .column(let name)? = index.parts.first?.content,
                let position = table.position(of: name), table.uniqueName(of: name) == index.name
            {
                table.columns[position].isUnique = true
            } else {
                table.indexes.append(table.withoutMadeName(index))
            }
        }
    }

    private func addChecks(to table: inout TableSchema) async throws {
        // MariaDB's names are the table's, MySQL's the database's.
        let place: SQL =
            database.dialect.name == "MySQL"
            ? """
            constraint_name IN (SELECT constraint_name FROM information_schema.table_constraints
            WHERE table_schema = database() AND table_name = \(table.name) AND constraint_type = 'CHECK')
            """ : "table_name = \(table.name)"
        let rows = try await database.query(
            """
            SELECT constraint_name, check_clause FROM information_schema.check_constraints
            WHERE constraint_schema = database() AND \(place) ORDER BY binary constraint_name
            """
        ) { row in (name: try row.read(String.self, at: 0), condition: try row.read(String.self, at: 1)) }
        for row in rows {
            let condition = MySQLTypes.standard(row.condition)
            // MariaDB's JSON is a text that has this check.
            if let position = table.position(of: row.name), condition.hasPrefix("json_valid(") {
                table.columns[position].type = .json
                table.columns[position].maximumLength = nil
                table.columns[position].collation = nil
            } else {
                table.addCheck(row.name, SQLDefinition.unwrapped(condition))
            }
        }
    }
}

/// What MariaDB's names of types and its defaults mean.
enum MySQLTypes {
    /// The collations of texts that Martlet writes without being told one.
    static let collations: Set<String> = ["utf8mb4_nopad_bin", "utf8mb4_0900_bin"]

    static func read(_ name: String) -> (ColumnType, Int?) {
        let word = String(name.prefix { $0 != "(" && $0 != " " })
        let numbers = name.split { !$0.isNumber }.compactMap { Int($0) }
        let isUnsigned = name.hasSuffix("unsigned")
        switch word {
        case "tinyint" where name == "tinyint(1)": return (.boolean, nil)
        case "tinyint": return (.integer(isUnsigned ? .uint8 : .int8), nil)
        case "smallint": return (.integer(isUnsigned ? .uint16 : .int16), nil)
        case "int": return (.integer(isUnsigned ? .uint32 : .int32), nil)
        case "bigint": return (.integer(isUnsigned ? .uint64 : .int64), nil)
        case "float": return (.real(.float), nil)
        case "double": return (.real, nil)
        case "decimal":
            if numbers == [65, 20] { return (.decimal, nil) }
            return (.decimal(precision: numbers.first, scale: numbers.count > 1 ? numbers[1] : nil), nil)
        case "varchar": return (.text, numbers.first)
        case "text", "mediumtext", "longtext": return (.text, nil)
        case "varbinary": return (.blob, numbers.first)
        case "blob", "mediumblob", "longblob": return (.blob, nil)
        case "uuid": return (.uuid, nil)
        case "datetime": return (.timestamp, nil)
        case "date": return (.date, nil)
        case "time": return (.time, nil)
        case "json": return (.json, nil)
        default: return (.custom(name), nil)
        }
    }

    /// SQL with names in double quotes in place of backticks, and with quotes in texts doubled: MariaDB prints conditions
    /// with backslashes, `'it\\'s'`, whatever its mode.
    static func standard(_ sql: String, hasBackslashes: Bool = true) -> String {
        var result = String.UnicodeScalarView()
        var quote: Unicode.Scalar?
        var rest = sql.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if let end = quote, scalar == end {
                quote = nil
            } else if quote == nil, scalar == "'" || scalar == "`" || scalar == "\"" {
                quote = scalar
            }
            guard quote == "'", scalar == "\\", hasBackslashes, let escaped = rest.popFirst() else {
                result.append(scalar == "`" && quote != "'" && quote != "\"" ? "\"" : scalar)
                continue
            }
            switch escaped {
            case "'": result.append(contentsOf: "''".unicodeScalars)
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "t": result.append("\t")
            case "0": result.append("\0")
            case "Z": result.append("\u{1a}")
            default: result.append(escaped)
            }
        }
        return String(result)
    }

    static func defaultValue(_ text: String, of type: ColumnType) -> ColumnDefault? {
        if text == "NULL" { return nil }
        switch type {
        case .integer: if let value = Int64(text) { return .value(.integer(value)) }
        case .boolean: if text == "0" || text == "1" { return .value(.boolean(text == "1")) }
        case .real: if let value = Double(text) { return .value(.real(value)) }
        case .text:
            let tokens = SQLDefinition.tokens(of: text)
            if tokens.count == 1, case .string(let quoted)? = tokens.first {
                return .value(.text(quoted.unquoted("'")))
            }
        default: break
        }
        switch text.lowercased() {
        case "current_timestamp(6)", "current_timestamp", "current_timestamp()", "curdate()", "curtime(6)": return .now
        default: return .expression(standard(text, hasBackslashes: false))
        }
    }
}
