import Logging
import Synchronization
import Testing

@testable import MartletData

/// Lending connections, with connections that are none.
@Suite struct ConnectionPoolTests {
    final class FakeConnection: PooledConnection {
        let number: Int
        let broken = Atomic<Bool>(false)
        let works = Atomic<Bool>(true)
        let isClosed = Atomic<Bool>(false)
        let isUsed = Atomic<Bool>(false)

        init(_ number: Int) { self.number = number }
        var isUsable: Bool { !broken.load(ordering: .relaxed) }
        func check() async -> Bool { works.load(ordering: .relaxed) }
        func close() async { isClosed.store(true, ordering: .relaxed) }
    }

    /// Makes connections, counts them, and fails when told to.
    final class FakeServer: Sendable {
        let made = Mutex<[FakeConnection]>([])
        let fails = Atomic<Bool>(false)
        let delay: Duration?

        init(delay: Duration? = nil) { self.delay = delay }

        func connect() async throws -> FakeConnection {
            if let delay { try await Task.sleep(for: delay) }
            if fails.load(ordering: .relaxed) { throw DatabaseError(.connection, "nobody listens") }
            return made.withLock { made in
                let connection = FakeConnection(made.count + 1)
                made.append(connection)
                return connection
            }
        }

        var open: Int { made.withLock { $0.count { !$0.isClosed.load(ordering: .relaxed) } } }
        var count: Int { made.withLock { $0.count } }
    }

    final class Order: Sendable {
        private let kept = Mutex<[Int]>([])
        var numbers: [Int] { kept.withLock { $0 } }
        func add(_ number: Int) { kept.withLock { $0.append(number) } }
    }

    private func pool(
        _ server: FakeServer, _ change: (inout PoolOptions) -> Void = { _ in }, log: LogLines = LogLines()
    ) -> ConnectionPool<FakeConnection> {
        var options = PoolOptions()
        options.size = 2
        change(&options)
        return ConnectionPool(options: options, database: "postgres://host/shop", logger: log.logger) {
            try await server.connect()
        }
    }

    private func until(_ what: String, _ condition: () -> Bool) async throws {
        for _ in 0..<500 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(condition(), "\(what)")
    }

    @Test func `one connection serves one after the other`() async throws {
        let server = FakeServer()
        let pool = pool(server)
        for _ in 0..<10 { try await pool.withConnection { #expect($0.number == 1) } }
        #expect(pool.counts == PoolCounts(taken: 0, idle: 1, opening: 0, waiting: 0))
    }

    @Test func `no more connections than allowed, and none to two at once`() async throws {
        let server = FakeServer(delay: .milliseconds(1))
        let pool = pool(server) { $0.size = 5 }
        try await withThrowingTaskGroup { group in
            for _ in 0..<500 {
                group.addTask {
                    try await pool.withConnection { connection in
                        let wasUsed = connection.isUsed.exchange(true, ordering: .relaxed)
                        #expect(!wasUsed)
                        await Task.yield()
                        connection.isUsed.store(false, ordering: .relaxed)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(server.count <= 5)
        #expect(pool.counts.taken == 0)
        #expect(pool.counts.waiting == 0)
    }

    @Test func `who came first is served first`() async throws {
        let server = FakeServer()
        let pool = pool(server) { $0.size = 1 }
        let order = Order()
        let first = try await pool.take(nil)
        try await withThrowingTaskGroup { group in
            for number in 0..<20 {
                group.addTask { try await pool.withConnection { _ in order.add(number) } }
                try await until("\(number) waits") { pool.counts.waiting == number + 1 }
            }
            pool.giveBack(first)
            try await group.waitForAll()
        }
        #expect(order.numbers == Array(0..<20))
    }

    @Test func `who waits too long gets an error that names the holders`() async throws {
        let pool = pool(FakeServer()) { $0.wait = .milliseconds(100) }
        let held = [
            try await pool.take(CodePlace(fileID: "Shop/Cart.swift", line: 3)),
            try await pool.take(CodePlace(fileID: "Shop/Cart.swift", line: 3)),
        ]
        let error = await #expect(throws: DatabaseError.self) { try await pool.withConnection { _ in } }
        #expect(error?.kind == .poolExhausted)
        #expect(
            error?.message
                == "no connection to postgres://host/shop became free within 0.1 seconds; 2 of 2 are held by Shop/Cart.swift:3 (2 times); hold connections for a shorter time, or raise pool_size"
        )
        for connection in held { pool.giveBack(connection) }
        try await pool.withConnection { _ in }
    }

    @Test func `ten thousand cancelled requests leave the pool whole`() async throws {
        let server = FakeServer(delay: .milliseconds(2))
        let pool = pool(server) { $0.size = 3 }
        await withTaskGroup { group in
            for number in 0..<10_000 {
                group.addTask {
                    _ = try? await pool.withConnection { _ in try await Task.sleep(for: .microseconds(number % 7 * 100))
                    }
                }
                if number % 100 == 0 { await Task.yield() }
            }
            try? await Task.sleep(for: .milliseconds(20))
            group.cancelAll()
        }
        try await until("connections arrive") { pool.counts.opening == 0 }
        #expect(pool.counts.taken == 0)
        #expect(pool.counts.waiting == 0)
        #expect(pool.counts.idle <= 3)
        let all = [try await pool.take(nil), try await pool.take(nil), try await pool.take(nil)]
        #expect(Set(all.map(\.number)).count == 3)
        for connection in all { pool.giveBack(connection) }
        #expect(server.open <= 3)
    }

    @Test func `a broken connection is replaced`() async throws {
        let server = FakeServer()
        let pool = pool(server)
        try await pool.withConnection { $0.broken.store(true, ordering: .relaxed) }
        try await pool.withConnection { #expect($0.number == 2) }
        try await until("the broken one is closed") { server.open == 1 }
        // One that breaks while nobody has it.
        server.made.withLock { $0[1].broken.store(true, ordering: .relaxed) }
        try await pool.withConnection { #expect($0.number == 3) }
    }

    @Test func `a connection that was idle for long is tried first`() async throws {
        let server = FakeServer()
        let pool = pool(server) { $0.idleCheck = .zero }
        try await pool.withConnection { #expect($0.number == 1) }
        try await pool.withConnection { #expect($0.number == 1) }
        server.made.withLock { $0[0].works.store(false, ordering: .relaxed) }
        try await pool.withConnection { #expect($0.number == 2) }
        #expect(server.open == 1)
    }

    @Test func `an old connection is replaced`() async throws {
        let server = FakeServer()
        let pool = pool(server) { $0.lifetime = .milliseconds(50) }
        try await pool.withConnection { #expect($0.number == 1) }
        try await Task.sleep(for: .milliseconds(80))
        try await pool.withConnection { #expect($0.number == 2) }
    }

    @Test func `a server that is away fails those who wait, and is found again`() async throws {
        let server = FakeServer()
        server.fails.store(true, ordering: .relaxed)
        let pool = pool(server)
        let error = await #expect(throws: DatabaseError.self) { try await pool.withConnection { _ in } }
        #expect(error?.message == "nobody listens")
        server.fails.store(false, ordering: .relaxed)
        try await pool.withConnection { #expect($0.number == 1) }
    }

    @Test func `a server that refuses more connections makes others wait for those there are`() async throws {
        let server = FakeServer()
        let pool = pool(server) { $0.wait = .milliseconds(400) }
        let first = try await pool.take(nil)
        server.fails.store(true, ordering: .relaxed)
        async let second = pool.withConnection { $0.number }
        try await Task.sleep(for: .milliseconds(50))
        pool.giveBack(first)
        #expect(try await second == 1)
        let again = try await pool.take(nil)
        let error = await #expect(throws: DatabaseError.self) { try await pool.withConnection { _ in } }
        #expect(error?.kind == .connection)
        #expect(error?.message == "no connection to postgres://host/shop within 0.4 seconds: nobody listens")
        pool.giveBack(again)
    }

    @Test func `closing waits for what runs and refuses what comes`() async throws {
        let server = FakeServer()
        let pool = pool(server)
        let held = try await pool.take(nil)
        let closing = Task { try await pool.close() }
        try await Task.sleep(for: .milliseconds(50))
        let error = await #expect(throws: DatabaseError.self) { try await pool.withConnection { _ in } }
        #expect(error?.message == "postgres://host/shop was closed by this process")
        pool.giveBack(held)
        try await closing.value
        try await until("all are closed") { server.open == 0 }
        try await pool.close()
    }

    @Test func `closing names who does not let go`() async throws {
        let server = FakeServer()
        let pool = pool(server)
        let held = try await pool.take(CodePlace(fileID: "Shop/Report.swift", line: 8))
        let error = await #expect(throws: DatabaseError.self) { try await pool.close(within: .milliseconds(50)) }
        #expect(error?.kind == .busy)
        #expect(
            error?.message
                == "postgres://host/shop is still used after 0.05 seconds: Shop/Report.swift:8; its connections close when they are given back"
        )
        pool.giveBack(held)
        try await until("it is closed") { server.open == 0 }
    }

    @Test func `a connection that does not come back is reported`() async throws {
        let log = LogLines()
        let pool = pool(FakeServer(), { $0.leakReport = .milliseconds(50) }, log: log)
        let held = try await pool.take(CodePlace(fileID: "Shop/Leak.swift", line: 1))
        try await until("a report") { !log.lines.isEmpty }
        #expect(log.lines == ["a connection to postgres://host/shop is held for 0 s [Shop/Leak.swift:1]"])
        pool.giveBack(held)
    }

    @Test func `a connection is not taken back twice`() async throws {
        let pool = pool(FakeServer())
        let connection = try await pool.take(nil)
        pool.giveBack(connection)
        pool.giveBack(connection)
        #expect(pool.counts.idle == 1)
    }
}

/// What was logged, with the place that it names.
final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])
    var lines: [String] { kept.withLock { $0 } }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            lines.kept.withLock { $0.append("\(event.message) [\(event.metadata?["place"] ?? "")]") }
        }
    }
}

/// The options of a pool in a URL.
@Suite struct PoolOptionsTests {
    @Test func `options are read with their units`() throws {
        let options = try PoolOptions([
            "pool_size": "20", "pool_wait": "250ms", "pool_lifetime": "0", "pool_idle_check": "1m",
            "connect_timeout": "2", "pool_check_timeout": "300ms",
            "statement_timeout": "1.5s", "pool_leak_report": "0", "sslmode": "require",
        ])
        #expect(options.size == 20)
        #expect(options.wait == .milliseconds(250))
        #expect(options.lifetime == nil)
        #expect(options.idleCheck == .seconds(60))
        #expect(options.connectTimeout == .seconds(2))
        #expect(options.checkTimeout == .milliseconds(300))
        #expect(PoolOptions().checkTimeout == .seconds(1))
        #expect(options.statementTimeout == .milliseconds(1500))
        #expect(options.leakReport == nil)
        #expect(try PoolOptions([:]) == PoolOptions())
    }

    @Test func `a value that is none is named with what is expected`() {
        for (name, value, message) in [
            ("pool_size", "many", "expected a number from 1 to 10000"),
            (
                "pool_wait", "5 s",
                "expected a time of at most a year in seconds, or with the unit ms, s, m or h, such as 500ms"
            ),
            (
                "pool_wait", "-1",
                "expected a time of at most a year in seconds, or with the unit ms, s, m or h, such as 500ms"
            ),
            ("connect_timeout", "0", "expected a time of more than 0"),
        ] {
            let error = #expect(throws: DatabaseError.self) { try PoolOptions([name: value]) }
            #expect(error?.message == "the database's URL has the option \(name)=\(value); \(message)")
        }
    }
}
