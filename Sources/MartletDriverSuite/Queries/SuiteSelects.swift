import MartletData

extension DriverSuite {
    static let selectCases = [
        SuiteQueries.test("aggregates, groups and their conditions") { q in
            let sums = try await Song.query.group { $0.record.singer.name }.having { $0.seconds.sum() > 200 }
                .select { song in
                    (
                        song.record.singer.name, SQL.count(), SQL.count(where: song.isLive),
                        song.seconds.sum(where: song.seconds > 200), song.recordID.count(distinct: true),
                        song.isLive.any(), song.isLive.all()
                    )
                }
                .order { $0.record.singer.name.ascending.nullsFirst }.all(in: q.database)
            try expect(sums.map(\.0), equals: [nil, "ABBA", "Queen"])
            try expect(sums.map(\.1), equals: [1, 4, 4])
            try expect(sums.map(\.2), equals: [1, 1, 1])
            try expect(sums.map(\.3), equals: [900, 2200, 1100])
            try expect(sums.map(\.4), equals: [0, 2, 2])
            try expect(sums.map(\.5), equals: [true, true, true])
            try expect(sums.map(\.6), equals: [true, false, false])
            let all = try await Song.query.select { song in
                (
                    song.seconds.minimum(), song.seconds.maximum(), song.seconds.average(), song.rating.sum(),
                    song.isLive.minimum(), song.name.joined(where: song.id < 2)
                )
            }.one(in: q.database)
            try expect(all.0, equals: 100)
            try expect(all.1, equals: 900)
            try expect(all.2, equals: 500)
            try expect(all.3, equals: 22.5)
            try expect(all.4, equals: false)
            try expect(all.5, equals: "Song 1")
            let none = try await Song.query.where { $0.id > 99 }.select { ($0.seconds.sum(), SQL.count()) }
                .one(in: q.database)
            try expect(none.0, equals: nil)
            try expect(none.1, equals: 0)
            let spread = Song.query.select { $0.seconds.standardDeviation().map { $0.rounded(2) } }
            if q.family == .sqlite {
                try await q.refuses(
                    "variance and standard deviation; read `average()` of the value and of its square instead"
                ) {
                    _ = try await spread.all(in: q.database)
                }
            } else {
                try expect(try await spread.one(in: q.database), equals: 258.2)
            }
        },
        SuiteQueries.test("windows, their names and frames") { q in
            let rows = try await Song.query.where { $0.recordID != nil }.order { $0.id.ascending }.select { song in
                let window = Window.partition(by: song.recordID).order(by: song.seconds.descending)
                return (
                    SQL.rowNumber(over: window), song.seconds.sum(over: .partition(by: song.recordID)),
                    song.seconds.lag(over: window), song.seconds.lead(over: window),
                    song.seconds.sum(
                        over: .order(by: song.id.ascending).frame(.rows, from: .preceding(1), to: .following(1))),
                    SQL.part(of: 2, over: .order(by: song.id.ascending))
                )
            }.all(in: q.database)
            try expect(rows.map(\.0), equals: [2, 1, 2, 1, 2, 1, 2, 1])
            try expect(rows.map(\.1), equals: [300, 300, 700, 700, 1100, 1100, 1500, 1500])
            try expect(rows.map(\.2), equals: [200, nil, 400, nil, 600, nil, 800, nil])
            try expect(rows.map(\.3), equals: [nil, 100, nil, 300, nil, 500, nil, 700])
            try expect(rows.map(\.4), equals: [300, 600, 900, 1200, 1500, 1800, 2100, 1500])
            try expect(rows.map(\.5), equals: [1, 1, 1, 1, 2, 2, 2, 2])
            let named = try await Song.query.where { $0.recordID != nil }.order { $0.id.ascending }
                .window("w") { .partition(by: $0.isLive).order(by: $0.id.ascending) }
                .select { song in
                    (
                        SQL.rank(over: .named("w")), SQL.denseRank(over: .named("w")),
                        song.seconds.firstValue(over: .named("w")), SQL.percentRank(over: .named("w")),
                        SQL.cumulativeDistribution(over: .named("w")), SQL.count(over: .named("w"))
                    )
                }.all(in: q.database)
            try expect(named.map(\.0), equals: [1, 2, 1, 3, 4, 2, 5, 6])
            try expect(named.map(\.1), equals: [1, 2, 1, 3, 4, 2, 5, 6])
            try expect(named.map(\.2), equals: [100, 100, 300, 100, 100, 300, 100, 100])
            try expect(named.map(\.3).first, equals: 0)
            try expect(named.map(\.4).last, equals: 1)
            try expect(named.map(\.5), equals: [1, 2, 1, 3, 4, 2, 5, 6])
        },
        SuiteQueries.test("joins, with rows that are missing") { q in
            let rows = try await Singer.query.leftJoin(Record.table) { $1.singerID == $0.id }
                .order { singer, record in singer.id.ascending }
                .order { singer, record in record.title.ascending.nullsFirst }
                .select { ($0.name, $1) }.all(in: q.database)
            try expect(rows.map(\.1?.title), equals: ["Jazz", "News", "Arrival", "Gold", nil])
            let wide = try await Record.query.join(Singer.table) { $0.singerID == $1.id }
                .join(Song.table) { record, singer, song in song.recordID == record.id }
                .where { record, singer, song in singer.name == "ABBA" }
                .select { record, singer, song in song.id }.all(in: q.database)
            try expect(Set(wide), equals: [3, 4, 7, 8])
            let right = Song.query.rightJoin(Record.table) { song, record in
                song.recordID == record.id && song.isLive
            }.select { ($0, $1.id) }.order { song, record in record.id.ascending }
            try expect(try await right.all(in: q.database).map(\.0?.id), equals: [nil, 3, 6, nil])
            let pairs = try await Staff.query.join(Staff.alias("above")) { $0.bossID == $1.number }
                .order { staff, above in staff.number.ascending }.select { ($0.name, $1.name) }.all(in: q.database)
            try expect(pairs.map { "\($0.0) \($0.1)" }, equals: ["S2 S1", "S3 S1", "S4 S3"])
            let values = try await Singer.query.join(ValueRows("chosen", [(1, "a"), (3, "b")]).table) { $0.id == $1.0 }
                .select { ($0.name, $1.1) }.all(in: q.database)
            try expect(Set(values.map { "\($0.0) \($0.1)" }), equals: ["Queen a", "Nobody b"])
        },
        SuiteQueries.test("subqueries, common tables and recursion") { q in
            let silent = try await Singer.query.where { singer in
                !SQL.exists(Record.query.where { $0.singerID == singer.id })
            }.all(in: q.database)
            try expect(silent.map(\.name), equals: ["Nobody"])
            let inside = try await Singer.query.where {
                $0.id.isIn(Record.query.where { $0.title == "Jazz" }.select { $0.singerID })
            }.all(in: q.database)
            try expect(inside.map(\.id), equals: [1])
            let limited = try await Singer.query.where {
                $0.id.isNotIn(Record.query.order { $0.id.ascending }.limit(1).select { $0.singerID })
            }.order { $0.id.ascending }.all(in: q.database)
            try expect(limited.map(\.id), equals: [2, 3])
            let counts = try await Singer.query.order { $0.id.ascending }.select { singer in
                (singer.id, SQL.scalar(Record.query.where { $0.singerID == singer.id }.select { _ in SQL.count() }))
            }.all(in: q.database)
            try expect(counts.map(\.1), equals: [2, 2, 0])
            let lengths = Song.query.group { $0.recordID }.select { ($0.recordID, $0.seconds.sum()) }
            for table in [lengths.asCommonTable("lengths"), lengths.asTable("lengths")] {
                let longest = try await Record.query.join(table) { $1.0 == $0.id }
                    .order { record, length in length.1.descending }.select { ($0.title, $1.1) }
                    .first(in: q.database)
                try expect(longest?.0, equals: "Gold")
                try expect(longest?.1, equals: 1500)
            }
            let chain = Staff.query.where { $0.number == 4 }.recursive("chain") { chain in
                Staff.query.join(chain) { staff, below in below.bossID == staff.number }
            }
            try expect(try await chain.query.all(in: q.database).map(\.number), equals: [4, 3, 1])
            let start = Staff.query.where { $0.bossID == nil }.select { ($0.number, SQL.value(0)) }
            let levels = start.recursive("levels") { level in
                let step = Staff.query.join(level) { staff, above in staff.bossID == above.0 }
                return step.select { staff, above in (staff.number, above.1 + 1) }
            }
            let depths = try await levels.query.order { $0.0.ascending }.all(in: q.database)
            try expect(depths.map(\.1), equals: [0, 1, 1, 2])
        },
        SuiteQueries.test("unions, intersections, differences and distinct rows") { q in
            let names = Singer.query.select { $0.name }.union(Record.query.where { $0.id < 3 }.select { $0.title })
            try expect(
                try await names.order { $0[1].ascending }.limit(2).all(in: q.database), equals: ["ABBA", "Arrival"])
            try expect(try await names.count(in: q.database), equals: 5)
            let singers = Singer.query.select { $0.id }
            let recorded = Record.query.select { $0.singerID }
            try expect(try await singers.subtracting(recorded).all(in: q.database), equals: [3])
            try expect(
                try await singers.intersection(recorded).order { $0[1].ascending }.all(in: q.database), equals: [1, 2])
            try expect(
                try await singers.union(recorded, keepingDuplicates: true).all(in: q.database).count, equals: 7)
            try expect(
                Set(try await Record.query.select { $0.singerID }.distinct().all(in: q.database)), equals: [1, 2])
            let first = Record.query.distinct { $0.singerID }
            let ordered = first.order { $0.singerID.ascending }.order { $0.id.descending }.select { $0.id }
            if q.features.distinctOn {
                try expect(try await ordered.all(in: q.database), equals: [3, 4])
            } else {
                try await q.refuses(
                    "DISTINCT ON; number the rows of each group with `SQL.rowNumber(over:)` and keep the first"
                ) { _ = try await ordered.all(in: q.database) }
            }
        },
        SuiteQueries.test("pages, streams and plans") { q in
            let page = try await Song.query.order { $0.id.ascending }.page(2, size: 4, in: q.database)
            try expect(page.items.map(\.id), equals: [5, 6, 7, 8])
            try expect(page.total, equals: 9)
            let orders: [ModelQuery<Record, Record>] = [
                Record.query.order { $0.released.ascending }, Record.query.order { $0.released.descending },
                Record.query.order { $0.released.ascending.nullsLast },
                Record.query.order { $0.released.descending.nullsFirst }, Record.query.order { $0.price.descending },
                Record.query.order { $0.singer.name.descending }.order { $0.released.ascending.nullsLast },
                Record.query.order { $0.code.ascending }, Record.query.order { $0.day.descending },
                Record.query.order { $0.songs.count().descending },
                Record.query.order { $0.songs.aggregate { $0.seconds.maximum() }.ascending.nullsLast },
            ]
            for (number, query) in orders.enumerated() {
                let whole = try await query.page(after: nil, size: 10, in: q.database).items.map(\.id)
                try expect(whole.count, equals: 4)
                var seen: [Int] = []
                var place: Cursor?
                repeat {
                    let page = try await query.page(after: place, size: 1, in: q.database)
                    seen += page.items.map(\.id)
                    place = page.next
                } while place != nil
                try expect(seen, equals: whole, "forward in the order \(number)")
                var back: [Int] = []
                repeat {
                    let page = try await query.page(before: place, size: 3, in: q.database)
                    back = page.items.map(\.id) + back
                    place = page.previous
                } while place != nil
                try expect(back, equals: whole, "back in the order \(number)")
            }
            var ids: [Int] = []
            for try await song in Song.query.order({ $0.id.ascending }).stream(batch: 2, in: q.database) {
                ids.append(song.id)
                if ids.count == 5 { break }
            }
            try expect(ids, equals: [1, 2, 3, 4, 5])
            var sizes: [Int] = []
            try await Song.query.select { $0.name }.forEach(batch: 4, in: q.database) { sizes.append($0.count) }
            try expect(sizes, equals: [4, 4, 1])
            let plan = try await Song.query.where { $0.id == 1 }.explain(in: q.database)
            try expect(plan.contains("suite_songs"), "the plan names its table: \(plan)")
            if q.family != .sqlite {
                let json = try await Song.query.explain(format: .json, in: q.database)
                try expect(json.contains("{"), "a plan as JSON: \(json)")
            }
            if q.family == .sqlite {
                try await q.refuses("EXPLAIN ANALYZE; explain the query without running it") {
                    _ = try await Song.query.explain(analyze: true, in: q.database)
                }
                try await q.refuses("EXPLAIN in JSON; ask for text") {
                    _ = try await Song.query.explain(format: .json, in: q.database)
                }
            } else {
                _ = try await Song.query.explain(analyze: true, in: q.database)
            }
            let estimate = try await Song.estimatedCount(in: q.database)
            try expect(estimate >= 0 && estimate < 1000, "an estimate of 9 rows: \(estimate)")
        },
        SuiteQueries.test("SQL by hand takes columns, queries, names and NULL") { q in
            let odd = try await Record.query.where { SQL("\($0.id) % 2 = \(1)").condition }.all(in: q.database)
            try expect(Set(odd.map(\.id)), equals: [1, 3])
            let titles = try await q.database.query(
                "SELECT \(Identifier("title")) FROM \(Record.self) WHERE id IN (\(list: [1, 4])) ORDER BY id",
                as: String.self)
            try expect(titles, equals: ["Jazz", "Gold"])
            let boss: Int? = nil
            let name: String? = "S9"
            try await q.database.execute(
                "INSERT INTO \(Staff.self) (number, name, boss_id) VALUES (\(9), \(name), \(boss))")
            try await q.database.execute("UPDATE \(Staff.self) SET boss_id = \(nil) WHERE number = \(2)")
            let free = try await q.database.query(
                "SELECT number FROM \(Staff.self) WHERE boss_id IS \(nil) ORDER BY number", as: Int.self)
            try expect(free, equals: [1, 2, 9])
            let inner = Singer.query.where { $0.name == "Queen" }.select { $0.id }
            let pairs = try await q.database.query(
                "SELECT id, title FROM \(Record.self) WHERE singer_id IN \(inner) ORDER BY id",
                as: (Int, String).self)
            try expect(pairs.map(\.1), equals: ["Jazz", "News"])
        },
    ]
}
