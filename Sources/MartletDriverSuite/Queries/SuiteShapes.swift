import MartletData

extension DriverSuite {
    /// Statements whose parts would disturb one another if they stood side by side.
    static let shapeCases = [
        SuiteQueries.test("distinct rows are changed as they are found") { q in
            let first = Song.query.distinct { $0.recordID }.order { $0.recordID.ascending }.order { $0.id.ascending }
            if q.features.distinctOn {
                try expect(try await first.update(in: q.database) { [$0.seconds.set(to: 0)] }, equals: 5)
                try expect(try await Song.query.where { $0.seconds == 0 }.count(in: q.database), equals: 5)
                try expect(try await first.delete(in: q.database), equals: 5)
                let left = try await Song.query.order { $0.id.ascending }.all(in: q.database).map(\.id)
                try expect(left, equals: [2, 4, 6, 8])
            } else {
                try await q.refuses(
                    "DISTINCT ON; number the rows of each group with `SQL.rowNumber(over:)` and keep the first"
                ) { _ = try await first.delete(in: q.database) }
                try expect(try await Song.query.count(in: q.database), equals: 9)
            }
            let rest = try await Song.query.count(in: q.database)
            try expect(try await Song.query.distinct().delete(in: q.database), equals: rest)
        },
        SuiteQueries.test("a table inside of a query takes no relation's name, and no column of the table around") {
            q in
            let singers = Singer.query.select { ($0.id, $0.name) }.asTable("singer")
            let found = Record.query.where { record in
                let other = singers.query.where { singer in singer.0 == record.singer.id && singer.1 == "ABBA" }
                return record.singer.name == "Queen" && SQL.exists(other)
            }
            try expect(try await found.count(in: q.database), equals: 0, "records of two singers")
            let text = try found.select { $0.id }.sql(for: q.context.dialect).sql
            let join =
                #"JOIN "suite_singers" AS "suite_records__singer" ON "suite_records__singer"."id" = "suite_records"."singer_id""#
            try expect(text.contains(join), "the relation has another name: \(text)")
            let others = Song.query.where { song in
                SQL.exists(Song.alias("other").query.where { $0.recordID == song.recordID && $0.id != song.id })
            }
            try expect(try await others.count(in: q.database), equals: 8)
            let alone = Song.query.where { $0.id.isIn(Song.query.where { $0.isLive }.select { $0.id }) }
            try expect(try await alone.count(in: q.database), equals: 3)
            let error = try await expectError(.statement, from: "one name for two tables") {
                _ = try await Song.query.where { song in
                    SQL.exists(Song.query.where { $0.recordID == song.recordID && $0.id != song.id })
                }.count(in: q.database)
            }
            try expect(
                error.message,
                equals:
                    "a query inside of another names a column of \"suite_songs\" of the one around, but has a table of that name itself; give its own another name by `alias`"
            )
        },
        SuiteQueries.test("what is said of united queries is about all their rows") { q in
            let first = Singer.query.select { $0.name }.order { $0.name.ascending }.limit(1)
            let united = first.union(Staff.query.select { $0.name })
            try expect(try await united.count(in: q.database), equals: 5)
            let table = try await united.asTable("names").query.all(in: q.database)
            try expect(Set(table), equals: ["ABBA", "S1", "S2", "S3", "S4"])
            try expect(try await united.where { _ in .never }.all(in: q.database), equals: [])
            try expect(try await united.select { _ in SQL.count() }.all(in: q.database), equals: [5])
            let twice = Singer.query.select { $0.name }
                .union(Singer.query.select { $0.name }, keepingDuplicates: true)
            try expect(try await twice.count(in: q.database), equals: 6)
            try expect(
                try await twice.distinct().order { $0[1].ascending }.all(in: q.database),
                equals: ["ABBA", "Nobody", "Queen"])
            let numbers = Song.query.select { $0.recordID }.union(Song.query.select { $0.recordID })
            try expect(
                try await numbers.order { $0[1].descending.nullsLast }.all(in: q.database), equals: [4, 3, 2, 1, nil])
            try expect(
                try await numbers.order { $0[1].ascending.nullsFirst }.limit(2).all(in: q.database), equals: [nil, 1])
        },
        SuiteQueries.test("rows are counted as they are selected") { q in
            let live = Song.query.select { $0.isLive }.distinct()
            try expect(try await live.offset(1).exists(in: q.database), equals: true)
            try expect(try await live.offset(2).exists(in: q.database), equals: false)
            let sum = Song.query.where { $0.id > 99 }.select { $0.seconds.sum() }
            try expect(try await sum.count(in: q.database), equals: 1)
            try expect(try await sum.exists(in: q.database), equals: true)
            try expect(try await Song.query.select { $0.seconds.sum() }.count(in: q.database), equals: 1)
            try expect(try await Song.query.select { $0.name + "x" }.count(in: q.database), equals: 9)
        },
        SuiteQueries.test("an expression with a value is the same one where it is selected, grouped and ordered by") {
            q in
            let groups = Song.query.group { $0.seconds / 300 }.select { ($0.seconds / 300, SQL.count()) }
                .order { ($0.seconds / 300).descending }
            let rest = #", count(*) FROM "suite_songs" GROUP BY "#
            let expression = #""suite_songs"."seconds" / $1"#
            try q.expectSQL(
                groups.sql,
                sqlite: #"SELECT "suite_songs"."seconds" / ?1"# + rest
                    + #""suite_songs"."seconds" / ?2 ORDER BY "suite_songs"."seconds" / ?3 DESC"#,
                postgres: "SELECT \(expression)\(rest)\(expression) ORDER BY \(expression) DESC",
                mysql: #"SELECT "suite_songs"."seconds" DIV ?"# + rest + "1 ORDER BY 1 DESC")
            let rows = try await groups.all(in: q.database)
            try expect(rows.map(\.0), equals: [3, 2, 1, 0])
            try expect(rows.map(\.1), equals: [1, 3, 3, 2])
            let prices = Record.query.group { $0.price * 2 }.select { ($0.price * 2, SQL.count()) }
                .order { ($0.price * 2).ascending }
            try expect(try await prices.all(in: q.database).map(\.1), equals: [1, 1, 1, 1])
            let distinct = Song.query.select { $0.seconds * 2 }.distinct().order { ($0.seconds * 2).descending }
            try expect(try await distinct.limit(2).all(in: q.database), equals: [1800, 1600])
        },
        SuiteQueries.test("values of every type are set through a relation") { q in
            let records = Record.query.where { $0.singer.name == "ABBA" }
            let count = try await records.update(in: q.database) {
                [
                    $0.released.set(to: nil), $0.details.set(to: Record.Details(genre: "x")), $0.price.set(to: 9),
                    $0.title.set(to: "t"), $0.code.set(to: SuiteQueries.code(9)), $0.day.set(to: nil),
                ]
            }
            try expect(count, equals: 2)
            let changed = try await Record.query.where { $0.title == "t" }.order { $0.id.ascending }
                .all(in: q.database)
            try expect(changed.map(\.id), equals: [2, 4])
            try expect(changed.map(\.released), equals: [nil, nil])
            try expect(changed.map { $0.details?.genre }, equals: ["x", "x"])
            try expect(changed.map(\.code), equals: [SuiteQueries.code(9), SuiteQueries.code(9)])
        },
        SuiteQueries.test("the rows of the query's own table are locked, and chosen by the lock") { q in
            let joined = Record.query.where { $0.singer.name == "ABBA" }.select { $0.id }.locked()
            func text(_ value: String, _ lock: String) -> String {
                #"SELECT "suite_records"."id" FROM "suite_records" JOIN "suite_singers" AS "singer" ON "singer"."id" = "suite_records"."singer_id" WHERE "singer"."name" = "#
                    + value + lock
            }
            let own = #" FOR UPDATE OF "suite_records""#
            try q.expectSQL(
                joined.sql, sqlite: text("?1", ""), postgres: text("$1", own),
                mysql: text("?", q.context.dialect.name == "MySQL" ? own : " FOR UPDATE"))
            let next = Song.query.order { $0.id.ascending }.limit(1).locked(.update, .skip)
            try await q.database.transaction { transaction in
                try expect(Set(try await joined.all(in: transaction)), equals: [2, 4])
                let optional = Song.query.order { $0.record.title.ascending }.locked()
                try expect(try await optional.all(in: transaction).count, equals: 9)
            }
            guard q.family != .mysql else {
                return try await q.refuses(
                    "SKIP LOCKED and NOWAIT in DELETE and UPDATE; read the rows first, in the same transaction"
                ) { _ = try await next.delete(in: q.database) }
            }
            let isLocking = q.features.rowLocks
            try await q.database.transaction { transaction in
                _ = try await Song.query.where { $0.id == 1 }.locked().one(in: transaction)
                // The first song is held here; the next one there is the second.
                if isLocking { try expect(try await next.delete(in: q.database), equals: 1) }
            }
            if !isLocking { try expect(try await next.delete(in: q.database), equals: 1) }
            let left = try await Song.query.order { $0.id.ascending }.limit(2).all(in: q.database).map(\.id)
            try expect(left, equals: isLocking ? [1, 3] : [2, 3])
        },
    ]
}
