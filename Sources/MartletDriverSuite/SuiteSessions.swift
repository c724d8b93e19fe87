import MartletData
import Synchronization

extension DriverSuite {
    static let sessionCases = [
        Case("a session's statements run on one connection, in order") { context in
            let items = try await context.items()
            try await context.driver.withSession(SessionRequest()) { session in
                for id in 0..<20 {
                    _ = try await session.execute(context.insert("items", .integer(Int64(id)), .text("x"), .null))
                    try expect(try await context.number("SELECT count(*) FROM \(items)", in: session), equals: id + 1)
                }
            }
        },
        Case("a transaction that a session leaves open is rolled back") { context in
            let items = try await context.items()
            for _ in 0..<3 {
                try await context.driver.withSession(SessionRequest()) { session in
                    try await session.begin(.default)
                    _ = try await session.execute(context.insert("items", .integer(1), .text("x"), .null))
                }
            }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 0)
        },
        Case("a session that only reads reads") { context in
            let items = try await context.items(3)
            let counts = try await context.driver.withSession(SessionRequest(isReadOnly: true)) { session in
                [
                    try await context.number("SELECT count(*) FROM \(items)", in: session),
                    try await context.number("SELECT count(*) FROM \(items)", in: session),
                ]
            }
            try expect(counts, equals: [3, 3])
        },
        Case("a session that is over refuses to run") { context in
            let escaped = Mutex<(any DatabaseSession)?>(nil)
            try await context.driver.withSession(SessionRequest()) { session in escaped.withLock { $0 = session } }
            guard let session = escaped.withLock({ $0 }) else { throw Failure("no session") }
            try await expectError(.closed, from: "a session that is over") {
                _ = try await session.query("SELECT 1") { $0.count }
            }
            try await expectError(.closed, from: "a session that is over") { try await session.begin(.default) }
        },
        Case("sessions stand beside each other") { context in
            let items = try await context.items(1)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await context.driver.withSession(SessionRequest(isReadOnly: true)) { session in
                            try expect(
                                try await context.number("SELECT count(*) FROM \(items)", in: session), equals: 1)
                        }
                    }
                }
                try await group.waitForAll()
            }
        },
    ]

    static let streamCases = [
        Case("rows come in batches and in order") { context in
            let items = try await context.items(2_345)
            let sizes = Mutex<[Int]>([])
            let rows = Mutex<[Int]>([])
            try await context.database.stream(statement(items, context), batch: 100) {
                try $0.read(Int.self, at: 0)
            } _: {
                batch in
                sizes.withLock { $0.append(batch.count) }
                rows.withLock { $0 += batch }
            }
            try expect(rows.withLock { $0 }, equals: Array(0..<2_345), "the rows")
            let counts = sizes.withLock { $0 }
            try expect(counts.dropLast().allSatisfy { $0 == 100 } && counts.last == 45, "batches of \(counts)")
        },
        Case("a stream without rows ends at once; a batch may be larger than all") { context in
            let items = try await context.items(3)
            _ = items
            let calls = Mutex<[Int]>([])
            let body = { @Sendable (batch: [Int]) in calls.withLock { $0.append(batch.count) } }
            let all = statement(Identifier(context.name("items")), context)
            try await context.database.stream(all, batch: 1000, { try $0.read(Int.self, at: 0) }, body)
            try await context.database.execute("DELETE FROM \(items)")
            try await context.database.stream(all, batch: 1000, { try $0.read(Int.self, at: 0) }, body)
            try expect(calls.withLock { $0 }, equals: [3])
        },
        Case("a stream that is ended early gives its connection back") { context in
            let items = try await context.items(3_000)
            for _ in 0..<30 {
                do {
                    try await context.database.stream(statement(items, context), batch: 10) {
                        try $0.read(Int.self, at: 0)
                    } _: { _ in
                        throw Stop()
                    }
                    throw Failure("what the body threw was lost")
                } catch is Stop {}
            }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 3_000)
        },
        Case("a stream in a transaction, and a statement behind it") { context in
            let items = try await context.items(1_000)
            try await context.database.transaction { transaction in
                let sum = Mutex(0)
                try await transaction.stream(statement(items, context), batch: 64) {
                    try $0.read(Int.self, at: 0)
                } _: {
                    batch in
                    sum.withLock { $0 += batch.reduce(0, +) }
                }
                try expect(sum.withLock { $0 }, equals: 499_500, "the sum")
                do {
                    try await transaction.stream(statement(items, context), batch: 64) {
                        try $0.read(Int.self, at: 0)
                    } _: {
                        _ in
                        throw Stop()
                    }
                } catch is Stop {}
                try await transaction.execute("DELETE FROM \(items) WHERE \(Identifier("id")) > \(9)")
            }
            try expect(try await context.number("SELECT count(*) FROM \(items)"), equals: 10)
        },
        Case("an error in a stream is the database's") { context in
            try await expectError(.statement, from: "a stream of nothing") {
                try await context.database.stream(Statement("SELECT * FROM no_such_table"), batch: 10, { $0.count }) {
                    _ in
                }
            }
        },
    ]

    private static func statement(_ items: Identifier, _ context: SuiteContext) -> Statement {
        Statement(
            StatementText(
                "SELECT \(context.quoted("id", "name")) FROM \(context.dialect.quote(context.name("items"))) ORDER BY "
                    + context.quoted("id")))
    }
}
