import Foundation
import MartletData
import MartletPostgres
import Testing

/// Connecting, limits, cancelling and what a restart of the server does.
@Suite struct PostgresConnectionTests {
    private func failure(_ url: String) async throws -> DatabaseError? {
        let database = try Database(url, drivers: [.postgres])
        return await #expect(throws: DatabaseError.self) { _ = try await database.value("SELECT 1") }
    }

    @Test func `a wrong password is an error of authentication`() async throws {
        let error = try await failure(TestServer.url(password: "wrong"))
        #expect(error?.kind == .authentication)
        #expect(error?.code == "28P01")
        #expect(error?.message.contains("password authentication failed for user \"martlet\"") == true)
        #expect(error?.message.contains("wrong") == false)
    }

    @Test func `a database that is not there is named`() async throws {
        let error = try await failure(TestServer.url(name: "nowhere"))
        #expect(error?.kind == .connection)
        #expect(error?.message.contains("database \"nowhere\" does not exist") == true)
    }

    @Test func `a port where nobody listens is an error at once`() async throws {
        let error = try await failure(TestServer.url(port: 1))
        #expect(error?.kind == .connection)
        #expect(error?.message.contains("Connection refused") == true)
    }

    /// A socket that accepts and says nothing, as a host behind a silent firewall looks.
    @Test func `a host that does not answer is an error within the limit`() async throws {
        let socket = try SilentSocket()
        let took = try await ContinuousClock().measure { () async throws in
            let error = try await failure(TestServer.url("connect_timeout=500ms", port: socket.port))
            #expect(error?.kind == .connection)
            #expect(
                error?.message.hasSuffix("no answer within 0.5 seconds; check host and port, or raise connect_timeout")
                    == true)
        }
        #expect(took > .milliseconds(400) && took < .seconds(3))
        socket.close()
    }

    @Test func `TLS is checked against the authority and the name`() async throws {
        let authority = try TestServer.variable("MARTLET_SERVERS_CA")
        for host in ["localhost", "127.0.0.1"] {
            let url = try TestServer.url("sslmode=verify-full&sslrootcert=\(authority)", host: host)
            let database = try Database(url, drivers: [.postgres])
            #expect(
                try await database.value("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") == .boolean(true))
            // More than a record of TLS holds, in both directions.
            let text = DatabaseValue.text(String(repeating: "0123456789abcdef", count: 40_000))
            #expect(try await database.value("SELECT $1::text", text) == text)
            try await database.close()
        }
        let error = try await failure(TestServer.url("sslmode=verify-full&sslrootcert=/nonexistent/ca.pem"))
        #expect(error?.kind == .connection)
        #expect(error?.message.contains("root certificate file \"/nonexistent/ca.pem\" does not exist") == true)
    }

    @Test func `an option with a wrong name or value is an error that says what there is`() throws {
        for (options, message) in [
            ("pol_size=3", "the database's URL has the option `pol_size`, which PostgreSQL does not know; it knows "),
            ("cancel=never", "the database's URL has the option cancel=never; expected `ask` (the server) or `close`"),
            ("pool_size=0", "the database's URL has the option pool_size=0; expected a number from 1 to 10000"),
        ] {
            let error = #expect(throws: DatabaseError.self) { try TestServer.database(options) }
            #expect(error?.message.hasPrefix(message) == true)
        }
    }

    // MARK: Limits

    @Test func `a statement that takes too long is a timeout`() async throws {
        let database = try TestServer.database("statement_timeout=200ms&pool_size=1")
        let error = await #expect(throws: DatabaseError.self) { _ = try await database.value("SELECT pg_sleep(20)") }
        #expect(error?.kind == .timeout)
        #expect(try await database.value("SELECT 1") == .integer(1))
    }

    @Test(arguments: ["", "&cancel=close"]) func `cancelling a task cancels its statement on the server`(
        _ option: String
    ) async throws {
        let database = try TestServer.database("pool_size=1" + option)
        let mark = UUID().uuidString
        let task = Task { try await database.value("SELECT pg_sleep(30), '\(mark)'") }
        try await Task.sleep(for: .milliseconds(300))
        let took = try await ContinuousClock().measure { () async throws in
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await database.value("SELECT 1") == .integer(1))
        }
        #expect(took < .seconds(5))
        // Where the connection was closed the server has to notice it by itself.
        let deadline = ContinuousClock.now + (option.isEmpty ? .zero : .seconds(15))
        var running: DatabaseValue
        repeat {
            running = try await database.value(
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%\(mark)%' AND pid <> pg_backend_pid()"
            )
        } while running != .integer(0) && ContinuousClock.now < deadline
        #expect(running == .integer(0))
    }

    @Test func `a request to cancel that overtakes its statement is made again`() async throws {
        let database = try TestServer.database("pool_size=1")
        guard case .integer(let backend) = try await database.value("SELECT pg_backend_pid()") else {
            Issue.record("the server does not say the number of its process")
            return
        }
        // The server's process sleeps until both have reached it, and then meets the request first.
        #expect(kill(pid_t(backend), SIGSTOP) == 0)
        let task = Task { try await database.value("SELECT pg_sleep(30)") }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        try await Task.sleep(for: .milliseconds(400))
        #expect(kill(pid_t(backend), SIGCONT) == 0)
        let took = try await ContinuousClock().measure { () async throws in
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await database.value("SELECT pg_backend_pid()") == .integer(backend))
        }
        #expect(took < .seconds(5))
    }

    @Test func `a cancelled transaction is rolled back and its connection goes on`() async throws {
        let database = try TestServer.database("pool_size=1")
        let task = Task {
            try await database.transaction { transaction in
                try await transaction.run("CREATE TABLE cancelled_table (a integer)")
                try await transaction.run("SELECT pg_sleep(30)")
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await database.value("SELECT to_regclass('cancelled_table')::text") == .null)
    }

    @Test func `who waits too long for a connection learns who holds them`() async throws {
        let driver = try PostgresDriver(url: DatabaseURL(TestServer.url("pool_size=1&pool_wait=2")))
        let place = CodePlace(fileID: "Shop/Orders.swift", line: 12)
        try await driver.withSession(SessionRequest(place: place)) { _ in
            let error = await #expect(throws: DatabaseError.self) { _ = try await driver.value("SELECT 1") }
            #expect(error?.kind == .poolExhausted)
            #expect(
                error?.message.hasSuffix(
                    "became free within 2.0 seconds; 1 of 1 are held by Shop/Orders.swift:12; hold connections for a shorter time, or raise pool_size"
                ) == true)
        }
        #expect(try await driver.value("SELECT 1") == .integer(1))
        try await driver.close()
    }

    @Test func `a closed database says so`() async throws {
        let database = try TestServer.database()
        #expect(try await database.value("SELECT 1") == .integer(1))
        try await database.close()
        let error = await #expect(throws: DatabaseError.self) { _ = try await database.value("SELECT 1") }
        #expect(error?.kind == .closed)
    }

    // MARK: Restarts

    @Test func `a connection that the server ended is replaced`() async throws {
        let database = try TestServer.database("pool_size=2")
        let other = try TestServer.database()
        guard case .integer(let process) = try await database.value("SELECT pg_backend_pid()") else { return }
        try await other.run("SELECT pg_terminate_backend($1::integer)", .integer(process))
        try await Task.sleep(for: .milliseconds(200))
        #expect(try await database.value("SELECT 1") == .integer(1))
    }

    @Test func `a statement whose connection ends says so`() async throws {
        let database = try TestServer.database("pool_size=2")
        let other = try TestServer.database()
        let mark = UUID().uuidString
        let task = Task { try await database.value("SELECT pg_sleep(30), '\(mark)'") }
        try await Task.sleep(for: .milliseconds(300))
        try await other.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%\(mark)%' AND pid <> pg_backend_pid()"
        )
        let error = await #expect(throws: DatabaseError.self) { try await task.value }
        #expect(error?.kind == .connection)
        #expect(error?.code == "57P01")
    }
}
