import MartletData

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A model with every role.
@Model(table: "suite_wares") struct Ware: Equatable {
    var id: Int
    @Column(max: 40, unique: true) var name: String
    var stock: Int = 0
    @Column(type: .decimal(precision: 6, scale: 2)) var price: Decimal = 1
    @Column(role: .version) var version: Int = 1
    @Column(role: .updated) var updated: Date = Date(timeIntervalSince1970: 0)
    @Column(role: .deleted) var deleted: Date?
    static let labels = ManyToMany<Label>(through: WareLabel.self)
}

/// A model in between whose rows are only marked.
@Model(table: "suite_ware_labels") struct WareLabel: Equatable {
    @BelongsTo(onDelete: .cascade, primaryKey: true) var ware: Ware.ID
    @BelongsTo(onDelete: .cascade, primaryKey: true) var label: Label.ID
    @Column(role: .deleted) var deleted: Date?
}

extension DriverSuite {
    static let writeCases = [
        SuiteQueries.test("what a query changes is stale elsewhere, and marks of deletion stay") { q in
            let ware = try await Ware(id: 0, name: "lamp").insert(in: q.database)
            let changed = try await Ware.query.where { $0.name == "lamp" }.update(in: q.database) {
                [$0.stock.set(to: 5)]
            }
            try expect(changed, equals: 1)
            let stored = try await ware.reloaded(in: q.database)
            try expect(stored.version, equals: 2, "the version after an update by a query")
            try expect(stored.updated > Date(timeIntervalSince1970: 1_000_000_000), "the moment \(stored.updated)")
            try await expectConflict(.stale) { try await ware.update(in: q.database) { $0.stock = 9 } }

            try expect(try await stored.delete(in: q.database), equals: true)
            try await expectConflict(.stale) { try await stored.update(in: q.database) }
            try expect(try await Ware.query.count(in: q.database), equals: 0, "rows that are seen")
            var marked = try await stored.reloaded(in: q.database)
            try expect(marked.version, equals: 3)
            // Writing all columns does not take the mark away, saying so does.
            marked.deleted = nil
            marked = try await marked.update(in: q.database)
            try await Ware.update([marked], in: q.database)
            marked = try await marked.reloaded(in: q.database)
            try expect(try await Ware.query.count(in: q.database), equals: 0, "rows that are seen after updates")
            let restored = try await marked.restore(in: q.database)
            try expect(restored.deleted, equals: nil)
            try expect(restored.stock, equals: 5, "what the database has, not the instance")
            try expect(try await Ware.query.delete(in: q.database), equals: 1)
            try expect(try await Ware.query.restore(in: q.database), equals: 1)
            let last = try await Ware.query.first(in: q.database)
            try expect(last?.version, equals: restored.version + 2)
        },
        SuiteQueries.test("updates of many rows are refused where one was changed by another, and keep none") { q in
            let one = try await Ware(id: 0, name: "one").insert(in: q.database)
            var two = try await Ware(id: 0, name: "two").insert(in: q.database)
            try await Ware.update([one, two], set: { [$0.stock] }, in: q.database)
            var fresh = try await one.reloaded(in: q.database)
            try expect(fresh.version, equals: 2)
            // `two` is the row from before.
            fresh.stock = 7
            two.stock = 7
            let rows = [fresh, two]
            try await expectConflict(.stale) { try await Ware.update(rows, in: q.database) }
            try expect(try await Ware.query.where { $0.stock == 7 }.count(in: q.database), equals: 0, "rows kept")
            try await q.database.transaction { tx in
                try await expectConflict(.stale) { try await Ware.update(rows, in: tx) }
                try await Ware.query.where { $0.name == "one" }.update(in: tx) { [$0.price.set(to: 2)] }
            }
            try expect(try await Ware.query.where { $0.stock == 7 }.count(in: q.database), equals: 0, "rows kept")
            two = try await two.reloaded(in: q.database)
            try await two.deletePermanently(in: q.database)
            let gone = [two]
            try await expectConflict(.missing) { try await Ware.update(gone, in: q.database) }
        },
        SuiteQueries.test("an upsert touches no row that collides in another key") { q in
            let lamp = try await Ware(id: 0, name: "lamp", stock: 1).insert(in: q.database)
            _ = try await Ware(id: 0, name: "desk", stock: 1).insert(in: q.database)
            let other = Ware(id: lamp.id, name: "chair", stock: 9)
            try await expectError(.unique, from: "a row that collides in another key") {
                _ = try await other.insert(onConflict: .update(on: { [$0.name] }), in: q.database)
            }
            try await expectError(.unique, from: "a row that collides in another key") {
                _ = try await Ware.insert([other], onConflict: .update(on: { [$0.name] }), in: q.database)
            }
            try expect(try await lamp.reloaded(in: q.database), equals: lamp)
            // The same key in both is the named one.
            let same = Ware(id: lamp.id, name: "lamp", stock: 5)
            let saved = try await same.insert(onConflict: .update(on: { [$0.name] }), in: q.database)
            try expect(saved?.stock, equals: 5)
            try expect(saved?.version, equals: 2)
        },
        SuiteQueries.test("a limit chooses the rows that an update changes") { q in
            for name in ["a", "b", "c"] { try await Ware(id: 0, name: name, stock: 1).insert(in: q.database) }
            let changed = try await Ware.query.order { $0.name.descending }.limit(2).update(in: q.database) {
                [$0.stock.set(to: $0.stock + 5), $0.price.set(to: 3)]
            }
            try expect(changed, equals: 2)
            let rows = try await Ware.query.order { $0.name.ascending }.all(in: q.database)
            try expect(rows.map(\.stock), equals: [1, 6, 6])
            try expect(rows.map(\.version), equals: [1, 2, 2])
        },
        SuiteQueries.test("a row that is all key is saved, and a key can be changed") { q in
            try await SongLabel(song: 5, label: 1).save(in: q.database)
            try await SongLabel(song: 5, label: 1).save(in: q.database)
            try expect(try await SongLabel.query.where { $0.song.id == 5 }.count(in: q.database), equals: 1)
            let staff = try await Staff.find(4, in: q.database)
            guard let staff else { throw Failure("there is no row 4") }
            let moved = try await staff.update(in: q.database) {
                $0.number = 40
                $0.name = "moved"
            }
            try expect(moved.number, equals: 40)
            try expect(try await Staff.find(4, in: q.database), equals: nil)
            try expect(try await Staff.find(40, in: q.database)?.name, equals: "moved")
        },
        SuiteQueries.test("links that are marked are gone, and added again") { q in
            let ware = try await Ware(id: 0, name: "lamp").insert(in: q.database)
            let labels = try await Label.query.order { $0.id.ascending }.all(in: q.database)
            try await ware.add(labels, to: { $0.labels }, in: q.database)
            try expect(try await ware.remove(labels.prefix(1), from: { $0.labels }, in: q.database), equals: 1)
            try expect(try await WareLabel.query.count(in: q.database), equals: 1)
            try expect(try await WareLabel.query.includingDeleted().count(in: q.database), equals: 2, "marked rows")
            try await ware.add(labels, to: { $0.labels }, in: q.database)
            try expect(try await WareLabel.query.count(in: q.database), equals: 2)
            try await ware.set({ $0.labels }, to: labels.suffix(1), in: q.database)
            try expect(try await WareLabel.query.all(in: q.database).map(\.label), equals: labels.suffix(1).map(\.id))
        },
        SuiteQueries.test("one savepoint of a transaction at a time") { q in
            let wrong =
                "a savepoint of the transaction is open; use the transaction that its body gets, one savepoint at a time"
            try await q.database.transaction { tx in
                try await tx.transaction { inner in
                    let error = try await expectError(.unsupported, from: "the outer transaction") {
                        try await Ware(id: 0, name: "outside").insert(in: tx)
                    }
                    try expect(error.message, equals: wrong)
                    try await expectError(.unsupported, from: "a second savepoint") {
                        try await tx.transaction { _ in }
                    }
                    try await Ware(id: 0, name: "inside").insert(in: inner)
                }
                try await Ware(id: 0, name: "after").insert(in: tx)
            }
            try expect(
                try await Ware.query.order { $0.id.ascending }.all(in: q.database).map(\.name),
                equals: ["inside", "after"])
        },
        SuiteQueries.test("a transaction goes on behind a stream that is left and behind input that is refused") { q in
            try await q.database.transaction { tx in
                for _ in 1...20 {
                    for try await song in Song.query.order({ $0.id.ascending }).stream(batch: 1, in: tx) {
                        try expect(song.id, equals: 1)
                        break
                    }
                    try expect(try await Song.query.count(in: tx), equals: 9)
                }
                var wrong = Changeset<Label>()
                wrong.cast(["name": "loud"]) { [$0.name] }
                do {
                    try await wrong.insert(in: tx)
                    throw Failure("a name that is there was taken")
                } catch let errors as ValidationErrors {
                    try expect(errors.errors.map(\.field), equals: ["name"])
                }
                try await Label(id: 0, name: "fine").insert(in: tx)
            }
            try expect(try await Label.query.where { $0.name == "fine" }.count(in: q.database), equals: 1)
        },
        SuiteQueries.test("decimals that would be rounded are refused") { q in
            for price in ["1.005", "12345.5", "-0.001"] {
                let number = try parsed(price)
                let error = try await expectError(.value, from: price) {
                    try await Ware(id: 0, name: "lamp", price: number).insert(in: q.database)
                }
                try expect(error.columns, equals: ["price"])
            }
            let exact = try parsed("1234.50")
            let ware = try await Ware(id: 0, name: "lamp", price: exact).insert(in: q.database)
            try await expectError(.value, from: "an update") {
                try await ware.update(in: q.database) { $0.price = exact / 1000 }
            }
            try await expectError(.value, from: "an update of many") {
                try await Ware.update([Ware(id: ware.id, name: "lamp", price: exact / 1000)], in: q.database)
            }
            try expect(try await ware.reloaded(in: q.database).price, equals: exact)
        },
        SuiteQueries.test("all assignments see the row as it was") { q in
            try await Song.query.where { $0.id == 1 }.update(in: q.database) {
                [$0.seconds.set(to: $0.seconds + 1), $0.rating.set(to: $0.seconds.cast(to: Double.self))]
            }
            let song = try await Song.find(1, in: q.database)
            try expect(song?.seconds, equals: 101)
            try expect(song?.rating, equals: 100)
        },
        SuiteQueries.test("a row that is marked is in the way of a new one, and said to be") { q in
            let ware = try await Ware(id: 0, name: "lamp").insert(in: q.database)
            try await ware.delete(in: q.database)
            do {
                _ = try await Ware.findOrCreate(where: { $0.name == "lamp" }, in: q.database) {
                    Ware(id: 0, name: "lamp")
                }
                throw Failure("a row was found or made")
            } catch let error as QueryError {
                try expect(
                    error.description,
                    equals:
                        "the row of suite_wares that findOrCreate asks for is there, but marked as deleted or outside of "
                        + "the model's scope; restore it, or ask for it with includingDeleted() or unscoped()")
            }
        },
        SuiteQueries.test("a lock is waited for as long as was said") { q in
            try await q.database.withLock("suite lock") {
                let start = ContinuousClock.now
                try await expectError(.busy, from: "a lock that is held") {
                    try await q.database.withLock("suite lock", waitingAtMost: .milliseconds(400)) {}
                }
                let waited = ContinuousClock.now - start
                try expect(waited >= .milliseconds(400), "it waited for \(waited)")
            }
            try await q.database.withLock("suite lock", waitingAtMost: .zero) {}
        },
    ]

    private static func parsed(_ text: String) throws -> Decimal {
        guard let number = Decimal(string: text) else { throw Failure("\(text) is no decimal") }
        return number
    }

    private static func expectConflict(_ reason: RowConflict.Reason, _ body: () async throws -> some Any) async throws {
        do { _ = try await body() } catch let conflict as RowConflict {
            return try expect(conflict.reason, equals: reason)
        }
        throw Failure("expected a conflict, \(reason)")
    }
}
