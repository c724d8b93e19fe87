import MartletData

extension DriverSuite {
    /// Which rows queries see, wherever their table stands.
    static let scopeCases = [
        SuiteQueries.test("a condition by hand reaches no further than itself") { q in
            try await Singer.query.where { $0.id == 2 }.delete(in: q.database)
            let byHand = Singer.query.where { SQL("\($0.id) = \(1) OR \($0.id) = \(2)").condition }.select { $0.id }
            func text(_ first: String, _ second: String) -> String {
                #"SELECT "suite_singers"."id" FROM "suite_singers" WHERE "suite_singers"."deleted" IS NULL AND "#
                    + #"("suite_singers"."id" = \#(first) OR "suite_singers"."id" = \#(second))"#
            }
            try q.expectSQL(byHand.sql, sqlite: text("?1", "?2"), postgres: text("$1", "$2"), mysql: text("?", "?"))
            try expect(try await byHand.all(in: q.database), equals: [1])
            let sql = "{1} = {2} OR {1} = 2"
            let either = SQLFunction<(Int, Int), Bool>("either", sqlite: sql, postgres: sql, mysql: sql)
            let called = Singer.query.where { either($0.id, SQL.value(1)) }
            try expect(try await called.all(in: q.database).map(\.id), equals: [1])
            let stations = Station.query.where { SQL("\($0.id) = \(1) OR \($0.id) = \(2)").condition }
            try expect(try await stations.all(in: q.database).map(\.id), equals: [1])
            try expect(try await stations.unscoped().count(in: q.database), equals: 2)
            let mixed = Song.query.where { ($0.id < 3 || SQL("\($0.id) = \(9)").condition) && $0.seconds > 100 }
            try expect(try await mixed.order { $0.id.ascending }.all(in: q.database).map(\.id), equals: [2, 9])
        },
        SuiteQueries.test("a table of a join has the rows that queries of its model see") { q in
            try await Singer.query.where { $0.id == 2 }.delete(in: q.database)
            func ids(_ table: Alias<Singer>) async throws -> [Int] {
                try await table.query.order { $0.id.ascending }.select { $0.id }.all(in: q.database)
            }
            try expect(try await ids(Singer.table), equals: [1, 3])
            try expect(try await ids(Singer.alias("other")), equals: [1, 3])
            try expect(try await ids(Singer.alias("other").includingDeleted()), equals: [1, 2, 3])
            try expect(try await Station.table.query.count(in: q.database), equals: 2)
            try expect(try await Station.table.unscoped().query.count(in: q.database), equals: 3)
            let records = Record.query.order { $0.id.ascending }
            let inner = records.join(Singer.table) { $0.singerID == $1.id }.select { record, _ in record.id }
            try expect(try await inner.all(in: q.database), equals: [1, 3])
            let left = records.leftJoin(Singer.table) { $0.singerID == $1.id }.select { ($0.id, $1.name) }
            let sql =
                #"SELECT "suite_records"."id", "suite_singers"."name" FROM "suite_records" LEFT JOIN "suite_singers" ON "suite_records"."singer_id" = "suite_singers"."id" AND "suite_singers"."deleted" IS NULL ORDER BY "suite_records"."id" ASC"#
            try q.expectSQL(left.sql, sqlite: sql, postgres: sql, mysql: sql)
            try expect(try await left.all(in: q.database).map(\.1), equals: ["Queen", nil, "Queen", nil])
            let all = records.leftJoin(Singer.table.includingDeleted()) { $0.singerID == $1.id }.select { $1.name }
            try expect(try await all.all(in: q.database), equals: ["Queen", "ABBA", "Queen", "ABBA"])
            try expect(try await records.crossJoin(Station.table).count(in: q.database), equals: 8)
            let right = Record.query.rightJoin(Singer.table) { $0.singerID == $1.id }
                .order { _, singer in singer.id.ascending }.order { record, _ in record.id.ascending }
                .select { ($0.id, $1.id) }
            let pairs = try await right.all(in: q.database)
            try expect(pairs.map(\.0), equals: [1, 3, nil])
            try expect(pairs.map(\.1), equals: [1, 1, 3])
            let kept = Singer.query.rightJoin(Record.table) { $0.id == $1.singerID }
                .order { _, record in record.id.ascending }.select { singer, _ in singer }
            try expect(try await kept.all(in: q.database).map { $0?.id }, equals: [1, nil, 1, nil])
        },
        SuiteQueries.test("a has-one relation in a query is the row that is there") { q in
            try await q.database.createTables(Manager.self)
            let old = try await Manager(id: 0, singer: 1, name: "Old").insert(in: q.database)
            try await old.delete(in: q.database)
            try await Manager(id: 0, singer: 1, name: "New").insert(in: q.database)
            let managed = Singer.query.where { $0.manager.name != "zz" }
            try expect(try await managed.all(in: q.database).map(\.id), equals: [1])
            let names = Singer.query.order { $0.id.ascending }
                .select { ($0.id, $0.manager.name, $0.manager.singer.name) }
            let sql =
                #"SELECT "suite_singers"."id", "manager"."name", "manager__singer"."name" FROM "suite_singers" LEFT JOIN "suite_managers" AS "manager" ON "manager"."singer_id" = "suite_singers"."id" AND "manager"."deleted" IS NULL LEFT JOIN "suite_singers" AS "manager__singer" ON "manager__singer"."id" = "manager"."singer_id" WHERE "suite_singers"."deleted" IS NULL ORDER BY "suite_singers"."id" ASC"#
            try q.expectSQL(names.sql, sqlite: sql, postgres: sql, mysql: sql)
            let rows = try await names.all(in: q.database)
            try expect(rows.map(\.1), equals: ["New", nil, nil])
            try expect(rows.map(\.2), equals: ["Queen", nil, nil])
            let ordered = Singer.query.order { $0.manager.name.lowercased().ascending }
            var seen: [Int] = []
            var place: Cursor?
            repeat {
                let page = try await ordered.page(after: place, size: 1, in: q.database)
                seen += page.items.map(\.id)
                place = page.next
            } while place != nil && seen.count < 9
            try expect(seen.sorted(), equals: [1, 2, 3], "the rows of all pages")
        },
        SuiteQueries.test("a link that is marked as deleted is none, and what belongs to a hidden row finds it") { q in
            try await q.database.createTables(Play.self)
            try await Play.insert([(1, 1), (1, 2), (2, 1), (3, 1)].map { Play(station: $0, song: $1) }, in: q.database)
            try await Play.query.where { $0.songID == 2 }.delete(in: q.database)
            let stations = Station.query.order { $0.id.ascending }
            let loaded = try await stations.with { $0.songs }.with { $0.songs.counted }.with { $0.songs.withLinks }
                .all(in: q.database)
            try expect(loaded.map { $0.1.map(\.id) }, equals: [[1], [1]])
            try expect(loaded.map(\.2), equals: [1, 1])
            try expect(loaded.map { $0.3.map(\.1.song) }, equals: [[1], [1]])
            let second = stations.where { $0.songs.exists { $0.id == 2 } }
            try expect(try await second.count(in: q.database), equals: 0)
            let hidden = try await Play.query.where { $0.stationID == 2 }.with { $0.station }.all(in: q.database)
            try expect(hidden.map(\.1.name), equals: ["Station 2"], "the row out of its model's scope")
        },
        SuiteQueries.test("a comparison with NULL finds nothing, however it is negated") { q in
            func ids(_ condition: @Sendable (Song.Fields) -> SQLCondition) async throws -> [Int] {
                try await Song.query.where(condition).order { $0.id.ascending }.all(in: q.database).map(\.id)
            }
            // The ninth song has no record.
            let others = Array(3...8)
            try expect(try await ids { $0.recordID != 1 }, equals: others)
            try expect(try await ids { !($0.recordID == 1) }, equals: others)
            try expect(try await ids { $0.recordID.isNotIn([1]) }, equals: others)
            try expect(try await ids { !$0.recordID.isIn([1]) }, equals: others)
            let first = Record.query.where { $0.id == 1 }.select { $0.id }
            try expect(try await ids { $0.recordID.isNotIn(first) }, equals: others)
            try expect(try await ids { $0.recordID != 1 || $0.recordID == nil }, equals: others + [9])
            try expect(try await ids { $0.recordID.isDistinct(from: 1) }, equals: others + [9])
            try expect(try await ids { ($0.recordID == 1).isDistinct(from: true) }, equals: others + [9])
            try expect(try await ids { $0.recordID.isNotIn([]) }.count, equals: 9)
        },
    ]
}
