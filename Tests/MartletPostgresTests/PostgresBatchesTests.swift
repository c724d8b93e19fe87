import Foundation
import MartletData
import Synchronization
import Testing

@testable import MartletPostgres

/// Quick statements that stand alone share connections, and nobody notices.
@Suite struct PostgresBatchesTests {
    /// A table of rows from 0 to 99, whose value is ten times the key, and a quick statement that reads one.
    private struct Rows: Sendable {
        let table: String
        let read: StatementText

        init(_ database: Database) async throws {
            table = "b_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
            read = StatementText("SELECT value FROM \(table) WHERE id = $1")
            try await database.run("CREATE TABLE \(table) (id bigint PRIMARY KEY, value bigint)")
            try await database.run(
                "INSERT INTO \(table) SELECT number, number * 10 FROM generate_series(0, 99) AS number")
            try await prove(read, [.integer(1)], database)
        }

        func value(_ id: Int, _ database: Database) async throws -> DatabaseValue? {
            try await database.query(Statement(read, [.integer(Int64(id))])) { $0.value(at: 0) }.first
        }

        /// Runs a statement until it counts as quick.
        func prove(_ text: StatementText, _ values: [DatabaseValue], _ database: Database) async throws {
            let driver = try #require(database.driver as? PostgresDriver)
            let statement = Statement(text, values)
            for _ in 0..<1000 where driver.descriptions.find(statement)?.speed.isQuick != true {
                _ = try await database.query(statement) { $0.count }
            }
            #expect(driver.descriptions.find(statement)?.speed.isQuick == true)
        }

        func drop(_ database: Database) async throws { try await database.run("DROP TABLE \(table)") }
    }

    @Test(.timeLimit(.minutes(1))) func `a batch whose last statement was cancelled before it was sent is watched`()
        async throws
    {
        let options = try PostgresOptions(
            DatabaseURL(TestServer.url("statement_timeout=1s&pool_wait=60&connect_timeout=60")))
        let descriptions = PostgresDescriptions()
        let connection = try await PostgresConnection.connect(options, descriptions)
        let text = StatementText("SELECT pg_sleep($1)")
        _ = try await connection.run(Statement(text, [.real(0)]))
        // So that the server does not end it.
        _ = try await connection.run(Statement("SET statement_timeout = 0"))
        let statement = Statement(text, [.real(40)])
        let description = try #require(descriptions.find(statement))
        let items = [0, 1].map { _ in PostgresBatches.Item(statement, description, wait: .seconds(60)) }
        items[1].request.isCancelled = true
        let clock = ContinuousClock()
        let start = clock.now
        let answer = await withCheckedContinuation { continuation in
            items[0].request.continuation = continuation
            connection.send(items) {}
        }
        guard case .failure(let error as DatabaseError) = answer else {
            Issue.record("expected an error")
            return
        }
        #expect(error.kind == .timeout, "\(error)")
        #expect(clock.now - start < .seconds(30))
        await connection.close()
    }

    @Test(.timeLimit(.minutes(1))) func `a connection that does not answer when it is tried is given up soon`()
        async throws
    {
        let options = try PostgresOptions(
            DatabaseURL(TestServer.url("pool_check_timeout=200ms&pool_wait=60&connect_timeout=60")))
        let connection = try await PostgresConnection.connect(options, PostgresDescriptions())
        async let sleeping = connection.run(Statement("SELECT pg_sleep(40)"), isCancellable: false)
        try await Task.sleep(for: .milliseconds(100))
        let start = ContinuousClock.now
        #expect(await connection.check() == false)
        #expect(ContinuousClock.now - start < .seconds(20))
        _ = try? await sleeping
    }

    @Test func `a breach of the protocol loses the connection where the server says so`() {
        #expect(PostgresErrors.kind("08P01", severity: "ERROR") == .statement)
        #expect(PostgresErrors.kind("08P01", severity: "FATAL") == .connection)
    }

    /// How long a test waits for what should happen at once on a quiet machine.
    private static let patience = Duration.seconds(20)

    private func eventually(_ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while try await !condition() {
            guard ContinuousClock.now < deadline else {
                Issue.record("it did not happen within \(Self.patience)")
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private func waiting(_ database: Database) throws -> Int {
        try #require(database.driver as? PostgresDriver).waitingStatements
    }

    @Test(arguments: [
        (#"SELECT "a"."id" FROM "a" WHERE "a"."id" = $1 LIMIT 1"#, true), ("SELECT a FROM b WHERE c IN ($1, $2)", true),
        ("SELECT now()", false), ("SELECT a FROM b WHERE c IN (SELECT f (d))", false),
        ("SELECT a FROM b FOR UPDATE", false),
        ("UPDATE a SET b = $1", false), ("SET TimeZone = 'UTC'", false), ("LISTEN a", false), ("VALUES ($1)", false),
        ("SELECT pg_advisory_lock ($1)", false), ("SELECT pg_notify ( $1, $2 )", false),
        ("SELECT a FROM b WHERE begin($1)", false), ("SELECT a\nFROM b FOR\nUPDATE", false),
        ("SELECT a, (SELECT COUNT(*) FROM b WHERE (c = $1 OR NOT (d = $2))) FROM b WHERE (c = ANY ($3))", true),
        ("SELECT COUNT(*) FROM a", true), ("SELECT COUNT(f(a)) FROM b", false), ("SELECT MYCOUNT(*) FROM b", false),
        ("SELECT a FROM b WHERE c.IN ($1)", false), (#"SELECT a FROM b WHERE "IN" ($1)"#, false),
        ("SELECT a FROM b WHERE fIN ($1)", false), ("SELECT a FROM b WHERE c = (SELECT f(d))", false),
    ])
    func `only a plain SELECT can be quick`(_ sql: String, _ isPlain: Bool) {
        let speed = PostgresSpeed(StatementText(sql))
        for _ in 0..<4 { speed.note(.microseconds(100), rows: 1) }
        #expect(speed.isQuick == isPlain)
    }

    @Test func `a statement is quick after some quick answers, and no longer after a slow or long one`() {
        let speed = PostgresSpeed(StatementText("SELECT a FROM b"))
        for _ in 0..<3 { speed.note(.milliseconds(1), rows: 1) }
        #expect(!speed.isQuick)
        speed.note(.milliseconds(1), rows: 1)
        #expect(speed.isQuick)
        speed.note(.milliseconds(20), rows: 1)
        #expect(!speed.isQuick)
        for _ in 0..<4 { speed.note(.milliseconds(1), rows: 1) }
        speed.note(.milliseconds(1), rows: 1000)
        #expect(!speed.isQuick)
    }

    @Test func `a statement that was quick for long is forgiven some slow answers, but not a long or a moved one`() {
        let speed = PostgresSpeed(StatementText("SELECT a FROM b"))
        for _ in 0..<1000 { speed.note(.milliseconds(1), rows: 1) }
        for _ in 0..<4 { speed.note(.milliseconds(20), rows: 1) }
        #expect(speed.isQuick)
        speed.note(.milliseconds(20), rows: 1)
        #expect(!speed.isQuick)
        for _ in 0..<1000 { speed.note(.milliseconds(1), rows: 1) }
        speed.note(.milliseconds(1), rows: 1000)
        #expect(!speed.isQuick)
        for _ in 0..<1000 { speed.note(.milliseconds(1), rows: 1) }
        speed.forget()
        #expect(!speed.isQuick)
    }

    @Test func `a near server is known by its best answers, and only by those that had the connection to themselves`() {
        let speed = PostgresSpeed(StatementText("SELECT a FROM b"))
        #expect(!speed.isImmediate)
        speed.note(.microseconds(20), rows: 1, isFirst: false)
        speed.note(.microseconds(500), rows: 1)
        #expect(!speed.isImmediate)
        speed.note(.microseconds(100), rows: 1)
        for _ in 0..<1000 { speed.note(.milliseconds(3), rows: 1) }
        #expect(speed.isImmediate)
        for _ in 0..<10_000 { speed.note(.milliseconds(3), rows: 1) }
        #expect(!speed.isImmediate)
    }

    @Test func `each of many gets its own answer`() async throws {
        let database = try TestServer.database("pool_size=2")
        let rows = try await Rows(database)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<2000 {
                group.addTask { () async throws in
                    let id = number % 110
                    #expect(try await rows.value(id, database) == (id < 100 ? .integer(Int64(id * 10)) : nil))
                }
            }
            try await group.waitForAll()
        }
        try await rows.drop(database)
    }

    @Test func `what waits goes over one connection together, and a failure stays with its statement`() async throws {
        let database = try TestServer.database("pool_size=1")
        let rows = try await Rows(database)
        let divide = StatementText("SELECT 100 / value FROM \(rows.table) WHERE id = $1")
        try await rows.prove(divide, [.integer(1)], database)
        let tasks = Mutex<[Task<DatabaseValue?, any Error>]>([])
        try await database.driverSession { session async throws in
            for id in 0..<20 {
                let task = Task {
                    try await database.query(Statement(divide, [.integer(Int64(id))])) { $0.value(at: 0) }.first
                }
                tasks.withLock { $0.append(task) }
            }
            try await eventually { try waiting(database) == 20 }
            #expect(try await session.value("SELECT 1") == .integer(1))
        }
        for (id, task) in tasks.withLock({ $0 }).enumerated() {
            if id == 0 {
                let error = await #expect(throws: DatabaseError.self) { try await task.value }
                #expect(error?.code == "22012")
            } else {
                #expect(try await task.value == .integer(Int64(100 / (id * 10))))
            }
        }
        try await rows.drop(database)
    }

    @Test(.timeLimit(.minutes(1))) func `a statement that waits for a lock does not hold up those behind it`()
        async throws
    {
        let database = try TestServer.database("pool_size=2")
        let other = try TestServer.database("pool_size=1")
        let rows = try await Rows(database)
        let locked = try await Rows(database)
        let tasks = Mutex<[Task<DatabaseValue?, any Error>]>([])
        let blocked = Mutex<Task<DatabaseValue?, any Error>?>(nil)
        try await other.driverSession { lock async throws in
            try await lock.run("LOCK TABLE \(locked.table) IN ACCESS EXCLUSIVE MODE")
            // Both connections are held until everything waits, so that it goes in one batch.
            try await database.driverSession { _ async throws in
                try await database.driverSession { _ async throws in
                    blocked.withLock { $0 = Task { try await locked.value(7, database) } }
                    try await eventually { try waiting(database) == 1 }
                    for id in 0..<10 {
                        tasks.withLock { $0.append(Task { try await rows.value(id, database) }) }
                    }
                    try await eventually { try waiting(database) == 11 }
                }
                // The only connection that is free has the batch now.
                for (id, task) in tasks.withLock({ $0 }).enumerated() {
                    #expect(try await task.value == .integer(Int64(id * 10)))
                }
            }
        }
        #expect(try await blocked.withLock({ $0 })?.value == .integer(70))
        try await rows.drop(database)
        try await locked.drop(database)
    }

    @Test(.timeLimit(.minutes(1))) func `cancelling one of a batch cancels it alone`() async throws {
        let database = try TestServer.database("pool_size=1")
        let other = try TestServer.database("pool_size=1")
        let rows = try await Rows(database)
        let locked = try await Rows(database)
        let tasks = Mutex<[Task<DatabaseValue?, any Error>]>([])
        try await other.driverSession { lock async throws in
            try await lock.run("LOCK TABLE \(locked.table) IN ACCESS EXCLUSIVE MODE")
            try await database.driverSession { _ async throws in
                for id in 0..<10 {
                    let reader = id == 3 ? locked : rows
                    tasks.withLock { $0.append(Task { try await reader.value(id, database) }) }
                    try await eventually { try waiting(database) == id + 1 }
                }
                // One that still waits.
                tasks.withLock { $0[5] }.cancel()
                try await eventually { try waiting(database) == 9 }
            }
            let sent = tasks.withLock { $0 }
            #expect(try await sent[0].value == .integer(0))
            sent[3].cancel()
            for (id, task) in sent.enumerated() {
                if id == 3 || id == 5 {
                    await #expect(throws: CancellationError.self) { try await task.value }
                } else {
                    #expect(try await task.value == .integer(Int64(id * 10)))
                }
            }
        }
        #expect(try await database.value("SELECT 1") == .integer(1))
        try await rows.drop(database)
        try await locked.drop(database)
    }

    @Test func `who waits too long learns who holds the connections`() async throws {
        let database = try TestServer.database("pool_size=1&pool_wait=1")
        let rows = try await Rows(database)
        try await database.driverSession { _ async throws in
            let start = ContinuousClock.now
            let error = await #expect(throws: DatabaseError.self) { try await rows.value(1, database) }
            #expect(error?.kind == .poolExhausted)
            #expect(error?.message.contains("became free within 1.0 seconds; 1 of 1 are held by ") == true)
            #expect(ContinuousClock.now - start > .milliseconds(900))
        }
        #expect(try await rows.value(1, database) == .integer(10))
        try await rows.drop(database)
    }

    @Test func `a closed database answers quick statements too`() async throws {
        let database = try TestServer.database("pool_size=1")
        let rows = try await Rows(database)
        try await rows.drop(database)
        try await database.close()
        let error = await #expect(throws: DatabaseError.self) { try await rows.value(1, database) }
        #expect(error?.kind == .closed)
    }

    @Test func `a table that changes is read as it is now`() async throws {
        let database = try TestServer.database("pool_size=2")
        let rows = try await Rows(database)
        #expect(try await rows.value(4, database) == .integer(40))
        try await database.run("ALTER TABLE \(rows.table) ALTER value TYPE text USING value || '!'")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 0..<50 {
                group.addTask { () async throws in
                    #expect(try await rows.value(id, database) == .text("\(id * 10)!"))
                }
            }
            try await group.waitForAll()
        }
        try await rows.drop(database)
    }

    /// Quick statements, transactions, cancelled ones and failures over two connections: every answer is right, and the pool
    /// is whole afterwards.
    @Test(.timeLimit(.minutes(2))) func `everything at once`() async throws {
        let database = try TestServer.database("pool_size=2")
        let rows = try await Rows(database)
        let rounds = ProcessInfo.processInfo.environment["MARTLET_LONG"] == nil ? 400 : 10_000
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<rounds {
                group.addTask {
                    let id = number % 100
                    do {
                        switch number % 8 {
                        case 0:
                            try await database.driverSession { session async throws in
                                #expect(try await session.value("SELECT \(id)") == .integer(Int64(id)))
                            }
                        case 1:
                            let task = Task { try await rows.value(id, database) }
                            try await Task.sleep(for: .microseconds(number * 7 % 3000))
                            task.cancel()
                            switch await task.result {
                            case .success(let value): #expect(value == .integer(Int64(id * 10)))
                            case .failure(let error): #expect(error is CancellationError)
                            }
                        case 2:
                            await #expect(throws: DatabaseError.self) { _ = try await database.value("SELECT nothing") }
                        default: #expect(try await rows.value(id, database) == .integer(Int64(id * 10)))
                        }
                    } catch {
                        Issue.record(error)
                    }
                }
            }
        }
        let pool = try #require(database.driver as? PostgresDriver).pool
        // Who waits for an answer has it a moment before the connection is free.
        let deadline = ContinuousClock.now + .seconds(15)
        while pool.counts.taken > 0, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(10)) }
        let counts = pool.counts
        #expect(counts.taken == 0)
        #expect(counts.waiting == 0)
        #expect(try waiting(database) == 0)
        try await rows.drop(database)
    }
}
