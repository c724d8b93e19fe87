import MartletData
import Testing

@testable import MartletData

/// What tables have that no model can say stands in the comment of the model.
@Suite struct InspectorNotesTests {
    private func notes(_ server: MigrationServer, _ statements: [String]) async throws -> [String: [String]] {
        try await server.withDatabase { (database) async throws in
            for statement in statements { try await database.execute("\(unsafe: statement)") }
            let journal = Journal()
            try await MigrationCommand(
                Migrations([], tables: []), in: database, print: journal.print, readLine: nil
            ).run(["inspect"])
            let notes = try await database.inspector.notes()
            for note in notes.values.joined() { #expect(journal.lines.joined().contains("/// \(note)"), "\(note)") }
            return notes
        }
    }

    @Test func `SQLite's kinds of tables and triggers`() async throws {
        let found = try await notes(
            .sqlite,
            [
                "CREATE TABLE pairs (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID",
                "CREATE TABLE plain (id INTEGER PRIMARY KEY, label TEXT) STRICT",
                "CREATE TRIGGER noted AFTER INSERT ON plain BEGIN SELECT 1; END",
            ])
        #expect(
            found == [
                "pairs": ["The table is one WITHOUT ROWID and STRICT, which migrations keep and do not make."],
                "plain": [
                    "The table is STRICT, which migrations keep and do not make.",
                    "The trigger `noted` is the database's alone.",
                ],
            ])
    }

    @Test func `SQLite's keys that wait and collations of indexes are read`() async throws {
        try await MigrationServer.sqlite.withDatabase { (database) async throws in
            for statement in [
                "CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT COLLATE NOCASE, c TEXT)",
                "CREATE INDEX a_b ON a (b, c COLLATE RTRIM DESC)", "CREATE INDEX a_c ON a (c, b COLLATE BINARY)",
                """
                CREATE TABLE d (x INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED,
                other INTEGER REFERENCES a ON DELETE CASCADE NOT DEFERRABLE, "y z" INTEGER, w INTEGER,
                FOREIGN KEY ("y z") REFERENCES a (id) DEFERRABLE)
                """,
            ] { _ = try await database.execute(Statement(statement)) }
            let tables = try await database.inspector.tables()
            #expect(tables[0].indexes.map { $0.parts.map(\.collation) } == [[nil, "RTRIM"], [nil, "BINARY"]])
            #expect(
                Dictionary(uniqueKeysWithValues: tables[1].foreignKeys.map { ($0.columns[0], $0.deferral) }) == [
                    "a_id": .initiallyDeferred, "other": .notDeferrable, "y z": .initiallyImmediate,
                ])
        }
    }

    @Test func `PostgreSQL's order of NULL, parameters, domains, partitions and policies`() async throws {
        let found = try await notes(
            .postgres,
            [
                "CREATE DOMAIN word AS varchar(40) CHECK (VALUE <> '')",
                "CREATE TABLE words (id bigint PRIMARY KEY, word word NOT NULL, rank integer)",
                "CREATE INDEX words_rank ON words (rank DESC NULLS LAST, word NULLS FIRST, id DESC)",
                "CREATE INDEX words_brin ON words USING brin (rank int4_minmax_multi_ops (values_per_range = 16))",
                "CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
                "CREATE TRIGGER words_noted BEFORE INSERT ON words FOR EACH ROW EXECUTE FUNCTION noted()",
                "ALTER TABLE words ENABLE ROW LEVEL SECURITY",
                "CREATE TABLE parts (id bigint PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (1) TO (9)",
                "CREATE MATERIALIZED VIEW ranks AS SELECT rank FROM words",
            ])
        #expect(
            found == [
                "words": [
                    "Policies of the database say who sees which rows.",
                    "The operator class of `rank` in the index `words_brin` has parameters that are not here: values_per_range=16.",
                    "The index `words_rank` has NULL last in `rank`, which is not here.",
                    "The index `words_rank` has NULL first in `word`, which is not here.",
                    "The values of `word` are of the domain `word`, which is character varying(40) and has to be there before the table.",
                    "The trigger `words_noted` is the database's alone.",
                ],
                "parts": ["The table is partitioned, which migrations keep and do not make."],
                "ranks": ["The rows are stored: REFRESH MATERIALIZED VIEW brings them up to date."],
            ])
    }

    @Test func `MariaDB's prefixes, moments of change, triggers and partitions`() async throws {
        let found = try await notes(
            .mysql,
            [
                """
                CREATE TABLE words (id bigint PRIMARY KEY, word varchar(200) NOT NULL, body longtext, bits set('a', 'b'),
                changed datetime(6) NOT NULL DEFAULT current_timestamp(6) ON UPDATE current_timestamp(6),
                KEY words_start (word(10)), KEY words_body (body(255)), FULLTEXT KEY "Words_Text" (body, word))
                """,
                "CREATE TRIGGER noted BEFORE INSERT ON words FOR EACH ROW SET NEW.word = upper(NEW.word)",
                "CREATE TABLE parts (id bigint PRIMARY KEY) PARTITION BY HASH (id) PARTITIONS 2",
            ])
        #expect(
            found == [
                "words": [
                    "The index `words_start` takes the first 10 characters of `word`; here it takes as many as fit.",
                    "Each update sets `changed` to the moment, unless it says otherwise.",
                    "The trigger `noted` is the database's alone.",
                ],
                "parts": ["The table is partitioned, which migrations keep and do not make."],
            ])
    }
}
