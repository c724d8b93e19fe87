import Foundation
import MartletData
import Testing

/// Queries of values, joins and sets as the SQL of each database.
@Suite struct SelectTests {
    @Test func `values are selected, grouped and filtered`() throws {
        let query = Track.query.where { $0.isLive }.group { $0.albumID }.having { _ in SQL.count() > 3 }
            .select { ($0.albumID, SQL.count(), $0.seconds.sum(where: $0.seconds > 60)) }
            .order { _ in SQL.count().descending }
        let condition = #" FROM "tracks" WHERE "tracks"."is_live" GROUP BY "tracks"."album_id" HAVING count(*) > "#
        try expect(
            query,
            sqlite:
                #"SELECT "tracks"."album_id", count(*), sum("tracks"."seconds") FILTER (WHERE "tracks"."seconds" > ?1)"#
                + condition + "?2 ORDER BY count(*) DESC",
            mariadb:
                #"SELECT "tracks"."album_id", count(*), sum(CASE WHEN "tracks"."seconds" > ? THEN "tracks"."seconds" END)"#
                + condition + "? ORDER BY count(*) DESC", [.integer(60), .integer(3)])
    }

    @Test func `tables are joined freely, and relations behind the table that they start from`() throws {
        let query = Album.query.join(Track.table) { album, track in track.albumID == album.id }
            .where { album, track in album.artist.name == "x" && track.album.title == "y" }
            .select { album, track in (album.title, track.name) }
        try expect(
            query,
            postgres:
                #"SELECT "albums"."title", "tracks"."name" FROM "albums" JOIN "artists" AS "artist" ON "artist"."id" = "albums"."artist_id" JOIN ("tracks" LEFT JOIN "albums" AS "tracks__album" ON "tracks__album"."id" = "tracks"."album_id") ON "tracks"."album_id" = "albums"."id" WHERE "artist"."name" = $1 AND "tracks__album"."title" = $2"#,
            [.text("x"), .text("y")])
    }

    @Test func `what lies behind an optional relation is optional`() throws {
        let query: RowQuery<TableReference<Track>, (String, String?, String?)> = Track.query
            .where { $0.album.title != nil && $0.album.artist.name == "x" }
            .select { ($0.name, $0.album.title, $0.album.artist.name) }
        try expect(
            query,
            postgres:
                #"SELECT "tracks"."name", "album"."title", "album__artist"."name" FROM "tracks" LEFT JOIN "albums" AS "album" ON "album"."id" = "tracks"."album_id" LEFT JOIN "artists" AS "album__artist" ON "album__artist"."id" = "album"."artist_id" WHERE "album"."title" IS NOT NULL AND "album__artist"."name" = $1"#,
            [.text("x")])
    }

    @Test func `optionals are bound and nil is NULL in SQL by hand`() throws {
        let some: Int? = 1
        let none: String? = nil
        let statement = try SQL("SELECT \(some), \(none), \(nil)").statement(for: Dialects.postgres)
        #expect(statement.sql == "SELECT $1, $2, NULL")
        #expect(statement.bindings == [.integer(1), .null])
    }

    @Test func `a row that may be missing makes every column optional`() throws {
        let query: RowQuery<(TableReference<Artist>, OptionalTableReference<Album>), (String, String?, Album?)> =
            Artist.query.leftJoin(Album.table) { $1.artistID == $0.id }.select { ($0.name, $1.title, $1) }
        #expect(
            try query.sql(for: Dialects.postgres).sql.hasSuffix(
                #"FROM "artists" LEFT JOIN "albums" ON "albums"."artist_id" = "artists"."id""#))
        let full = Artist.query.fullJoin(Album.table) { $1.artistID == $0.id }.select { ($0.name, $1.title) }
        #expect(
            refusal(of: full, Dialects.mariadb)
                == "MariaDB has no FULL JOIN; unite a left join with the rows of a right join that it lacks")
    }

    @Test func `a table stands twice under two names`() throws {
        try expect(
            Employee.query.join(Employee.alias("above")) { $0.bossID == $1.number }.select { ($0.name, $1.name) },
            postgres:
                #"SELECT "staff"."name", "above"."name" FROM "staff" JOIN "staff" AS "above" ON "staff"."boss_id" = "above"."number""#
        )
    }

    @Test func `a column of a table that is not there is an error that says so`() {
        let stray = Artist.table
        let query = Album.query.where { _ in Artist.Fields(at: TablePath(root: "artists")).name == "x" }
        _ = stray
        let error = #expect(throws: DatabaseError.self) { try query.sql(for: Dialects.sqlite) }
        #expect(
            error?.message
                == #"the query names a column of "artists", which is none of its tables ("albums"); join it first"#)
    }

    @Test func `queries stand in others`() throws {
        try expect(
            { $0.albumID.isIn(Album.query.where { $0.title == "x" }.select { $0.id }) },
            postgres:
                #""tracks"."album_id" IN (SELECT "albums"."id" FROM "albums" WHERE "albums"."title" = $1)"#)
        try expect(
            { track in SQL.exists(Album.query.where { $0.id == track.albumID }.limit(1)) },
            postgres:
                #"EXISTS (SELECT 1 FROM "albums" WHERE "albums"."id" = "tracks"."album_id" LIMIT $1)"#
        )
        try expect(
            { track in
                SQL.scalar(Album.query.where { $0.id == track.albumID && $0.artist.name == "x" }.select { $0.title })
                    == "y"
            },
            sqlite:
                #"(SELECT "albums"."title" FROM "albums" JOIN "artists" AS "albums__artist" ON "albums__artist"."id" = "albums"."artist_id" WHERE "albums"."id" = "tracks"."album_id" AND "albums__artist"."name" = ?1) = ?2"#
        )
        let lengths = Track.query.group { $0.albumID }.select { ($0.albumID, $0.seconds.sum()) }.asTable("lengths")
        try expect(
            Album.query.leftJoin(lengths) { $1.0 == $0.id }.select { ($0.title, $1.1) },
            postgres:
                #"SELECT "albums"."title", "lengths"."c2" FROM "albums" LEFT JOIN (SELECT "tracks"."album_id" AS "c1", sum("tracks"."seconds") AS "c2" FROM "tracks" GROUP BY "tracks"."album_id") AS "lengths" ON "lengths"."c1" = "albums"."id""#
        )
    }

    @Test func `common tables stand before, recursive ones grow`() throws {
        let long = Track.query.where { $0.seconds > 600 }.asCommonTable("long", materialized: true)
        try expect(
            long.query.where { $0.isLive }.select { $0.name },
            postgres:
                #"WITH "long" AS MATERIALIZED (SELECT "tracks"."id", "tracks"."name", "tracks"."album_id", "tracks"."seconds", "tracks"."price", "tracks"."is_live" FROM "tracks" WHERE "tracks"."seconds" > $1) SELECT "long"."name" FROM "long" WHERE "long"."is_live""#
        )
        let staff = Employee.query.where { $0.bossID == nil }.recursive("chain") { chain in
            Employee.query.join(chain) { $0.bossID == $1.number }
        }
        try expect(
            staff.query.select { $0.name },
            mariadb:
                #"WITH RECURSIVE "chain" AS (SELECT "staff"."number", "staff"."name", "staff"."boss_id" FROM "staff" WHERE "staff"."boss_id" IS NULL UNION ALL SELECT "staff"."number", "staff"."name", "staff"."boss_id" FROM "staff" JOIN "chain" ON "staff"."boss_id" = "chain"."number") SELECT "chain"."name" FROM "chain""#
        )
    }

    @Test func `lists are united, intersected and subtracted`() throws {
        let names = Artist.query.select { $0.name }.union(Album.query.select { $0.title }).order { $0[1].ascending }
            .limit(3)
        try expect(
            names,
            sqlite:
                #"SELECT "artists"."name" FROM "artists" UNION SELECT "albums"."title" FROM "albums" ORDER BY 1 ASC LIMIT ?1"#
        )
        let top = Artist.query.order { $0.id.ascending }.limit(2).select { $0.id }
            .subtracting(Album.query.select { $0.artistID }, keepingDuplicates: true)
        try expect(
            top,
            postgres:
                #"SELECT "part_1"."c1" FROM (SELECT "artists"."id" AS "c1" FROM "artists" ORDER BY "artists"."id" ASC LIMIT $1) AS "part_1" EXCEPT ALL SELECT "albums"."artist_id" FROM "albums""#
        )
        #expect(
            refusal(of: top, Dialects.sqlite)
                == "SQLite has no EXCEPT ALL; leave `keepingDuplicates` out, or count the rows of each value with `group`"
        )
    }

    @Test func `windows look around a row`() throws {
        let query = Track.query.window("w") { .partition(by: $0.albumID).order(by: $0.seconds.descending) }
            .select {
                (
                    SQL.rowNumber(over: .named("w")), $0.seconds.lag(over: .named("w")),
                    $0.seconds.sum(over: Window().order(by: $0.id.ascending).frame(.rows, from: .preceding(2)))
                )
            }
        try expect(
            query,
            postgres:
                #"SELECT row_number() OVER "w", lag("tracks"."seconds", 1) OVER "w", sum("tracks"."seconds") OVER (ORDER BY "tracks"."id" ASC ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM "tracks" WINDOW "w" AS (PARTITION BY "tracks"."album_id" ORDER BY "tracks"."seconds" DESC)"#
        )
        let groups = Track.query.select {
            $0.seconds.sum(over: .order(by: $0.seconds.ascending).frame(.groups, from: .start, excluding: .ties))
        }
        #expect(refusal(of: groups, Dialects.mariadb) == "MariaDB has no GROUPS frames; use `.rows` or `.range`")
    }

    @Test func `rows of a program are a table`() throws {
        let prices = ValueRows("prices", [(1, "a"), (2, "b")]).table
        let query = Track.query.join(prices) { $0.id == $1.0 }.select { ($0.name, $1.1) }
        let ending = #" ON "tracks"."id" = "prices"."c1""#
        try expect(
            query,
            sqlite:
                #"SELECT "tracks"."name", "prices"."c2" FROM "tracks" JOIN (SELECT column1 AS "c1", column2 AS "c2" FROM (VALUES (?1, ?2), (?3, ?4))) AS "prices""#
                + ending,
            postgres:
                #"SELECT "tracks"."name", "prices"."c2" FROM "tracks" JOIN (VALUES (CAST($1 AS bigint), CAST($2 AS text)), (CAST($3 AS bigint), CAST($4 AS text))) AS "prices" ("c1", "c2")"#
                + ending,
            mariadb:
                #"SELECT "tracks"."name", "prices"."c2" FROM "tracks" JOIN (SELECT ? AS "c1", ? AS "c2" UNION ALL SELECT ?, ?) AS "prices""#
                + ending, [.integer(1), .text("a"), .integer(2), .text("b")])
    }

    @Test func `rows are locked where the database has locks of rows`() throws {
        let query = Track.query.where { $0.id == 1 }.locked(.noKeyUpdate, .skip)
        #expect(try query.sql(for: Dialects.postgres).sql.hasSuffix("= $1 FOR NO KEY UPDATE SKIP LOCKED"))
        #expect(try query.sql(for: Dialects.mariadb).sql.hasSuffix("= ? FOR UPDATE SKIP LOCKED"))
        #expect(try query.sql(for: Dialects.sqlite).sql.hasSuffix("= ?1"))
        #expect(try !query.sql(for: Dialects.postgres).text.isReadOnly)
        #expect(
            try Track.query.locked(.share, .fail).sql(for: Dialects.mariadb).sql.hasSuffix("LOCK IN SHARE MODE NOWAIT"))
    }

    @Test func `NULL stands first or last on every database`() throws {
        let query = Album.query.order { $0.released.descending.nullsLast }
        #expect(try query.sql(for: Dialects.postgres).sql.hasSuffix(#"ORDER BY "albums"."released" DESC NULLS LAST"#))
        #expect(
            try query.sql(for: Dialects.mariadb).sql.hasSuffix(
                #"ORDER BY "albums"."released" IS NULL, "albums"."released" DESC"#))
    }

    @Test func `one row of each group is PostgreSQL's alone`() throws {
        let query = Track.query.distinct { $0.albumID }.order { $0.albumID.ascending }
        #expect(
            try query.sql(for: Dialects.postgres).sql.hasPrefix(
                #"SELECT DISTINCT ON ("tracks"."album_id") "tracks"."id""#))
        let error = #expect(throws: DatabaseError.self) { try query.sql(for: Dialects.sqlite) }
        #expect(
            error?.message
                == "SQLite has no DISTINCT ON; number the rows of each group with `SQL.rowNumber(over:)` and keep the first"
        )
    }
}
