/// Somebody who waits for a connection.
struct PoolWaiter<Connection: PooledConnection>: Sendable {
    let key: UInt64
    let place: CodePlace?
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Connection, any Error>

    func resume(_ result: Result<Connection, any Error>) { continuation.resume(with: result) }
}

/// What is to be done outside of the lock after a change of the state.
struct PoolActions<Connection: PooledConnection>: Sendable {
    var served: [(PoolWaiter<Connection>, Connection)] = []
    var refused: [PoolWaiter<Connection>] = []
    var emptied: [CheckedContinuation<Bool, Never>] = []
    var closed: [Connection] = []
    var checked: [Connection] = []
    /// How many connections are to be made.
    var opened = 0
    /// When somebody has to be told that it took too long.
    var expiry: ContinuousClock.Instant?
    /// Whether the report of connections that do not come back is to be started.
    var startsReport = false
    /// Whether connecting is to be tried again after a while.
    var retries = false
}

/// The state of a pool, changed under its lock. Time stands still within a change.
struct PoolState<Connection: PooledConnection>: Sendable {
    struct Taken {
        let place: CodePlace?
        let since: ContinuousClock.Instant
        var isReported = false
    }

    private struct Idle {
        let connection: Connection
        let since: ContinuousClock.Instant
    }

    enum Take {
        case taken(Connection, startsReport: Bool)
        case mustWait
        case closed
    }

    /// The last one given back stands last, and is lent first.
    private var idle: [Idle] = []
    private(set) var taken: [ObjectIdentifier: Taken] = [:]
    /// When each connection has to be replaced.
    private var ends: [ObjectIdentifier: ContinuousClock.Instant] = [:]
    private var opening = 0
    /// Who waits, by key; the order is that of ``queue``, where keys of those who gave up may still stand.
    var waiting: [UInt64: PoolWaiter<Connection>] = [:]
    private var queue: [UInt64] = []
    private var queueStart = 0
    private var lastKey: UInt64 = 0
    private var isClosed = false
    private var expires = false
    private var reports = false
    private var waitsToRetry = false
    private(set) var lastFailure: (any Error)?
    var emptied: [UInt64: CheckedContinuation<Bool, Never>] = [:]

    var counts: PoolCounts {
        PoolCounts(taken: taken.count, idle: idle.count, opening: opening, waiting: waiting.count)
    }

    mutating func newKey() -> UInt64 {
        lastKey += 1
        return lastKey
    }

    // MARK: Taking

    /// Takes an idle connection that needs no test, when nobody waits already.
    mutating func takeFresh(_ place: CodePlace?, _ options: PoolOptions) -> Take {
        guard !isClosed else { return .closed }
        guard waiting.isEmpty, let last = idle.last else { return .mustWait }
        let now = ContinuousClock.now
        guard last.connection.isUsable, !isOld(last.connection, now), now - last.since < options.idleCheck else {
            return .mustWait
        }
        idle.removeLast()
        return .taken(last.connection, startsReport: lend(last.connection, place, now, options))
    }

    /// Notes who has a connection; whether the report of leaks has to be started.
    private mutating func lend(
        _ connection: Connection, _ place: CodePlace?, _ now: ContinuousClock.Instant, _ options: PoolOptions
    ) -> Bool {
        taken[ObjectIdentifier(connection)] = Taken(place: place, since: now)
        guard options.leakReport != nil, !reports else { return false }
        reports = true
        return true
    }

    mutating func enqueue(_ waiter: PoolWaiter<Connection>, _ options: PoolOptions) -> PoolActions<Connection> {
        var actions = PoolActions<Connection>()
        guard !isClosed else {
            actions.refused.append(waiter)
            return actions
        }
        waiting[waiter.key] = waiter
        queue.append(waiter.key)
        if !expires {
            expires = true
            actions.expiry = waiter.deadline
        }
        serve(options, &actions)
        return actions
    }

    private mutating func firstWaiter() -> PoolWaiter<Connection>? {
        while queueStart < queue.count {
            if let waiter = waiting[queue[queueStart]] { return waiter }
            queueStart += 1
        }
        queue.removeAll(keepingCapacity: queue.capacity <= 1024)
        queueStart = 0
        return nil
    }

    private mutating func removeFirst(_ waiter: PoolWaiter<Connection>) {
        waiting[waiter.key] = nil
        queueStart += 1
        if queueStart > 1024, queueStart > queue.count / 2 {
            queue.removeFirst(queueStart)
            queueStart = 0
        }
    }

    /// Gives idle connections to those who wait, and has others tried or made for the rest.
    private mutating func serve(_ options: PoolOptions, _ actions: inout PoolActions<Connection>) {
        let now = ContinuousClock.now
        while let last = idle.last, waiting.count > opening {
            idle.removeLast()
            guard last.connection.isUsable, !isOld(last.connection, now) else {
                discard(last.connection, &actions)
                continue
            }
            guard now - last.since < options.idleCheck else {
                opening += 1
                actions.checked.append(last.connection)
                continue
            }
            guard let waiter = firstWaiter() else {
                idle.append(last)
                break
            }
            removeFirst(waiter)
            if lend(last.connection, waiter.place, now, options) { actions.startsReport = true }
            actions.served.append((waiter, last.connection))
        }
        guard !waitsToRetry else { return }
        while waiting.count > opening, taken.count + idle.count + opening < options.size {
            opening += 1
            actions.opened += 1
        }
    }

    // MARK: Coming back

    mutating func giveBack(
        _ connection: Connection, _ isUsable: Bool, _ options: PoolOptions
    ) -> PoolActions<Connection> {
        var actions = PoolActions<Connection>()
        // What was not lent is not taken back; a second `giveBack` would lend it to two.
        guard taken.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return actions }
        let now = ContinuousClock.now
        if isUsable, !isClosed, !isOld(connection, now) {
            keep(connection, now, options, &actions)
        } else {
            discard(connection, &actions)
        }
        settle(options, &actions)
        return actions
    }

    mutating func arrived(
        _ connection: Connection, isFresh: Bool, _ options: PoolOptions
    ) -> PoolActions<Connection> {
        var actions = PoolActions<Connection>()
        opening -= 1
        let now = ContinuousClock.now
        if isFresh {
            lastFailure = nil
            if let lifetime = options.lifetime {
                ends[ObjectIdentifier(connection)] = now + lifetime * Double.random(in: 0.9...1.1)
            }
        }
        if isClosed {
            discard(connection, &actions)
        } else {
            keep(connection, now, options, &actions)
        }
        settle(options, &actions)
        return actions
    }

    /// Lends a connection to the first who waits, or lets it wait itself.
    private mutating func keep(
        _ connection: Connection, _ now: ContinuousClock.Instant, _ options: PoolOptions,
        _ actions: inout PoolActions<Connection>
    ) {
        guard let waiter = firstWaiter() else {
            idle.append(Idle(connection: connection, since: now))
            return
        }
        removeFirst(waiter)
        if lend(connection, waiter.place, now, options) { actions.startsReport = true }
        actions.served.append((waiter, connection))
    }

    private mutating func discard(_ connection: Connection, _ actions: inout PoolActions<Connection>) {
        ends[ObjectIdentifier(connection)] = nil
        actions.closed.append(connection)
    }

    private func isOld(_ connection: Connection, _ now: ContinuousClock.Instant) -> Bool {
        ends[ObjectIdentifier(connection)].map { $0 <= now } ?? false
    }

    private mutating func settle(_ options: PoolOptions, _ actions: inout PoolActions<Connection>) {
        if isClosed {
            if taken.isEmpty, opening == 0 {
                actions.emptied.append(contentsOf: emptied.values)
                emptied = [:]
            }
        } else {
            serve(options, &actions)
        }
    }

    // MARK: Failing

    /// A connection could not be made. When there is no other that could come back, all who wait are told.
    mutating func failedToOpen(
        _ error: any Error
    ) -> (failed: [PoolWaiter<Connection>], actions: PoolActions<Connection>) {
        var actions = PoolActions<Connection>()
        opening -= 1
        lastFailure = error
        if isClosed {
            if taken.isEmpty, opening == 0 {
                actions.emptied.append(contentsOf: emptied.values)
                emptied = [:]
            }
            return ([], actions)
        }
        guard taken.isEmpty, idle.isEmpty, opening == 0 else {
            if !waitsToRetry, !waiting.isEmpty {
                waitsToRetry = true
                actions.retries = true
            }
            return ([], actions)
        }
        return (takeAllWaiting(), actions)
    }

    mutating func retry(_ options: PoolOptions) -> PoolActions<Connection> {
        var actions = PoolActions<Connection>()
        waitsToRetry = false
        if !isClosed { serve(options, &actions) }
        return actions
    }

    /// Those whose time is up, when to look again, and what kept connections from being made.
    mutating func expire(
        _ now: ContinuousClock.Instant
    ) -> (late: [PoolWaiter<Connection>], next: ContinuousClock.Instant?, cause: (any Error)?) {
        var late: [PoolWaiter<Connection>] = []
        while let waiter = firstWaiter() {
            guard waiter.deadline <= now else { return (late, waiter.deadline, lastFailure) }
            removeFirst(waiter)
            late.append(waiter)
        }
        expires = false
        return (late, nil, lastFailure)
    }

    /// Connections that are lent since before a moment and were not reported, and since when the next of the others is.
    mutating func leaks(
        _ moment: ContinuousClock.Instant
    ) -> (late: [(place: CodePlace?, since: ContinuousClock.Instant)], next: ContinuousClock.Instant?) {
        var late: [(place: CodePlace?, since: ContinuousClock.Instant)] = []
        for (key, taken) in taken where taken.since <= moment && !taken.isReported {
            self.taken[key]?.isReported = true
            late.append((taken.place, taken.since))
        }
        let next = taken.values.lazy.filter { !$0.isReported }.map(\.since).min()
        reports = next != nil
        return (late, next)
    }

    // MARK: Closing

    mutating func close() -> PoolActions<Connection> {
        var actions = PoolActions<Connection>()
        isClosed = true
        actions.refused = takeAllWaiting()
        for entry in idle { discard(entry.connection, &actions) }
        idle = []
        return actions
    }

    /// Keeps a continuation until no connection is left; `nil` when none is already.
    mutating func waitUntilEmpty(_ continuation: CheckedContinuation<Bool, Never>) -> UInt64? {
        guard !taken.isEmpty || opening > 0 else { return nil }
        let key = newKey()
        emptied[key] = continuation
        return key
    }

    private mutating func takeAllWaiting() -> [PoolWaiter<Connection>] {
        var all: [PoolWaiter<Connection>] = []
        while let waiter = firstWaiter() {
            removeFirst(waiter)
            all.append(waiter)
        }
        return all
    }
}
