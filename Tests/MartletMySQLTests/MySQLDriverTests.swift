import Foundation
import MartletData
import MartletMySQL
import Testing

/// What MariaDB alone does.
@Suite struct MySQLDriverTests {
    private func withDriver(
        _ options: String = "", isBare: Bool = false, _ body: @Sendable (MySQLDriver, Database) async throws -> Void
    ) async throws {
        let driver = try MySQLDriver(url: isBare ? TestServer.bareURL(options) : TestServer.url(options))
        do { try await body(driver, Database(driver)) } catch {
            try? await driver.close()
            throw error
        }
        try await driver.close()
    }

    /// Makes a table with a name of its own, and drops it.
    private func withTable(
        _ columns: String, in database: Database, _ body: @Sendable (Identifier) async throws -> Void
    ) async throws {
        let name = "t_\(UInt32.random(in: 0 ... .max))"
        let identifier = Identifier(name)
        _ = try await database.execute(Statement("CREATE TABLE \(name) (\(columns))"))
        do { try await body(identifier) } catch {
            _ = try? await database.execute("DROP TABLE \(identifier)")
            throw error
        }
        _ = try await database.execute("DROP TABLE \(identifier)")
    }

    private func failure(of body: () async throws -> Void) async -> DatabaseError? {
        do { try await body() } catch { return error as? DatabaseError }
        return nil
    }

    @Test func `a URL that is wrong says what would be right`() throws {
        let given = [
            ("mysql://h", "the database's URL names no database; expected mysql://user:password@host/name"),
            (
                "mysql://h/n?speed=1",
                "a MariaDB URL has no option `speed`; it has: connect_timeout, pool_check_timeout, pool_idle_check, pool_leak_report, pool_lifetime, pool_size, pool_wait, server, socket, ssl_ca, ssl_mode, statement_timeout"
            ),
            (
                "mysql://h/n?ssl_mode=verify",
                "the database's URL has the option ssl_mode=verify; expected disabled, preferred, required, verify_identity"
            ),
            (
                "mysql://h/n?server=oracle",
                "the database's URL has the option server=oracle; expected mariadb, mysql"
            ),
        ]
        for (url, message) in given {
            let error = #expect(throws: DatabaseError.self) { try MySQLDriver(url: DatabaseURL(url)) }
            #expect(error?.message == message)
        }
    }

    @Test func `sessions are strict, in UTC, and quote as the standard does`() async throws {
        try await withDriver { driver, database in
            let read = try await database.query(
                #"SELECT @@time_zone, @@collation_connection, 'a' || 'b', '\n', length('\n')"#
            ) { row in (0..<5).map { "\(row.value(at: $0))" } }
            #expect(
                read == [
                    [
                        #"text("+00:00")"#, #"text("utf8mb4_nopad_bin")"#, #"text("ab")"#, #"text("\\n")"#,
                        "integer(2)",
                    ]
                ])
            #expect(driver.dialect.name == "MariaDB")
        }
    }

    @Test func `odd values come back`() async throws {
        try await withDriver { driver, database in
            let columns =
                "a decimal(65, 30), b bigint unsigned, c bit(12), d time(6), e year, f timestamp(6) NULL, g enum('x', 'y'), h float, i set('a', 'b')"
            try await withTable(columns, in: database) { table in
                let digits = String(repeating: "9", count: 35) + "." + String(repeating: "1", count: 30)
                try await database.execute(
                    "INSERT INTO \(table) VALUES (\(digits), \(UInt64.max), b'101010101010', '-838:59:59', 2026, '2026-01-02 03:04:05.123456', 'y', 0.1, 'a,b')"
                )
                let read = try await database.query("SELECT * FROM \(table)") { row in
                    (0..<9).map { row.value(at: $0) }
                }
                #expect(
                    read == [
                        [
                            .decimal(digits), .unsigned(.max), .integer(2730),
                            .duration(microseconds: -3_020_399_000_000),
                            .integer(2026), .timestamp(microseconds: 1_767_323_045_123_456), .text("y"),
                            .real(Double(Float(0.1))), .text("a,b"),
                        ]
                    ])
            }
        }
    }

    @Test func `moments and days outside of the years that are stored are refused`() async throws {
        try await withDriver { driver, _ in
            for value: DatabaseValue in [
                .timestamp(microseconds: -62_135_596_800_000_001), .timestamp(microseconds: 253_402_300_800_000_000),
                .date(days: Int32.max),
            ] {
                let error = await failure { _ = try await driver.query(Statement("SELECT ?", [value])) { $0.count } }
                #expect(error?.kind == .value)
                #expect(error?.message.contains("from the year 1 to 9999") == true)
            }
        }
    }

    @Test func `a blob that is too large for the server is refused before it is sent`() async throws {
        try await withDriver { driver, database in
            try await withTable("b longblob", in: database) { table in
                let limit =
                    try await database.query("SELECT @@max_allowed_packet") { try $0.read(Int.self, at: 0) }.first ?? 0
                let large = Data(repeating: 7, count: limit - 1000)
                try await database.execute("INSERT INTO \(table) VALUES (\(large))")
                let read = try await database.query("SELECT b FROM \(table)") { try $0.read(Data.self, at: 0) }
                #expect(read == [large])
                let tooLarge = Data(repeating: 7, count: limit)
                let error = await failure { try await database.execute("INSERT INTO \(table) VALUES (\(tooLarge))") }
                #expect(error?.kind == .value)
                #expect(
                    error?.message
                        == "the values of the statement have \(limit + 16) bytes, and the server takes \(limit) at once; raise its setting max_allowed_packet, or write less at a time"
                )
            }
        }
    }

    @Test func `connections are encrypted, and the server is who it says`() async throws {
        let authority = try TestServer.authority()
        let cipher = Statement("SHOW STATUS LIKE 'Ssl_cipher'")
        for options in [
            "", "?ssl_mode=required", "?ssl_ca=\(authority)", "?ssl_mode=verify_identity&ssl_ca=\(authority)",
        ] {
            try await withDriver(options, isBare: true) { driver, _ in
                let read = try await driver.query(cipher) { $0.text(at: 1) ?? "" }
                #expect(read.first?.isEmpty == false, "not encrypted with `\(options)`")
            }
        }
        try await withDriver("?ssl_mode=disabled", isBare: true) { driver, _ in
            let read = try await driver.query(cipher) { $0.text(at: 1) ?? "" }
            #expect(read == [""])
        }
        // The system's authorities have not signed the certificate.
        try await withDriver("?ssl_mode=verify_identity", isBare: true) { driver, _ in
            let error = await failure { _ = try await driver.query(cipher) { $0.count } }
            #expect(error?.kind == .connection)
            #expect(error?.message.contains("see ssl_mode and ssl_ca in the URL") == true)
        }
    }

    @Test func `a server that refuses, is not there, or does not answer is an error soon`() async throws {
        let url = try TestServer.url()
        let port = url.port ?? 0
        let wrong = try MySQLDriver(url: DatabaseURL("mysql://martlet:wrong@127.0.0.1:\(port)/martlet"))
        let refused = await failure { _ = try await wrong.query(Statement("SELECT 1")) { $0.count } }
        #expect(refused?.kind == .authentication)
        #expect(refused?.message.contains("see the user and the password in the URL") == true)
        #expect(refused?.message.contains("wrong") == false)
        try await wrong.close()

        let nobody = try MySQLDriver(url: DatabaseURL("mysql://martlet@127.0.0.1:9/martlet?pool_wait=1"))
        let missing = await failure { _ = try await nobody.query(Statement("SELECT 1")) { $0.count } }
        #expect(missing?.kind == .connection, "\(String(describing: missing))")
        try await nobody.close()

        let start = ContinuousClock.now
        let silent = try MySQLDriver(
            url: DatabaseURL("mysql://martlet@192.0.2.1/martlet?connect_timeout=500ms&pool_wait=1"))
        let late = await failure { _ = try await silent.query(Statement("SELECT 1")) { $0.count } }
        #expect(late?.kind == .connection, "\(String(describing: late))")
        #expect(ContinuousClock.now - start < .seconds(5))
        try await silent.close()
    }

    @Test func `a statement that takes too long ends with its limit`() async throws {
        try await withDriver("?statement_timeout=300ms") { driver, _ in
            let start = ContinuousClock.now
            let error = await failure {
                _ = try await driver.query(
                    Statement("SELECT count(*) FROM seq_1_to_100000 a, seq_1_to_100000 b WHERE a.seq + b.seq > 7")
                ) { $0.count }
            }
            #expect(error?.kind == .timeout, "\(String(describing: error))")
            #expect(ContinuousClock.now - start < .seconds(20))
            let after = try await driver.query(Statement("SELECT 1")) { $0.integer(at: 0) }
            #expect(after == [1])
        }
    }

    @Test func `a connection that the server ends is replaced`() async throws {
        try await withDriver("?pool_size=1") { driver, database in
            let id = try await database.query("SELECT connection_id()") { try $0.read(Int.self, at: 0) }.first ?? 0
            let other = try MySQLDriver(url: TestServer.url())
            _ = try await other.execute(Statement("KILL CONNECTION \(id)"))
            try await other.close()
            let error = await failure { _ = try await database.query("SELECT 1") { $0.count } }
            #expect(error == nil || error?.kind == .connection)
            let after = try await database.query("SELECT connection_id()") { try $0.read(Int.self, at: 0) }
            #expect(after.first != id)
        }
    }

    @Test func `two transactions that wait for each other are a deadlock, and one goes on`() async throws {
        try await withDriver { driver, database in
            try await withTable("id integer primary key, n integer", in: database) { table in
                try await database.execute("INSERT INTO \(table) VALUES (1, 0), (2, 0)")
                let barrier = Barrier(2)
                let results = await withTaskGroup(of: DatabaseError?.self) { group in
                    for (first, second) in [(1, 2), (2, 1)] {
                        group.addTask {
                            await failure {
                                try await database.transaction { transaction in
                                    try await transaction.execute("UPDATE \(table) SET n = n + 1 WHERE id = \(first)")
                                    await barrier.arrive()
                                    try await transaction.execute("UPDATE \(table) SET n = n + 1 WHERE id = \(second)")
                                }
                            }
                        }
                    }
                    return await group.reduce(into: [DatabaseError?]()) { $0.append($1) }
                }
                #expect(results.compactMap { $0?.kind } == [.deadlock])
                #expect(results.compactMap { $0?.isRetryable } == [true])
                let sum = try await database.query("SELECT n FROM \(table)") { try $0.read(Int.self, at: 0) }
                #expect(sum == [1, 1])
            }
        }
    }

    @Test func `a lock that is held for too long is an error of its own`() async throws {
        try await withDriver { driver, database in
            try await withTable("id integer primary key, n integer", in: database) { table in
                try await database.execute("INSERT INTO \(table) VALUES (1, 0)")
                try await database.transaction { transaction in
                    try await transaction.execute("UPDATE \(table) SET n = 1")
                    let error = await failure {
                        try await driver.withSession(SessionRequest()) { session in
                            _ = try await session.execute(Statement("SET innodb_lock_wait_timeout = 1"))
                            _ = try await session.execute("UPDATE \(table) SET n = 2")
                        }
                    }
                    #expect(error?.kind == .busy)
                }
            }
        }
    }

    @Test func `errors name what the server names, without values`() async throws {
        try await withDriver { driver, database in
            try await withTable(
                "id integer primary key, name varchar(5) not null, n tinyint, constraint positive check (n > 0), unique key by_name (name)",
                in: database
            ) { table in
                func error(_ sql: SQL) async -> String {
                    guard let error = await failure(of: { try await database.execute(sql) }) else { return "none" }
                    return "\(error.kind) \(error.columns) \(error.constraint ?? "-") \(error.code ?? "-")"
                }
                try await database.execute("INSERT INTO \(table) VALUES (1, 'a', 1)")
                #expect(await error("INSERT INTO \(table) VALUES (1, 'b', 1)") == #"unique ["id"] PRIMARY 1062"#)
                #expect(await error("INSERT INTO \(table) VALUES (2, 'a', 1)") == #"unique ["name"] by_name 1062"#)
                #expect(await error("INSERT INTO \(table) VALUES (2, NULL, 1)") == #"notNull ["name"] - 1048"#)
                #expect(await error("INSERT INTO \(table) (id) VALUES (2)") == #"notNull ["name"] - 1364"#)
                #expect(await error("INSERT INTO \(table) VALUES (2, 'b', -1)") == "check [] positive 4025")
                #expect(await error("INSERT INTO \(table) VALUES (2, 'abcdef', 1)") == #"value ["name"] - 1406"#)
                #expect(await error("INSERT INTO \(table) VALUES (2, 'b', 1000)") == #"value ["n"] - 1264"#)
                #expect(await error("INSERT INTO \(table) VALUES ('secret', 'b', 1)") == #"value ["id"] - 1366"#)
                let duplicate = await failure {
                    try await database.execute("INSERT INTO \(table) VALUES (7, \("a"), 1)")
                }
                #expect(duplicate?.message == "Duplicate entry for key 'by_name'")
                let wrong = await failure {
                    try await database.execute("INSERT INTO \(table) VALUES (\("secret"), \("b"), 1)")
                }
                #expect(wrong?.message.contains("secret") == false)
            }
        }
    }

    @Test func `keys come back, and what was inserted with them`() async throws {
        try await withDriver { driver, database in
            try await withTable("id bigint primary key auto_increment, name text", in: database) { table in
                #expect(
                    try await database.execute("INSERT INTO \(table) (name) VALUES (\("a"))")
                        == WriteResult(changes: 1, lastInsertedKey: 1))
                let read = try await database.query("INSERT INTO \(table) (name) VALUES (\("b")) RETURNING id, name") {
                    (try $0.read(Int.self, at: 0), try $0.read(String.self, at: 1))
                }
                #expect(read.map(\.0) == [2] && read.map(\.1) == ["b"])
                #expect(
                    try await database.execute("UPDATE \(table) SET name = \("c")")
                        == WriteResult(changes: 2, lastInsertedKey: 0))
            }
        }
    }

    @Test func `a long stream that is ended early does not read the rest`() async throws {
        try await withDriver("?pool_size=1") { driver, database in
            struct Stop: Error {}
            let start = ContinuousClock.now
            await #expect(throws: Stop.self) {
                try await driver.stream(
                    Statement(StatementText("SELECT seq, repeat('x', 1000) FROM seq_1_to_50000000")), batch: 100,
                    { $0.integer(at: 0) }
                ) { _ in throw Stop() }
            }
            let after = try await database.query("SELECT 1") { try $0.read(Int.self, at: 0) }
            #expect(after == [1])
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test func `a stream whose rest comes slowly ends early too`() async throws {
        try await withDriver("?pool_size=1") { driver, database in
            struct Stop: Error {}
            let start = ContinuousClock.now
            await #expect(throws: Stop.self) {
                try await driver.stream(
                    Statement("SELECT seq, IF(seq > 20, SLEEP(1), repeat('x', 20000)) FROM seq_1_to_1000"), batch: 1,
                    { $0.integer(at: 0) }
                ) { _ in throw Stop() }
            }
            let after = try await database.query("SELECT 1") { try $0.read(Int.self, at: 0) }
            #expect(after == [1])
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }

    @Test func `what cannot be ended on the server loses its connection, and no thread`() async throws {
        try await withDriver { driver, database in
            let name = "alone_\(UInt32.random(in: 0 ... .max))"
            _ = try await database.execute(Statement("CREATE USER '\(name)'@'%' WITH MAX_USER_CONNECTIONS 1"))
            let port = try TestServer.url().port ?? 0
            let alone = try MySQLDriver(
                url: DatabaseURL("mariadb://\(name)@127.0.0.1:\(port)/information_schema?pool_size=1&ssl_mode=required")
            )
            let task = Task { try await alone.query(Statement("SELECT SLEEP(60)")) { $0.count } }
            try await Task.sleep(for: .milliseconds(500))
            let start = ContinuousClock.now
            task.cancel()
            // Telling the server needs a second connection, which the user may not have.
            await #expect(throws: CancellationError.self) { _ = try await task.value }
            #expect(ContinuousClock.now - start < .seconds(10))
            try await alone.close()
            _ = try await database.execute(Statement("DROP USER '\(name)'@'%'"))
        }
    }

    @Test func `a statement inside a stream of its own session says why it cannot run`() async throws {
        try await withDriver { driver, database in
            let error = await failure {
                try await database.transaction { transaction in
                    try await transaction.stream(Statement("SELECT 1"), batch: 1, { $0.count }) { _ in
                        _ = try await transaction.query("SELECT 2") { $0.count }
                    }
                }
            }
            #expect(error?.kind == .unsupported)
            #expect(
                error?.message
                    == "MariaDB reads one result at a time on a connection; end the stream before, or run the statement with the database"
            )
        }
    }

    @Test func `definitions inside a transaction commit, and what follows is one again`() async throws {
        try await withDriver { driver, database in
            try await withTable("id integer", in: database) { table in
                struct Stop: Error {}
                await #expect(throws: Stop.self) {
                    try await database.transaction { transaction in
                        try await transaction.execute("ALTER TABLE \(table) ADD n integer")
                        try await transaction.execute("INSERT INTO \(table) VALUES (1, 2)")
                        throw Stop()
                    }
                }
                let count = try await database.query("SELECT count(*) FROM \(table)") { try $0.read(Int.self, at: 0) }
                #expect(count == [0])
            }
        }
    }
}

/// Lets tasks go on when all of them have arrived.
private actor Barrier {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { missing = count }

    func arrive() async {
        missing -= 1
        guard missing > 0 else {
            for continuation in waiting { continuation.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
