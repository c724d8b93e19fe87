import MartletData
import Synchronization

/// Ends what a connection does when its task is cancelled or takes too long, by telling the server on another connection.
final class MySQLInterruption: Sendable {
    private enum Cause { case cancelled, late }

    private struct State: ~Copyable {
        var isOver = false
        var cause: Cause?
        var killing: Task<Void, Never>?
        /// Whether the server is being told right now.
        var isTelling = false
        var patience: SocketReactor.Timer?
        /// When the server is told again.
        var again: SocketReactor.Timer?
    }

    /// How long an interrupted statement may take to end before its connection is given up.
    static let patience = Duration.seconds(5)

    private let state = Mutex(State())
    private let giveUp: @Sendable () -> Void
    private let kill: @Sendable () async throws -> Void

    /// - Parameters:
    ///   - kill: tells the server.
    ///   - giveUp: ends the connection.
    init(_ kill: @escaping @Sendable () async throws -> Void, giveUp: @escaping @Sendable () -> Void) {
        self.giveUp = giveUp
        self.kill = kill
    }

    /// Has the statement end because its task was cancelled.
    func cancel() { end(.cancelled) }

    /// Has the statement end because of its time.
    func expire() { end(.late) }

    private func end(_ cause: Cause) {
        state.withLock { state in
            guard !state.isOver, state.cause == nil else { return }
            state.cause = cause
            state.patience = SocketReactor.shared.schedule(after: Self.patience, giveUp)
            tell(&state, pause: .milliseconds(250))
        }
    }

    /// Tells the server, and again after twice the time while the statement goes on: what overtakes its statement meets an
    /// idle session, which forgets it.
    private func tell(_ state: inout State, pause: Duration) {
        if !state.isTelling {
            state.isTelling = true
            state.killing = Task.detached { [self] in
                do { try await kill() } catch { giveUp() }
                self.state.withLock { $0.isTelling = false }
            }
        }
        state.again = SocketReactor.shared.schedule(after: pause) { [self] in
            self.state.withLock { state in
                guard !state.isOver else { return }
                tell(&state, pause: min(pause * 2, .seconds(1)))
            }
        }
    }

    /// Waits until the server has been told, when it is being told.
    /// - Returns: whether it was.
    func finish() async -> Bool {
        let killing = state.withLock { state in
            state.isOver = true
            state.patience?.cancel()
            state.again?.cancel()
            return state.killing
        }
        await killing?.value
        return killing != nil
    }

    /// Whether the task was cancelled.
    var isCancelled: Bool { state.withLock { $0.cause == .cancelled } }
    /// Whether it took too long.
    var isLate: Bool { state.withLock { $0.cause == .late } }
}
