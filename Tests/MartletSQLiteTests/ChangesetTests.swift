import Foundation
import MartletData
import MartletSQLite
import Testing

/// Input from outside on its way into rows.
@Suite struct ChangesetTests {
    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Product.self, Shelf.self, Box.self)
        return database
    }

    @Test func `a form becomes a row`() async throws {
        let database = try await store()
        var form = Changeset<Product>()
        form.cast(["code": "pen", "price": "1.50", "stock": "", "version": "99"]) { [$0.code, $0.price] }
        let pen = try await form.insert(in: database)
        #expect(pen.code == "pen")
        #expect(pen.price == Decimal(string: "1.5"))
        #expect(pen.version == 1)
        #expect(try await Product.find(pen.id, in: database) == pen)
    }

    @Test func `all mistakes come together, by field, in the order of the columns`() throws {
        var input = Changeset<Product>()
        input.cast(["stock": "many", "price": "12345.678"]) { [$0.code, $0.price, $0.stock] }
        input.validate(\.price, "is too dear", code: "dear") { $0 < 100 }
        let error = #expect(throws: ValidationErrors.self) { try input.applied() }
        #expect(
            error?.errors == [
                FieldError("code", "required", "is missing"), FieldError("price", "dear", "is too dear"),
                FieldError("price", "out_of_range", "has more than 4 digits before the point or 2 behind it"),
                FieldError("stock", "invalid", "has to be a whole number"),
            ])
        #expect(error?.byField["price"]?.count == 2)
        #expect(error?["stock"].map(\.description) == ["stock has to be a whole number"])
        var long = Changeset<Product>()
        long.cast(["code": .text(String(repeating: "ü", count: 41))]) { [$0.code] }
        let tooLong = #expect(throws: ValidationErrors.self) { try long.applied() }
        #expect(tooLong?.description == "code has more than 40 characters")
    }

    @Test func `fields may be named like properties and relations`() async throws {
        let database = try await store()
        let pen = try await Product(id: 0, code: "pen").insert(in: database)
        for name in ["product", "product_id", "productID", "productId"] {
            var input = Changeset<Box>()
            input.cast([name: .integer(Int64(pen.id)), "color": "blue"]) { [$0.product, $0.color] }
            #expect(try await input.insert(in: database).product == pen.id)
        }
        var unknown = Changeset<Box>()
        unknown.cast(["product": 1, "color": "pink"]) { [$0.product, $0.color] }
        let error = #expect(throws: ValidationErrors.self) { try unknown.applied() }
        #expect(error?.description == "color has to be a Color (red, blue)")
    }

    @Test func `only what is different is written, and an update without changes is none`() async throws {
        let database = try await store()
        let pen = try await Product(id: 0, code: "pen", stock: 3).insert(in: database)
        var changes = Changeset(pen)
        changes.cast(["code": "pen", "stock": 4]) { [$0.code, $0.stock] }
        #expect(changes.changes == ["stock": .integer(4)])
        let saved = try await changes.save(in: database)
        #expect(saved.stock == 4)
        #expect(saved.version == 2)
        var none = Changeset(saved)
        none.set(\.stock, to: 4)
        #expect(none.isEmpty)
        #expect(try await none.save(in: database) == saved)
        none.fail(\.stock, "is frozen", code: "frozen")
        await #expect(throws: ValidationErrors([FieldError("stock", "frozen", "is frozen")])) {
            try await none.save(in: database)
        }
    }

    @Test func `what the database refuses is told by field`() async throws {
        let database = try await store()
        try await Product(id: 0, code: "pen").insert(in: database)
        var twice = Changeset<Product>()
        twice.cast(["code": "pen"]) { [$0.code] }
        await #expect(throws: ValidationErrors([FieldError("code", "taken", "is taken")])) {
            try await twice.insert(in: database)
        }
        var lost = Changeset<Box>()
        lost.cast(["product": 99]) { [$0.product] }
        await #expect(throws: ValidationErrors([FieldError("product", "reference", "does not exist")])) {
            try await lost.insert(in: database)
        }
    }
}
