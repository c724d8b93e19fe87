import Martlet
import MartletTesting
import Synchronization
import Testing

@testable import Chinook

/// A SQLite database that counts what it is asked.
private final class CountingDriver: DatabaseDriver {
    private let driver: SQLiteDriver
    private let count = Mutex(0)

    init() throws { driver = try SQLiteDriver(url: "sqlite::memory:") }

    var dialect: any Dialect { driver.dialect }

    /// How many statements there were since this was last asked.
    func takeCount() -> Int {
        count.withLock { count in
            defer { count = 0 }
            return count
        }
    }

    func query<Value: Sendable>(
        _ statement: Statement, _ decode: @escaping @Sendable (any RowSource) throws -> Value
    ) async throws -> [Value] {
        count.withLock { $0 += 1 }
        return try await driver.query(statement, decode)
    }

    func execute(_ statement: Statement) async throws -> WriteResult {
        count.withLock { $0 += 1 }
        return try await driver.execute(statement)
    }

    func transaction<Value: Sendable>(
        _ body: @Sendable (any QueryExecutor) async throws -> Value
    ) async throws -> Value {
        try await driver.transaction(body)
    }

    func close() async throws { try await driver.close() }
}

@Suite("Statements")
struct StatementCountTests {
    @Test("a page asks the database as often for a hundred rows as for one")
    func flat() async throws {
        let driver = try CountingDriver()
        let app = try await Store.app(database: DatabaseExtension(Database(driver)))
        app.logger.logLevel = .error
        try await app.test { client in
            for path in [
                "/artists", "/albums", "/tracks", "/tracks?sort=album", "/playlists/1", "/api/v1/artists",
                "/api/v1/albums?sort=artist", "/api/v1/tracks", "/api/v1/playlists/1",
            ] {
                func statements(_ size: Int) async throws -> Int {
                    _ = driver.takeCount()
                    let response = try await client.get("\(path)\(path.contains("?") ? "&" : "?")per_page=\(size)")
                    #expect(response.status == .ok)
                    return driver.takeCount()
                }
                let one = try await statements(1)
                let many = try await statements(100)
                #expect(one == many, "\(path)")
                #expect((1...8).contains(one), "\(path)")
            }
        }
    }
}
