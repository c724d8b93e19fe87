import Foundation
import Logging
import Martlet
import Synchronization
import Testing

/// The code of Documentation/Guides/Transactions.md.
@Suite struct TransactionsGuide {
    @Model struct Order {
        var id: Int
        var customer: String
    }

    @Model struct Stock {
        var id: Int
        var product: String
    }

    struct Refused: Error {}

    private final class Mail: Sendable {
        private let list = Mutex<[String]>([])
        var sent: [String] { list.withLock { $0 } }
        func send(_ text: String) { list.withLock { $0.append(text) } }
    }

    @Test func `what the guide says`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try Database("sqlite:\(folder)/shop.sqlite", drivers: [.sqlite])
        try await database.createTables(Order.self, Stock.self)
        let mail = Mail()

        let order = try await database.transaction { tx in
            let order = try await Order(id: 0, customer: "Ada").insert(in: tx)
            try await Stock.query.where { $0.id == 1 }.delete(in: tx)
            tx.onCommit { mail.send("thank you, Ada") }
            return order
        }
        #expect(order.id == 1)
        #expect(mail.sent == ["thank you, Ada"])

        try await database.transaction { tx in
            try await Order(id: 0, customer: "Grace").insert(in: tx)
            try? await tx.transaction { inner in
                try await Order(id: 0, customer: "nobody").insert(in: inner)
                throw Refused()
            }
        }
        #expect(try await Order.query.all(in: database).map(\.customer) == ["Ada", "Grace"])

        let options = TransactionOptions(isolation: .serializable, retries: 3)
        try await database.transaction(options) { tx in
            guard try await Order.query.count(in: tx) < 100 else { throw Refused() }
            try await Order(id: 0, customer: "Linus").insert(in: tx)
        }

        try await assertQueries(2) {
            try await Order(id: 0, customer: "Barbara").insert(in: database)
            _ = try await Order.query.all(in: database)
        }

        try await database.rolledBack { tx in
            try await Order(id: 0, customer: "Test").insert(in: tx)
            #expect(try await Order.query.where { $0.customer == "Test" }.count(in: tx) == 1)
        }
        #expect(try await Order.query.count(in: database) == 4)
        try await database.close()
    }

    @Test func `locks by name`() async throws {
        let database = try Database("sqlite::memory:", drivers: [.sqlite])
        let mail = Mail()
        @Sendable func report() async throws { mail.send("report") }
        try await database.withLock("nightly report", waitingAtMost: .seconds(5)) {
            try await report()
        }
        #expect(mail.sent == ["report"])
        let error = await #expect(throws: DatabaseError.self) {
            try await database.withLock("held") {
                try await database.withLock("held", waitingAtMost: .milliseconds(20)) {}
            }
        }
        #expect(error?.message == "the lock `held` was not free within 0.02 seconds")
    }

    @Test func `replicas and a log`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let database = try Database(
            "sqlite:\(folder)/primary.sqlite", replicas: ["sqlite:\(folder)/copy.sqlite"], drivers: [.sqlite])
        try await database.createTables(Order.self)
        try await Order(id: 0, customer: "Ada").insert(in: database)
        // The copy of this test is never filled.
        await #expect(throws: DatabaseError.self) { try await Order.query.count(in: database) }
        #expect(try await Order.query.count(in: database.primary) == 1)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let logged = database.observed(by: QueryLog(logger: logger, slowerThan: .milliseconds(200)))
        #expect(try await Order.query.count(in: logged.primary) == 1)
        try await database.close()
    }
}
