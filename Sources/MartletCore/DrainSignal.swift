import Synchronization

/// Tells what outlives single requests, such as sockets and event streams, that the server has begun to stop.
package final class DrainSignal: Sendable {
    private struct State: ~Copyable {
        var isDraining = false
        var nextID = 0
        var observers: [Int: @Sendable () -> Void] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Whether the server has begun to stop.
    package var isDraining: Bool { state.withLock { $0.isDraining } }

    /// Calls an action once the server begins to stop: at once if it already has.
    /// - Returns: by what the action is forgotten; `nil` when it has been called.
    package func observe(_ action: @escaping @Sendable () -> Void) -> Int? {
        let id = state.withLock { state -> Int? in
            guard !state.isDraining else { return nil }
            state.nextID += 1
            state.observers[state.nextID] = action
            return state.nextID
        }
        if id == nil { action() }
        return id
    }

    /// Forgets an action.
    package func forget(_ id: Int?) {
        guard let id else { return }
        state.withLock { _ = $0.observers.removeValue(forKey: id) }
    }

    /// Returns when the server begins to stop or the task is cancelled.
    package func wait() async {
        let (never, end) = AsyncStream.makeStream(of: Never.self)
        let id = observe { end.finish() }
        for await _ in never {}
        forget(id)
    }

    /// Says that the server stops; what comes later is told at once.
    package func begin() {
        let observers = state.withLock { state in
            state.isDraining = true
            defer { state.observers = [:] }
            return Array(state.observers.values)
        }
        for observer in observers { observer() }
    }
}
