import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DriverSuite {
    static let hostileInputCases = [
        SuiteQueries.test("signs of patterns mean themselves") { q in
            let signs = ["%", "_", "\\", "*", "?", "[", "]", "^", "[^x]", "\\%", "'", "%_"]
            try await SongLabel.query.delete(in: q.database)
            try await Song.query.delete(in: q.database)
            try await Song.insert(
                (signs + ["x", "X"]).enumerated().map {
                    Song(
                        id: $0.offset + 1, name: "a\($0.element)b", record: nil, seconds: 1, rating: 1, isLive: false)
                }, in: q.database)
            for sign in signs {
                let expected = Set(signs.filter { $0.contains(sign) }.map { "a\($0)b" })
                func names(_ condition: @Sendable (Song.Fields) -> SQLExpression<Bool>) async throws -> Set<String> {
                    Set(try await Song.query.where(condition).all(in: q.database).map(\.name))
                }
                for ignoring in [false, true] {
                    try expect(
                        try await names { $0.name.contains(sign, ignoringCase: ignoring) }, equals: expected, sign)
                    try expect(
                        try await names { $0.name.hasPrefix("a\(sign)b", ignoringCase: ignoring) },
                        equals: ["a\(sign)b"], sign)
                    try expect(
                        try await names { $0.name.hasSuffix("a\(sign)b", ignoringCase: ignoring) },
                        equals: ["a\(sign)b"], sign)
                }
            }
        },
        SuiteQueries.test("a NUL is a value, or is refused as one") { q in
            let text = "a\0'; --"
            func use(_ what: String, _ body: () async throws -> Void) async throws {
                if q.features.nulInText { return try await body() }
                try await expectError(.value, from: what, body)
            }
            try await use("an insertion") { try await Label(id: 0, name: text).insert(in: q.database) }
            try await use("a condition") {
                try expect(try await Label.query.where { $0.name == text }.count(in: q.database), equals: 1)
            }
            try await use("an update") {
                try await Song.query.where { $0.id == 1 }.update(in: q.database) { [$0.name.set(to: text)] }
            }
            try await use("SQL by hand") {
                let texts = try await q.database.query("SELECT \(text) AS x", as: String.self)
                try expect(texts, equals: [text])
            }
            try expect(try await Song.query.count(in: q.database), equals: 9)
        },
        SuiteQueries.test("a text goes through changesets, fixtures, streams, plans and pages as it is") { q in
            for text in hostileTexts {
                var changeset = Changeset<Staff>()
                changeset.cast(["number": "77", "name": text]) { [$0.number, $0.name] }
                let staff = try await changeset.insert(in: q.database)
                try expect(staff.name, equals: text, "what a changeset took")
                let changed = try await staff.update(in: q.database) { $0.name = text }
                let query = Staff.query.where { $0.name == text }
                try expect(try await query.all(in: q.database), equals: [changed], "the staff \(text)")
                var streamed: [String] = []
                for try await row in query.stream(in: q.database) { streamed.append(row.name) }
                try expect(streamed, equals: [text], "what was streamed")
                _ = try await query.explain(in: q.database)
                try expect(try await query.page(1, size: 1, in: q.database).items, equals: [changed])
                try expect(
                    try await Staff.insert(
                        { ($0.number, $0.name) }, from: query.select { ($0.number + 1, $0.name + text) },
                        in: q.database), equals: 1)
                try expect(try await Staff.find(78, in: q.database)?.name, equals: text + text)
                let pieces = SQL.joined([text, text].map { SQL("name = \($0)") }, separator: " OR ")
                let numbers = try await q.database.query(
                    "SELECT number FROM \(Staff.self) WHERE (\(pieces)) AND name IN (\(list: [text, text]))",
                    as: Int.self)
                try expect(numbers, equals: [77])
                let name = "x" + identifier(text, q)
                let names = try await q.database.query("SELECT 1 AS \(Identifier(name))") { $0.name(at: 0) }
                try expect(names, equals: [name], "a column named \(text)")
                try await q.database.withLock("lock " + text, waitingAtMost: .seconds(20)) {}
                try await expectError(.statement, from: "an index named \(text)") {
                    _ = try await Song.query.matching("x", index: text).all(in: q.database)
                }
                try expect(try await Staff.query.where { $0.number > 70 }.delete(in: q.database), equals: 2)
            }
            try expect(try await Staff.query.count(in: q.database), equals: 4)
        },
        SuiteQueries.test("hostile rows are dumped, loaded and turned over by places") { q in
            try await Station.query.unscoped().delete(in: q.database)
            let stations = hostileTexts.enumerated().map {
                Station(id: $0.offset + 1, name: $0.element, isOpen: $0.offset % 2 == 0)
            }
            try await Station.insert(stations, in: q.database)
            let fixtures = Fixtures(Station.self)
            let json = try await fixtures.dump(from: q.database)
            try await Station.query.unscoped().delete(in: q.database)
            try expect(try await fixtures.load(json, into: q.database), equals: stations.count)
            let all = Station.query.unscoped()
            try expect(try await all.order { $0.id.ascending }.all(in: q.database) == stations, "the rows are the same")
            let byName = all.order { $0.name.ascending }
            var seen: [String] = []
            var place: Cursor?
            repeat {
                let page = try await byName.page(after: place, size: 5, in: q.database)
                seen += page.items.map(\.name)
                // As a client sends it back.
                place = page.next.map { Cursor($0.description) }
            } while place != nil
            try expect(Set(seen).count == stations.count && seen.count == stations.count, "each name once: \(seen)")
            for text in hostileTexts {
                do {
                    _ = try await byName.page(after: Cursor(text), size: 1, in: q.database)
                    throw Failure("\(text) was taken for a place")
                } catch let error as InvalidCursor {
                    try expect(
                        error.description,
                        equals: "expected a cursor of an earlier page, got \"\(text.prefix(40))\"")
                }
            }
        },
    ]
}
