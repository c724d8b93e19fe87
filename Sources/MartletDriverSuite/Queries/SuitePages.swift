import MartletData

extension DriverSuite {
    static let pageCases = [
        SuiteQueries.test("relations of relations are loaded, limited for each row, by one query each") { q in
            let scope = DatabaseScope()
            let singers = try await scope.run {
                try await Singer.query.order { $0.id.ascending }.with {
                    $0.records.order { $0.id.descending }.limit(1).with { $0.songs.order { $0.id.descending }.limit(1) }
                }.all(in: q.database)
            }
            try expect(scope.count, equals: 3, "statements")
            try expect(singers.map { $0.1.map(\.0.title) }, equals: [["News"], ["Gold"], []])
            try expect(singers.map { $0.1.flatMap { $0.1.map(\.id) } }, equals: [[6], [8], []])
            let songs = try await Song.query.where { $0.id < 4 }.order { $0.id.ascending }.with {
                $0.labels.order { $0.name.ascending }.limit(1).with { $0.songs.order { $0.id.descending }.limit(1) }
            }.all(in: q.database)
            try expect(songs.map { $0.1.map(\.0.name) }, equals: [["loud"], ["loud"], []])
            try expect(songs.map { $0.1.flatMap { $0.1.map(\.id) } }, equals: [[2], [2], []])
            let chosen = try await Singer.query.order { $0.id.ascending }
                .with { $0.records.where { $0.title.contains("a") }.order { $0.title.ascending } }
                .with { $0.records.aggregated { $0.price.maximum() } }.with { $0.records.counted { $0.id > 2 } }
                .all(in: q.database)
            try expect(chosen.map { $0.1.map(\.title) }, equals: [["Jazz"], ["Arrival"], []])
            try expect(chosen.map { $0.2.map { "\($0)" } }, equals: ["3.1", "4.1", nil])
            try expect(chosen.map(\.3), equals: [1, 1, 0])
        },
        SuiteQueries.test("pages beyond the end, before the beginning and of chosen columns") { q in
            let songs = Song.query.order { $0.id.ascending }
            let last = try await songs.page(3, size: 4, in: q.database)
            try expect(last.items.map(\.id), equals: [9])
            try expect(last.count == 3 && !last.hasNext && last.hasPrevious, "the last of \(last.count) pages")
            try expect(try await songs.page(4, size: 4, in: q.database).items, equals: [])
            try expect(try await songs.page(.max, size: .max, in: q.database).items, equals: [])
            try expect(try await songs.page(.min, size: -1, in: q.database).items.map(\.id), equals: [1])
            let names = try await Song.query.order { $0.id.ascending }.select { ($0.id, $0.name) }
                .page(2, size: 5, in: q.database)
            try expect(names.items.map(\.0), equals: [6, 7, 8, 9])
            try expect(names.total, equals: 9)
            try expect(try await songs.limit(3).offset(2).all(in: q.database).map(\.id), equals: [3, 4, 5])
            try expect(try await songs.limit(0).all(in: q.database), equals: [])
            try expect(try await songs.offset(7).all(in: q.database).map(\.id), equals: [8, 9])
            try expect(try await songs.limit(2).count(in: q.database), equals: 9, "the count without the limit")
            try expect(
                try await Record.query.select { $0.singerID }.distinct().count(in: q.database), equals: 2)
            try expect(
                try await Song.query.group { $0.recordID }.select { $0.recordID }.count(in: q.database), equals: 5)
            try expect(try await Song.query.where { $0.id > 99 }.exists(in: q.database), equals: false)
            try expect(try await songs.offset(8).exists(in: q.database), equals: true)
            try expect(try await songs.offset(9).exists(in: q.database), equals: false)
        },
        SuiteQueries.test("the rows of a page bring the number of all with them") { q in
            let named = Song.query.where { $0.record.singer.name != "" && $0.id > 2 }
            let queries: [(ModelQuery<Song, Song>, number: Int, ids: [Int], total: Int, statements: Int)] = [
                (Song.query, 2, [5, 6, 7, 8], 9, 1), (Song.query, 4, [], 9, 2), (Song.query, .max, [], 9, 1),
                (Song.query.where { $0.id > 99 }, 1, [], 0, 1), (Song.query.where { $0.id > 99 }, 2, [], 0, 2),
                (Song.query.where { $0.id.isIn([2, 4, 9]) }.limit(1).offset(7), 1, [2, 4, 9], 3, 1),
                (
                    named, 1, try await named.order { $0.id.ascending }.limit(4).all(in: q.database).map(\.id),
                    try await named.count(in: q.database), 1
                ),
            ]
            for (query, number, ids, total, statements) in queries {
                let scope = DatabaseScope()
                let page = try await scope.run {
                    try await query.order { $0.id.ascending }.page(number, size: 4, in: q.database)
                }
                try expect(page.items.map(\.id), equals: ids)
                try expect(page.total, equals: total)
                try expect(scope.count, equals: statements, "statements")
            }
            // Ordered by a relation, with others loaded, and in a transaction.
            let loaded = try await q.database.transaction { transaction in
                try await Song.query.order { $0.record.title.descending }.order { $0.id.ascending }.with { $0.labels }
                    .page(1, size: 2, in: transaction)
            }
            let whole = try await Song.query.order { $0.record.title.descending }.order { $0.id.ascending }
                .with { $0.labels }.all(in: q.database)
            try expect(loaded.items.map(\.0.id), equals: whole.prefix(2).map(\.0.id))
            try expect(loaded.items.map { $0.1.count }, equals: whole.prefix(2).map { $0.1.count })
            try expect(loaded.total, equals: whole.count)
        },
        SuiteQueries.test("one row is one row") { q in
            for (ids, problem) in [([], "none"), ([1, 2], "several")] as [([Int], String)] {
                do {
                    _ = try await Song.query.where { $0.id.isIn(ids) }.one(in: q.database)
                    throw Failure("`one` found one among \(ids)")
                } catch let error as QueryError {
                    try expect(error.description, equals: "expected one row of suite_songs, got \(problem)")
                }
            }
            try expect(try await Song.query.where { $0.id > 99 }.first(in: q.database), equals: nil)
            try expect(try await Song.find(99, in: q.database), equals: nil)
            try expect(Set(try await Song.find([1, 3, 99], in: q.database).map(\.id)), equals: [1, 3])
        },
        SuiteQueries.test("queries see what the model's scope lets through") { q in
            let stations = Station.query.order { $0.id.ascending }
            try expect(try await stations.all(in: q.database).map(\.id), equals: [1, 3])
            try expect(try await stations.unscoped().all(in: q.database).map(\.id), equals: [1, 2, 3])
            try expect(try await Station.query.count(in: q.database), equals: 2)
            try expect(try await Station.find(2, in: q.database), equals: nil)
            try expect(
                try await Station.query.update(in: q.database) { [$0.name.set(to: $0.name + "!")] }, equals: 2)
            try expect(try await Station.query.delete(in: q.database), equals: 2)
            try expect(try await Station.query.unscoped().all(in: q.database).map(\.name), equals: ["Station 2"])
        },
    ]
}
