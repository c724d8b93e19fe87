import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DriverSuite {
    static let expressionCases = [
        SuiteQueries.test("texts are compared, cut and put together") { q in
            func ids(_ condition: @Sendable (Song.Fields) -> SQLExpression<Bool>) async throws -> [Int] {
                try await Song.query.where(condition).order { $0.id.ascending }.all(in: q.database).map(\.id)
            }
            try expect(try await ids { $0.name.contains("ong") }, equals: [1, 3, 4, 5, 6, 7, 8, 9])
            try expect(try await ids { $0.name.contains("SONG") }, equals: [])
            try expect(try await ids { $0.name.contains("NIGHT", ignoringCase: true) }, equals: [2])
            try expect(try await ids { $0.name.hasPrefix("Night") && $0.name.hasSuffix("opera") }, equals: [2])
            try expect(try await ids { $0.name.isLike("S_ng %") }.count, equals: 8)
            try expect(try await ids { $0.name.matches(regularExpression: "^Song [12]$") }, equals: [1])
            try expect(
                try await ids { $0.name.matches(regularExpression: "^NIGHT", ignoringCase: true) }, equals: [2])
            let row = try await Song.query.where { $0.id == 2 }.select { song in
                (
                    song.name.uppercased() + "!", song.name.substring(from: 6, length: 2), song.name.length,
                    song.name.position(of: "opera"), song.name.replacing("opera", with: "ball"),
                    ("  " + song.name + " ").trimmed().lowercased()
                )
            }.one(in: q.database)
            try expect(row.0, equals: "NIGHT AT THE OPERA!")
            try expect(row.1, equals: "at")
            try expect(row.2, equals: 18)
            try expect(row.3, equals: 13)
            try expect(row.4, equals: "Night at the ball")
            try expect(row.5, equals: "night at the opera")
        },
        SuiteQueries.test("numbers and decimals are calculated with") { q in
            let seven = Song.query.where { $0.id == 7 }
            let whole = try await seven.select { song in
                ((song.seconds + 1) * 2 / 3, song.seconds % 3, -song.seconds, (song.seconds - 900).magnitude)
            }.one(in: q.database)
            try expect([whole.0, whole.1, whole.2, whole.3], equals: [467, 1, -700, 200])
            let real = try await seven.select { song in
                (song.rating * 3 - 0.25, song.rating.floor, song.rating.ceiling, (song.rating / 3).rounded(2))
            }.one(in: q.database)
            try expect([real.0, real.1, real.2, real.3], equals: [10.25, 3, 4, 1.17])
            let prices = try await Record.query.order { $0.price.descending }.select { record in
                (record.price + 1, record.price * 2, record.price.rounded(), -record.price)
            }.all(in: q.database)
            try expect(prices.map(\.0), equals: ["5.1", "4.1", "3.1", "2.1"].compactMap { Decimal(string: $0) })
            try expect(prices.map(\.1), equals: ["8.2", "6.2", "4.2", "2.2"].compactMap { Decimal(string: $0) })
            try expect(prices.map(\.2), equals: [4, 3, 2, 1])
            try expect(prices.map(\.3).first, equals: Decimal(string: "-4.1"))
            try expect(try await Record.query.where { $0.price > 2 && $0.price < 4 }.count(in: q.database), equals: 2)
            let sums = try await Record.query.select { ($0.price.sum(), $0.price.average(), $0.price.maximum()) }
                .one(in: q.database)
            try expect(sums.0, equals: Decimal(string: "10.4"))
            try expect(sums.1, equals: 2.6)
            try expect(sums.2, equals: Decimal(string: "4.1"))
        },
        SuiteQueries.test("NULL, lists and conditions") { q in
            func ids(_ condition: @Sendable (Song.Fields) -> SQLExpression<Bool>) async throws -> [Int] {
                try await Song.query.where(condition).order { $0.id.ascending }.all(in: q.database).map(\.id)
            }
            try expect(try await ids { $0.recordID == nil }, equals: [9])
            try expect(try await ids { $0.recordID.isDistinct(from: 1) && $0.id > 6 }, equals: [7, 8, 9])
            try expect(try await ids { $0.recordID.isNotDistinct(from: nil) }, equals: [9])
            try expect(try await ids { $0.recordID.isIn([1, nil]) }, equals: [1, 2, 9])
            try expect(try await ids { $0.recordID.isNotIn([1, 2, 3]) }, equals: [7, 8])
            try expect(try await ids { $0.recordID.isNotIn([1, nil]) }, equals: [3, 4, 5, 6, 7, 8])
            try expect(try await ids { $0.id.isIn([Int]()) }, equals: [])
            try expect(try await ids { $0.id.isIn(2..<4) || $0.id.isIn(8...9) }, equals: [2, 3, 8, 9])
            try expect(try await ids { $0.seconds.isBetween(300, and: 400) }, equals: [3, 4])
            try expect(try await ids { $0.recordID.coalesced(7) == 7 }, equals: [9])
            try expect(try await ids { $0.id.nullIf(3) == nil }, equals: [3])
            try expect(try await ids { $0.isLive }, equals: [3, 6, 9])
            try expect(try await ids { !$0.isLive && $0.isLive == false && $0.id < 3 }, equals: [1, 2])
            try expect(try await ids { $0.rating > 4 || $0.rating <= 0.5 }, equals: [1, 9])
            try expect(try await ids { $0.record.title == nil }, equals: [9])
            try expect(try await ids { $0.record.singer.name == "ABBA" }, equals: [3, 4, 7, 8])
            try expect(
                try await Record.query.where { $0.code.isIn([SuiteQueries.code(1), SuiteQueries.code(2)]) }
                    .count(in: q.database), equals: 2)
            let kinds = try await Song.query.order { $0.id.ascending }.select { song in
                (
                    SQL.when(song.isLive, then: "live").when(song.seconds > 600, then: "long").otherwise("short"),
                    SQL.when(song.id == 1, then: song.seconds).otherwiseNull,
                    SQL.greatest(song.seconds, SQL.value(850)),
                    SQL.least(song.seconds, SQL.value(150))
                )
            }.all(in: q.database)
            try expect(
                kinds.map(\.0),
                equals: ["short", "short", "live", "short", "short", "live", "long", "long", "live"])
            try expect(kinds.compactMap(\.1), equals: [100])
            try expect(kinds.map(\.2).suffix(2), equals: [850, 900])
            try expect(kinds.map(\.3).prefix(2), equals: [100, 150])
        },
        SuiteQueries.test("values are cast") { q in
            let row = try await Record.query.where { $0.id == 1 }.select { record in
                (
                    record.id.cast(to: String.self), ("4" + record.id.cast(to: String.self)).cast(to: Int.self),
                    record.id.cast(to: Double.self), record.price.cast(to: Double.self),
                    SQL.value("2.50").cast(to: Decimal.self), record.code.cast(to: String.self),
                    SQL.value("2024-02-29").cast(to: CalendarDate.self)
                )
            }.one(in: q.database)
            try expect(row.0, equals: "1")
            try expect(row.1, equals: 41)
            try expect(row.2, equals: 1)
            try expect(row.3, equals: 1.1)
            try expect(row.4, equals: Decimal(string: "2.5"))
            try expect(row.5.lowercased(), equals: SuiteQueries.code(0).uuidString.lowercased())
            try expect(row.6, equals: CalendarDate(year: 2024, month: 2, day: 29))
            let text = SuiteQueries.code(2).uuidString
            let found = try await Record.query.where { $0.code == SQL.value(text).cast(to: UUID.self) }
                .one(in: q.database)
            try expect(found.id, equals: 3)
        },
        SuiteQueries.test("moments and days are taken apart, cut and moved") { q in
            let row = try await Record.query.where { $0.id == 1 }.select { record in
                (
                    record.released.map { $0.year }, record.released.map { $0.part(.week) },
                    record.released.map { $0.weekday }, record.released.truncated(to: .week),
                    record.released.adding(90, .second), record.released.map { $0.dayOfYear },
                    record.released.map { $0.seconds(since: Date(timeIntervalSince1970: 999_999_999)) },
                    record.released.map { $0.date }
                )
            }.one(in: q.database)
            try expect([row.0, row.1, row.2, row.5], equals: [2001, 36, 7, 252])
            try expect(row.3, equals: Date(timeIntervalSince1970: 999_475_200))
            try expect(row.4, equals: Date(timeIntervalSince1970: 1_000_000_090.25))
            try expect(row.6, equals: 1.25)
            try expect(row.7, equals: CalendarDate(year: 2001, month: 9, day: 9))
            for (part, expected) in [
                (MomentPart.year, 978_307_200.0), (.quarter, 993_945_600), (.month, 999_302_400), (.day, 999_993_600),
                (.hour, 999_997_200), (.minute, 999_999_960), (.second, 1_000_000_000),
            ] {
                let cut = try await Record.query.where { $0.id == 1 }.select { $0.released.truncated(to: part) }
                    .one(in: q.database)
                try expect(cut, equals: Date(timeIntervalSince1970: expected), "the beginning of the \(part)")
            }
            for (count, part, expected) in [
                (1, MomentPart.month, "2024-02-29"), (-11, .month, "2023-02-28"), (4, .year, "2028-01-31"),
                (1, .week, "2024-02-07"), (-31, .day, "2023-12-31"), (1, .quarter, "2024-04-30"),
            ] {
                let moved = try await Record.query.where { $0.id == 4 }.select { $0.day.adding(count, part) }
                    .one(in: q.database)
                try expect(moved, equals: CalendarDate(expected), "\(count) \(part)")
            }
            let days = try await Record.query.where { $0.id == 4 }.select { record in
                (
                    record.day.map { $0.days(since: SQL.value(CalendarDate(daysSinceEpoch: 0))) },
                    record.day.truncated(to: .month), record.day.map { $0.weekday }, record.day.map { $0.month }
                )
            }.one(in: q.database)
            try expect(days.0, equals: 19753)
            try expect(days.1, equals: CalendarDate(year: 2024, month: 1, day: 1))
            try expect([days.2, days.3], equals: [3, 1])
            let now = try await Record.query.limit(1).select { _ in (SQL.now, SQL.today) }.one(in: q.database)
            try expect(abs(now.0.timeIntervalSinceNow) < 60, "SQL.now is \(now.0)")
            try expect(now.1.daysSinceEpoch >= 19_000, "SQL.today is \(now.1)")
            let later = try await Record.query.where { $0.released > Date(timeIntervalSince1970: 1_100_000_000) }
                .all(in: q.database)
            try expect(later.map(\.id), equals: [3])
        },
        SuiteQueries.test("JSON is read by its paths") { q in
            let rows = try await Record.query.order { $0.id.ascending }.select { record in
                (
                    record.details.json("genre", as: String.self), record.details.json("year", as: Int.self),
                    record.details.json("isGold", as: Bool.self), record.details.json("scores", 0, as: Double.self),
                    record.details.json("inner", "a b", as: String.self), record.details.jsonCount("scores"),
                    record.details.json("inner", as: [String: String].self)
                )
            }.all(in: q.database)
            try expect(rows.map(\.0), equals: ["rock", "pop", "it's \"rock\"", nil])
            try expect(rows.map(\.1), equals: [1970, 1971, 1972, nil])
            try expect(rows.map(\.2), equals: [false, true, false, nil])
            try expect(rows.map(\.3), equals: [0.5, 0.5, 0.5, nil])
            try expect(rows.map(\.4), equals: ["x0", "x1", "x2", nil])
            try expect(rows.map(\.5), equals: [1, 2, 3, nil])
            try expect(rows.map(\.6), equals: [["a b": "x0"], ["a b": "x1"], ["a b": "x2"], nil])
            let found = try await Record.query.where {
                $0.details.hasJSON("scores", 1) && $0.details.json("year", as: Int.self) > 1971
            }.all(in: q.database)
            try expect(found.map(\.id), equals: [3])
            let odd = try await Record.query.where { $0.details.json("genre", as: String.self) == "it's \"rock\"" }
                .all(in: q.database)
            try expect(odd.map(\.id), equals: [3])
            try expect(
                try await Record.query.where { $0.details.json("missing", as: Int.self) == nil }.count(in: q.database),
                equals: 4)
        },
        SuiteQueries.test("words are searched for") { q in
            func ids(_ words: String) async throws -> [Int] {
                try await Song.query.matching(words).all(in: q.database).map(\.id)
            }
            try expect(try await ids("OPERA night"), equals: [2])
            try expect(try await ids("opera missing"), equals: [])
            try expect(try await ids("night at the opera"), equals: [2], "words that are short or everywhere")
            try expect(try await ids(""), equals: [])
            let search = Song.fullText("opera")
            let ranks = try await Song.query.where { _ in search.matches }.select { _ in search.rank }
                .all(in: q.database)
            try expect(ranks.count == 1 && ranks.allSatisfy { $0 > 0 }, "one row that matches, got \(ranks)")
            try await Song.query.where { $0.id == 2 }.update(in: q.database) { [$0.name.set(to: "Nothing else")] }
            try expect(try await ids("opera"), equals: [], "rows with a word that an update took away")
            try expect(try await ids("nothing"), equals: [2])
            try await Song.query.where { $0.id == 2 }.update(in: q.database) { [$0.name.set(to: "The McNothing")] }
            try expect(try await ids("McNothing"), equals: [2])
            // Of a column whose texts are compared exactly only the usual spellings are looked for.
            try expect(try await ids("mcnothing"), equals: q.family == .mysql ? [] : [2])
        },
    ]
}
