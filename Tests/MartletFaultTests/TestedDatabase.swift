import Foundation
import MartletData
import MartletMySQL
import MartletPostgres
import MartletSQLite
import Testing

/// The databases that faults are tested on; `scripts/servers.sh run` starts the servers.
enum TestedDatabase: String, CaseIterable, CustomTestStringConvertible {
    case sqlite, postgres, mariadb

    static let servers = [postgres, mariadb]

    var testDescription: String { rawValue }

    static func open(_ url: String) throws -> Database {
        try Database(url, drivers: [.sqlite, .postgres, .mysql])
    }

    /// The URL of the server that was started for all tests.
    func serverURL() throws -> String {
        let name = self == .postgres ? "MARTLET_POSTGRES_URL" : "MARTLET_MYSQL_URL"
        guard let url = ProcessInfo.processInfo.environment[name] else {
            throw DatabaseError(.connection, "\(name) is not set; run the tests through scripts/servers.sh run")
        }
        return url
    }

    /// The machine may be busy with other tests.
    private static let patience = "pool_wait=60&connect_timeout=60"

    /// Runs a body with the URL of an empty database of its own, which is dropped at the end.
    /// - Parameter body: gets the URL, which has options already.
    func withURL<Value>(_ body: (_ url: String) async throws -> Value) async throws -> Value {
        guard self != .sqlite else {
            let folder = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID().uuidString)")
            defer { try? FileManager.default.removeItem(at: folder) }
            return try await body("sqlite:\(folder.path)/app.sqlite?busy_timeout=30")
        }
        let server = try Self.open("\(serverURL())?\(Self.patience)&pool_size=1")
        let name = "fault_\(UInt64.random(in: 0 ... .max))"
        try await server.execute("CREATE DATABASE \(Identifier(name))")
        let url = try DatabaseURL(serverURL())
        let address = "\(url.user ?? ""):\(url.password ?? "")@\(url.host ?? ""):\(url.port ?? 0)"
        let drop: SQL =
            self == .postgres
            ? "DROP DATABASE \(Identifier(name)) WITH (FORCE)" : "DROP DATABASE \(Identifier(name))"
        let result: Result<Value, any Error>
        do {
            let value = try await body("\(scheme)://\(address)/\(name)?\(Self.patience)")
            result = .success(value)
        } catch { result = .failure(error) }
        try await server.execute(drop)
        try await server.close()
        return try result.get()
    }

    var scheme: String { self == .postgres ? "postgres" : "mariadb" }

    /// The option that turns encryption off, so that a proxy can read along.
    var withoutTLS: String { self == .postgres ? "sslmode=disable" : "ssl_mode=disabled" }

    /// A query that sleeps for a time, and says which one it is.
    func sleep(_ seconds: Double, mark: String) -> SQL {
        self == .postgres
            ? "SELECT pg_sleep(\(unsafe: "\(seconds)")), '\(unsafe: mark)'"
            : "SELECT SLEEP(\(unsafe: "\(seconds)")), '\(unsafe: mark)'"
    }

    /// How many other sessions of the database there are, or of those only what runs a statement with a mark.
    func sessions(in database: Database, running mark: String? = nil) async throws -> Int {
        let count: SQL =
            switch (self, mark) {
            case (.sqlite, _): "SELECT 0"
            case (.postgres, nil):
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            case (.postgres, let mark?):
                "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE \("%\(mark)%") AND pid <> pg_backend_pid()"
            case (.mariadb, nil):
                "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND id <> connection_id()"
            case (.mariadb, let mark?):
                "SELECT count(*) FROM information_schema.processlist WHERE info LIKE \("%\(mark)%") AND id <> connection_id()"
            }
        return try await database.query(count) { try $0.read(Int.self, at: 0) }.first ?? 0
    }

    /// Waits until nobody else has a session, as the server notices that a client is gone in its own time.
    /// - Parameter database: has one connection.
    func waitUntilAlone(in database: Database) async throws {
        try await eventually("\(rawValue) still has sessions of a process that is gone") {
            try await sessions(in: database) == 0
        }
    }
}

/// Whether the long suites run whole.
let runsLong = ProcessInfo.processInfo.environment["MARTLET_LONG"] == "1"

struct NeverHappened: Error, CustomStringConvertible {
    let description: String
}

/// Waits until a condition holds, for half a minute at most.
func eventually(_ failure: String, _ condition: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(30)
    while try await !condition() {
        guard ContinuousClock.now < end else { throw NeverHappened(description: failure) }
        try await Task.sleep(for: .milliseconds(20))
    }
}
