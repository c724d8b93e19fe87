import Foundation
import MartletData
import Testing

/// Expressions as the SQL of each database.
@Suite struct ExpressionTests {
    @Test func `texts are compared with their case, or without`() throws {
        try expect(
            { $0.name.contains("a*b%") }, sqlite: #""tracks"."name" GLOB ?1"#,
            postgres: #""tracks"."name" LIKE $1 ESCAPE '\'"#, mariadb: #""tracks"."name" LIKE ? ESCAPE '\'"#)
        #expect(
            try Track.query.where { $0.name.contains("a*b%") }.sql(for: Dialects.sqlite).bindings == [.text("*a[*]b%*")]
        )
        try expect(
            { $0.name.hasPrefix("a_", ignoringCase: true) },
            sqlite: #"martlet_lower("tracks"."name") LIKE martlet_lower(?1) ESCAPE '\'"#,
            postgres: #""tracks"."name" ILIKE $1 ESCAPE '\'"#,
            mariadb: #"lower("tracks"."name") LIKE lower(?) ESCAPE '\'"#, [.text(#"a\_%"#)])
        #expect(
            try Track.query.where { $0.name.isLike(#"a_%\_["#) }.sql(for: Dialects.sqlite).bindings
                == [.text("a?*_[[]")])
        try expect(
            { $0.name.matches(regularExpression: "^a", ignoringCase: true) }, postgres: #""tracks"."name" ~* $1"#,
            [.text("^a")])
        try expect(
            { $0.name.matches(regularExpression: "^a", ignoringCase: true) },
            sqlite: #""tracks"."name" REGEXP ?1"#, mariadb: #""tracks"."name" REGEXP ?"#, [.text("(?i)^a")])
    }

    @Test func `texts are put together and cut`() throws {
        try expect(
            { ($0.name.trimmed() + " - ").lowercased() == "x" },
            postgres: #"lower(trim("tracks"."name") || $1) = $2"#, [.text(" - "), .text("x")])
        try expect(
            { $0.name.substring(from: 2, length: 3) == "x" }, sqlite: #"substr("tracks"."name", ?1, ?2) = ?3"#,
            postgres: #"substr("tracks"."name", $1::integer, $2::integer) = $3"#,
            mariadb: #"substr("tracks"."name", ?, ?) = ?"#, [.integer(3), .integer(3), .text("x")])
        try expect(
            { $0.name.length > 3 && $0.name.position(of: "x") >= 0 },
            sqlite: #"length("tracks"."name") > ?1 AND (instr("tracks"."name", ?2) - 1) >= ?3"#,
            postgres: #"length("tracks"."name") > $1 AND (strpos("tracks"."name", $2) - 1) >= $3"#,
            mariadb: #"char_length("tracks"."name") > ? AND (instr("tracks"."name", ?) - 1) >= ?"#)
    }

    @Test func `numbers are calculated with as each database can`() throws {
        try expect(
            { ($0.seconds + 1) * 2 / 60 == $0.id % 3 },
            postgres: #"((("tracks"."seconds" + $1) * $2) / $3) = ("tracks"."id" % $4)"#,
            mariadb: #"((("tracks"."seconds" + ?) * ?) DIV ?) = ("tracks"."id" % ?)"#)
        try expect(
            { $0.price * 2 > 3 },
            sqlite: #"(martlet_decimal_multiply("tracks"."price", ?1)) COLLATE MARTLET_DECIMAL > ?2"#,
            postgres: #"("tracks"."price" * $1) > $2"#)
        try expect({ -$0.seconds < 0 }, postgres: #"(0 - "tracks"."seconds") < $1"#)
        try expect({ $0.seconds.magnitude.rounded() == 3 }, postgres: #"abs("tracks"."seconds") = $1"#)
    }

    @Test func `NULL is asked for, filled in and compared as a value`() throws {
        try expect(
            { $0.albumID.isDistinct(from: nil) }, sqlite: #""tracks"."album_id" IS NOT ?1"#,
            postgres: #""tracks"."album_id" IS DISTINCT FROM $1"#, mariadb: #"NOT ("tracks"."album_id" <=> ?)"#,
            [.null])
        try expect(
            { $0.albumID.coalesced(0) == 1 }, postgres: #"coalesce("tracks"."album_id", $1) = $2"#)
        try expect({ $0.albumID == $0.id }, postgres: #""tracks"."album_id" = "tracks"."id""#)
        try expect(
            { $0.albumID.isIn([1, nil, 2]) },
            sqlite: #"("tracks"."album_id" IN (?1, ?2) OR "tracks"."album_id" IS NULL)"#)
        try expect(
            { $0.albumID.isNotIn([1]) }, sqlite: #"NOT ("tracks"."album_id" IN (?1))"#)
        try expect(
            { $0.seconds.isBetween(1, and: 2) }, postgres: #""tracks"."seconds" BETWEEN $1 AND $2"#)
        try expect({ $0.id.isIn([1, 2]) }, postgres: #""tracks"."id" = ANY ($1)"#)
    }

    @Test func `conditions choose values`() throws {
        try expect(
            { SQL.when($0.isLive, then: "live").when($0.seconds > 600, then: "long").otherwise("short") == "live" },
            postgres:
                #"CASE WHEN "tracks"."is_live" THEN $1 WHEN "tracks"."seconds" > $2 THEN $3 ELSE $4 END = $5"#)
        try expect(
            { SQL.greatest($0.seconds, $0.id) == 1 }, sqlite: #"max("tracks"."seconds", "tracks"."id") = ?1"#,
            mariadb: #"greatest("tracks"."seconds", "tracks"."id") = ?"#)
        try expect(
            { $0.name.cast(to: Int.self) > 3 }, sqlite: #"CAST("tracks"."name" AS INTEGER) > ?1"#,
            postgres: #"CAST("tracks"."name" AS bigint) > $1"#, mariadb: #"CAST("tracks"."name" AS signed) > ?"#)
    }

    @Test func `moments are taken apart, cut and moved in UTC`() throws {
        let albums = Album.query.select { $0.released.map { $0.year } }
        try expect(
            albums,
            sqlite: #"SELECT CAST(strftime('%Y', substr("albums"."released", 1, 19)) AS INTEGER) FROM "albums""#,
            postgres:
                #"SELECT CAST(trunc(extract(year FROM "albums"."released" AT TIME ZONE 'UTC')) AS bigint) FROM "albums""#,
            mariadb: #"SELECT year("albums"."released") FROM "albums""#)
        try expect(
            Album.query.select { $0.released.truncated(to: .month) },
            sqlite:
                #"SELECT strftime('%Y-%m-%d 00:00:00.000000', substr("albums"."released", 1, 19), 'start of month') FROM "albums""#,
            postgres:
                #"SELECT (date_trunc('month', "albums"."released" AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') FROM "albums""#,
            mariadb: #"SELECT CAST(date_format("albums"."released", '%Y-%m-01') AS datetime(6)) FROM "albums""#)
        try expect(
            Album.query.select { $0.released.adding(-2, .day) },
            sqlite:
                #"SELECT (strftime('%Y-%m-%d %H:%M:%S', substr("albums"."released", 1, 19), ?1) || substr("albums"."released", 20)) FROM "albums""#,
            postgres:
                #"SELECT (("albums"."released" AT TIME ZONE 'UTC' + make_interval(days => CAST($1 AS integer))) AT TIME ZONE 'UTC') FROM "albums""#,
            mariadb: #"SELECT date_add("albums"."released", INTERVAL ? day) FROM "albums""#)
    }

    @Test func `JSON is read by its path`() throws {
        let query = Album.query.select { $0.details.json("label", 0, "name", as: String.self) }
        try expect(
            query, sqlite: #"SELECT CAST(json_extract("albums"."details", ?1) AS TEXT) FROM "albums""#,
            mariadb: #"SELECT json_value("albums"."details", ?) FROM "albums""#, [.text(#"$."label"[0]."name""#)])
        try expect(
            query, postgres: #"SELECT CAST(("albums"."details" #>> $1) AS text) FROM "albums""#,
            [.array([.text("label"), .text("0"), .text("name")], of: .text)])
        let odd = Album.query.select { $0.details.json("a\"b", as: Int.self) }
        #expect(
            refusal(of: odd, Dialects.sqlite)
                == "SQLite has no JSON paths with quotation marks or backslashes in a key (a\"b); read the document around it and look the key up in Swift"
        )
    }

    @Test func `functions that Martlet does not know are described by their texts`() throws {
        let similarity = SQLFunction<(String, String), Double>("similarity", postgres: "{1} <-> {2}")
        try expect(
            { similarity($0.name, SQL.value("x")) < 0.5 }, postgres: #"("tracks"."name" <-> $1) < $2"#,
            [.text("x"), .real(0.5)])
        let soundex = SQLFunction<String, String>("soundex")
        try expect({ soundex($0.name) == "A" }, mariadb: #"soundex("tracks"."name") = ?"#)
        let query = Track.query.select { similarity($0.name, $0.name) }
        #expect(
            refusal(of: query, Dialects.sqlite)
                == "SQLite has no text of the function `similarity`; give its SQLFunction the argument `sqlite:`")
    }
}
