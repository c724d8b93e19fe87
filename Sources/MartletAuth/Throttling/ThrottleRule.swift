/// How much may be done in what time.
///
/// Arithmetic is in whole microseconds, so that every store decides alike.
public struct ThrottleRule: Sendable, Hashable {
    /// How time is counted.
    public enum Algorithm: String, Sendable, Codable {
        /// A window opens with the first request and counts until it is over. Around its end twice as much may come.
        case fixedWindow
        /// As much of the last window counts as still reaches into the time before now: close to "in any such time", for
        /// two counts of each key.
        case slidingWindow
        /// A bucket that fills steadily: bursts as large as the bucket, and no more than the rate in the long run.
        case tokenBucket
    }

    /// How time is counted.
    public let algorithm: Algorithm
    /// How much may be done within the window; the size of the bucket.
    public let quota: Int
    /// The window in microseconds; the time in which an empty bucket fills.
    public let window: Int64

    private init(_ algorithm: Algorithm, _ quota: Int, _ window: Duration) {
        self.algorithm = algorithm
        self.quota = min(max(quota, 1), Self.maximumQuota)
        let microseconds = window / .microseconds(1)
        self.window = Int64(min(max(microseconds.isFinite ? microseconds : 1_000_000, 1_000), Self.maximumWindow))
    }

    /// At most a billion in at most a year, so that no product of the two is too large.
    static let maximumQuota = 1_000_000_000
    static let maximumWindow = 366.0 * 86_400 * 1_000_000

    /// A quota for each window, which opens with the first request.
    public static func fixedWindow(_ quota: Int, per window: Duration) -> ThrottleRule {
        ThrottleRule(.fixedWindow, quota, window)
    }

    /// A quota for any time of a length, closely.
    public static func slidingWindow(_ quota: Int, per window: Duration) -> ThrottleRule {
        ThrottleRule(.slidingWindow, quota, window)
    }

    /// A bucket of a size that fills in a time.
    public static func tokenBucket(_ size: Int, refilledIn window: Duration) -> ThrottleRule {
        ThrottleRule(.tokenBucket, size, window)
    }
}

/// What a store keeps of one key: three numbers, whose meaning is the rule's.
public struct ThrottleRecord: Sendable, Hashable, Codable {
    /// When the window began; for a bucket, when it will be full. Microseconds since 1970.
    public var time: Int64
    /// What was taken in the window.
    public var count: Int64
    /// What was taken in the window before.
    public var previous: Int64

    /// Creates a record.
    public init(time: Int64, count: Int64 = 0, previous: Int64 = 0) {
        self.time = time
        self.count = count
        self.previous = previous
    }
}

/// Whether something may be done, and what is left.
public struct ThrottleDecision: Sendable, Hashable {
    /// Whether it may.
    public var isAllowed: Bool
    /// How much may still be done at once.
    public var remaining: Int
    /// In how many microseconds the window is over, or the bucket full.
    public var reset: Int64
    /// In how many microseconds as much as was asked for may be done; 0 where it may now.
    public var wait: Int64

    /// Creates a decision.
    public init(isAllowed: Bool, remaining: Int, reset: Int64, wait: Int64) {
        self.isAllowed = isAllowed
        self.remaining = remaining
        self.reset = reset
        self.wait = wait
    }
}

extension ThrottleRule {
    /// What a store does with one key, as a function of what it keeps: the whole of it must happen at once.
    ///
    /// What is not allowed takes nothing, so that a client that goes on asking is served as soon as one that waits.
    /// - Parameters:
    ///   - record: what the store keeps of the key; `nil` for nothing. It is replaced by what to keep now.
    ///   - cost: how much is asked for; 0 only looks. More than the quota is never allowed.
    ///   - now: microseconds since 1970; a time before the record's counts as the record's.
    /// - Returns: the decision, which holds until the record changes.
    public func decide(_ record: inout ThrottleRecord?, cost: Int, at now: Int64) -> ThrottleDecision {
        let cost = Int64(min(max(cost, 0), Self.maximumQuota))
        // What a store was made to keep by another rule, or by a clock that was wrong, must not trap.
        let kept = record.map { $0.clamped(around: now, window) }
        switch algorithm {
        case .fixedWindow: return fixed(&record, kept, cost, now)
        case .slidingWindow: return sliding(&record, kept, cost, now)
        case .tokenBucket: return bucket(&record, kept, cost, now)
        }
    }

    /// In how many microseconds from now a record says nothing any more and may be forgotten.
    public func lifetime(of record: ThrottleRecord, at now: Int64) -> Int64 {
        let record = record.clamped(around: now, window)
        return switch algorithm {
        case .fixedWindow: max(0, record.time + window - now)
        case .slidingWindow: max(0, record.time + 2 * window - now)
        case .tokenBucket: max(0, record.time - now)
        }
    }

    private func fixed(
        _ record: inout ThrottleRecord?, _ kept: ThrottleRecord?, _ cost: Int64, _ now: Int64
    ) -> ThrottleDecision {
        var state = ThrottleRecord(time: now)
        if let kept, now < kept.time + window { state = kept }
        let reset = min(window, state.time + window - now)
        let isAllowed = state.count + cost <= Int64(quota)
        if isAllowed, cost > 0 {
            state.count += cost
            record = state
        }
        return ThrottleDecision(
            isAllowed: isAllowed, remaining: max(0, quota - Int(state.count)), reset: reset,
            wait: isAllowed ? 0 : reset)
    }

    private func sliding(
        _ record: inout ThrottleRecord?, _ kept: ThrottleRecord?, _ cost: Int64, _ now: Int64
    ) -> ThrottleDecision {
        var state = ThrottleRecord(time: now)
        if let kept {
            switch now - kept.time {
            case ..<window: state = kept
            case ..<(2 * window): state = ThrottleRecord(time: kept.time + window, previous: kept.count)
            default: break
            }
        }
        let elapsed = min(max(0, now - state.time), window)
        // The part of the last window that reaches into the time before now, rounded up: against the client.
        let carried = Self.share(state.previous, window - elapsed, window)
        let used = carried + state.count
        let isAllowed = used + cost <= Int64(quota)
        if isAllowed, cost > 0 {
            state.count += cost
            record = state
        }
        let left = Int64(quota) - used - (isAllowed ? cost : 0)
        return ThrottleDecision(
            isAllowed: isAllowed, remaining: Int(max(0, left)), reset: window - elapsed,
            wait: isAllowed ? 0 : slidingWait(state, elapsed, cost))
    }

    /// When enough of the windows has slid out: of the last one while this one lasts, and then of this one.
    private func slidingWait(_ state: ThrottleRecord, _ elapsed: Int64, _ cost: Int64) -> Int64 {
        let free = Int64(quota) - cost
        if free < 0 { return window - elapsed }
        if state.count <= free, state.previous > 0 {
            // The largest rest of the last window whose share still fits.
            let rest = Self.floorShare(free - state.count, window, state.previous)
            return max(1, window - elapsed - min(rest, window - elapsed))
        }
        let rest = state.count > 0 ? min(window, Self.floorShare(free, window, state.count)) : window
        return window - elapsed + (window - rest)
    }

    private func bucket(
        _ record: inout ThrottleRecord?, _ kept: ThrottleRecord?, _ cost: Int64, _ now: Int64
    ) -> ThrottleDecision {
        // The generic cell rate algorithm: one moment says how full the bucket is.
        let full = max(now, kept?.time ?? now)
        let price = Self.share(cost, window, Int64(quota))
        let isAllowed = full + price <= now + window
        let after = isAllowed ? full + price : full
        if isAllowed, cost > 0 { record = ThrottleRecord(time: after) }
        return ThrottleDecision(
            isAllowed: isAllowed,
            remaining: Int(max(0, Self.floorShare(now + window - after, Int64(quota), window))), reset: after - now,
            wait: isAllowed ? 0 : cost > Int64(quota) ? window : full + price - now - window)
    }

    /// `count * part / whole`, rounded up, in 128 bits.
    private static func share(_ count: Int64, _ part: Int64, _ whole: Int64) -> Int64 {
        let product = Int128(count) * Int128(part)
        return Int64(clamping: (product + Int128(whole) - 1) / Int128(max(1, whole)))
    }

    private static func floorShare(_ count: Int64, _ part: Int64, _ whole: Int64) -> Int64 {
        Int64(clamping: Int128(count) * Int128(part) / Int128(max(1, whole)))
    }
}

extension ThrottleRecord {
    /// The record with numbers that can be reckoned with: no time after the window from now, no count below zero.
    fileprivate func clamped(around now: Int64, _ window: Int64) -> ThrottleRecord {
        let limit = Int64(ThrottleRule.maximumQuota)
        return ThrottleRecord(
            time: min(max(time, now - 3 * window), now + window), count: min(max(count, 0), limit),
            previous: min(max(previous, 0), limit))
    }
}
