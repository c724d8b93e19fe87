/// Indexes, with everything that PostgreSQL says of each of their parts.
extension PostgresInspector {
    /// One part of an index, and what holds for the whole of it.
    struct IndexPart {
        let index: String
        let isUnique: Bool
        let method: String
        let condition: String?
        let nullsAreDistinct: Bool
        /// The column; `nil` for an expression.
        let column: String?
        let expression: String
        let isDescending: Bool
        /// Whether it is stored without ordering the index.
        let isIncluded: Bool
        /// The collation, where it is not that of the column.
        let collation: String?
        /// The operator class, where it is not the usual one of the type.
        let operatorClass: String?

        /// The part as it stands in a definition.
        var text: String {
            let name = PostgresInspector.quoted
            return [column.map(name) ?? expression, collation.map { "COLLATE " + name($0) }, operatorClass]
                .compactMap(\.self).joined(separator: " ")
        }
    }

    static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// The parts of one index, or of all that belong to no constraint.
    func parts(ofIndexNamed name: String? = nil, of table: TableSchema) async throws -> [IndexPart] {
        let belongs: SQL =
            if let name {
                "x.relname = \(name)"
            } else {
                """
                NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint o WHERE o.conindid = i.indexrelid
                AND o.contype IN ('p', 'u', 'x'))
                """
            }
        return try await database.query(
            """
            SELECT x.relname::text, i.indisunique, m.amname::text, pg_get_expr(i.indpred, i.indrelid), a.attname::text,
            pg_get_indexdef(i.indexrelid, p.place, false), coalesce(i.indoption[p.place - 1], 0) & 1 = 1,
            p.place > i.indnkeyatts, coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false),
            CASE WHEN l.oid <> coalesce(a.attcollation, t.typcollation) THEN l.collname::text END,
            CASE WHEN NOT k.opcdefault THEN k.opcname::text END
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
            JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam
            CROSS JOIN LATERAL generate_series(1, i.indnatts::integer) AS p(place)
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[p.place - 1]
            AND a.attnum > 0
            LEFT JOIN pg_catalog.pg_attribute e ON e.attrelid = i.indexrelid AND e.attnum = p.place
            LEFT JOIN pg_catalog.pg_type t ON t.oid = e.atttypid
            LEFT JOIN pg_catalog.pg_collation l ON l.oid = i.indcollation[p.place - 1]
            LEFT JOIN pg_catalog.pg_opclass k ON k.oid = i.indclass[p.place - 1]
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = \(table.name) AND \(belongs)
            ORDER BY x.relname::text COLLATE "C", p.place
            """
        ) { row in
            IndexPart(
                index: try row.read(String.self, at: 0), isUnique: try row.read(Bool.self, at: 1),
                method: try row.read(String.self, at: 2), condition: row.text(at: 3),
                nullsAreDistinct: try !row.read(Bool.self, at: 8), column: row.text(at: 4),
                expression: row.text(at: 5) ?? "", isDescending: try row.read(Bool.self, at: 6),
                isIncluded: try row.read(Bool.self, at: 7), collation: row.text(at: 9),
                operatorClass: row.text(at: 10))
        }
    }

    func addIndexes(to table: inout TableSchema) async throws {
        var indexes: [IndexSchema] = []
        for part in try await parts(of: table) {
            if indexes.last?.name != part.index {
                indexes.append(
                    IndexSchema(
                        name: part.index, parts: [], isUnique: part.isUnique,
                        condition: part.condition.map(SQLDefinition.unwrapped),
                        method: part.method == "btree" ? nil : part.method, nullsAreDistinct: part.nullsAreDistinct))
            }
            if part.isIncluded {
                indexes[indexes.count - 1].including.append(part.column ?? part.expression)
            } else {
                let content = part.column.map { IndexSchema.Part.Content.column($0) } ?? .expression(part.expression)
                indexes[indexes.count - 1].parts.append(
                    IndexSchema.Part(
                        content, isDescending: part.isDescending, collation: part.collation,
                        operatorClass: part.operatorClass))
            }
        }
        table.indexes += indexes.map(table.withoutMadeName)
    }
}
