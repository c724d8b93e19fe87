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

    private struct Constraint {
        let name: String
        let kind: String
        var columns: [String] = []
        let other: String?
        var otherColumns: [String] = []
        let actions: (delete: String, update: String)
        let deferral: Deferral
        let definition: String
    }

    private func addConstraints(to table: inout TableSchema) async throws {
        let rows = try await database.query(
            """
            SELECT o.conname::text, o.contype::text, a.attname::text, f.relname::text, b.attname::text,
            o.confdeltype::text, o.confupdtype::text, o.condeferrable, o.condeferred, pg_get_constraintdef(o.oid)
            FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_class c ON c.oid = o.conrelid
            LEFT JOIN LATERAL unnest(o.conkey, o.confkey) WITH ORDINALITY AS k(here, there, place) ON true
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.here
            LEFT JOIN pg_catalog.pg_class f ON f.oid = o.confrelid
            LEFT JOIN pg_catalog.pg_attribute b ON b.attrelid = o.confrelid AND b.attnum = k.there
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = \(table.name)
            AND o.contype IN ('p', 'u', 'c', 'f') ORDER BY o.conname::text COLLATE "C", k.place
            """
        ) { row in
            let canWait = try row.read(Bool.self, at: 7)
            let waits = try row.read(Bool.self, at: 8)
            let constraint = Constraint(
                name: try row.read(String.self, at: 0), kind: try row.read(String.self, at: 1), other: row.text(at: 3),
                actions: (row.text(at: 5) ?? "", row.text(at: 6) ?? ""),
                deferral: canWait ? waits ? .initiallyDeferred : .initiallyImmediate : .notDeferrable,
                definition: row.text(at: 9) ?? "")
            return (constraint: constraint, column: row.text(at: 2), otherColumn: row.text(at: 4))
        }
        var constraints: [Constraint] = []
        for row in rows {
            if constraints.last?.name != row.constraint.name { constraints.append(row.constraint) }
            if let column = row.column { constraints[constraints.count - 1].columns.append(column) }
            if let column = row.otherColumn { constraints[constraints.count - 1].otherColumns.append(column) }
        }
        for constraint in constraints { add(constraint, to: &table) }
    }

    private func add(_ constraint: Constraint, to table: inout TableSchema) {
        switch constraint.kind {
        case "p": table.primaryKey = constraint.columns
        case "f":
            var key = ForeignKeySchema(
                name: constraint.name, columns: constraint.columns, table: constraint.other ?? "",
                referencedColumns: constraint.otherColumns, onDelete: Self.action(constraint.actions.delete),
                onUpdate: Self.action(constraint.actions.update), deferral: constraint.deferral)
            key.name = nil
            if table.name(of: key) != constraint.name { key.name = constraint.name }
            table.foreignKeys.append(key)
        case "u":
            if constraint.deferral == .notDeferrable, constraint.columns.count == 1,
                let index = table.columns.firstIndex(where: { $0.name == constraint.columns.first }),
                table.uniqueName(of: table.columns[index].name) == constraint.name
            {
                table.columns[index].isUnique = true
            } else {
                table.constraints.append(
                    .unique(
                        UniqueConstraintSchema(
                            name: constraint.name, columns: constraint.columns, deferral: constraint.deferral,
                            nullsAreDistinct: !constraint.definition.contains("NULLS NOT DISTINCT"))))
            }
        default:
            let tokens = SQLDefinition.tokens(of: constraint.definition)
            guard case .group(let condition)? = SQLDefinition.token(after: "CHECK", in: tokens) else { return }
            table.addCheck(constraint.name, SQLDefinition.unwrapped(condition))
        }
    }

    private static func action(_ letter: String) -> ReferenceAction {
        switch letter {
        case "r": .restrict
        case "c": .cascade
        case "n": .setNull
        case "d": .setDefault
        default: .noAction
        }
    }

    private func addIndexes(to table: inout TableSchema) async throws {
        let rows = try await database.query(
            """
            SELECT x.relname::text, i.indisunique, m.amname::text, pg_get_expr(i.indpred, i.indrelid), a.attname::text,
            pg_get_indexdef(i.indexrelid, p.place, false), coalesce(i.indoption[p.place - 1], 0) & 1 = 1,
            p.place > i.indnkeyatts
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
            JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam
            CROSS JOIN LATERAL generate_series(1, i.indnatts::integer) AS p(place)
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p.place - 1]
            AND a.attnum > 0
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = \(table.name)
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint o WHERE o.conindid = i.indexrelid
            AND o.contype IN ('p', 'u', 'x')) ORDER BY x.relname::text COLLATE "C", p.place
            """
        ) { row in
            (
                name: try row.read(String.self, at: 0), isUnique: try row.read(Bool.self, at: 1),
                method: try row.read(String.self, at: 2), condition: row.text(at: 3), column: row.text(at: 4),
                expression: row.text(at: 5) ?? "", isDescending: try row.read(Bool.self, at: 6),
                isIncluded: try row.read(Bool.self, at: 7)
            )
        }
        var indexes: [IndexSchema] = []
        for row in rows {
            if indexes.last?.name != row.name {
                indexes.append(
                    IndexSchema(
                        name: row.name, parts: [], isUnique: row.isUnique,
                        condition: row.condition.map(SQLDefinition.unwrapped),
                        method: row.method == "btree" ? nil : row.method))
            }
            if row.isIncluded {
                indexes[indexes.count - 1].including.append(row.column ?? row.expression)
            } else {
                let content = row.column.map { IndexSchema.Part.Content.column($0) } ?? .expression(row.expression)
                indexes[indexes.count - 1].parts.append(IndexSchema.Part(content, isDescending: row.isDescending))
            }
        }
        table.indexes += indexes.map(table.withoutMadeName)
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
