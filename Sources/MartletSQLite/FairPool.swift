import MartletData
import Synchronization

/// Lends a few resources to tasks in the order of arrival, and makes them when they are first needed.
final class FairPool<Resource: Sendable>: Sendable {
    private struct Waiter {
        let id: Int
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Resource, any Error>
    }

    private struct State: ~Copyable {
        var idle: [Resource] = []
        var made = 0
        var nextID = 0
        var waiters: [Waiter] = []
        var isWatching = false
        /// The task that holds the only resource.
        var holder: Int?
    }

    private let state = Mutex(State())
    private let maximum: Int
    private let limit: Duration
    private let name: String
    private let make: @Sendable () async throws -> Resource

    /// - Parameters:
    ///   - maximum: how many resources there may be.
    ///   - limit: how long a task waits for one.
    ///   - name: what is waited for, in messages.
    ///   - first: a resource that is there already.
    ///   - make: makes a resource.
    init(
        maximum: Int, limit: Duration, name: String, first: Resource?,
        make: @escaping @Sendable () async throws -> Resource
    ) {
        self.maximum = maximum
        self.limit = limit
        self.name = name
        self.make = make
        guard let first else { return }
        state.withLock {
            $0.idle = [first]
            $0.made = 1
        }
    }

    /// Runs a body with a resource that nobody else has.
    /// - Throws: ``DatabaseError`` when none becomes free within the limit, or when the task holds the only one itself;
    ///   `CancellationError` when the task was cancelled while it waited; what the body throws.
    func lend<Value>(_ body: (Resource) async throws -> Value) async throws -> Value {
        let resource = try await take()
        defer { giveBack(resource) }
        return try await body(resource)
    }

    /// Removes and returns the resources that nobody has.
    func removeIdle() -> [Resource] {
        state.withLock { state in
            defer {
                state.made -= state.idle.count
                state.idle = []
            }
            return state.idle
        }
    }

    private enum Turn {
        case free(Resource)
        case make
        case own
        case wait(Int)
    }

    private func take() async throws -> Resource {
        try Task.checkCancellation()
        let task = withUnsafeCurrentTask { $0?.hashValue }
        let turn = state.withLock { state -> Turn in
            if let resource = state.idle.popLast() {
                if maximum == 1 { state.holder = task }
                return .free(resource)
            }
            if state.made < maximum {
                state.made += 1
                if maximum == 1 { state.holder = task }
                return .make
            }
            if let task, state.holder == task { return .own }
            state.nextID += 1
            return .wait(state.nextID)
        }
        switch turn {
        case .free(let resource): return resource
        case .make:
            do { return try await make() } catch {
                state.withLock {
                    $0.made -= 1
                    $0.holder = nil
                }
                throw error
            }
        case .own:
            throw DatabaseError(
                .poolExhausted,
                "\(name) is held by this task itself, so that waiting for it would never end; inside a transaction, run "
                    + "statements with the transaction and not with the database")
        case .wait(let id): return try await wait(id, task)
        }
    }

    private func wait(_ id: Int, _ task: Int?) async throws -> Resource {
        let resource = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let deadline = ContinuousClock.now + limit
                let (free, watches) = state.withLock { state -> (Resource?, Bool) in
                    // It may have come back, or the task may be cancelled, since the first look.
                    if let resource = state.idle.popLast() { return (resource, false) }
                    state.waiters.append(Waiter(id: id, deadline: deadline, continuation: continuation))
                    defer { state.isWatching = true }
                    return (nil, !state.isWatching)
                }
                if let free { return continuation.resume(returning: free) }
                if watches { Task { [weak self] in await self?.watch() } }
                if Task.isCancelled { end(id, CancellationError()) }
            }
        } onCancel: {
            end(id, CancellationError())
        }
        if maximum == 1 { state.withLock { $0.holder = task } }
        return resource
    }

    private func end(_ id: Int, _ error: any Error) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiters.remove(at: index)
        }
        waiter?.continuation.resume(throwing: error)
    }

    /// Ends what has waited for too long, as long as anybody waits.
    private func watch() async {
        while true {
            let now = ContinuousClock.now
            let (late, next) = state.withLock { state -> ([Waiter], ContinuousClock.Instant?) in
                let late = Array(state.waiters.prefix { $0.deadline <= now })
                state.waiters.removeFirst(late.count)
                state.isWatching = !state.waiters.isEmpty
                return (late, state.waiters.first?.deadline)
            }
            for waiter in late {
                waiter.continuation.resume(
                    throwing: DatabaseError(
                        .poolExhausted,
                        "\(name) did not become free within \(limit); look for transactions that last too long, or raise "
                            + "pool_wait in the database's URL"))
            }
            guard let next else { return }
            try? await Task.sleep(until: next, clock: .continuous)
        }
    }

    private func giveBack(_ resource: Resource) {
        let waiter = state.withLock { state -> Waiter? in
            state.holder = nil
            guard !state.waiters.isEmpty else {
                state.idle.append(resource)
                return nil
            }
            return state.waiters.removeFirst()
        }
        waiter?.continuation.resume(returning: resource)
    }
}
