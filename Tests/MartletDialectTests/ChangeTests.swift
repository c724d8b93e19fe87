import Foundation
import MartletData
import Synchronization
import Testing

/// Changes by condition, and other statements that are only run, as the SQL of each database.
@Suite struct ChangeTests {
    /// Remembers what it is asked and knows no rows.
    final class Recorder: QueryExecutor {
        let dialect: any Dialect
        private let asked = Mutex<[Statement]>([])

        init(_ dialect: any Dialect) { self.dialect = dialect }

        var statements: [Statement] { asked.withLock { $0 } }

        func query<Value: Sendable>(
            _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
        ) async throws -> [Value] {
            asked.withLock { $0.append(statement) }
            return []
        }

        func execute(_ statement: Statement) async throws -> WriteResult {
            asked.withLock { $0.append(statement) }
            return WriteResult(changes: 1)
        }

        func stream<Value: Sendable>(
            _ statement: Statement, batch: Int, _ decode: @escaping @Sendable (any RowSource) throws -> Value,
            _ body: ([Value]) async throws -> Void
        ) async throws {}
    }

    private func sql(_ dialect: any Dialect, _ body: (Recorder) async throws -> Void) async throws -> String? {
        let recorder = Recorder(dialect)
        try await body(recorder)
        return recorder.statements.last?.sql
    }

    @Test func `an update computes its values, also through relations`() async throws {
        let plain = Track.query.where { $0.isLive }
        #expect(
            try await sql(Dialects.postgres) {
                try await plain.update(in: $0) { [$0.seconds.set(to: $0.seconds + 1), $0.albumID.set(to: nil)] }
            }
                == #"UPDATE "tracks" SET "seconds" = "tracks"."seconds" + $1, "album_id" = $2 WHERE "tracks"."is_live""#
        )
        let joined = Track.query.where { $0.album.artist.name == "x" }
        func change(_ database: Recorder) async throws {
            try await joined.update(in: database) { [$0.name.set(to: $0.album.title + "!")] }
        }
        #expect(
            try await sql(Dialects.sqlite, change)
                == #"UPDATE "tracks" SET "name" = "changed"."c2" FROM (SELECT "tracks"."id" AS "c1", "tracks__album"."title" || ?1 AS "c2" FROM "tracks" LEFT JOIN "albums" AS "tracks__album" ON "tracks__album"."id" = "tracks"."album_id" LEFT JOIN "artists" AS "tracks__album__artist" ON "tracks__album__artist"."id" = "tracks__album"."artist_id" WHERE "tracks__album__artist"."name" = ?2) AS "changed" WHERE "tracks"."id" = "changed"."c1""#
        )
        #expect(
            try await sql(Dialects.mariadb, change)
                == #"UPDATE "tracks" LEFT JOIN "albums" AS "album" ON "album"."id" = "tracks"."album_id" LEFT JOIN "artists" AS "album__artist" ON "album__artist"."id" = "album"."artist_id" SET "tracks"."name" = "album"."title" || ? WHERE "album__artist"."name" = ?"#
        )
        await #expect(throws: QueryError.self) {
            try await plain.update(in: Recorder(Dialects.sqlite)) { [$0.album.title.set(to: "x")] }
        }
    }

    @Test func `changed rows come back where the database gives them`() async throws {
        let query = Track.query.where { $0.id == 1 }
        #expect(
            try await sql(Dialects.sqlite) {
                _ = try await query.updateReturning(in: $0) { [$0.seconds.set(to: 1)] }
            }?.hasSuffix(
                #"WHERE "tracks"."id" = ?2 RETURNING "tracks"."id", "tracks"."name", "tracks"."album_id", "tracks"."seconds", "tracks"."price", "tracks"."is_live""#
            )
                == true)
        let error = await #expect(throws: DatabaseError.self) {
            try await query.updateReturning(in: Recorder(Dialects.mariadb)) { [$0.seconds.set(to: 1)] }
        }
        #expect(
            error?.message == "MariaDB has no UPDATE … RETURNING; read the rows first, in the same transaction")
    }

    @Test func `a deletion looks its rows up where they are found through relations or limits`() async throws {
        func delete(_ database: Recorder) async throws {
            try await Track.query.where { $0.album.title == "x" }.delete(in: database)
        }
        #expect(
            try await sql(Dialects.postgres, delete)
                == #"DELETE FROM "tracks" WHERE "id" IN (SELECT "tracks"."id" FROM "tracks" LEFT JOIN "albums" AS "album" ON "album"."id" = "tracks"."album_id" WHERE "album"."title" = $1)"#
        )
        #expect(
            try await sql(Dialects.mariadb, delete)
                == #"DELETE "tracks" FROM "tracks" LEFT JOIN "albums" AS "album" ON "album"."id" = "tracks"."album_id" WHERE "album"."title" = ?"#
        )
        #expect(
            try await sql(Dialects.mariadb) {
                try await Track.query.order { $0.id.ascending }.limit(2).delete(in: $0)
            }
                == #"DELETE FROM "tracks" WHERE "id" IN (SELECT * FROM (SELECT "tracks"."id" FROM "tracks" ORDER BY "tracks"."id" ASC LIMIT ?) AS "found")"#
        )
    }

    @Test func `rows that are only marked as deleted are hidden`() async throws {
        #expect(
            try Note.query.sql(for: Dialects.postgres).sql.hasSuffix(#"FROM "notes" WHERE "notes"."deleted" IS NULL"#))
        #expect(
            try Note.query.onlyDeleted().where { $0.text == "x" }.sql(for: Dialects.postgres).sql.hasSuffix(
                #"WHERE "notes"."deleted" IS NOT NULL AND "notes"."text" = $1"#))
        #expect(try Note.query.includingDeleted().sql(for: Dialects.postgres).sql.hasSuffix(#"FROM "notes""#))
        #expect(
            try await sql(Dialects.postgres) { try await Note.query.where { $0.id == 1 }.delete(in: $0) }
                == #"UPDATE "notes" SET "deleted" = now() WHERE "notes"."deleted" IS NULL AND "notes"."id" = $1"#)
        #expect(
            try await sql(Dialects.postgres) { try await Note.query.restore(in: $0) }
                == #"UPDATE "notes" SET "deleted" = NULL WHERE "notes"."deleted" IS NOT NULL"#)
        #expect(
            try await sql(Dialects.postgres) { try await Note.query.deletePermanently(in: $0) }
                == #"DELETE FROM "notes" WHERE "notes"."deleted" IS NULL"#)
    }

    @Test func `what a query finds is inserted`() async throws {
        #expect(
            try await sql(Dialects.mariadb) {
                try await Artist.insert({ $0.name }, from: Album.query.select { $0.title }, in: $0)
            } == #"INSERT INTO "artists" ("name") SELECT "albums"."title" FROM "albums""#)
    }

    @Test func `explaining and estimating are each database's own`() async throws {
        #expect(
            try await sql(Dialects.postgres) {
                _ = try await Artist.query.select { $0.id }.explain(analyze: true, format: .json, in: $0)
            } == #"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT "artists"."id" FROM "artists""#)
        #expect(
            try await sql(Dialects.mariadb) {
                _ = try await Artist.query.select { $0.id }.explain(analyze: true, format: .json, in: $0)
            } == #"ANALYZE FORMAT=JSON SELECT "artists"."id" FROM "artists""#)
        let error = await #expect(throws: DatabaseError.self) {
            try await Artist.query.explain(analyze: true, in: Recorder(Dialects.sqlite))
        }
        #expect(error?.message == "SQLite has no EXPLAIN ANALYZE; explain the query without running it")
        #expect(
            try await sql(Dialects.mariadb) { _ = try await Artist.estimatedCount(in: $0) }
                == "SELECT table_rows FROM information_schema.tables WHERE table_name = ? AND table_schema = database()"
        )
    }
}
