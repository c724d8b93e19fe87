import MartletData
import Synchronization

extension World {
    /// A row picked by chance.
    static func random(in database: Database) async throws -> World {
        guard let world = try await find(randomID, in: database) else { throw MissingRow() }
        return world
    }

    /// Rows picked by chance, each by a query of its own, as the rules want.
    static func random(_ count: Int, in database: Database) async throws -> [World] {
        var ids: Set<Int32> = []
        while ids.count < count { ids.insert(randomID) }
        return try await withThrowingTaskGroup(of: World.self) { group in
            for id in ids {
                group.addTask {
                    guard let world = try await find(id, in: database) else { throw MissingRow() }
                    return world
                }
            }
            // In the order of their keys, so that two requests never wait for each other's rows crosswise.
            return try await group.reduce(into: []) { $0.append($1) }.sorted { $0.id < $1.id }
        }
    }
}

/// A row that the seed made is gone.
struct MissingRow: Error {}

/// All rows in memory.
final class WorldCache: Sendable {
    private let worlds = Mutex<[World]>([])

    func fill(_ rows: [World]) { worlds.withLock { $0 = rows } }

    func random(_ count: Int) -> [World] {
        worlds.withLock { worlds in (0..<count).compactMap { _ in worlds.randomElement() } }
    }
}
