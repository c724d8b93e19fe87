import MartletData

extension DriverSuite {
    static let statementTextCases = [
        SuiteQueries.test("the SQL of a query is the database's own, and finds its rows") { q in
            let plain = Song.query.where { $0.name.hasPrefix("Song") && $0.seconds > 500 }
                .order { $0.id.descending }.limit(2).select { $0.id }
            let ending = #" AND "suite_songs"."seconds" > "#
            try q.expectSQL(
                plain.sql,
                sqlite: #"SELECT "suite_songs"."id" FROM "suite_songs" WHERE "suite_songs"."name" GLOB ?1"# + ending
                    + #"?2 ORDER BY "suite_songs"."id" DESC LIMIT ?3"#,
                postgres: #"SELECT "suite_songs"."id" FROM "suite_songs" WHERE "suite_songs"."name" LIKE $1 ESCAPE '\'"#
                    + ending + #"$2 ORDER BY "suite_songs"."id" DESC LIMIT $3"#,
                mysql: #"SELECT "suite_songs"."id" FROM "suite_songs" WHERE "suite_songs"."name" LIKE ? ESCAPE '\'"#
                    + ending + #"? ORDER BY "suite_songs"."id" DESC LIMIT ?"#)
            try expect(try await plain.all(in: q.database), equals: [9, 8])
            let live = Song.query.select { SQL.count(where: $0.isLive) }
            let filtered = #"SELECT count(*) FILTER (WHERE "suite_songs"."is_live") FROM "suite_songs""#
            try q.expectSQL(
                live.sql, sqlite: filtered, postgres: filtered,
                mysql: #"SELECT count(CASE WHEN "suite_songs"."is_live" THEN 1 END) FROM "suite_songs""#)
            try expect(try await live.one(in: q.database), equals: 3)
            let joined = Record.query.where { $0.singer.name == "ABBA" }.select { $0.title }
            let join =
                #"SELECT "suite_records"."title" FROM "suite_records" JOIN "suite_singers" AS "singer" ON "singer"."id" = "suite_records"."singer_id" WHERE "singer"."name" = "#
            try q.expectSQL(joined.sql, sqlite: join + "?1", postgres: join + "$1", mysql: join + "?")
            try expect(Set(try await joined.all(in: q.database)), equals: ["Arrival", "Gold"])
        },
        SuiteQueries.test("frames of windows reach as far as they say") { q in
            let first = Song.query.where { $0.id < 5 }.order { $0.id.ascending }
            let rows = try await first.select { song in
                let window = Window.order(by: song.id.ascending)
                return (
                    song.seconds.sum(over: window.frame(.range, from: .preceding(1))),
                    song.seconds.lastValue(over: window.frame(.rows, from: .start, to: .end)),
                    song.seconds.value(ofRow: 2, over: window.frame(.rows, from: .start, to: .end)),
                    song.seconds.maximum(over: window.frame(.rows, from: .following(1), to: .following(2))),
                    song.seconds.lag(2, over: window)
                )
            }.all(in: q.database)
            try expect(rows.map(\.0), equals: [100, 300, 500, 700])
            try expect(rows.map(\.1), equals: [400, 400, 400, 400])
            try expect(rows.map(\.2), equals: [200, 200, 200, 200])
            try expect(rows.map(\.3), equals: [300, 400, 400, nil])
            try expect(rows.map(\.4), equals: [nil, nil, 100, 200])
            let groups = first.select {
                $0.seconds.sum(over: .order(by: $0.isLive.ascending).frame(.groups, from: .preceding(1)))
            }
            let others = first.select {
                $0.seconds.sum(over: Window().frame(.rows, from: .start, to: .end, excluding: .currentRow))
            }
            if q.family == .mysql {
                try await q.refuses("GROUPS frames; use `.rows` or `.range`") {
                    _ = try await groups.all(in: q.database)
                }
                try await q.refuses(
                    "EXCLUDE in window frames; leave the rows out with `where:` or a frame on either side"
                ) { _ = try await others.all(in: q.database) }
            } else {
                try expect(try await groups.all(in: q.database), equals: [700, 700, 1000, 700])
                try expect(try await others.all(in: q.database), equals: [900, 800, 700, 600])
            }
        },
        SuiteQueries.test("statistics, distinct sums and joined texts") { q in
            let row = try await Song.query.select { song in
                (song.recordID.sum(distinct: true), song.recordID.average(distinct: true), song.recordID.count())
            }.one(in: q.database)
            try expect(row.0, equals: 10)
            try expect(row.1, equals: 2.5)
            try expect(row.2, equals: 8)
            let names = Staff.query.select { $0.name.joined(separator: "; ", order: $0.number.descending) }
            if q.family == .sqlite {
                try await q.refuses(
                    "an order of joined texts before its version 3.44; join the texts of an ordered subquery, or join them in Swift"
                ) { _ = try await names.one(in: q.database) }
            } else {
                try expect(try await names.one(in: q.database), equals: "S4; S3; S2; S1")
                let spread = try await Song.query.where { $0.id < 4 }.select { song in
                    (song.id.variance(), song.id.sampleVariance(), song.id.sampleStandardDeviation())
                }.one(in: q.database)
                try expect([spread.1, spread.2], equals: [1, 1])
                try expect(abs((spread.0 ?? 0) - 2.0 / 3) < 0.001, "the variance \(spread.0 ?? 0)")
            }
        },
        SuiteQueries.test("an insertion that collides updates by a condition where that can be said") { q in
            let rule = ConflictRule<Label>.update(
                on: { [$0.name] }, set: { [$0.uses] }, where: { row, new in row.uses < new.uses && new.name != "it's" })
            func save(_ uses: Int) async throws -> Label? {
                try await Label(id: 0, name: "loud", uses: uses).insert(onConflict: rule, in: q.database)
            }
            if q.family == .mysql {
                let error = try await expectError(.unsupported, from: "a condition") { _ = try await save(3) }
                try expect(
                    error.message,
                    equals:
                        "\(q.context.dialect.name) cannot update rows of a collision by a condition; read the row first, locked"
                )
            } else {
                try expect(try await save(3)?.uses, equals: 3)
                try expect(try await save(2)?.uses, equals: nil)
                let several = try await Label.insert(
                    [Label(id: 0, name: "loud", uses: 1), Label(id: 0, name: "slow", uses: 9)], onConflict: rule,
                    in: q.database)
                try expect(several, equals: 1)
                let raw = ConflictRule<Label>.update(
                    on: { [$0.name] }, unsafeWhere: #""suite_labels"."uses" < "excluded"."uses""#)
                try await Label(id: 0, name: "slow", uses: 8).insert(onConflict: raw, in: q.database)
            }
            try await Label.insert(
                ["loud", "slow", "new"].map { Label(id: 0, name: $0, uses: 9) }, onConflict: .ignore, in: q.database)
            let uses = try await Label.query.order { $0.name.ascending }.all(in: q.database).map(\.uses)
            try expect(uses, equals: q.family == .mysql ? [0, 9, 0] : [3, 9, 9], "what was there stays")
        },
        SuiteQueries.test("a row is found or made once, however many ask, also in a transaction") { q in
            let found = try await withThrowingTaskGroup(of: (Label, Bool).self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let (row, isNew) = try await Label.findOrCreate(where: { $0.name == "one" }, in: q.database) {
                            Label(id: 0, name: "one")
                        }
                        return (row, isNew)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            try expect(Set(found.map(\.0.id)).count, equals: 1, "the keys of one row")
            try expect(found.filter(\.1).count, equals: 1, "callers that made it")
            try await q.database.transaction { transaction in
                try expect(
                    try await Label(id: 0, name: "loud").insert(onConflict: .ignore, in: transaction), equals: nil)
                let (row, isNew) = try await Label.updateOrCreate(
                    where: { $0.name == "loud" }, in: transaction, create: { Label(id: 0, name: "loud") },
                    change: { $0.uses = 7 })
                try expect(row.uses == 7 && row.version == 2 && !isNew, "the row \(row)")
            }
            let (made, isNew) = try await Label.updateOrCreate(
                where: { $0.name == "made" }, in: q.database, create: { Label(id: 0, name: "made") },
                change: { $0.uses = 5 })
            try expect(made.uses == 5 && made.version == 1 && isNew, "the row \(made)")
            do {
                _ = try await Label.findOrCreate(where: { $0.name == "other" }, in: q.database) {
                    Label(id: 0, name: "loud")
                }
                throw Failure("a row that does not fulfil the condition was given")
            } catch let error as QueryError {
                try expect(
                    error.description,
                    equals:
                        "the new row of suite_labels collides with one that does not fulfil the condition of findOrCreate; ask for the columns of the unique constraint"
                )
            }
        },
    ]
}
