/// Reads PostgreSQL's tables of the connection's schema, by its catalogue.
///
/// Conditions and expressions are as PostgreSQL prints them, which is not always as they were written.
struct PostgresInspector: SchemaInspector {
    let database: any QueryExecutor

    func tables() async throws -> [TableSchema] {
        var tables = try await database.query(
            """
            SELECT c.relname::text, c.relkind IN ('v', 'm'), obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
            AND NOT c.relispartition AND c.relname <> \(MigrationRecords.table.name) ORDER BY c.relname::text COLLATE "C"
            """
        ) { row in
            TableSchema(
                name: try row.read(String.self, at: 0), columns: [], comment: row.text(at: 2),
                isView: try row.read(Bool.self, at: 1))
        }
        for index in tables.indices {
            try await addColumns(to: &tables[index])
            guard !tables[index].isView else { continue }
            try await addConstraints(to: &tables[index])
            try await addIndexes(to: &tables[index])
        }
        return tables
    }

    func enumerations() async throws -> [DatabaseEnumeration] {
        let rows = try await database.query(
            """
            SELECT format_type(t.oid, NULL), e.enumlabel::text FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = current_schema()::regnamespace
            ORDER BY t.typname::text COLLATE "C", e.enumsortorder
            """
        ) { row in (name: try row.read(String.self, at: 0), value: try row.read(String.self, at: 1)) }
        var types: [DatabaseEnumeration] = []
        for row in rows {
            if types.last?.name != row.name { types.append(DatabaseEnumeration(name: row.name, values: [])) }
            types[types.count - 1].values.append(row.value)
        }
        return types
    }

    private func addColumns(to table: inout TableSchema) async throws {
        table.columns = try await database.query(
            """
            SELECT a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
            pg_get_expr(d.adbin, d.adrelid), a.attidentity <> '', a.attgenerated::text,
            col_description(a.attrelid, a.attnum), CASE WHEN a.attcollation <> t.typcollation THEN l.collname::text END
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = \(table.name)
            AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """
        ) { row in
            let (type, limit) = PostgresTypes.read(try row.read(String.self, at: 1))
            var column = ColumnSchema(
                name: try row.read(String.self, at: 0), type: type, isNullable: try !row.read(Bool.self, at: 2),
                maximumLength: limit, collation: row.text(at: 7), comment: row.text(at: 6))
            let expression = row.text(at: 3)
            let generation = row.text(at: 5) ?? ""
            if !generation.isEmpty, let expression {
                column.computed = ComputedColumn(expression, isStored: generation == "s")
            } else if try row.read(Bool.self, at: 4) || expression?.hasPrefix("nextval(") == true {
                column.isGenerated = true
            } else {
                column.defaultValue = expression.map { PostgresTypes.defaultValue($0, of: type) }
            }
            return column
        }
    }
}

/// What PostgreSQL's names of types and its defaults mean.
enum PostgresTypes {
    static func read(_ name: String) -> (ColumnType, Int?) {
        let word = String(name.prefix { $0 != "(" })
        let numbers = name.split { !$0.isNumber }.compactMap { Int($0) }
        switch word {
        case "boolean": return (.boolean, nil)
        case "smallint": return (.integer(.int16), nil)
        case "integer": return (.integer(.int32), nil)
        case "bigint": return (.integer, nil)
        case "real": return (.real(.float), nil)
        case "double precision": return (.real, nil)
        case "numeric":
            guard !name.hasSuffix("[]") else { break }
            return (.decimal(precision: numbers.first, scale: numbers.count > 1 ? numbers[1] : nil), nil)
        case "text": return (.text, nil)
        case "character varying":
            guard !name.hasSuffix("[]") else { break }
            return (.text, numbers.first)
        case "bytea": return (.blob, nil)
        case "uuid": return (.uuid, nil)
        case "timestamp with time zone": return (.timestamp, nil)
        case "date": return (.date, nil)
        case "time without time zone": return (.time, nil)
        case "json", "jsonb": return (.json, nil)
        case "int4range": return (.range(.integer(.int32)), nil)
        case "int8range": return (.range(.integer), nil)
        case "daterange": return (.range(.date), nil)
        case "tstzrange": return (.range(.timestamp), nil)
        case "numrange": return (.range(.decimal), nil)
        default: break
        }
        if name.hasSuffix("[]"), case (let element, nil) = read(String(name.dropLast(2))) {
            return (.array(element), nil)
        }
        return (.custom(name), nil)
    }

    static func defaultValue(_ text: String, of type: ColumnType) -> ColumnDefault {
        // A constant has its type behind it: 'red'::text.
        let tokens = SQLDefinition.tokens(of: text)
        let isCast = tokens.count == 1 || tokens.dropFirst().prefix(2) == [.symbol(":"), .symbol(":")]
        switch (type, tokens.first) {
        case (.text, .string(let quoted)?) where isCast:
            return .value(.text(quoted.unquoted("'")))
        case (.boolean, _) where text == "true" || text == "false": return .value(.boolean(text == "true"))
        case (.integer, .string(let quoted)?) where isCast:
            if let value = Int64(quoted.dropFirst().dropLast()) { return .value(.integer(value)) }
        case (.integer, _): if let value = Int64(text) { return .value(.integer(value)) }
        case (.real, .string(let quoted)?) where isCast:
            if let value = Double(quoted.dropFirst().dropLast()) { return .value(.real(value)) }
        case (.real, _): if let value = Double(text) { return .value(.real(value)) }
        default: break
        }
        return switch text {
        case "CURRENT_TIMESTAMP", "CURRENT_DATE", "LOCALTIME", "now()": .now
        case "gen_random_uuid()": .randomUUID
        default: .expression(text)
        }
    }
}
