import Foundation
import MartletData
import MartletSQLite
import Testing

/// Writes with the rows that they leave.
@Suite struct ChangesTests {
    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Product.self, Shelf.self, Box.self, Parcel.self)
        return database
    }

    @Test func `moments are set, and a version is raised and checked`() async throws {
        let database = try await store()
        let before = Date()
        let pen = try await Product(id: 0, code: "pen").insert(in: database)
        #expect(pen.id == 1)
        #expect(pen.moments.created >= before.addingTimeInterval(-0.001))
        #expect(pen.moments.created == pen.moments.updated)
        let dearer = try await pen.update(in: database) { $0.price = 2 }
        #expect(dearer.version == 2)
        #expect(dearer.moments.updated >= pen.moments.updated)
        #expect(try await Product.find(1, in: database) == dearer)
        let stale = await #expect(throws: RowConflict.self) {
            try await pen.update(in: database) { $0.stock = 5 }
        }
        #expect(stale?.reason == .stale)
        #expect(
            stale?.description
                == "the row of products with the key 1 was changed by another; reload it and try again")
        await #expect(throws: RowConflict.self) { try await pen.delete(in: database) }
        let fresh = try await pen.reloaded(in: database)
        #expect(fresh == dearer)
        try await fresh.update(in: database)
        #expect(try await Product.find(1, in: database)?.version == 3)
    }

    @Test func `an update that changes nothing sends nothing`() async throws {
        let database = try await store()
        let pen = try await Product(id: 0, code: "pen").insert(in: database)
        let same = try await pen.update(in: database) { $0.code = "pen" }
        #expect(same == pen)
        #expect(try await Product.find(1, in: database)?.version == 1)
    }

    @Test func `a deleted row is marked, passed over, restored and removed`() async throws {
        let database = try await store()
        var pen = try await Product(id: 0, code: "pen").insert(in: database)
        #expect(try await pen.delete(in: database))
        #expect(try await !pen.delete(in: database))
        #expect(try await Product.find(pen.id, in: database) == nil)
        #expect(try await Product.query.count(in: database) == 0)
        #expect(try await Product.query.includingDeleted().count(in: database) == 1)
        pen = try await pen.reloaded(in: database)
        #expect(pen.deleted != nil)
        pen = try await pen.restore(in: database)
        #expect(pen.deleted == nil)
        #expect(try await Product.query.count(in: database) == 1)
        #expect(try await pen.deletePermanently(in: database))
        #expect(try await Product.query.includingDeleted().count(in: database) == 0)
    }

    @Test func `rows with a composite key are found, updated and deleted by it`() async throws {
        let database = try await store()
        try await Shelf.insert(
            [Shelf(aisle: 1, level: 1, label: "a"), Shelf(aisle: 1, level: 2, label: "b")], in: database)
        let key = Shelf.Key(aisle: 1, level: 2)
        #expect(try await Shelf.find(key, in: database)?.label == "b")
        try await Shelf(aisle: 1, level: 2, label: "c").update(in: database)
        #expect(try await Shelf.find(key, in: database)?.label == "c")
        #expect(try await Shelf(aisle: 1, level: 1, label: "").delete(in: database))
        #expect(try await Shelf.query.all(in: database) == [Shelf(aisle: 1, level: 2, label: "c")])
        let error = await #expect(throws: RowConflict.self) {
            try await Shelf(aisle: 9, level: 9, label: "").update(in: database)
        }
        #expect(error?.description == "shelves has no row with the key 9, 9; it was deleted or never inserted")
    }

    @Test func `a reference to a composite key is loaded`() async throws {
        let database = try await store()
        let pen = try await Product(id: 0, code: "pen").insert(in: database)
        let shelf = try await Shelf(aisle: 3, level: 4, label: "x").insert(in: database)
        let stored = try await Box(aisle: 3, level: 4, product: pen.id).insert(in: database)
        let loose = try await Box(aisle: nil, level: 4, product: pen.id).insert(in: database)
        let rows = try await Box.query.order { $0.id.ascending }.with { $0.shelf }.with { $0.product }
            .all(in: database)
        #expect(rows.map(\.0) == [stored, loose])
        #expect(rows.map(\.1) == [shelf, nil])
        #expect(rows.allSatisfy { $0.2.id == pen.id })
        let error = await #expect(throws: DatabaseError.self) {
            try await Box(aisle: 7, level: 7, product: pen.id).insert(in: database)
        }
        #expect(error?.kind == .foreignKey)
    }

    @Test func `saving inserts what is new and updates what is there`() async throws {
        let database = try await store()
        let pen = try await Product(id: 0, code: "pen").save(in: database)
        #expect(pen.id == 1)
        var changed = pen
        changed.code = "pencil"
        try await changed.save(in: database)
        #expect(try await Product.query.all(in: database).map(\.code) == ["pencil"])
        let box = Box(product: pen.id)
        try await box.save(in: database)
        try await box.save(in: database)
        #expect(try await Box.query.count(in: database) == 1)
    }

    @Test func `what collides is left, updated or an error, as the rule says`() async throws {
        let database = try await store()
        try await Product(id: 0, code: "pen", price: 1, stock: 3).insert(in: database)
        let other = Product(id: 0, code: "pen", price: 9, stock: 9)
        let error = await #expect(throws: DatabaseError.self) { try await other.insert(in: database) }
        #expect(error?.kind == .unique)
        #expect(try await other.insert(onConflict: .ignore, in: database) == nil)
        let priced = try await other.insert(
            onConflict: .update(on: { [$0.code] }, set: { [$0.price] }), in: database)
        #expect(priced?.id == 1)
        #expect(priced?.price == 9)
        #expect(priced?.stock == 3)
        #expect(priced?.version == 2)
        let all = try await other.insert(onConflict: .update(on: { [$0.code] }), in: database)
        #expect(all?.stock == 9)
        let unchanged = try await Product(id: 0, code: "pen", price: 0, stock: 0).insert(
            onConflict: .update(on: { [$0.code] }, where: { row, new in row.stock < 5 && row.price != new.price }),
            in: database)
        #expect(unchanged == nil)
        let count = try await Product.insert(
            [Product(id: 0, code: "pen", stock: 1), Product(id: 0, code: "ink", stock: 2)],
            onConflict: .update(on: { [$0.code] }, set: { [$0.stock] }), in: database)
        #expect(count == 2)
        #expect(try await Product.query.order { $0.id.ascending }.all(in: database).map(\.stock) == [1, 2])
    }

    @Test func `a row is found or created once, by many at once too`() async throws {
        let database = try await store()
        let results = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let found = try await Product.findOrCreate(where: { $0.code == "pen" }, in: database) {
                        Product(id: 0, code: "pen")
                    }
                    return (found.row.id, found.isNew)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(results.map(\.0)) == [1])
        #expect(results.filter(\.1).count == 1)
        let changed = try await Product.updateOrCreate(
            where: { $0.code == "pen" }, in: database, create: { Product(id: 0, code: "pen") },
            change: { $0.stock = 7 })
        #expect(changed.isNew == false)
        #expect(changed.row.stock == 7)
        let made = try await Product.updateOrCreate(
            where: { $0.code == "ink" }, in: database, create: { Product(id: 0, code: "ink") },
            change: { $0.stock = 8 })
        #expect(made.isNew)
        #expect(try await Product.find(made.row.id, in: database)?.stock == 8)
    }

    @Test func `many rows get their keys, all or none of them`() async throws {
        let database = try await store()
        let rows = (1...5_000).map { Product(id: 0, code: "p\($0)", stock: $0) }
        let saved = try await Product.insertReturning(rows, in: database)
        #expect(saved.map(\.id) == Array(1...5_000))
        #expect(saved.map(\.stock) == Array(1...5_000))
        let twice = (5_001...9_000).map { Product(id: 0, code: $0 == 8_999 ? "p1" : "p\($0)") }
        await #expect(throws: DatabaseError.self) { try await Product.insert(twice, in: database) }
        #expect(try await Product.query.count(in: database) == 5_000)
    }

    @Test func `many rows are updated by their keys`() async throws {
        let database = try await store()
        try await Product.insert((1...450).map { Product(id: $0, code: "p\($0)", stock: 1) }, in: database)
        let changed = (1...449).map { Product(id: $0, code: "q\($0)", price: 3, stock: $0) }
        let count = try await Product.update(changed, set: { [$0.stock, $0.price] }, in: database)
        #expect(count == 449)
        let rows = try await Product.query.order { $0.id.ascending }.all(in: database)
        #expect(rows.map(\.stock) == Array(1...449) + [1])
        #expect(rows.first?.code == "p1")
        #expect(rows.first?.version == 2)
        #expect(rows.last?.price == 0)
        try await Shelf.insert([Shelf(aisle: 1, level: 1, label: "a")], in: database)
        try await Shelf.update([Shelf(aisle: 1, level: 1, label: "b")], in: database)
        #expect(try await Shelf.query.all(in: database).map(\.label) == ["b"])
    }

    @Test func `hooks see rows before and after, and can refuse`() async throws {
        let database = try await store()
        let parcel = try await Parcel(id: 0, address: "Bern").insert(in: database)
        #expect(parcel.address == "BERN")
        try await parcel.update(in: database) { $0.address = "keep" }
        await #expect(throws: Parcel.Refused.self) { try await Parcel(id: 0, address: "").insert(in: database) }
        let kept = try await parcel.reloaded(in: database)
        await #expect(throws: Parcel.Refused.self) { try await kept.delete(in: database) }
        try await parcel.delete(in: database)
        #expect(
            Parcel.told.withLock { $0 } == [
                "will save BERN", "did save 1", "will save KEEP", "did save 1", "will delete 1", "did delete 1",
            ])
    }
}
