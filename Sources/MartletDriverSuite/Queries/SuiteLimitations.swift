import MartletData

extension DriverSuite {
    static let limitationCases = [
        SuiteQueries.test("joins that only some databases have") { q in
            let full = Staff.query.fullJoin(Record.table) { staff, record in staff.number == record.id + 1 }
                .select { ($0.number, $1.id) }
            if q.family == .mysql {
                try await q.refuses(
                    "FULL JOIN; unite a left join with the rows of a right join that it lacks"
                ) { _ = try await full.all(in: q.database) }
            } else {
                let rows = try await full.all(in: q.database)
                let pairs = Set(rows.map { "\($0.0.map(String.init) ?? "-") \($0.1.map(String.init) ?? "-")" })
                try expect(pairs, equals: ["1 -", "2 1", "3 2", "4 3", "- 4"])
            }
            let lateral = Singer.query.order { $0.id.ascending }.joinLateral { singer in
                Record.query.where { $0.singerID == singer.id }.order { $0.id.descending }.limit(1).asTable("latest")
            }.select { ($0.name, $1.title) }
            if q.family == .postgres {
                try expect(
                    try await lateral.all(in: q.database).map { "\($0.0): \($0.1)" },
                    equals: ["Queen: News", "ABBA: Gold"])
            } else if q.context.dialect.name != "MySQL" {
                try await q.refuses("LATERAL joins; read the value in `select` from a subquery instead") {
                    _ = try await lateral.all(in: q.database)
                }
            }
            let crossed = try await Singer.query.crossJoin(Label.table).select { ($0.id, $1.id) }.all(in: q.database)
            try expect(crossed.count, equals: 6)
        },
        SuiteQueries.test("lists that keep their duplicates") { q in
            let recorded = Record.query.select { $0.singerID }
            let singers = Singer.query.select { $0.id }
            let rest = recorded.subtracting(singers, keepingDuplicates: true).order { $0[1].ascending }
            let both = recorded.intersection(recorded, keepingDuplicates: true).order { $0[1].ascending }
            let instead = "leave `keepingDuplicates` out, or count the rows of each value with `group`"
            if q.family == .sqlite {
                try await q.refuses("EXCEPT ALL; \(instead)") { _ = try await rest.all(in: q.database) }
                try await q.refuses("INTERSECT ALL; \(instead)") { _ = try await both.all(in: q.database) }
            } else {
                try expect(try await rest.all(in: q.database), equals: [1, 2])
                try expect(try await both.all(in: q.database), equals: [1, 1, 2, 2])
            }
        },
        SuiteQueries.test("lists are asked for their elements, and ranges for what they hold") { q in
            func ids(_ condition: @Sendable (Lists.Fields) -> SQLExpression<Bool>) async throws -> [Int] {
                try await Lists.query.where(condition).order { $0.id.ascending }.all(in: q.database).map(\.id)
            }
            let hostile = "a\", 'b}"
            let lists = [["x", "y"], [], [hostile, "y"]].enumerated().map {
                Lists(id: $0.offset + 1, names: $0.element)
            }
            try await Lists.insert(lists, in: q.database)
            try expect(try await Lists.query.order { $0.id.ascending }.all(in: q.database), equals: lists)
            try expect(try await ids { $0.names.contains("y") }, equals: [1, 3])
            try expect(try await ids { $0.names.contains(hostile) }, equals: [3])
            try expect(try await ids { $0.names.contains("z") }, equals: [])
            guard q.features.arraysAndRanges else {
                try await q.refuses("array operators; ask for single elements with `contains`, or keep them in a table")
                {
                    _ = try await ids { $0.names.overlaps(["x"]) }
                }
                try await q.refuses("ANY and ALL of arrays; keep the elements in a table and use `exists`") {
                    _ = try await ids { SQL.value("x").isAny(of: $0.names) }
                }
                return try await q.refuses("ranges; store both ends in columns and compare them") {
                    _ = try await Spans.query.where { $0.span.contains(3) }.all(in: q.database)
                }
            }
            try expect(try await ids { $0.names.contains(all: ["y", "x"]) }, equals: [1])
            try expect(try await ids { $0.names.overlaps(["x", hostile]) }, equals: [1, 3])
            try expect(try await ids { $0.names.isContained(in: ["x", "y"]) }, equals: [1, 2])
            try expect(try await ids { SQL.value("x").isAny(of: $0.names) }, equals: [1])
            try expect(try await ids { SQL.value("x").isNone(of: $0.names) }, equals: [2, 3])
            try await Spans.insert([Spans(id: 1, span: 1..<5), Spans(id: 2, span: 5..<9)], in: q.database)
            func spans(_ condition: @Sendable (Spans.Fields) -> SQLExpression<Bool>) async throws -> [Int] {
                try await Spans.query.where(condition).order { $0.id.ascending }.all(in: q.database).map(\.id)
            }
            try expect(try await spans { $0.span.contains(5) }, equals: [2])
            try expect(try await spans { $0.span.contains(2..<3) }, equals: [1])
            try expect(try await spans { $0.span.overlaps(4..<6) }, equals: [1, 2])
            try expect(try await spans { $0.span.isBefore(5..<6) }, equals: [1])
            try expect(try await spans { $0.span.isAfter(4..<5) }, equals: [2])
            try expect(try await spans { $0.span.isAdjacent(to: 9..<10) }, equals: [2])
            try expect(try await spans { $0.span.isEmpty }, equals: [])
            let ends = try await Spans.query.order { $0.id.ascending }.select {
                ($0.span.lowerBound, $0.span.upperBound)
            }
            .all(in: q.database)
            try expect(ends.map(\.0), equals: [1, 5])
            try expect(ends.map(\.1), equals: [5, 9])
        },
        SuiteQueries.test("what no database can do is said before anything is sent") { q in
            let scope = DatabaseScope()
            try await scope.run {
                try await q.refuses("hours, minutes and seconds of days; add them to a moment") {
                    _ = try await Record.query.select { $0.day.adding(1, .hour) }.all(in: q.database)
                }
                let family = q.family
                let unknown = SQLFunction<(String), Int>(
                    "elsewhere", sqlite: family == .sqlite ? nil : "1", postgres: family == .postgres ? nil : "1",
                    mysql: family == .mysql ? nil : "1")
                try await q.refuses(
                    "text of the function `elsewhere`; give its SQLFunction the argument `\(family.rawValue):`"
                ) { _ = try await Song.query.select { unknown($0.name) }.all(in: q.database) }
                let error = try await expectError(.statement, from: "a search without an index") {
                    _ = try await Label.query.matching("x").all(in: q.database)
                }
                try expect(
                    error.message,
                    equals:
                        "suite_labels has no index of the method \"fulltext\" for this search; declare one for its columns of text"
                )
                do {
                    try await Song.query.update(in: q.database) { [$0.record.title.set(to: "x")] }
                    throw Failure("a column of another table was set")
                } catch let error as QueryError {
                    try expect(
                        error.description,
                        equals: "an update of suite_songs sets something that is no column of it; set its own columns")
                }
            }
            try expect(scope.count, equals: 0, "statements that were sent")
            let length = SQLFunction<(String), Int>(
                "length", sqlite: "length({1})", postgres: "char_length({1})", mysql: "char_length({1})")
            let reversed = SQLFunction<(String, String), String>("concat", sqlite: "{2} || {1}")
            let song = Song.query.where { $0.id == 1 }
            try expect(try await song.select { length($0.name) }.one(in: q.database), equals: 6)
            if q.family == .sqlite {
                try expect(
                    try await song.select { reversed($0.name, SQL.value("1 ")) }.one(in: q.database), equals: "1 Song 1"
                )
            }
        },
    ]
}
