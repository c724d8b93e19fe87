import HTTPTypes
import MartletCore
import Synchronization

/// Keeps first answers in this process, in a bounded amount of memory.
///
/// The oldest answers are forgotten first when there are too many; requests that are running never are, so that one past the
/// number of keys is a 503. A process keeps its own: behind a load balancer a repeated request may reach another, which then
/// runs it once more.
public final class MemoryIdempotencyStore: IdempotencyStore {
    private struct Entry {
        let claim: IdempotencyClaim
        var answer: RecordedAnswer?
        var expires: Int64
    }

    private struct Entries {
        var byKey: [String: Entry] = [:]
        var running = Queue()
        var answered = Queue()
        var bytes = 0
    }

    /// Keys in the order in which they came, with their owners.
    private struct Queue {
        private var items: [(key: String, owner: String)?] = []
        private var start = 0

        var first: (key: String, owner: String)? { start < items.count ? items[start] : nil }

        mutating func append(_ key: String, _ owner: String) { items.append((key, owner)) }

        mutating func removeFirst() {
            items[start] = nil
            start += 1
            guard start > 64, start > items.count / 2 else { return }
            items.removeFirst(start)
            start = 0
        }

        /// Drops what has gone from the middle, once there is more of it than of the rest.
        mutating func drop(beyond count: Int, unless isKept: (String, String) -> Bool) {
            guard items.count - start > 2 * count + 64 else { return }
            items = items[start...].filter { item in item.map { isKept($0.key, $0.owner) } ?? false }
            start = 0
        }
    }

    private let entries = Mutex(Entries())
    private let maximumKeys: Int
    private let maximumBytes: Int

    /// Creates a store.
    /// - Parameters:
    ///   - maximumKeys: how many keys are kept.
    ///   - maximumBytes: how many bytes the kept answers may have together, header fields included; 64 MiB by default.
    public init(maximumKeys: Int = 100_000, maximumBytes: Int = 64 << 20) {
        self.maximumKeys = max(1, maximumKeys)
        self.maximumBytes = max(0, maximumBytes)
    }

    /// Begins a request, unless one with its key is running or was answered.
    /// - Throws: ``MartletCore/HTTPError`` 503 where all keys are those of running requests.
    public func begin(_ key: String, _ claim: IdempotencyClaim, at now: Int64) throws -> IdempotencyOutcome {
        try entries.withLock { entries in
            if let entry = entries.byKey[key], entry.expires > now {
                guard entry.claim.fingerprint == claim.fingerprint else { return .otherRequest }
                return entry.answer.map { .answered($0) } ?? .running
            }
            Self.remove(key, from: &entries)
            Self.forgetExpired(&entries, now)
            while entries.byKey.count >= maximumKeys, Self.forgetOldestAnswer(&entries) {}
            guard entries.byKey.count < maximumKeys else {
                throw HTTPError(
                    .serviceUnavailable, "Too many requests with keys are running.", headers: [.retryAfter: "1"])
            }
            entries.byKey[key] = Entry(claim: claim, expires: now.adding(claim.lease))
            entries.running.append(key, claim.owner)
            let known = entries.byKey
            entries.running.drop(beyond: known.count) { key, owner in
                known[key].map { $0.claim.owner == owner && $0.answer == nil } ?? false
            }
            return .begun
        }
    }

    /// Keeps the answer of a request; nothing happens where the key has another owner by now.
    public func finish(
        _ key: String, owner: String, with answer: RecordedAnswer, keptFor lifetime: Duration, at now: Int64
    ) {
        entries.withLock { entries in
            guard var entry = entries.byKey[key], entry.claim.owner == owner, entry.answer == nil else { return }
            entry.answer = answer
            entry.expires = now.adding(lifetime)
            entries.byKey[key] = entry
            entries.answered.append(key, owner)
            entries.bytes += answer.size
            Self.forgetExpired(&entries, now)
            while entries.bytes > maximumBytes, Self.forgetOldestAnswer(&entries) {}
        }
    }

    /// Forgets a request that was not answered for good.
    public func release(_ key: String, owner: String) {
        entries.withLock { entries in
            guard let entry = entries.byKey[key], entry.claim.owner == owner, entry.answer == nil else { return }
            Self.remove(key, from: &entries)
        }
    }

    /// How many keys are kept.
    public var count: Int { entries.withLock { $0.byKey.count } }

    private static func remove(_ key: String, from entries: inout Entries) {
        guard let entry = entries.byKey.removeValue(forKey: key) else { return }
        entries.bytes -= entry.answer?.size ?? 0
    }

    /// Forgets what is over at the front of both queues: leases and answers of one middleware end in their order.
    private static func forgetExpired(_ entries: inout Entries, _ now: Int64) {
        while let (key, owner) = entries.running.first {
            if let entry = entries.byKey[key], entry.claim.owner == owner, entry.answer == nil {
                guard entry.expires <= now else { break }
                remove(key, from: &entries)
            }
            entries.running.removeFirst()
        }
        while let (key, owner) = entries.answered.first {
            if let entry = entries.byKey[key], entry.claim.owner == owner {
                guard entry.expires <= now else { break }
                remove(key, from: &entries)
            }
            entries.answered.removeFirst()
        }
    }

    /// - Returns: whether there was one.
    private static func forgetOldestAnswer(_ entries: inout Entries) -> Bool {
        guard let (key, owner) = entries.answered.first else { return false }
        entries.answered.removeFirst()
        if entries.byKey[key]?.claim.owner == owner { remove(key, from: &entries) }
        return true
    }
}

extension RecordedAnswer {
    /// What the answer takes in memory, roughly.
    fileprivate var size: Int { body.count + fields.reduce(0) { $0 + $1.utf8.count + 16 } }
}

extension Int64 {
    /// A moment in microseconds so much later.
    fileprivate func adding(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        let (whole, overflows) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let microseconds = overflows ? Int64.max / 2 : whole &+ attoseconds / 1_000_000_000_000
        let (sum, isLate) = addingReportingOverflow(microseconds)
        return isLate ? .max : sum
    }
}
