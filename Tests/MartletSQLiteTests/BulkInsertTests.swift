import Foundation
import MartletData
import MartletSQLite
import Synchronization
import Testing

/// Remembers the statements that are run.
private final class Texts: DatabaseObserver {
    private let seen = Mutex<[Statement]>([])
    var all: [Statement] { seen.withLock { $0 } }
    func didRun(_ event: QueryEvent) { seen.withLock { $0.append(event.statement) } }
}

/// How many rows go into the database with few statements.
@Suite struct BulkInsertTests {
    private func store() async throws -> Database {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        try await database.createTables(Shelf.self, Product.self)
        return database
    }

    @Test func `statements of the same shape share their text`() async throws {
        let database = try await store()
        let shelves = (1...1_100).map { Shelf(aisle: $0, level: 1, label: "s\($0)") }
        let texts = Texts()
        #expect(try await Shelf.insert(shelves, in: database.observed(by: texts)) == 1_100)
        let inserts = texts.all.filter { $0.sql.hasPrefix("INSERT") }
        #expect(inserts.count == 3)
        #expect(Set(inserts.map(\.text.id)).count == 2)
        #expect(inserts.map(\.isPrepared) == [true, true, false])
        #expect(inserts.map(\.bindings.count) == [1_500, 1_500, 300])
        #expect(try await Shelf.query.order { $0.aisle.ascending }.all(in: database) == shelves)
    }

    @Test func `rows with and without keys go into statements of their own, in order`() async throws {
        let database = try await store()
        let products = [0, 0, 7, 0].enumerated().map { Product(id: $1, code: "p\($0)") }
        let saved = try await Product.insertReturning(products, in: database)
        #expect(saved.map(\.id) == [1, 2, 7, 8])
        #expect(saved.map(\.code) == ["p0", "p1", "p2", "p3"])
        #expect(Set(saved.map(\.moments.created)).count == 1)
        #expect(try await Product.query.order { $0.id.ascending }.all(in: database) == saved)
    }

    @Test func `no rows are no statement`() async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        #expect(try await Product.insert([], in: database) == 0)
        #expect(try await Product.insertReturning([], in: database).isEmpty)
    }
}
