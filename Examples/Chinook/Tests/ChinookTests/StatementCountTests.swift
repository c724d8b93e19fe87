import Martlet
import MartletTesting
import Synchronization
import Testing

@testable import Chinook

/// Counts what a database is asked.
private final class Counter: DatabaseObserver {
    private let count = Mutex(0)

    /// How many statements there were since this was last asked.
    func takeCount() -> Int {
        count.withLock { count in
            defer { count = 0 }
            return count
        }
    }

    func didRun(_ event: QueryEvent) { count.withLock { $0 += 1 } }
}

@Suite("Statements")
struct StatementCountTests {
    @Test("a page asks the database as often for a hundred rows as for one")
    func flat() async throws {
        let counter = Counter()
        let database = try Database("sqlite::memory:", drivers: [.sqlite]).observed(by: counter)
        let app = try await Store.app(database: database)
        app.logger.logLevel = .error
        try await app.test { client in
            for path in [
                "/artists", "/albums", "/tracks", "/tracks?sort=album", "/playlists/1", "/api/v1/artists",
                "/api/v1/albums?sort=artist", "/api/v1/tracks", "/api/v1/playlists/1",
            ] {
                func statements(_ size: Int) async throws -> Int {
                    _ = counter.takeCount()
                    let response = try await client.get("\(path)\(path.contains("?") ? "&" : "?")per_page=\(size)")
                    #expect(response.status == .ok)
                    return counter.takeCount()
                }
                let one = try await statements(1)
                let many = try await statements(100)
                #expect(one == many, "\(path)")
                #expect((1...8).contains(one), "\(path)")
            }
        }
    }
}
