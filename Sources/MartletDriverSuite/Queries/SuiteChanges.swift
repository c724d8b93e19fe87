import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DriverSuite {
    static let changeCases = [
        SuiteQueries.test("rows are inserted, also where they collide, and given back") { q in
            let loud = Label(id: 0, name: "loud", uses: 5)
            try await expectError(.unique, from: "a name that is there") { try await loud.insert(in: q.database) }
            try expect(try await loud.insert(onConflict: .ignore, in: q.database), equals: nil)
            let updated = try await loud.insert(
                onConflict: .update(on: { [$0.name] }, set: { [$0.uses] }), in: q.database)
            try expect(updated?.id, equals: 1, "the key of the row that was there")
            try expect(updated?.uses, equals: 5)
            try expect(updated?.version, equals: 2)
            try await Label.insert(
                [Label(id: 0, name: "slow", uses: 7), Label(id: 0, name: "new", uses: 8)],
                onConflict: .update(on: { [$0.name] }, set: { [$0.uses] }), in: q.database)
            let labels = try await Label.query.order { $0.name.ascending }.all(in: q.database)
            try expect(labels.map(\.name), equals: ["loud", "new", "slow"])
            try expect(labels.map(\.uses), equals: [5, 8, 7])
            if q.features.insertReturning {
                let more = try await Label.insertReturning(
                    ["a", "b"].map { Label(id: 0, name: $0) }, in: q.database)
                try expect(more.map(\.name), equals: ["a", "b"])
                try expect(Set(more.map(\.id)).count == 2 && !more.contains { $0.id == 0 }, "keys of \(more)")
            }
            let (found, isNew) = try await Label.findOrCreate(where: { $0.name == "loud" }, in: q.database) {
                Label(id: 0, name: "loud")
            }
            try expect(found.id == 1 && !isNew, "the row that is there: \(found), \(isNew)")
            let created = try await Label.findOrCreate(where: { $0.name == "made" }, in: q.database) {
                Label(id: 0, name: "made")
            }
            try expect(created.isNew && created.row.id > 0, "a new row: \(created)")
            let copied = try await Staff.insert(
                { ($0.number, $0.name) },
                from: Singer.query.where { $0.id < 3 }.select { ($0.id + 100, $0.name) }, in: q.database)
            try expect(copied, equals: 2)
            try expect(try await Staff.find(101, in: q.database)?.name, equals: "Queen")
        },
        SuiteQueries.test("many rows are inserted and updated at once") { q in
            let songs = (1...700).map {
                Song(id: 1000 + $0, name: "Many \($0)", record: 1, seconds: $0, rating: 0.5, isLive: false)
            }
            try expect(try await Song.insert(songs, in: q.database), equals: 700)
            let changed = songs.map { song in
                var song = song
                song.seconds += 1
                song.isLive = song.id % 2 == 0
                song.record = song.id % 2 == 0 ? nil : 2
                return song
            }
            try await Song.update(changed, in: q.database)
            let stored = try await Song.query.where { $0.id > 1000 }.order { $0.id.ascending }.all(in: q.database)
            try expect(stored == changed, "the rows that were written")
            let prices = try await Record.query.all(in: q.database).map { record in
                var record = record
                record.price += 1
                record.released = record.released == nil ? SuiteQueries.moments[0] : nil
                record.code = SuiteQueries.code(UInt8(record.id + 100))
                record.day = nil
                return record
            }
            try await Record.update(prices, in: q.database)
            let order = Record.query.order { $0.id.ascending }
            try expect(try await order.all(in: q.database), equals: prices.sorted { $0.id < $1.id })
            try await Record.update(prices, set: { [$0.title] }, in: q.database)
        },
        SuiteQueries.test("rows are changed by conditions, relations and limits") { q in
            let changed = try await Song.query.where { $0.record.singer.name == "Queen" }
                .update(in: q.database) {
                    [$0.name.set(to: $0.record.title.coalesced("") + "!"), $0.seconds.set(to: $0.seconds + 1)]
                }
            try expect(changed, equals: 4)
            try expect(
                try await Song.query.where { $0.name == "Jazz!" }.order { $0.id.ascending }.all(in: q.database)
                    .map(\.seconds), equals: [101, 201])
            let nulled = try await Song.query.where { $0.id == 8 }.update(in: q.database) {
                [$0.recordID.set(to: nil), $0.rating.set(to: 1.25), $0.isLive.set(to: true)]
            }
            try expect(nulled, equals: 1)
            let row = try await Song.query.where { $0.id == 8 }.one(in: q.database)
            try expect(row.record == nil && row.rating == 1.25 && row.isLive, "the row \(row)")
            if q.features.updateReturning {
                let back = try await Song.query.where { $0.id == 9 }
                    .updateReturning(in: q.database) { [$0.name.set(to: "new")] }
                try expect(back.map(\.name), equals: ["new"])
            } else {
                try await q.refuses("UPDATE … RETURNING; read the rows first, in the same transaction") {
                    _ = try await Song.query.updateReturning(in: q.database) { [$0.name.set(to: "new")] }
                }
            }
            try await SongLabel.query.delete(in: q.database)
            try expect(try await Song.query.order { $0.id.descending }.limit(2).delete(in: q.database), equals: 2)
            try expect(
                try await Song.query.where { $0.record.singer.name == "ABBA" }.delete(in: q.database), equals: 3)
            if q.features.deleteReturning {
                try expect(
                    try await Song.query.where { $0.id == 1 }.deleteReturning(in: q.database).map(\.id), equals: [1])
            }
            try expect(try await Song.query.order { $0.id.ascending }.all(in: q.database).last?.id, equals: 6)
        },
        SuiteQueries.test("a row that another has changed is not overwritten") { q in
            let label = try await Label.query.where { $0.id == 1 }.one(in: q.database)
            let newer = try await label.update(in: q.database) { $0.uses = 1 }
            try expect(newer.version, equals: 2)
            do {
                try await label.update(in: q.database) { $0.uses = 2 }
                throw Failure("a stale row was written")
            } catch let conflict as RowConflict {
                try expect(conflict.reason == .stale, "the reason \(conflict.reason)")
            }
            try expect(try await Label.find(1, in: q.database), equals: newer)
        },
        SuiteQueries.test("rows that are marked as deleted are passed over, but still referred to") { q in
            let queen = try await Singer.query.where { $0.id == 1 }.one(in: q.database)
            try expect(try await queen.delete(in: q.database), "the row is there")
            try expect(try await Singer.query.count(in: q.database), equals: 2)
            try expect(try await Singer.query.onlyDeleted().all(in: q.database).map(\.id), equals: [1])
            try expect(try await Singer.query.includingDeleted().count(in: q.database), equals: 3)
            let records = try await Record.query.order { $0.id.ascending }.with { $0.singer }.all(in: q.database)
            try expect(records.map(\.1.name), equals: ["Queen", "ABBA", "Queen", "ABBA"])
            try expect(records.map { $0.1.deleted == nil }, equals: [false, true, false, true])
            try expect(
                try await Song.query.where { $0.record.singer.name == "Queen" }.count(in: q.database), equals: 4)
            try expect(try await Singer.query.where { $0.id == 1 }.restore(in: q.database), equals: 1)
            try expect(try await Singer.query.count(in: q.database), equals: 3)
            try expect(try await Singer.query.where { $0.id == 3 }.delete(in: q.database), equals: 1)
            try expect(
                try await Singer.query.includingDeleted().where { $0.id == 3 }.deletePermanently(in: q.database),
                equals: 1)
            try expect(try await Singer.query.includingDeleted().count(in: q.database), equals: 2)
        },
        SuiteQueries.test("locked rows are waited for, refused or passed over") { q in
            guard q.features.rowLocks else {
                // One writer at a time: the clause is left out.
                let row = try await Song.query.where { $0.id == 1 }.locked(.update, .skip).one(in: q.database)
                return try expect(row.id, equals: 1)
            }
            for strength in [RowLock.Strength.share, .keyShare, .noKeyUpdate, .update] {
                try await q.database.transaction { transaction in
                    _ = try await Song.query.where { $0.id < 3 }.locked(strength).all(in: transaction)
                }
            }
            try await q.database.transaction { transaction in
                // By its key: a range would lock the row behind its end too in MariaDB.
                _ = try await Song.query.where { $0.id == 1 }.locked().all(in: transaction)
                try await q.database.transaction { other in
                    let free = try await Song.query.where { $0.id < 5 }.order { $0.id.ascending }
                        .locked(.update, .skip).all(in: other)
                    try expect(free.map(\.id), equals: [2, 3, 4], "rows that nobody holds")
                }
                try await expectError(.busy, from: "a locked row") {
                    try await q.database.transaction { other in
                        _ = try await Song.query.where { $0.id == 1 }.locked(.update, .fail).all(in: other)
                    }
                }
            }
        },
        SuiteQueries.test("relations are loaded and asked about") { q in
            let records = try await Record.query.order { $0.id.ascending }
                .with { $0.singer }.with { $0.songs.order { $0.id.descending }.limit(1) }.with { $0.songs.counted }
                .all(in: q.database)
            try expect(records.map(\.1.name), equals: ["Queen", "ABBA", "Queen", "ABBA"])
            try expect(records.map { $0.2.map(\.id) }, equals: [[2], [4], [6], [8]])
            try expect(records.map(\.3), equals: [2, 2, 2, 2])
            let songs = try await Song.query.where { $0.id.isIn([1, 2, 9]) }.order { $0.id.ascending }
                .with { $0.record.with { $0.singer } }.with { $0.labels.order { $0.name.ascending } }
                .all(in: q.database)
            try expect(songs.map { $0.1?.0.title }, equals: ["Jazz", "Jazz", nil])
            try expect(songs.map { $0.1?.1.name }, equals: ["Queen", "Queen", nil])
            try expect(songs.map { $0.2.map(\.name) }, equals: [["loud", "slow"], ["loud"], []])
            let labels = try await Label.query.order { $0.id.ascending }
                .with { $0.songs.order { $0.id.descending }.limit(1) }.all(in: q.database)
            try expect(labels.map { $0.1.map(\.id) }, equals: [[2], [1]])
            let busy = try await Singer.query.where {
                $0.records.exists { $0.title == "Jazz" } && $0.records.count() == 2
            }.order { $0.records.aggregate { $0.price.sum() }.descending }.all(in: q.database)
            try expect(busy.map(\.name), equals: ["Queen"])
            let tagged = try await Song.query.where { $0.labels.exists { $0.name == "slow" } }.all(in: q.database)
            try expect(tagged.map(\.id), equals: [1])
            let titles = try await Song.query.where { $0.id > 7 }.order { $0.id.ascending }
                .select { ($0.record.title, $0.record.singer.name) }.all(in: q.database)
            try expect(titles.map(\.0), equals: ["Gold", nil])
            try expect(titles.map(\.1), equals: ["ABBA", nil])
        },
    ]
}
