import Dispatch
import MartletData
import Synchronization

/// Whether a server is MySQL or MariaDB, which is known once a connection was made.
final class MySQLFlavor: Sendable {
    private struct State: ~Copyable {
        var isMySQL: Bool?
        var mayWait = true
    }

    private let state = Mutex(State())
    private let found = DispatchSemaphore(value: 0)

    /// - Parameter isMySQL: what is known already.
    init(isMySQL: Bool?) { state.withLock { $0.isMySQL = isMySQL } }

    /// Remembers what a connection found.
    func learn(isMySQL: Bool) {
        let isNew = state.withLock { state in
            defer { state.isMySQL = isMySQL }
            return state.isMySQL == nil
        }
        if isNew { found.signal() }
    }

    /// Gives up waiting for the first connection.
    func fail() { found.signal() }

    /// The dialect; that of MariaDB when no connection was made within a second of the first question.
    var dialect: MySQLDialect {
        let (isMySQL, waits) = state.withLock { state in
            defer { state.mayWait = false }
            return (state.isMySQL, state.mayWait)
        }
        if let isMySQL { return MySQLDialect(isMySQL: isMySQL) }
        // Once in the life of a driver: SQL that is written for the wrong one would be refused.
        if waits { _ = found.wait(timeout: .now() + 1) }
        return MySQLDialect(isMySQL: state.withLock { $0.isMySQL ?? false })
    }
}
