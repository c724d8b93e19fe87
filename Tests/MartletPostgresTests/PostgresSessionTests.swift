import Foundation
import MartletData
import MartletPostgres
import Testing

/// Statements, transactions and streams on a real server.
@Suite struct PostgresSessionTests {
    /// A table with a name of its own, dropped at the end.
    private func withTable(
        _ definition: String, _ database: Database, _ body: (String) async throws -> Void
    ) async throws {
        let table = "t_" + UUID().uuidString.lowercased().replacingOccurrences(of: "-", with: "")
        try await database.run("CREATE TABLE \(table) (\(definition))")
        do {
            try await body(table)
        } catch {
            try? await database.run("DROP TABLE \(table)")
            throw error
        }
        try await database.run("DROP TABLE \(table)")
    }

    // MARK: Types of parameters

    @Test func `text is compared with whatever stands beside it`() async throws {
        let database = try TestServer.database("pool_size=2")
        try await withTable(
            "v varchar(20), c char(5), e inet, j jsonb, n numeric, u uuid, d date, x text[]", database
        ) { table async throws in
            try await database.run(
                "INSERT INTO \(table) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", .text("abc"), .text("ab"),
                .text("10.0.0.1"), .text(#"{"a": 1}"#), .text("1.5"), .text("00010203-0405-0607-0809-0a0b0c0d0eff"),
                .text("2026-01-31"), .text("{a,b}"))
            for (condition, value) in [
                ("v = $1", DatabaseValue.text("abc")), ("c = $1", .text("ab")), ("e = $1", .text("10.0.0.1")),
                ("j @> $1", .text(#"{"a": 1}"#)), ("j @> $1", .json(#"{"a": 1}"#)), ("n = $1", .text("1.5")),
                ("n = $1", .decimal("1.50")), ("n > $1", .integer(1)), ("n < $1", .real(1.6)),
                ("d = $1", .text("2026-01-31")),
                ("v = ANY($1)", .array([.text("x"), .text("abc")], of: .text)),
                ("e = ANY($1)", .array([.text("10.0.0.1")], of: .text)),
                ("x = $1", .array([.text("a"), .text("b")], of: .text)),
                ("length(v) = $1", .integer(3)), ("v LIKE $1", .text("a%")), ("j->>$1 = '1'", .text("a")),
                ("d + $1 > d", .integer(1)), ("substr(v, $1) = 'bc'", .integer(2)), ("v || $1 = 'abcd'", .text("d")),
                ("coalesce(NULL, $1) = 'x'", .text("x")), ("d < $1", .timestamp(microseconds: 1_900_000_000_000_000)),
                ("concat($1, v) = 'xabc'", .text("x")), ("$1 IS NOT NULL", .text("x")),
                ("u = $1", .text("00010203-0405-0607-0809-0A0B0C0D0EFF")),
            ] {
                let found = try await database.values("SELECT 1 FROM \(table) WHERE \(condition)", [value])
                #expect(found == [.integer(1)], "\(condition) with \(value)")
            }
        }
    }

    @Test func `numbers keep their type where nothing else says it`() async throws {
        let database = try TestServer.database()
        #expect(try await database.value("SELECT $1", .integer(5)) == .integer(5))
        #expect(try await database.value("SELECT $1 + $2", .integer(5), .integer(6)) == .integer(11))
        #expect(
            try await database.value("SELECT sum(CASE WHEN true THEN $1 ELSE $2 END)", .integer(1), .null)
                == .decimal("1"))
        #expect(try await database.value("SELECT $1", .text("x")) == .text("x"))
        #expect(try await database.value("SELECT $1::text IS NULL", .null) == .boolean(true))
        #expect(try await database.value("SELECT repeat('ab', $1)", .integer(2)) == .text("abab"))
        #expect(try await database.value("SELECT 3 LIMIT $1", .integer(1)) == .integer(3))
    }

    @Test func `a value that does not fit the inferred type is compared all the same`() async throws {
        let database = try TestServer.database()
        #expect(
            try await database.values(
                "SELECT 1 FROM (SELECT 1::integer AS a) AS t WHERE a = $1", [.integer(5_000_000_000)]) == [])
    }

    @Test func `one text takes values of several types, and NULL`() async throws {
        let database = try TestServer.database("pool_size=1")
        let text = StatementText("SELECT $1 IS NULL, $2::text")
        for (value, expected) in [
            (DatabaseValue.null, DatabaseValue.boolean(true)), (.integer(1), .boolean(false)),
            (.text("a"), .boolean(false)),
            (.null, .boolean(true)), (.boolean(true), .boolean(false)),
        ] {
            let rows = try await database.query(Statement(text, [value, .text("b")])) {
                [$0.value(at: 0), $0.value(at: 1)]
            }
            #expect(rows == [[expected, .text("b")]])
        }
    }

    @Test func `a refused type inside of a transaction does not end it`() async throws {
        let database = try TestServer.database()
        try await database.transaction { transaction async throws in
            #expect(try await transaction.value("SELECT lpad('x', $1, $2)", .integer(3), .text("-")) == .text("--x"))
            #expect(try await transaction.value("SELECT 1") == .integer(1))
        }
    }

    @Test func `durations are intervals or numbers, as the other side wants`() async throws {
        let database = try TestServer.database()
        let day = DatabaseValue.duration(microseconds: 86_400_000_000)
        #expect(
            try await database.value("SELECT '2026-01-01'::timestamptz + $1", day)
                == .timestamp(microseconds: 1_767_312_000_000_000))
        #expect(try await database.value("SELECT $1::bigint", day) == .integer(86_400_000_000))
    }

    // MARK: Prepared statements

    @Test func `a statement runs again after its table changed`() async throws {
        let database = try TestServer.database("pool_size=1")
        try await withTable("a integer", database) { table async throws in
            let statement = Statement(StatementText("SELECT * FROM \(table)"))
            try await database.run("INSERT INTO \(table) VALUES (1)")
            for _ in 0..<2 { #expect(try await database.query(statement) { $0.count } == [1]) }
            try await database.run("ALTER TABLE \(table) ADD COLUMN b text DEFAULT 'x'")
            #expect(try await database.query(statement) { $0.value(at: 1) } == [.text("x")])
            #expect(try await database.query(statement) { $0.value(at: 1) } == [.text("x")])
        }
    }

    @Test func `a table that changed fails the transaction so that it can run again`() async throws {
        let database = try TestServer.database("pool_size=1")
        try await withTable("a integer", database) { table async throws in
            let statement = Statement(StatementText("SELECT * FROM \(table)"))
            _ = try await database.query(statement) { $0.count }
            try await database.run("ALTER TABLE \(table) ADD COLUMN b text")
            let error = await #expect(throws: DatabaseError.self) {
                try await database.transaction { _ = try await $0.query(statement) { $0.count } }
            }
            #expect(error?.kind == .serialization)
            #expect(error?.isRetryable == true)
            try await database.transaction { _ = try await $0.query(statement) { $0.count } }
        }
    }

    @Test func `only so many statements stay prepared`() async throws {
        let database = try TestServer.database("pool_size=1&prepared_statements=5")
        for number in 0..<20 { #expect(try await database.value("SELECT \(number)") == .integer(Int64(number))) }
        guard case .integer(let count) = try await database.value("SELECT count(*) FROM pg_prepared_statements") else {
            Issue.record("no number")
            return
        }
        #expect(count <= 6)
    }

    // MARK: Transactions

    @Test func `a transaction keeps all or nothing`() async throws {
        struct Stop: Error {}
        let database = try TestServer.database("pool_size=2")
        try await withTable("a integer", database) { table async throws in
            await #expect(throws: Stop.self) {
                try await database.transaction { transaction async throws in
                    try await transaction.run("INSERT INTO \(table) VALUES (1)")
                    throw Stop()
                }
            }
            try await database.transaction { try await $0.run("INSERT INTO \(table) VALUES (2)") }
            #expect(try await database.values("SELECT a FROM \(table)") == [.integer(2)])
        }
    }

    @Test func `isolation and reading only are the server's`() async throws {
        let database = try TestServer.database()
        for level in [TransactionOptions.IsolationLevel.repeatableRead, .serializable] {
            try await database.transaction(TransactionOptions(isolation: level)) { transaction async throws in
                #expect(try await transaction.value("SHOW transaction_isolation") == .text(level.rawValue.lowercased()))
            }
        }
        let report = TransactionOptions(isolation: .serializable, isReadOnly: true, isDeferrable: true)
        try await database.transaction(report) { transaction async throws in
            #expect(try await transaction.value("SHOW transaction_deferrable") == .text("on"))
        }
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction(TransactionOptions(isReadOnly: true)) {
                try await $0.run("CREATE TABLE never (a integer)")
            }
        }
        #expect(error?.kind == .readOnly)
    }

    @Test func `a swallowed error does not look like a commit`() async throws {
        let database = try TestServer.database()
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { _ = try? await $0.value("SELECT 1/0") }
        }
        #expect(
            error?.message
                == "nothing was committed: a statement of the transaction had failed; let its error end the transaction, or run it in a savepoint"
        )
    }

    @Test func `a transaction that is left open is rolled back`() async throws {
        let database = try TestServer.database("pool_size=1")
        let driver = try PostgresDriver(url: DatabaseURL(TestServer.url("pool_size=1")))
        try await driver.withSession(SessionRequest()) { session in
            try await session.begin(.default)
            _ = try await session.execute(Statement("CREATE TABLE left_open (a integer)"))
        }
        #expect(try await driver.value("SELECT to_regclass('left_open')::text") == .null)
        #expect(try await database.value("SELECT 1") == .integer(1))
        try await driver.close()
    }

    // MARK: Streams

    @Test func `a million rows stream in batches`() async throws {
        let database = try TestServer.database("pool_size=1")
        var sum: Int64 = 0
        var largest = 0
        try await database.stream(Statement(StatementText("SELECT generate_series(1, 1000000)")), batch: 500) {
            $0.integer(at: 0) ?? 0
        } _: { batch in
            largest = max(largest, batch.count)
            for number in batch { sum += number }
        }
        #expect(sum == 500_000_500_000)
        #expect(largest == 500)
        #expect(try await database.value("SELECT 1") == .integer(1))
    }

    /// How many rows a stream has, and how many batches.
    private func streamed(_ executor: some QueryExecutor, _ statement: Statement) async throws -> [Int] {
        var (count, batches) = (0, 0)
        try await executor.stream(statement, batch: 100) {
            $0.integer(at: 0)
        } _: { batch in
            count += batch.count
            batches += 1
        }
        return [count, batches]
    }

    @Test func `a stream is whole on a connection that prepares its statement on the way`() async throws {
        let database = try TestServer.database("pool_size=2")
        let text = StatementText("SELECT generate_series(1, $1::integer)")
        // One that is not kept is prepared each time.
        let once = try await streamed(database, Statement("SELECT generate_series(1, $1::integer)", [.integer(1000)]))
        #expect(once == [1000, 10])
        try await database.transaction { (first) async throws in
            // Described on one connection, prepared on the way on the other.
            #expect(try await streamed(first, Statement(text, [.integer(1000)])) == [1000, 10])
            #expect(try await streamed(database, Statement(text, [.integer(1000)])) == [1000, 10])
            #expect(try await streamed(first, Statement(text, [.integer(200)])) == [200, 2])
        }
    }

    @Test func `a COPY as a statement is refused, and the database goes on`() async throws {
        let database = try TestServer.database("pool_size=1")
        for sql in ["COPY (SELECT 1) TO STDOUT", "COPY pg_temp.nothing FROM STDIN"] {
            let error = await #expect(throws: DatabaseError.self) { try await database.execute(Statement(sql)) }
            #expect(
                error?.kind == (sql.contains("nothing") ? .statement : .unsupported), "\(String(describing: error))")
        }
        #expect(try await database.value("SELECT 1") == .integer(1))
    }

    @Test func `a stream that is left early gives its connection back`() async throws {
        struct Enough: Error {}
        let database = try TestServer.database("pool_size=1")
        let clock = ContinuousClock()
        let took = try await clock.measure { () async throws in
            await #expect(throws: Enough.self) {
                try await database.stream(
                    Statement(StatementText("SELECT repeat('x', 1000) FROM generate_series(1, 10000000)")), batch: 10
                ) {
                    $0.text(at: 0)
                } _: { _ in
                    throw Enough()
                }
            }
            #expect(try await database.value("SELECT 1") == .integer(1))
        }
        // Reading all of it takes minutes.
        #expect(took < .seconds(30))
    }

    @Test func `an error in the middle of a stream reaches its reader`() async throws {
        let database = try TestServer.database()
        let error = await #expect(throws: DatabaseError.self) {
            try await database.stream(
                Statement(StatementText("SELECT 10 / (100 - n) FROM generate_series(1, 200) AS n")), batch: 10
            ) {
                $0.integer(at: 0)
            } _: { _ in
            }
        }
        #expect(error?.code == "22012")
    }

    @Test func `a statement beside a stream is refused`() async throws {
        let database = try TestServer.database()
        let error = await #expect(throws: DatabaseError.self) {
            try await database.transaction { transaction async throws in
                try await transaction.stream(Statement(StatementText("SELECT generate_series(1, 100000)")), batch: 10) {
                    $0.integer(at: 0)
                } _: { _ in
                    _ = try await transaction.value("SELECT 1")
                }
            }
        }
        #expect(error?.kind == .unsupported)
        #expect(
            error?.message.hasSuffix(
                "reads the rows of a stream, and runs nothing else until its end; collect the rows first, or use another connection"
            ) == true)
    }

    // MARK: Errors

    @Test func `a constraint is named with its table and columns`() async throws {
        let database = try TestServer.database("pool_size=1")
        try await withTable(
            "a integer NOT NULL, b text, \"c d\" integer CHECK (\"c d\" > 0), UNIQUE (a, b), EXCLUDE (a WITH =) WHERE (a = 99)",
            database
        ) { table async throws in
            try await database.run("INSERT INTO \(table) VALUES (1, 'x', 1), (99, 'y', 1)")
            let cases: [(String, DatabaseError.Kind, [String], String)] = [
                ("(1, 'x', 1)", .unique, ["a", "b"], "\(table)_a_b_key"),
                ("(NULL, 'x', 1)", .notNull, ["a"], ""),
                ("(2, 'x', 0)", .check, [], "\(table)_c d_check"),
                ("(99, 'z', 1)", .exclusion, ["a"], "\(table)_a_excl"),
            ]
            for (values, kind, columns, constraint) in cases {
                let error = await #expect(throws: DatabaseError.self) {
                    try await database.run("INSERT INTO \(table) VALUES \(values)")
                }
                #expect(error?.kind == kind)
                #expect(error?.table == table)
                #expect(error?.columns == columns)
                #expect(error?.constraint ?? "" == constraint)
            }
        }
    }

    @Test func `kinds of errors are told apart`() async throws {
        let database = try TestServer.database()
        for (sql, kind) in [
            ("SELECT 'x'::integer", DatabaseError.Kind.value), ("SELECT 1/0", .value), ("SELEC 1", .statement),
            ("SELECT * FROM no_such_table", .statement), ("SELECT 99999999999999999999::bigint", .value),
        ] {
            let error = await #expect(throws: DatabaseError.self) { _ = try await database.value(sql) }
            #expect(error?.kind == kind, "\(sql)")
            #expect(error?.sql == sql)
        }
    }

    @Test func `a write says how many rows it changed`() async throws {
        let database = try TestServer.database()
        try await withTable("a integer", database) { table async throws in
            #expect(
                try await database.execute(Statement("INSERT INTO \(table) SELECT generate_series(1, 7)")).changes == 7)
            #expect(
                try await database.execute(Statement("UPDATE \(table) SET a = 0 WHERE a > $1", [.integer(4)])).changes
                    == 3)
        }
    }
}
