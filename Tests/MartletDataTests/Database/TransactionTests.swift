import Synchronization
import Testing

@testable import MartletData

/// Transactions as the statements and hooks that they are.
@Suite struct TransactionTests {
    private struct Refusal: Error {}

    private final class Notes: Sendable {
        private let list = Mutex<[String]>([])
        var all: [String] { list.withLock { $0 } }
        func add(_ note: String) { list.withLock { $0.append(note) } }
    }

    @Test func `what returns is committed, what throws is rolled back`() async throws {
        let driver = RecordingDriver()
        let database = Database(driver)
        let value = try await database.transaction { tx in
            _ = try await tx.execute(Statement("a"))
            return 7
        }
        #expect(value == 7)
        await #expect(throws: Refusal.self) {
            try await database.transaction { tx in
                _ = try await tx.execute(Statement("b"))
                throw Refusal()
            }
        }
        #expect(driver.log == ["begin", "a", "commit", "begin", "b", "rollback"])
    }

    @Test func `a transaction inside one is a savepoint`() async throws {
        let driver = RecordingDriver()
        try await Database(driver).transaction { tx in
            try await tx.transaction { inner in
                _ = try await inner.execute(Statement("a"))
                try await inner.transaction { _ in }
            }
            await #expect(throws: Refusal.self) { try await tx.transaction { _ in throw Refusal() } }
        }
        #expect(
            driver.log == [
                "begin", #"SAVEPOINT "savepoint_1""#, "a", #"SAVEPOINT "savepoint_2""#,
                #"RELEASE SAVEPOINT "savepoint_2""#, #"RELEASE SAVEPOINT "savepoint_1""#,
                #"SAVEPOINT "savepoint_1""#, #"ROLLBACK TO SAVEPOINT "savepoint_1""#,
                #"RELEASE SAVEPOINT "savepoint_1""#, "commit",
            ])
    }

    @Test func `hooks run after the end that they wait for, those of an undone savepoint do not`() async throws {
        let driver = RecordingDriver()
        let notes = Notes()
        try await Database(driver).transaction { tx in
            tx.onCommit { notes.add("first, after \(driver.log.last ?? "")") }
            tx.onRollback { notes.add("never") }
            try? await tx.transaction { inner in
                inner.onCommit { notes.add("undone") }
                inner.onRollback { notes.add("cleaned") }
                throw Refusal()
            }
            try await tx.transaction { inner in inner.onCommit { notes.add("kept") } }
        }
        #expect(notes.all == ["cleaned", "first, after commit", "kept"])
    }

    @Test func `a hook that fails stops no other`() async throws {
        let notes = Notes()
        try await Database(RecordingDriver()).transaction { tx in
            tx.onCommit { throw Refusal() }
            tx.onCommit { notes.add("second") }
        }
        #expect(notes.all == ["second"])
    }

    @Test func `when the commit fails nothing was committed`() async throws {
        let full = DatabaseError(.full, "the disk is full")
        let driver = RecordingDriver(failures: ["commit": [full]])
        let notes = Notes()
        let error = await #expect(throws: DatabaseError.self) {
            try await Database(driver).transaction { tx in
                tx.onCommit { notes.add("committed") }
                tx.onRollback { notes.add("rolled back") }
            }
        }
        #expect(error?.kind == .full)
        #expect(notes.all == ["rolled back"])
        #expect(driver.log == ["begin", "commit", "rollback"])
    }

    @Test func `those that collide run again, with fresh hooks, as often as was said`() async throws {
        let collision = DatabaseError(.serialization, "could not serialize access")
        let driver = RecordingDriver(failures: ["commit": [collision], "a": [DatabaseError(.deadlock, "deadlock")]])
        let notes = Notes()
        try await Database(driver).transaction(TransactionOptions(isolation: .serializable, retries: 2)) { tx in
            tx.onCommit { notes.add("committed") }
            _ = try await tx.execute(Statement("a"))
        }
        #expect(notes.all == ["committed"])
        #expect(driver.log == ["begin", "a", "rollback", "begin", "a", "commit", "rollback", "begin", "a", "commit"])

        let always = RecordingDriver(failures: ["commit": [collision, collision]])
        let error = await #expect(throws: DatabaseError.self) {
            try await Database(always).transaction(TransactionOptions(retries: 1)) { _ in }
        }
        #expect(error?.kind == .serialization)
        #expect(always.log.count(where: { $0 == "begin" }) == 2)
    }

    @Test func `a transaction that has ended is of no use`() async throws {
        let escaped = Mutex<Transaction?>(nil)
        let driver = RecordingDriver()
        try await Database(driver).transaction { tx in escaped.withLock { $0 = tx } }
        let transaction = try #require(escaped.withLock { $0 })
        let error = await #expect(throws: DatabaseError.self) { try await transaction.execute(Statement("late")) }
        #expect(
            error?.description
                == "the transaction has ended; use it only inside its body, and await there what uses it (late)")
        #expect(!driver.log.contains("late"))
    }

    @Test func `a test's transaction leaves nothing behind`() async throws {
        let driver = RecordingDriver()
        let value = try await Database(driver).rolledBack { tx in
            _ = try await tx.execute(Statement("a"))
            return 3
        }
        #expect(value == 3)
        #expect(driver.log == ["begin", "a", "rollback"])
    }
}
