/// What the tables of a database have that no model can say.
private struct TableNotes {
    var all: [String: [String]] = [:]

    mutating func add(_ rows: [(table: String, note: String)]) {
        for row in rows { all[row.table, default: []].append(row.note) }
    }
}

extension QueryExecutor {
    /// Rows of a table's name and a sentence about it.
    fileprivate func notes(_ sql: SQL) async throws -> [(table: String, note: String)] {
        try await query(sql) { (table: try $0.read(String.self, at: 0), note: try $0.read(String.self, at: 1)) }
    }
}

extension SQLiteInspector {
    func notes() async throws -> [String: [String]] {
        var notes = TableNotes()
        notes.add(
            try await database.notes(
                """
                SELECT name, 'The table is ' || CASE WHEN wr AND strict THEN 'one WITHOUT ROWID and STRICT'
                WHEN wr THEN 'one WITHOUT ROWID' ELSE 'STRICT' END || ', which migrations keep and do not make.'
                FROM pragma_table_list WHERE schema = 'main' AND (wr OR strict) AND type = 'table' ORDER BY name
                """))
        notes.add(
            try await database.notes(
                """
                SELECT tbl_name, 'The trigger `' || name || '` is the database''s alone.' FROM sqlite_master
                WHERE type = 'trigger' ORDER BY name
                """))
        return notes.all
    }
}

extension PostgresInspector {
    func notes() async throws -> [String: [String]] {
        var notes = TableNotes()
        notes.add(try await database.notes(Self.tableNotes))
        notes.add(try await database.notes(Self.indexNotes))
        notes.add(
            try await database.notes(
                """
                SELECT c.relname::text, format('The values of `%s` are of the domain `%s`, which is %s and has to be there before the table.',
                a.attname, format_type(t.oid, NULL), format_type(t.typbasetype, t.typtypmod)) FROM pg_catalog.pg_attribute a
                JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND t.typtype = 'd'
                AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum
                """))
        notes.add(
            try await database.notes(
                """
                SELECT c.relname::text, format('The trigger `%s` is the database''s alone.', g.tgname)
                FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid
                WHERE c.relnamespace = current_schema()::regnamespace AND NOT g.tgisinternal ORDER BY g.tgname
                """))
        return notes.all
    }

    private static let tableNotes: SQL = """
        SELECT c.relname::text, n.note FROM pg_catalog.pg_class c CROSS JOIN LATERAL (VALUES
        (c.relkind = 'm', 'The rows are stored: REFRESH MATERIALIZED VIEW brings them up to date.'),
        (c.relkind = 'p', 'The table is partitioned, which migrations keep and do not make.'),
        (c.relrowsecurity, 'Policies of the database say who sees which rows.'),
        (EXISTS (SELECT 1 FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid),
        'The table inherits columns of another one, which migrations keep and do not make.')) AS n(holds, note)
        WHERE c.relnamespace = current_schema()::regnamespace AND NOT c.relispartition AND n.holds ORDER BY c.relname
        """

    /// The order of NULL, and what operator classes are given.
    private static let indexNotes: SQL = """
        SELECT c.relname::text, CASE WHEN e.attoptions IS NOT NULL
        THEN format('The operator class of `%s` in the index `%s` has parameters that are not here: %s.', e.attname, x.relname,
        array_to_string(e.attoptions, ', '))
        ELSE format('The index `%s` has NULL %s in `%s`, which is not here.', x.relname,
        CASE WHEN i.indoption[p.place - 1] & 2 = 2 THEN 'first' ELSE 'last' END, e.attname) END
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
        JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam
        CROSS JOIN LATERAL generate_series(1, i.indnkeyatts::integer) AS p(place)
        JOIN pg_catalog.pg_attribute e ON e.attrelid = i.indexrelid AND e.attnum = p.place
        WHERE c.relnamespace = current_schema()::regnamespace AND (e.attoptions IS NOT NULL OR (m.amname = 'btree'
        AND (i.indoption[p.place - 1] & 1 = 1) <> (i.indoption[p.place - 1] & 2 = 2))) ORDER BY x.relname, p.place
        """
}

extension MySQLInspector {
    func notes() async throws -> [String: [String]] {
        var notes = TableNotes()
        notes.add(
            try await database.notes(
                """
                SELECT table_name, concat('The index `', index_name, '` takes the first ', sub_part, ' characters of `',
                column_name, '`; here it takes as many as fit.') FROM information_schema.statistics
                WHERE table_schema = database() AND sub_part IS NOT NULL AND NOT (sub_part = 255 AND column_name IN (
                SELECT c.column_name FROM information_schema.columns c WHERE c.table_schema = database()
                AND c.table_name = statistics.table_name AND c.data_type IN ('longtext', 'longblob')))
                ORDER BY binary table_name, binary index_name, seq_in_index
                """))
        notes.add(
            try await database.notes(
                """
                SELECT table_name, concat('Each update sets `', column_name, '` to the moment, unless it says otherwise.')
                FROM information_schema.columns WHERE table_schema = database() AND extra LIKE '%on update%'
                ORDER BY binary table_name, ordinal_position
                """))
        notes.add(
            try await database.notes(
                """
                SELECT event_object_table, concat('The trigger `', trigger_name, '` is the database''s alone.')
                FROM information_schema.triggers WHERE trigger_schema = database() ORDER BY binary trigger_name
                """))
        notes.add(
            try await database.notes(
                """
                SELECT DISTINCT table_name, 'The table is partitioned, which migrations keep and do not make.'
                FROM information_schema.partitions WHERE table_schema = database() AND partition_name IS NOT NULL
                """))
        return notes.all
    }
}
