import Foundation
import MartletData
import Testing

@testable import MartletSQLite

/// What SQLite alone does.
@Suite struct SQLiteDriverTests {
    private func withFile(
        _ options: String = "", _ body: @Sendable (_ path: String, SQLiteDriver) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("driver-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = "\(folder)/app.sqlite"
        let driver = try SQLiteDriver(url: DatabaseURL("sqlite:\(path)\(options)"))
        try await body(path, driver)
        try await driver.close()
    }

    private func message(of body: () async throws -> Void) async -> DatabaseError? {
        do { try await body() } catch { return error as? DatabaseError }
        return nil
    }

    @Test func `options that do not exist, and values that do not fit, say what would`() {
        let given = [
            (
                "speed=1",
                "a SQLite URL has no option `speed`; it has: busy_timeout, mode, pool_size, pool_wait, statement_timeout, synchronous"
            ),
            ("pool_size=0", "the database's URL has the option pool_size=0; expected a number from 1 to 10000"),
            (
                "busy_timeout=soon",
                "the database's URL has the option busy_timeout=soon; expected a time of at most a year in seconds, or with the unit ms, s, m or h, such as 500ms"
            ),
            ("mode=wo", "the database's URL has the option mode=wo; expected ro or rw"),
            ("synchronous=1", "the database's URL has the option synchronous=1; expected off, normal, full, extra"),
        ]
        for (option, message) in given {
            let error = #expect(throws: DatabaseError.self) {
                try SQLiteDriver(url: DatabaseURL("sqlite::memory:?\(option)"))
            }
            #expect(error?.message == message)
        }
    }

    @Test func `the log is written ahead, foreign keys hold, LIKE tells capitals`() async throws {
        try await withFile { _, driver in
            let settings = [
                "PRAGMA journal_mode", "PRAGMA foreign_keys", "PRAGMA synchronous", "SELECT 'Abc' LIKE 'a%'",
                "SELECT 'Abc' LIKE 'A%'",
            ]
            var values: [DatabaseValue] = []
            for sql in settings { values += try await driver.query(Statement(sql)) { $0.value(at: 0) } }
            #expect(values == [.text("wal"), .integer(1), .integer(1), .integer(0), .integer(1)])
        }
    }

    @Test func `a statement that takes too long ends with its limit`() async throws {
        try await withFile("?statement_timeout=0.2") { _, driver in
            let start = ContinuousClock.now
            let error = await message {
                _ = try await driver.query(
                    Statement(
                        "SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)"
                    )
                ) { $0.count }
            }
            #expect(error?.kind == .timeout)
            #expect(
                error?.message == "the statement ran longer than statement_timeout in the database's URL allows")
            #expect(ContinuousClock.now - start < .seconds(5))
            let after = try await driver.query(Statement("SELECT 1")) { $0.count }
            #expect(after == [1])
        }
    }

    @Test func `a lock of another process is waited for, and then an error`() async throws {
        try await withFile("?busy_timeout=0.3") { path, driver in
            _ = try await driver.execute(Statement("CREATE TABLE t (x)"))
            let other = try SQLiteDriver(url: DatabaseURL("sqlite:\(path)?busy_timeout=0.1"))
            try await other.withSession(SessionRequest()) { session in
                try await session.begin(.default)
                _ = try await session.execute(Statement("INSERT INTO t VALUES (1)"))
                let start = ContinuousClock.now
                let error = await message { _ = try await driver.execute(Statement("INSERT INTO t VALUES (2)")) }
                #expect(error?.kind == .busy)
                #expect(
                    error?.message
                        == "database is locked; another process holds its lock; raise busy_timeout in the database's URL, or shorten its transactions"
                )
                #expect(ContinuousClock.now - start > .milliseconds(250))
                // A short lock is waited for.
                async let waiting = driver.execute(Statement("INSERT INTO t VALUES (3)"))
                try await Task.sleep(for: .milliseconds(50))
                try await session.commit()
                #expect(try await waiting.changes == 1)
            }
            try await other.close()
            #expect(try await driver.query(Statement("SELECT x FROM t ORDER BY x")) { $0.integer(at: 0) } == [1, 3])
        }
    }

    @Test func `a session that reads sees one state, also without a transaction`() async throws {
        try await withFile { _, driver in
            _ = try await driver.execute(Statement("CREATE TABLE t (x)"))
            let count = Statement("SELECT count(*) FROM t")
            let seen = try await driver.withSession(SessionRequest(isReadOnly: true)) { session in
                let before = try await session.query(count) { $0.integer(at: 0) }
                _ = try await driver.execute(Statement("INSERT INTO t VALUES (1)"))
                return before + (try await session.query(count) { $0.integer(at: 0) })
            }
            #expect(seen == [0, 0])
            #expect(try await driver.query(count) { $0.integer(at: 0) } == [1])
            let error = await message {
                try await driver.withSession(SessionRequest(isReadOnly: true)) { session in
                    _ = try await session.execute(Statement("DELETE FROM t"))
                }
            }
            #expect(error?.kind == .readOnly)
        }
    }

    @Test func `a file that only reads, one that is none, and one that cannot be`() async throws {
        try await withFile { path, driver in
            _ = try await driver.execute(Statement("CREATE TABLE t (x)"))
            let reader = try SQLiteDriver(url: DatabaseURL("sqlite:\(path)?mode=ro"))
            #expect(try await reader.query(Statement("SELECT count(*) FROM t")) { $0.integer(at: 0) } == [0])
            let write = await message { _ = try await reader.execute(Statement("INSERT INTO t VALUES (1)")) }
            #expect(write?.kind == .readOnly)
            try await reader.close()

            let other = path + ".txt"
            try Data(repeating: 0x41, count: 4096).write(to: URL(fileURLWithPath: other))
            let none = await message { _ = try SQLiteDriver(url: DatabaseURL("sqlite:\(other)")) }
            #expect(none?.kind == .connection)
            #expect(
                none?.message
                    == "cannot open the SQLite database `\(other)`: file is not a database; the URL names another kind of file"
            )
            let missing = await message { _ = try SQLiteDriver(url: DatabaseURL("sqlite:\(path)-missing?mode=ro")) }
            #expect(missing?.kind == .connection)
            let folder = await message { _ = try SQLiteDriver(url: DatabaseURL("sqlite:\(other)/below/app.sqlite")) }
            #expect(folder?.message.hasPrefix("cannot make the folder `\(other)/below` for the database") == true)
        }
    }

    @Test func `a transaction that SQLite rolled back does not go on by itself`() async throws {
        try await withFile("?statement_timeout=0.1") { _, driver in
            let database = Database(driver)
            try await database.execute("CREATE TABLE t (x)")
            let error = await message {
                try await database.transaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    // SQLite rolls back the whole transaction of a write that is interrupted.
                    _ = try? await transaction.execute(
                        "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")
                    try await transaction.execute("INSERT INTO t VALUES (2)")
                }
            }
            #expect(error?.message.hasPrefix("the transaction is over: SQLite rolled it back") == true)
            #expect(try await database.query("SELECT count(*) FROM t") { $0.integer(at: 0) } == [0])
        }
    }

    @Test func `a write inside its own transaction is an error at once`() async throws {
        try await withFile { _, driver in
            let database = Database(driver)
            try await database.execute("CREATE TABLE t (x)")
            let error = await message {
                try await database.transaction { _ in
                    _ = try await driver.execute(Statement("INSERT INTO t VALUES (1)"))
                }
            }
            #expect(error?.kind == .poolExhausted)
            #expect(
                error?.message
                    == "the connection that writes to SQLite is held by this task itself, so that waiting for it would never end; inside a transaction, run statements with the transaction and not with the database"
            )
        }
    }

    @Test func `the body of a stream reads beside it`() async throws {
        try await withFile { _, driver in
            let database = Database(driver)
            try await database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
            try await database.execute("INSERT INTO t VALUES (1), (2), (3)")
            var sums: [Int] = []
            let all = Statement("SELECT id FROM t ORDER BY id")
            let decode = { @Sendable (row: any RowSource) in Int(row.integer(at: 0) ?? 0) }
            try await database.stream(all, batch: 1, decode) { batch in
                for id in batch {
                    sums += try await database.query("SELECT sum(id) FROM t WHERE id <= \(id)") {
                        try $0.read(Int.self, at: 0)
                    }
                }
            }
            #expect(sums == [1, 3, 6])
        }
    }

    @Test func `waiting for the writer has a limit`() async throws {
        try await withFile("?pool_wait=0.2") { _, driver in
            let database = Database(driver)
            let error = await message {
                try await database.transaction { _ in
                    try await Task { _ = try await driver.execute(Statement("CREATE TABLE t (x)")) }.value
                }
            }
            #expect(error?.kind == .poolExhausted)
            #expect(
                error?.message
                    == "the connection that writes to SQLite did not become free within 0.2 seconds; look for transactions that last too long, or raise pool_wait in the database's URL"
            )
        }
    }

    @Test func `settings that a session changes do not stay`() async throws {
        let driver = try SQLiteDriver(url: DatabaseURL("sqlite::memory:"))
        try await driver.withSession(SessionRequest()) { session in
            _ = try await session.execute(Statement("PRAGMA foreign_keys = 0"))
        }
        #expect(try await driver.query(Statement("PRAGMA foreign_keys")) { $0.integer(at: 0) } == [1])
        _ = try await driver.execute(Statement("BEGIN"))
        _ = try await driver.execute(Statement("CREATE TABLE t (x)"))
        try await driver.close()
    }

    @Test func `keys are those of the statement alone`() async throws {
        let driver = try SQLiteDriver(url: DatabaseURL("sqlite::memory:"))
        let database = Database(driver)
        try await database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x UNIQUE)")
        #expect(
            try await database.execute("INSERT INTO t (x) VALUES (1), (2)")
                == WriteResult(changes: 2, lastInsertedKey: 2))
        #expect(
            try await database.execute("INSERT INTO t (x) VALUES (1) ON CONFLICT DO NOTHING")
                == WriteResult(changes: 0, lastInsertedKey: 0))
        #expect(try await database.execute("CREATE TABLE u (x)") == WriteResult(changes: 0, lastInsertedKey: 0))
        try await driver.close()
    }

    @Test func `errors name what SQLite and the statement name`() async throws {
        let database = Database(try SQLiteDriver(url: DatabaseURL("sqlite::memory:")))
        try await database.execute("CREATE TABLE p (id INTEGER PRIMARY KEY)")
        try await database.execute(
            "CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p ON DELETE RESTRICT, t TEXT COLLATE NOCASE, d INTEGER REFERENCES p DEFERRABLE INITIALLY DEFERRED)"
        )
        try await database.execute("CREATE UNIQUE INDEX c_lower ON c (lower(t))")
        try await database.execute("CREATE TABLE s (n INTEGER) STRICT")
        try await database.execute(
            "CREATE TRIGGER no_nine BEFORE INSERT ON c WHEN new.id = 9 BEGIN SELECT RAISE(ABORT, 'no nine'); END")
        try await database.execute("INSERT INTO p VALUES (1)")
        try await database.execute("INSERT INTO c VALUES (1, 1, 'a', NULL)")
        func error(_ sql: SQL) async -> String {
            guard let error = await message(of: { try await database.execute(sql) }) else { return "none" }
            return
                "\(error.kind) \(error.table ?? "-") \(error.columns) \(error.constraint ?? "-") \(error.code ?? "-")"
        }
        #expect(await error("INSERT INTO c VALUES (1, 1, 'b', NULL)") == #"unique c ["id"] - 1555"#)
        #expect(await error("INSERT INTO c VALUES (2, 1, 'A', NULL)") == "unique c [] c_lower 2067")
        #expect(await error("UPDATE \"c\" SET p = 7") == "foreignKey c [] - 787")
        #expect(await error("DELETE FROM p") == "foreignKey p [] - 1811")
        #expect(await error("INSERT INTO c VALUES (9, 1, 'b', NULL)") == "check c [] - 1811")
        #expect(await error("INSERT INTO s VALUES ('x')") == #"value s ["n"] - 3091"#)
        #expect(await error("INSERT INTO c (id) VALUES ('x')") == "value - [] - 20")
        // Two references, and one of them fails.
        try await database.execute("CREATE TABLE o (id INTEGER PRIMARY KEY)")
        try await database.execute("CREATE TABLE q (id INTEGER PRIMARY KEY, a REFERENCES p (id), b REFERENCES o (id))")
        try await database.execute("INSERT INTO o VALUES (5)")
        #expect(await error("INSERT INTO q (id, a, b) VALUES (\(1), \(1), \(1))") == #"foreignKey q ["b"] - 787"#)
        #expect(await error("INSERT INTO q (id, a, b) VALUES (\(1), \(2), \(5))") == #"foreignKey q ["a"] - 787"#)
        let deferred = await message {
            try await database.transaction { _ = try await $0.execute("INSERT INTO c VALUES (3, 1, 'c', 99)") }
        }
        #expect(deferred?.kind == .foreignKey)
        #expect(try await database.query("SELECT count(*) FROM c") { $0.integer(at: 0) } == [1])
        try await database.close()
    }

    @Test func `a full disk is an error of its own`() async throws {
        let database = Database(try SQLiteDriver(url: DatabaseURL("sqlite::memory:")))
        try await database.execute("PRAGMA max_page_count = 10")
        try await database.execute("CREATE TABLE t (x)")
        let error = await message { try await database.execute("INSERT INTO t VALUES (zeroblob(1000000))") }
        #expect(error?.kind == .full)
        #expect(
            error?.message
                == "database or disk is full; free space on the disk, or raise what the database may use of it")
        try await database.close()
    }

    @Test func `statements that are run once are not kept, and many do not fill the memory`() async throws {
        let driver = try SQLiteDriver(url: DatabaseURL("sqlite::memory:"))
        for number in 0..<(SQLiteStatements.limit * 2) {
            #expect(
                try await driver.query(Statement(StatementText("SELECT \(number)"))) { $0.integer(at: 0) } == [
                    Int64(number)
                ])
        }
        try await driver.close()
    }

    @Test func `a stream's statement may run inside it`() async throws {
        let database = Database(try SQLiteDriver(url: DatabaseURL("sqlite::memory:")))
        try await database.execute("CREATE TABLE t (x)")
        try await database.execute("INSERT INTO t VALUES (1), (2), (3)")
        let all = Statement(StatementText("SELECT x FROM t"))
        let counts = try await database.transaction { transaction in
            let counts = Counts()
            try await transaction.stream(all, batch: 1, { $0.integer(at: 0) }) { _ in
                await counts.add(try await transaction.query(all) { $0.integer(at: 0) }.count)
            }
            return await counts.all
        }
        #expect(counts == [3, 3, 3])
        try await database.close()
    }

    private actor Counts {
        var all: [Int] = []
        func add(_ count: Int) { all.append(count) }
    }
}
