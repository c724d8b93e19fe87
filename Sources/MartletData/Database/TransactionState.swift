import Logging
import Synchronization

/// What belongs to one transaction while it runs: whether it is still open, and what is to happen after it.
final class TransactionState: Sendable {
    typealias Hook = @Sendable () async throws -> Void

    private struct State {
        var isOpen = true
        var commitHooks: [Hook] = []
        var rollbackHooks: [Hook] = []
    }

    /// Where hooks stood when a savepoint began.
    struct Mark {
        fileprivate let commitHooks: Int
        fileprivate let rollbackHooks: Int
    }

    private let state = Mutex(State())

    var isOpen: Bool { state.withLock { $0.isOpen } }

    func onCommit(_ hook: @escaping Hook) { state.withLock { $0.commitHooks.append(hook) } }
    func onRollback(_ hook: @escaping Hook) { state.withLock { $0.rollbackHooks.append(hook) } }

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
    static func run(_ hooks: [Hook], _ occasion: String) async {
        for hook in hooks {
            do { try await hook() } catch {
                Logger(label: "martlet.database").error(
                    "what was to run after a transaction failed",
                    metadata: ["occasion": "\(occasion)", "error": "\(error)"])
            }
        }
    }
}
