import Synchronization

/// Keeps first answers in this process, in a bounded amount of memory.
///
/// The oldest answers are forgotten first when there are too many. A process keeps its own: behind a load balancer a
/// repeated request may reach another, which then runs it once more.
public final class MemoryIdempotencyStore: IdempotencyStore {
    private struct Entry {
        let claim: IdempotencyClaim
        var answer: RecordedAnswer?
        var expires: Int64
    }

    private struct Entries {
        var byKey: [String: Entry] = [:]
        /// The keys in the order in which they began, with their owners, from `first` on.
        var order: [(key: String, owner: String)] = []
        var first = 0
        var bytes = 0
    }

    private let entries = Mutex(Entries())
    private let maximumKeys: Int
    private let maximumBytes: Int

    /// Creates a store.
    /// - Parameters:
    ///   - maximumKeys: how many keys are kept.
    ///   - maximumBytes: how many bytes the kept answers may have together; 64 MiB by default.
    public init(maximumKeys: Int = 100_000, maximumBytes: Int = 64 << 20) {
        self.maximumKeys = max(1, maximumKeys)
        self.maximumBytes = max(0, maximumBytes)
    }

    /// Begins a request, unless one with its key is running or was answered.
    public func begin(_ key: String, _ claim: IdempotencyClaim, at now: Int64) -> IdempotencyOutcome {
        entries.withLock { entries in
            if let entry = entries.byKey[key], entry.expires > now {
                guard entry.claim.fingerprint == claim.fingerprint else { return .otherRequest }
                return entry.answer.map { .answered($0) } ?? .running
            }
            Self.remove(key, from: &entries)
            entries.byKey[key] = Entry(claim: claim, expires: now.adding(claim.lease))
            entries.order.append((key, claim.owner))
            makeRoom(&entries)
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
            entries.bytes += answer.body.count
            makeRoom(&entries)
        }
    }

    /// Forgets a request that was not answered for good.
    public func release(_ key: String, owner: String) {
        entries.withLock { entries in
            guard let entry = entries.byKey[key], entry.claim.owner == owner, entry.answer == nil else { return }
            Self.remove(key, from: &entries)
        }
    }

    private static func remove(_ key: String, from entries: inout Entries) {
        guard let entry = entries.byKey.removeValue(forKey: key) else { return }
        entries.bytes -= entry.answer?.body.count ?? 0
    }

    /// Forgets the oldest keys until the others fit.
    private func makeRoom(_ entries: inout Entries) {
        while entries.byKey.count > maximumKeys || entries.bytes > maximumBytes, entries.first < entries.order.count {
            let (key, owner) = entries.order[entries.first]
            entries.first += 1
            if entries.byKey[key]?.claim.owner == owner { Self.remove(key, from: &entries) }
        }
        // Those that were released or forgotten leave gaps.
        guard entries.order.count > 2 * entries.byKey.count + 64 else { return }
        let known = entries.byKey
        entries.order = entries.order[entries.first...].filter { known[$0.key]?.claim.owner == $0.owner }
        entries.first = 0
    }
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
