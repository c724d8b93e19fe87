import Logging
import Synchronization

/// What belongs to one transaction while it runs: whether it is still open, and what is to happen after it.
final class TransactionState: Sendable {
    typealias Hook = @Sendable () async throws -> Void

    private struct State {
        var isOpen = true
        /// The transaction and the savepoints inside it that are open, the innermost last.
        var levels = [0]
        var lastLevel = 0
        /// How many streams of rows run, and whether one of them has lost its reader and is about to end.
        var streams = 0
        var hasAbandonedStream = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var commitHooks: [Hook] = []
        var rollbackHooks: [Hook] = []
    }

    /// Where hooks stood when a savepoint began.
    struct Mark {
        fileprivate let commitHooks: Int
        fileprivate let rollbackHooks: Int
    }

    private let state = Mutex(State())

    /// What a level of the transaction may do now.
    enum Standing: Equatable {
        /// It is the innermost one.
        case current
        /// A savepoint inside it is open: what it did now would be undone with that one.
        case covered
        /// A stream that nobody reads any more still has the connection.
        case leaving
        case ended
    }

    func standing(of level: Int) -> Standing {
        state.withLock { state in
            guard state.isOpen else { return .ended }
            if state.levels.last == level { return state.hasAbandonedStream ? .leaving : .current }
            return state.levels.contains(level) ? .covered : .ended
        }
    }

    /// Opens a savepoint; `nil` when the level that asks is not the innermost one.
    func open(in level: Int) -> (level: Int, depth: Int)? {
        state.withLock { state in
            guard state.isOpen, state.levels.last == level else { return nil }
            state.lastLevel += 1
            state.levels.append(state.lastLevel)
            return (state.lastLevel, state.levels.count - 1)
        }
    }

    /// Closes a savepoint, and what is still open inside it.
    func close(_ level: Int) {
        state.withLock { state in
            guard let index = state.levels.firstIndex(of: level) else { return }
            state.levels.removeSubrange(index...)
        }
    }

    /// Runs a stream of rows. When its task is cancelled, as that of a loop which was left early is, others wait until it
    /// has ended.
    func streaming(_ body: () async throws -> Void) async throws {
        state.withLock { $0.streams += 1 }
        defer {
            let waiting = state.withLock { state in
                state.streams -= 1
                guard state.streams == 0 else { return [CheckedContinuation<Void, Never>]() }
                state.hasAbandonedStream = false
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }
        try await withTaskCancellationHandler(operation: body) {
            state.withLock { $0.hasAbandonedStream = $0.streams > 0 }
        }
    }

    /// Waits until a stream that nobody reads any more has ended.
    func abandonedStream() async {
        await withCheckedContinuation { continuation in
            let isEnded = state.withLock { state in
                guard state.hasAbandonedStream else { return true }
                state.waiting.append(continuation)
                return false
            }
            if isEnded { continuation.resume() }
        }
    }

    func onCommit(_ hook: @escaping Hook) { add(hook, to: \.commitHooks, "commit") }
    func onRollback(_ hook: @escaping Hook) { add(hook, to: \.rollbackHooks, "rollback") }

    private func add(
        _ hook: @escaping Hook, to hooks: any WritableKeyPath<State, [Hook]> & Sendable, _ occasion: String
    ) {
        let isOpen = state.withLock { state in
            if state.isOpen { state[keyPath: hooks].append(hook) }
            return state.isOpen
        }
        guard !isOpen else { return }
        Logger(label: "martlet.database").error(
            "what was to run after a transaction was asked for when it had ended, and does not run",
            metadata: ["occasion": "\(occasion)"])
    }

    func mark() -> Mark {
        state.withLock { Mark(commitHooks: $0.commitHooks.count, rollbackHooks: $0.rollbackHooks.count) }
    }

    /// Forgets what was to happen since a savepoint and returns what is to happen because it is undone.
    func rollBack(to mark: Mark) -> [Hook] {
        state.withLock { state in
            state.commitHooks.removeSubrange(min(mark.commitHooks, state.commitHooks.count)...)
            let hooks = Array(state.rollbackHooks[min(mark.rollbackHooks, state.rollbackHooks.count)...])
            state.rollbackHooks.removeSubrange(min(mark.rollbackHooks, state.rollbackHooks.count)...)
            return hooks
        }
    }

    /// Ends the transaction and returns what is to happen.
    func end(isCommitted: Bool) -> [Hook] {
        state.withLock { state in
            state.isOpen = false
            return isCommitted ? state.commitHooks : state.rollbackHooks
        }
    }

    /// Runs hooks one after the other; one that fails is logged, and the next runs all the same.
    ///
    /// A task of their own runs them: that of the transaction may be cancelled, since its client has gone, which does not
    /// change what was committed or undone.
    static func run(_ hooks: [Hook], _ occasion: String) async {
        guard !hooks.isEmpty else { return }
        await Task {
            for hook in hooks {
                do { try await hook() } catch {
                    Logger(label: "martlet.database").error(
                        "what was to run after a transaction failed",
                        metadata: ["occasion": "\(occasion)", "error": "\(error)"])
                }
            }
        }.value
    }
}
