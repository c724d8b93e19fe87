import Synchronization

/// Keeps what was taken in this process, in a bounded amount of memory.
///
/// Keys that were not used for longest are forgotten first when there are too many; keys that are in use stay. A process
/// counts for itself: with three of them behind a load balancer a client may do up to three times as much.
public final class MemoryThrottleStore: ThrottleStore {
    /// Keys in two halves: those that were used lately, and those that were before. The older half is dropped as a whole.
    private struct Shard {
        var recent: [String: Entry] = [:]
        var older: [String: Entry] = [:]
    }

    private struct Entry {
        var record: ThrottleRecord
        var expires: Int64
    }

    private final class Guarded: Sendable {
        let shard = Mutex(Shard())
    }

    private let shards: [Guarded]
    private let half: Int

    /// Creates a store.
    /// - Parameter maximumKeys: how many keys are kept, of about 200 bytes each.
    public init(maximumKeys: Int = 100_000) {
        shards = (0..<16).map { _ in Guarded() }
        half = max(1, maximumKeys / 16 / 2)
    }

    /// Takes some of what a key has left, if it has as much.
    public func take(_ cost: Int, of key: String, by rule: ThrottleRule, at now: Int64) -> ThrottleDecision {
        let index = Int(UInt(bitPattern: key.hashValue) % UInt(shards.count))
        return shards[index].shard.withLock { shard in
            let entry = shard.recent[key] ?? shard.older.removeValue(forKey: key)
            var record = entry.flatMap { $0.expires > now ? $0.record : nil }
            let decision = rule.decide(&record, cost: cost, at: now)
            if let record {
                if shard.recent.count >= half, shard.recent[key] == nil { Self.age(&shard, now) }
                shard.recent[key] = Entry(record: record, expires: now + rule.lifetime(of: record, at: now))
            }
            return decision
        }
    }

    /// How many keys are kept.
    public var count: Int { shards.reduce(0) { $0 + $1.shard.withLock { $0.recent.count + $0.older.count } } }

    private static func age(_ shard: inout Shard, _ now: Int64) {
        shard.older = shard.recent.filter { $0.value.expires > now }
        shard.recent = Dictionary(minimumCapacity: shard.older.count)
    }
}
