/// Keys, checks and the rules that no two rows may break together.
extension PostgresInspector {
    private struct Constraint {
        let name: String
        let kind: String
        var columns: [String] = []
        let other: String?
        var otherColumns: [String] = []
        let actions: (delete: String, update: String)
        let deferral: Deferral
        let definition: String
        let nullsAreDistinct: Bool
    }

    func addConstraints(to table: inout TableSchema) async throws {
        let rows = try await database.query(
            """
            SELECT o.conname::text, o.contype::text, a.attname::text, f.relname::text, b.attname::text,
            o.confdeltype::text, o.confupdtype::text, o.condeferrable, o.condeferred, pg_get_constraintdef(o.oid),
            coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false)
            FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_class c ON c.oid = o.conrelid
            LEFT JOIN LATERAL unnest(o.conkey, o.confkey) WITH ORDINALITY AS k(here, there, place) ON true
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.here
            LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = o.conindid AND o.contype = 'u'
            LEFT JOIN pg_catalog.pg_class f ON f.oid = o.confrelid
            LEFT JOIN pg_catalog.pg_attribute b ON b.attrelid = o.confrelid AND b.attnum = k.there
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = \(table.name)
            AND o.contype IN ('p', 'u', 'c', 'f', 'x') ORDER BY o.conname::text COLLATE "C", k.place
            """
        ) { row in
            let canWait = try row.read(Bool.self, at: 7)
            let waits = try row.read(Bool.self, at: 8)
            let constraint = Constraint(
                name: try row.read(String.self, at: 0), kind: try row.read(String.self, at: 1), other: row.text(at: 3),
                actions: (row.text(at: 5) ?? "", row.text(at: 6) ?? ""),
                deferral: canWait ? waits ? .initiallyDeferred : .initiallyImmediate : .notDeferrable,
                definition: row.text(at: 9) ?? "", nullsAreDistinct: try !row.read(Bool.self, at: 10))
            return (constraint: constraint, column: row.text(at: 2), otherColumn: row.text(at: 4))
        }
        var constraints: [Constraint] = []
        for row in rows {
            if constraints.last?.name != row.constraint.name { constraints.append(row.constraint) }
            if let column = row.column { constraints[constraints.count - 1].columns.append(column) }
            if let column = row.otherColumn { constraints[constraints.count - 1].otherColumns.append(column) }
        }
        for constraint in constraints { try await add(constraint, to: &table) }
    }

    private func add(_ constraint: Constraint, to table: inout TableSchema) async throws {
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
            let unique = UniqueConstraintSchema(
                name: constraint.name, columns: constraint.columns, deferral: constraint.deferral,
                nullsAreDistinct: constraint.nullsAreDistinct,
                including: try await parts(ofIndexNamed: constraint.name, of: table).filter(\.isIncluded)
                    .compactMap(\.column))
            if let index = table.columns.firstIndex(where: { [$0.name] == constraint.columns }),
                unique
                    == UniqueConstraintSchema(
                        name: table.uniqueName(of: table.columns[index].name), columns: constraint.columns)
            {
                table.columns[index].isUnique = true
            } else {
                table.constraints.append(.unique(unique))
            }
        case "x": table.constraints.append(.exclusion(try await exclusion(constraint, of: table)))
        default:
            let tokens = SQLDefinition.tokens(of: constraint.definition)
            guard case .group(let condition)? = SQLDefinition.token(after: "CHECK", in: tokens) else { return }
            table.addCheck(constraint.name, SQLDefinition.unwrapped(condition))
        }
    }

    private func exclusion(
        _ constraint: Constraint, of table: TableSchema
    ) async throws -> ExclusionConstraintSchema {
        let operators = try await database.query(
            """
            SELECT CASE WHEN n.nspname = 'pg_catalog' THEN p.oprname::text
            ELSE format('OPERATOR(%I.%s)', n.nspname, p.oprname) END
            FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_class c ON c.oid = o.conrelid
            CROSS JOIN LATERAL unnest(o.conexclop) WITH ORDINALITY AS x(operator, place)
            JOIN pg_catalog.pg_operator p ON p.oid = x.operator JOIN pg_catalog.pg_namespace n ON n.oid = p.oprnamespace
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = \(table.name)
            AND o.conname = \(constraint.name) ORDER BY x.place
            """
        ) { row in try row.read(String.self, at: 0) }
        let parts = try await parts(ofIndexNamed: constraint.name, of: table).filter { !$0.isIncluded }
        let elements = zip(parts, operators).map { part, comparison in
            ExclusionConstraintSchema.Element(part.text, with: comparison)
        }
        return ExclusionConstraintSchema(
            name: constraint.name, elements: elements, method: parts.first?.method ?? "gist",
            condition: parts.first?.condition.map(SQLDefinition.unwrapped), deferral: constraint.deferral)
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
}
